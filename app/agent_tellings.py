"""Sending what an agent wrote: read again when the worker comes to it, tried a few times, the outcome kept in its row."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import vault_of
from app.notify import trying
from app.notify.agent_texts import agent_text
from app.outbox import OutboxEvent
from app.web.house import House

_MESSAGE = text("""
SELECT m.key, m.template, m.state, o.order_no, s.name AS store, p.phone_sealed
FROM messages m JOIN orders o ON o.id = m.order_id LEFT JOIN stores s ON s.id = o.store_id
JOIN members p ON p.id = m.to_id WHERE m.id = :id FOR UPDATE OF m
""")
_TRY = text("UPDATE messages SET attempts = attempts + 1 WHERE id = :id")


def tell_by_agent(house: House, event_id: int) -> None:
    """Send the message of the event, if it was not. A failure is kept, and raised so that the queue tries it again."""
    ready = house.db.run(lambda session: _ready(session, event_id))
    if ready is None:
        return
    key, phone, words = ready
    try:
        house.sms.send(phone, words)
    except Exception as error:
        failure = type(error).__name__  # its words may hold the phone
        house.db.run(lambda session: trying.again_later(session, key, failure))
        raise RuntimeError(f"message {key} was not taken: {failure}") from None
    house.db.run(lambda session: trying.sent(session, key))


def _ready(session: Session, event_id: int) -> tuple[str, str, str] | None:
    message_id = session.get_one(OutboxEvent, event_id).payload["message_id"]
    row = session.execute(_MESSAGE, {"id": message_id}).one_or_none()
    if row is None or row.state != "queued":
        return None
    if row.phone_sealed is None:
        trying.failed(session, row.key, "no phone")  # erased meanwhile: nobody to tell
        return None
    session.execute(_TRY, {"id": message_id})
    phone = vault_of(session).open(row.phone_sealed, "members.phone")
    return row.key, phone, agent_text(row.template, row.order_no, row.store)
