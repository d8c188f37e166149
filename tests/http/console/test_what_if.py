"""A draft tried beside the policy in force: the same orders, the same stores, seeded, and taken up again when a worker is lost."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from rq import Queue

from app import jobs, reconcile, relay
from app.db import Database
from app.processes import Worker
from app.web.house import House
from dispatch import timers, trial, what_ifs
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.tables import fingerprint
from tests.support.walk import accept, add_address, decline, deliver, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, freeze, rows, set_stock, value


@pytest.fixture
def week(mother: Caller, boss: Caller, network: Network, db: Database) -> list[str]:
    """Forty orders of a week. S1 next door sleeps through most of its offers; S2, where she bought first, is quick."""
    address_id = add_address(mother)
    rng, made = Random(7), []
    for number in range(40):
        at = TUESDAY_10 + timedelta(days=number // 8, minutes=50 * (number % 8))
        freeze(db, at)
        order_no = place_order(mother, f"key-{number:08d}", address_id=address_id)["order_no"]
        made.append(order_no)
        if rng.random() < 0.6:
            at += timedelta(minutes=60)
            freeze(db, at)
            timers.sweep(db)
        freeze(db, at + timedelta(minutes=2 + number % 40))
        accept(db, order_no)
    freeze(db, TUESDAY_10 + timedelta(days=5))
    change(db, "UPDATE tokens SET expires_at = expires_at + interval '5 days'")  # nobody logs in anew for this
    return made


def ask(boss: Caller, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = ok(boss.post(f"{DOOR}/what-ifs", {"policy": {}, **body}), 202)
    return found


def work(app: Flask, house: House) -> None:
    """Relay, and let the worker of reports do what there is."""
    with app.app_context():
        relay.relay_once(house)
        Worker([Queue("reports", connection=house.redis)], connection=house.redis).work(
            burst=True, logging_level="ERROR"
        )


def result(boss: Caller, which: int) -> dict[str, Any]:
    shown = ok(boss.get(f"{DOOR}/what-ifs/{which}"))
    assert (shown["state"], shown["progress"]) == ("done", 100), shown
    found: dict[str, Any] = shown["results"]
    return found


def test_the_same_policy_on_both_sides_is_the_same(boss: Caller, week: list[str], app: Flask, house: House) -> None:
    asked = ask(boss)
    assert (asked["state"], asked["progress"], asked["results"], asked["asked_by_zh"]) == (
        "queued",
        0,
        None,
        "客服 总部",
    )
    before = fingerprint(house.db)
    work(app, house)
    told = result(boss, asked["id"])
    assert told["live"] == told["draft"] and told["orders"] == 40 == told["live"]["orders"]
    assert told["winners"] == told["losers"] == [] and told["live_version"] == 1
    assert told["live"]["accepted"] + told["live"]["needs_person"] == 40
    assert (
        sum(row["live_fen"] for row in told["stores"])
        == told["live"]["revenue_fen"]
        == 59600 * told["live"]["accepted"]
    )
    after = fingerprint(house.db)
    assert {name for name in after if after[name] != before[name]} <= {"what_ifs", "outbox_events"}


def test_a_shorter_hour_is_quicker_and_the_same_seed_says_the_same(
    boss: Caller, week: list[str], app: Flask, house: House
) -> None:
    asked = [ask(boss, policy={"acceptance_minutes": 15}, seed=seed)["id"] for seed in (1, 1, 2)]
    work(app, house)
    first, again, other = (result(boss, which) for which in asked)
    assert first == again and first["draft"] != other["draft"]
    assert first["draft"]["minutes_p90"] < first["live"]["minutes_p90"]
    assert first["draft"]["expired"] >= first["live"]["expired"]


def test_who_wins_and_who_loses_is_named(boss: Caller, week: list[str], app: Flask, house: House) -> None:
    which = ask(boss, policy={"default_radius_m": 500, "max_offers": 1})["id"]  # only S1 is near enough
    work(app, house)
    told = result(boss, which)
    assert told["draft"]["needs_person"] > told["live"]["needs_person"]
    assert {row["code"] for row in told["losers"]} <= {"S2", "S3"} and told["losers"]
    for row in told["stores"]:
        assert row["diff_fen"] == row["draft_fen"] - row["live_fen"]
    assert [row["diff_fen"] for row in told["losers"]] == sorted(row["diff_fen"] for row in told["losers"])


def test_returning_mothers_go_to_the_store_they_had_then(
    boss: Caller, mother: Caller, network: Network, app: Flask, house: House, db: Database
) -> None:
    address_id = add_address(mother)
    place_order(mother, "key-00000001", address_id=address_id)
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    add_purchase(db, mother.id, network["S3"], TUESDAY_10 + timedelta(minutes=20), "till:1")
    place_order(mother, "key-00000002", address_id=address_id)
    prepared = db.read(lambda session: trial.prepare(session, {}, "replay", 14, 1))
    assert [order.hers for order in prepared.orders] == [(), (network["S3"],)]
    assert prepared.orders[0].wanted == {"F1": 2}
    set_stock(db, network["S3"], F1=1)
    which = ask(boss)["id"]
    work(app, house)
    told = result(boss, which)["live"]
    assert (told["returning"], told["kept"]) == (1, 0)  # her old store lacks the goods, as it would have now


def test_a_made_up_stream_keeps_the_rate(boss: Caller, week: list[str], app: Flask, house: House) -> None:
    which = ask(boss, mode="simulate", days=5)["id"]
    work(app, house)
    told = result(boss, which)
    assert 15 <= told["orders"] <= 70  # forty in five days, give or take
    assert told["live"] == told["draft"]


def test_an_empty_house_has_nothing_to_tell(boss: Caller, network: Network, app: Flask, house: House) -> None:
    which = ask(boss)["id"]
    work(app, house)
    told = result(boss, which)
    assert (told["orders"], told["live"]["minutes_p50"], told["live"]["kept_share"], told["stores"]) == (
        0,
        None,
        None,
        [],
    )


def test_a_version_may_be_tried_and_what_is_wrong_is_named(boss: Caller, agent: Caller, network: Network) -> None:
    version = ok(boss.post(f"{DOOR}/policies", {"settings": {"max_offers": 7}}), 201)["version"]
    asked = ok(boss.post(f"{DOOR}/what-ifs", {"version": version}), 202)
    assert asked["settings"]["max_offers"] == 7
    for body, field in (
        ({}, "policy"), ({"policy": {}, "version": 1}, "policy"), ({"policy": {"max_offers": 0}}, "policy.max_offers"),
        ({"version": 99}, "version"), ({"policy": {}, "days": 29}, "days"), ({"policy": {}, "mode": "guess"}, "mode"),
    ):  # fmt: skip
        assert field in refused(boss.post(f"{DOOR}/what-ifs", body), 422, "invalid")["fields"]
    for _ in range(4):
        ask(boss)
    refused(boss.post(f"{DOOR}/what-ifs", {"policy": {}}), 409, "what_if_busy")
    page = ok(boss.get(f"{DOOR}/what-ifs?limit=3"))
    rest = ok(boss.get(f"{DOOR}/what-ifs?limit=3&cursor={page['next_cursor']}"))
    assert [row["id"] for row in page["what_ifs"] + rest["what_ifs"]] == [5, 4, 3, 2, 1]
    refused(agent.get(f"{DOOR}/what-ifs"), 403, "forbidden")


def test_a_lost_worker_is_replaced_and_not_for_ever(
    boss: Caller, week: list[str], app: Flask, house: House, db: Database
) -> None:
    which = ask(boss)["id"]
    assert db.run(lambda session: what_ifs.claim(session, which)) is not None  # and then it is killed
    house.redis.flushdb()
    assert db.run(what_ifs.take_up_lost) == 0  # it was heard of a moment ago
    change(db, "UPDATE what_ifs SET beat_at = clock_timestamp() - interval '2 minutes'")
    reconcile.run(house, lambda _seconds: True)  # one round of the process that looks after it
    assert value(db, "SELECT state FROM what_ifs") == "queued"
    assert not db.run(
        lambda session: what_ifs.beat(session, which, 50)
    )  # should it live after all: it is another's now
    work(app, house)
    assert result(boss, which)["orders"] == 40
    assert value(db, "SELECT attempts FROM what_ifs") == 2
    change(
        db, "UPDATE what_ifs SET state = 'running', attempts = 3, beat_at = clock_timestamp() - interval '2 minutes'"
    )
    assert db.run(what_ifs.take_up_lost) == 0
    assert rows(db, "SELECT state, failure FROM what_ifs") == [("failed", "lost")]


def test_told_twice_it_is_worked_out_once(
    boss: Caller, week: list[str], app: Flask, house: House, db: Database
) -> None:
    which = ask(boss)["id"]
    event = value(db, "SELECT id FROM outbox_events WHERE kind = 'what_if.asked'")
    with app.app_context():
        jobs.run_what_if(event)
        jobs.run_what_if(event)
    assert value(db, "SELECT attempts FROM what_ifs") == 1 and result(boss, which)["orders"] == 40


def test_stores_that_refuse_and_deliver_are_learnt(mother: Caller, network: Network, db: Database) -> None:
    address_id = add_address(mother)
    for number in range(6):
        order_no = place_order(mother, f"key-{number:08d}", address_id=address_id)["order_no"]
        freeze(db, TUESDAY_10 + timedelta(minutes=5))
        if number < 2:
            decline(db, order_no)
        else:
            deliver(db, order_no)
        freeze(db, TUESDAY_10)
    habits = db.read(lambda session: trial.prepare(session, {}, "replay", 14, 1)).habits
    known = habits.stores[network["S1"]]
    assert (known.offers, known.accepts, known.refuses, set(known.minutes)) == (6, 4 / 6, 2 / 6, {5.0})
    answer = habits.mood(1)
    moods = [answer(number, network["S1"])[0] for number in range(300)]
    assert moods == [habits.mood(1)(number, network["S1"])[0] for number in range(300)]
    assert moods.count("accept") / 300 == pytest.approx(4 / 6, abs=0.1) and "sleep" not in moods
