"""An agent tells a mother something: the message is a row at once, sent by a worker, and who sent what is in the trail."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.outbox import record
from dispatch.domain import events
from dispatch.models import Order
from dispatch.scene import moment

_QUEUE = text("""
INSERT INTO messages (key, to_kind, to_id, channel, template, params, order_id, created_at)
VALUES (:key, 'member', :member_id, 'sms', :template, '{}', :order_id, :at) ON CONFLICT (key) DO NOTHING RETURNING id
""")
_TEMPLATE = text("SELECT template FROM messages WHERE key = :key")


def send_text(session: Session, order: Order, template: str, who: str, why: str, key: str) -> None:
    """Queue the message of ``template`` to the mother of ``order``, once for one ``key``.

    Raises ``Conflict`` (``idempotency_key_reused``) if the key was used for another template.
    """
    at, row_key = moment(session), f"agent-{order.id}-{key}"
    values = {"key": row_key, "member_id": order.member_id, "order_id": order.id, "template": template, "at": at}
    message_id = session.execute(_QUEUE, values).scalar()
    if message_id is None:
        if session.execute(_TEMPLATE, values).scalar_one() != template:
            raise Conflict("这个请求号已用于另一条短信", code="idempotency_key_reused")
        return
    # Without a store: stores are not told what customer service writes to her.
    record(
        session, events.ORDER_MESSAGED, at, order_id=order.id, member_id=order.member_id,
        message_id=message_id, template=template, by=who, why=why,
    )  # fmt: skip
