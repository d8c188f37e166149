"""The live feed: everything, once, resumable, until the token ends."""

from __future__ import annotations

import json
from typing import Any

from app.db import Database
from app.outbox import publish
from tests.http.console.desk import DOOR, act, ok, refused
from tests.support.people import Caller
from tests.support.walk import place_order


def listen(agent: Caller, after: int, count: int) -> list[dict[str, Any]]:
    """The first ``count`` messages after position ``after``."""
    answer = agent.get(f"{DOOR}/feed", headers={"Last-Event-ID": str(after)})
    assert answer.mimetype == "text/event-stream"
    found: list[dict[str, Any]] = []
    for chunk in answer.response:
        part = chunk.decode() if isinstance(chunk, bytes) else chunk
        for message in part.split("\n\n"):
            lines = dict(line.split(": ", 1) for line in message.splitlines() if ": " in line)
            if "data" in lines:
                found.append({"id": int(lines["id"]), "event": lines["event"], **json.loads(lines["data"])})
        if len(found) >= count:
            break
    answer.close()
    return found


def test_everything_is_told_once_and_in_order(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    ok(act(agent, order_no, "hold"))
    db.run(lambda session: publish(session, ()))
    told = listen(agent, 0, 6)
    assert [row["event"] for row in told] == [
        "order.placed", "order.offered", "offer.made", "offer.withdrawn", "order.rerouted", "order.held",
    ]  # fmt: skip
    assert {row["order_no"] for row in told} == {order_no}
    assert (told[1]["store_code"], told[-1]["by"]) == ("S1", f"agent:{agent.id}")
    assert "13812345678" not in json.dumps(told)
    assert listen(agent, told[2]["id"], 3) == told[3:]


def test_a_stale_id_is_refused(agent: Caller, network: object) -> None:
    refused(agent.get(f"{DOOR}/feed", headers={"Last-Event-ID": "abc"}), 422, "invalid")
