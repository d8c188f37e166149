"""Messages to a phone: one-time subscribe messages of the mini-program, template messages of the service account."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from flask import Blueprint, Response

from wechat.standin import answers, fields, people, push, tokens
from wechat.standin.world import World, world

routes = Blueprint("messages", __name__)


@routes.post("/cgi-bin/message/subscribe/send")
def send_subscribe() -> Response:
    """Uses up one of her accepts; 43101 when none is left."""
    tokens.require("mini")
    asked = answers.body()
    phone, name = _addressee("mini", asked, world().account.subscribe_templates)
    _check_page(answers.text(asked, "page"))
    with world().store.write() as db:
        sql = "UPDATE accepts SET left = left - 1 WHERE phone_id = ? AND template_id = ? AND left > 0"
        if db.execute(sql, (phone["id"], asked["template_id"])).rowcount == 0:
            raise answers.Refusal(43101, "user refuse to accept the msg")
        _keep(db, "subscribe", phone, name, asked, answers.text(asked, "page"))
    sent = {
        "TemplateId": asked["template_id"],
        "MsgID": str(secrets.randbelow(10**18)),
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    push.event(
        world(),
        "mini",
        phone["mini_openid"],
        "subscribe_msg_sent_event",
        **push.listed("SubscribeMsgSentEvent", [sent]),
    )
    return answers.ok()


@routes.post("/cgi-bin/message/template/send")
def send_template() -> Response:
    """To followers only; 43004 else. The answer has a msgid, and a pushed event tells that it arrived."""
    tokens.require("service")
    asked = answers.body()
    phone, name = _addressee("service", asked, world().account.service_templates)
    if not phone["follows"]:
        raise answers.Refusal(43004, "require subscribe")
    page = _jump(asked)
    with world().store.write() as db:
        msgid = _keep(db, "template", phone, name, asked, page) + 10**9
    push.event(world(), "service", phone["service_openid"], "TEMPLATESENDJOBFINISH", MsgID=msgid, Status="success")
    return answers.ok(msgid=msgid)


def keep_sms(of: World, number: str, text: str) -> None:
    """Not WeChat's: the house's text messages, shown on the same phone."""
    with of.store.write() as db:
        row = db.execute("SELECT id FROM phones WHERE number = ?", (number,)).fetchone()
        sql = "INSERT INTO messages (at, kind, phone_id, number, data) VALUES (?, 'sms', ?, ?, ?)"
        db.execute(sql, (of.now(), row["id"] if row else None, number, json.dumps({"text": text})))


def received(of: World, phone_id: int | None = None) -> list[dict[str, Any]]:
    """The newest first; of one phone or of all."""
    where = "" if phone_id is None else "WHERE phone_id = ?"
    rows = of.store.all(f"SELECT * FROM messages {where} ORDER BY id DESC", *([] if phone_id is None else [phone_id]))
    return [{**dict(row), "data": json.loads(row["data"])} for row in rows]


def _addressee(app: str, asked: dict[str, Any], templates: dict[str, str]) -> tuple[sqlite3.Row, str]:
    """Whose phone, and our name of the template. 40003, 40037, 47003."""
    phone = people.by_openid(world(), app, answers.text(asked, "touser"))
    if phone is None:
        raise answers.Refusal(40003, "invalid openid")
    names = {template_id: name for name, template_id in templates.items()}
    if answers.text(asked, "template_id") not in names:
        raise answers.Refusal(40037, "invalid template_id")
    fault = fields.fault(asked.get("data"))
    if fault:
        raise answers.Refusal(47003, f"argument invalid! {fault} invalid")
    return phone, names[asked["template_id"]]


def _check_page(page: str) -> None:
    if page.startswith("/") or "://" in page:
        raise answers.Refusal(41030, "invalid page")


def _jump(asked: dict[str, Any]) -> str:
    """Where a tap leads: a page of the mini-program, or an address."""
    jump = asked.get("miniprogram")
    if not isinstance(jump, dict) or not jump:
        return answers.text(asked, "url")
    if jump.get("appid") != world().account.mini_app_id:
        raise answers.Refusal(40165, "invalid weapp pagepath")
    return str(jump.get("pagepath", ""))


def _keep(db: sqlite3.Connection, kind: str, phone: sqlite3.Row, name: str, asked: dict[str, Any], page: str) -> int:
    data = {field: str(cell["value"]) for field, cell in asked["data"].items()}
    sql = "INSERT INTO messages (at, kind, phone_id, number, template_id, name, page, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    values = (world().now(), kind, phone["id"], phone["number"], asked["template_id"], name, page, json.dumps(data))
    return int(db.execute(sql, values).lastrowid or 0)
