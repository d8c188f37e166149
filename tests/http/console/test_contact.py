"""An agent tells a mother something: from a list, with a reason, once, and what became of it is seen."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from app import jobs
from app.db import Database
from app.notify.sms import shown
from app.web.house import EXTENSION, House
from tests.http.console.desk import DOOR, WHY, ok, order, refused, texts
from tests.support.people import PHONE, Caller
from tests.support.walk import place_order
from tests.support.world import change, rows, value


@pytest.fixture
def order_no(mother: Caller) -> str:
    return str(place_order(mother)["order_no"])


def send(agent: Caller, order_no: str, template: str = "agent.working", key: str = "message-0001") -> object:
    return agent.post(f"{DOOR}/orders/{order_no}/messages", {**WHY, "template": template}, key=key)


def work(app: Flask, db: Database) -> None:
    """What the worker does with every such event, twice."""
    with app.app_context():
        for row in rows(db, "SELECT id FROM outbox_events WHERE kind = 'order.messaged' ORDER BY id"):
            jobs.tell_by_agent(row.id)
            jobs.tell_by_agent(row.id)


def test_a_message_is_sent_once_and_stands_in_the_order(agent: Caller, order_no: str, app: Flask, db: Database) -> None:
    before = len(db.read(shown))
    first = ok(send(agent, order_no), 202)
    assert [(row["template_zh"], row["state_zh"], row["channel_zh"], row["to_zh"]) for row in first["messages"]] == [
        ("正在安排，请稍候", "发送中", "短信", "顾客")
    ]
    assert texts(first)[-1] == "给顾客发短信：正在安排，请稍候" and first["timeline"][-1]["by_zh"] == "客服 小陈"
    ok(send(agent, order_no), 202)
    work(app, db)
    sent = db.read(shown)
    assert len(sent) == before + 1
    assert sent[0]["phone"] == PHONE and order_no[-4:] in sent[0]["text"]
    message = order(agent, order_no)["messages"][0]
    assert (message["state"], message["attempts"]) == ("sent", 1) and message["sent_at"]


def test_the_list_is_filled_in(agent: Caller, order_no: str) -> None:
    listed = {row["template"]: row for row in ok(agent.get(f"{DOOR}/orders/{order_no}/messages"))["templates"]}
    assert "浦东一店正在尽快为您配送" in listed["agent.late"]["text"] and order_no[-4:] in listed["agent.late"]["text"]


def test_what_is_not_in_the_list_or_has_no_reason_is_refused(agent: Caller, order_no: str, db: Database) -> None:
    refused(send(agent, order_no, "buy.more"), 422, "invalid")
    path = f"{DOOR}/orders/{order_no}/messages"
    assert (
        "reason" in refused(agent.post(path, {"template": "agent.late"}, key="message-0001"), 422, "invalid")["fields"]
    )
    assert "Idempotency-Key" in refused(agent.post(path, {**WHY, "template": "agent.late"}), 422, "invalid")["fields"]
    ok(send(agent, order_no), 202)
    refused(send(agent, order_no, "agent.late"), 409, "idempotency_key_reused")
    assert value(db, "SELECT count(*) FROM messages") == 1


class _Away:
    def send(self, phone: str, text: str) -> None:
        raise ConnectionError(f"could not reach {phone}")


def test_a_failure_is_kept_without_her_phone(agent: Caller, order_no: str, app: Flask, db: Database) -> None:
    ok(send(agent, order_no), 202)
    house: House = app.extensions[EXTENSION]
    event = value(db, "SELECT id FROM outbox_events WHERE kind = 'order.messaged'")
    object.__setattr__(house, "sms", _Away())  # a provider that cannot be reached
    with app.app_context(), pytest.raises(RuntimeError) as raised:
        jobs.tell_by_agent(event)
    message = order(agent, order_no)["messages"][0]
    assert (message["state"], message["failure"]) == ("queued", "ConnectionError")
    assert PHONE not in str(raised.value) + json.dumps(message)


def test_who_was_erased_is_not_written_to(agent: Caller, order_no: str, app: Flask, db: Database) -> None:
    ok(send(agent, order_no), 202)
    change(db, "UPDATE members SET phone_sealed = NULL, phone_hash = NULL")
    work(app, db)
    message = order(agent, order_no)["messages"][0]
    assert (message["state"], message["failure"]) == ("failed", "no phone")
