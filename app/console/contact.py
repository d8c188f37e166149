"""Telling her something by text message: a short list to pick from, with a reason, in the order's trail."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.console.kit import documented, part
from app.console.order_answers import ConsoleOrder
from app.notify.agent_texts import AGENT_TEXTS, agent_text
from app.stores.models import Store
from app.web.access import me, operation, own_order
from app.web.door import Reason
from app.web.house import house
from app.web.idempotency import idempotency_key
from app.web.schemas import Out, Strict
from dispatch import contacting
from dispatch.views.agent_order import order_row

contact = part("contact", "Telling her something / 联系顾客")


class ConsoleMessageIn(Strict):
    """Which of the messages, and why."""

    template = fields.String(
        required=True, validate=validate.OneOf(tuple(AGENT_TEXTS), error="请从短信列表中选择")
    )  # fmt: skip
    reason = Reason()


class ConsoleTemplate(Out):
    """One message that may be sent; ``text`` as she will read it."""

    template = fields.String()
    title = fields.String()
    text = fields.String()


class ConsoleTemplates(Out):
    """All of them."""

    templates = fields.List(fields.Nested(ConsoleTemplate()))


@contact.route("/orders/<order_no>/messages", methods=["GET"])
@documented(contact, "What may be sent to her about this order", 404)
@contact.response(200, ConsoleTemplates())
@operation("console.orders.templates")
def list_templates(order_no: str) -> dict[str, Any]:
    """Filled in, so that the agent reads what she will read."""
    principal = me()

    def ask(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        store = session.execute(select(Store.name).where(Store.id == order.store_id)).scalar()
        rows = [
            {"template": name, "title": text.title, "text": agent_text(name, order_no, store)}
            for name, text in AGENT_TEXTS.items()
        ]
        return {"templates": rows}

    return house().db.read(ask)


@contact.route("/orders/<order_no>/messages", methods=["POST"])
@documented(contact, "Send her one of them", 404, 409, keyed=True)
@contact.arguments(ConsoleMessageIn())
@contact.response(202, ConsoleOrder())
@operation("console.orders.message")
def send_message(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Sent at once by a worker; whether the provider took it stands in the order's `messages`."""
    principal, key = me(), idempotency_key()

    def work(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        contacting.send_text(session, order, body["template"], principal.who, body["reason"], key)
        return order_row(session, order)

    return house().db.run(work)
