"""The live feed: resumable without a gap or a repeat, only this store's, without a word about people."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.outbox import publish
from app.web import feed
from tests.support.people import Caller, make_staff
from tests.support.world import Network, change, insert, rows

from .walk import DOOR, delivered, offered, ok, refused, wrong_code

WAIT_S = 20.0


def publish_all(db: Database) -> None:
    while db.run(lambda session: publish(session, ())):
        pass


def messages(who: Caller, after: int | None = None) -> Iterator[dict[str, Any] | None]:
    """The feed's messages (None: a sign of life), until the server ends it. Fails if nothing comes for ``WAIT_S``."""
    headers = {"Authorization": f"Bearer {who.token}"}
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    answer = who.app.test_client().get(f"{DOOR}/feed", headers=headers, buffered=False)
    assert answer.status_code == 200 and answer.mimetype == "text/event-stream"
    heard = time.monotonic()
    try:
        for chunk in answer.iter_encoded():
            fields = dict(
                line.split(": ", 1) for line in chunk.decode().strip().split("\n") if not line.startswith(":")
            )
            if "data" in fields:
                heard = time.monotonic()
                yield {"id": int(fields["id"]), "event": fields["event"], **json.loads(fields["data"])}
            else:
                assert time.monotonic() - heard < WAIT_S, "the feed is silent"
                yield None
    finally:
        answer.close()


def read(who: Caller, after: int | None, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """What comes after a position until it is enough; then the line drops."""
    seen: list[dict[str, Any]] = []
    with closing(messages(who, after)) as stream:
        while not enough(seen):
            message = next(stream)
            if message is not None:
                seen.append(message)
    return seen


def positions(db: Database, store_id: int) -> list[int]:
    found = rows(db, "SELECT position FROM outbox_events WHERE store_id = :id ORDER BY position", id=store_id)
    return [row.position for row in found]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life, and looks at the token, after a moment instead of 15 s."""
    monkeypatch.setattr(feed, "IDLE_S", 0.3)


def test_a_client_that_reconnects_misses_nothing_and_sees_nothing_twice(
    db: Database, mother: Caller, manager: Caller, rival: Caller, network: Network
) -> None:
    rounds = 12
    over = threading.Event()

    def life() -> None:
        """Orders that S1 refuses and S2 then accepts, published while the feed is read."""
        for number in range(rounds):
            _, offer_id = offered(db, mother, f"key-{number:08d}")
            ok(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "too_busy"}))
            card = ok(rival.get(f"{DOOR}/offers"))["offers"][0]
            ok(rival.post(f"{DOOR}/offers/{card['id']}/accept"))
            publish_all(db)
        over.set()

    start = ok(manager.get(f"{DOOR}/offers"))["last_event_id"]
    worker = threading.Thread(target=life)
    worker.start()
    seen: list[dict[str, Any]] = []
    # The line drops after every few messages, wherever that happens to be.
    while not (over.is_set() and len(seen) >= len(positions(db, network["S1"]))):
        here = read(manager, seen[-1]["id"] if seen else start, lambda got: len(got) >= 3)
        seen += here
        assert len(seen) <= rounds * 3
    worker.join()
    assert [message["id"] for message in seen] == positions(db, network["S1"])
    assert [message["event"] for message in seen] == ["order.offered", "offer.made", "offer.declined"] * rounds
    theirs = read(rival, start, lambda got: len(got) >= len(positions(db, network["S2"])))
    assert [message["id"] for message in theirs] == positions(db, network["S2"])
    assert not {message["id"] for message in seen} & {message["id"] for message in theirs}


def test_two_readers_at_once_see_the_same(
    db: Database, mother: Caller, manager: Caller, clerk: Caller, network: Network
) -> None:
    heard: dict[str, list[dict[str, Any]]] = {}

    def listen(name: str, who: Caller) -> None:
        heard[name] = read(who, 0, lambda got: any(message["event"] == "order.delivered" for message in got))

    readers = [threading.Thread(target=listen, args=pair) for pair in (("manager", manager), ("clerk", clerk))]
    for reader in readers:
        reader.start()
    delivered(db, mother, manager)
    publish_all(db)
    for reader in readers:
        reader.join(WAIT_S)
    assert heard["manager"] == heard["clerk"]
    assert [message["id"] for message in heard["clerk"]] == positions(db, network["S1"])


def test_what_leaves_names_orders_and_colleagues_never_people(
    db: Database, mother: Caller, manager: Caller, network: Network
) -> None:
    order_no = delivered(db, mother, manager, note="请放门口 13812345678")
    other, _ = offered(db, mother, "key-00000002")
    ok(mother.post(f"/mom/v1/orders/{other}/cancel", {"reason": "changed_mind"}))
    third, offer_id = offered(db, mother, "key-00000003")
    manager.post(f"{DOOR}/orders/{third}/delivered", {"code": wrong_code(db, third)})
    ok(manager.post(f"{DOOR}/store/pause", {"reason": "away", "minutes": 10}))
    publish_all(db)
    seen = read(manager, 0, lambda got: len(got) == len(positions(db, network["S1"])))
    text = json.dumps(seen, ensure_ascii=False)
    for secret in ("138", "王小明", "member:", "member_id", "请放门口", "changed_mind", "张江"):
        assert secret not in text
    made = next(message for message in seen if message["event"] == "offer.made")
    assert (
        made["order_no"] == order_no and made["expires_at"] == "2026-11-24T11:00:00+08:00" and made["distance_m"] == 95
    )
    withdrawn = next(message for message in seen if message["event"] == "offer.withdrawn")
    assert (withdrawn["order_no"], withdrawn["by"]) == (other, "member")
    accepted = next(message for message in seen if message["event"] == "offer.accepted")
    assert accepted["by"] == f"staff:{manager.id}"
    paused = seen[-1]
    assert (paused["event"], paused["reason"], paused["order_no"]) == ("store.paused", "away", None)
    allowed = {
        "id", "event", "kind", "order_no", "by", "at", "offer_id", "expires_at", "distance_m", "from", "to", "skus",
        "amount_fen", "until", "reason",
    }  # fmt: skip
    assert {name for message in seen for name in message} <= allowed


def test_a_first_visit_hears_only_what_is_new(db: Database, mother: Caller, manager: Caller, network: Network) -> None:
    offered(db, mother, "key-00000001")
    publish_all(db)
    assert ok(manager.get(f"{DOOR}/offers"))["last_event_id"] == positions(db, network["S1"])[-1]
    with closing(messages(manager)) as stream:
        assert next(stream) is None  # connected: from here on
        order_no, _ = offered(db, mother, "key-00000002")
        publish_all(db)
        first = next(message for message in stream if message is not None)
    assert first["order_no"] == order_no


def test_a_line_that_drops_before_its_first_event_resumes_there(db: Database, mother: Caller, manager: Caller) -> None:
    offered(db, mother, "key-00000001")
    publish_all(db)
    headers = {"Authorization": f"Bearer {manager.token}"}
    answer = manager.app.test_client().get(f"{DOOR}/feed", headers=headers, buffered=False)
    hello = next(iter(answer.iter_encoded())).decode()
    answer.close()
    order_no, _ = offered(db, mother, "key-00000002")
    publish_all(db)
    after = int(hello.partition("id: ")[2].partition("\n")[0])
    assert {message["order_no"] for message in read(manager, after, lambda got: len(got) == 2)} == {order_no}


def test_however_often_phones_reconnect_one_thread_reads(db: Database, mother: Caller, manager: Caller) -> None:
    before = set(threading.enumerate())
    offered(db, mother)
    publish_all(db)
    for _ in range(8):
        assert len(read(manager, 0, lambda got: len(got) == 2)) == 2
    assert sum(thread.name == "feed-hub" for thread in set(threading.enumerate()) - before) <= 1


def end_of(who: Caller, act: Callable[[], object]) -> None:
    """The feed is open, something happens, and the server ends it."""
    with closing(messages(who)) as stream:
        next(stream)
        act()
        limit = time.monotonic() + WAIT_S
        for message in stream:
            assert message is None and time.monotonic() < limit


def test_a_feed_ends_with_its_token(db: Database, manager: Caller) -> None:
    end_of(manager, lambda: manager.delete(f"{DOOR}/sessions/current"))
    refused(manager.get(f"{DOOR}/feed"), 401, "unauthenticated")


def test_a_feed_ends_when_she_is_let_go(db: Database, manager: Caller) -> None:
    end_of(manager, lambda: change(db, "UPDATE staff SET active = false"))


def test_a_feed_ends_when_the_device_moves_to_another_store(app: Flask, db: Database, network: Network) -> None:
    chain = make_staff(app, network["S1"], "chain_manager")
    insert(db, "staff_roles", {"staff_id": chain.id, "store_id": network["S2"], "role": "chain_manager"})
    end_of(chain, lambda: chain.post(f"{DOOR}/sessions/switch", {"store_code": "S2"}))


@pytest.mark.parametrize("value", ["x", "-1", "9" * 19])
def test_a_position_is_a_number(manager: Caller, value: str) -> None:
    refused(manager.get(f"{DOOR}/feed", headers={"Last-Event-ID": value}), 422, "invalid")


def test_a_process_that_holds_as_many_feeds_as_it_can_says_so_and_goes_on_answering(
    db: Database, manager: Caller
) -> None:
    lines = [feed.hub_of(db).listen(None, lambda event: False) for _ in range(14)]  # of sixteen threads
    for line in lines:
        next(line)  # nothing happens: a sign of life
    refused(manager.get(f"{DOOR}/feed"), 503, "feeds_full")
    ok(manager.get(f"{DOOR}/offers"))
    lines.pop().close()
    with closing(messages(manager)) as stream:
        next(stream)
    for line in lines:
        line.close()
