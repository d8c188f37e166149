"""Messages on their way to people: one row a message, one try at a time, the outcome kept."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.members.models import Member
from app.notify.models import Message
from app.notify.texts import member_text
from app.outbox import OutboxEvent
from app.stores.models import Store
from app.web.house import House
from dispatch.models import Order

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
_CLAIM = text(
    "UPDATE messages SET attempts = attempts + 1 WHERE key = :key AND state = 'queued' RETURNING id, attempts"
)
_DONE = text("UPDATE messages SET state = 'sent', sent_at = jindan_now() WHERE id = :id")
_FAILED = text(
    "UPDATE messages SET state = CASE WHEN attempts >= :most THEN 'failed' ELSE 'queued' END, failure = :failure WHERE id = :id"
)


def tell_member(house: House, event_id: int) -> None:
    """Send the mother the text of an event, once. A provider's failure is kept, and raised so that the queue tries again."""
    key = f"member-{event_id}"
    claimed = house.db.run(lambda session: _queue(session, event_id, key))
    if claimed is None:
        return
    found = house.db.read(lambda session: _compose(session, event_id))
    try:
        if found is not None:
            house.sms.send(*found)
    except Exception as error:
        failure = type(error).__name__  # its words may hold the phone
        house.db.run(
            lambda session: session.execute(_FAILED, {"id": claimed, "most": MAX_ATTEMPTS, "failure": failure})
        )
        raise RuntimeError(f"message {claimed} was not taken: {failure}") from None
    house.db.run(lambda session: session.execute(_DONE, {"id": claimed}))


def _queue(session: Session, event_id: int, key: str) -> int | None:
    event = session.get_one(OutboxEvent, event_id)
    values: dict[str, Any] = {
        "key": key, "to_kind": "member", "to_id": event.member_id, "channel": "sms", "template": event.kind,
        "params": {}, "order_id": event.order_id, "created_at": now(session),
    }  # fmt: skip
    session.execute(upsert(Message).values(values).on_conflict_do_nothing(index_elements=["key"]))
    row = session.execute(_CLAIM, {"key": key}).one_or_none()
    return row.id if row else None


def _compose(session: Session, event_id: int) -> tuple[str, str] | None:
    event = session.get_one(OutboxEvent, event_id)
    member = session.get(Member, event.member_id)
    order = session.get(Order, event.order_id)
    if member is None or member.phone_sealed is None or order is None:
        return None  # erased meanwhile, or never had a phone: nobody to tell
    store_id = event.store_id or order.store_id
    name = session.execute(select(Store.name).where(Store.id == store_id)).scalar() if store_id else None
    vault = vault_of(session)
    code = vault.proof_code(order.order_no)
    told = member_text(event.kind, name or "", order.order_no, code, event.payload.get("from"))
    return vault.open(member.phone_sealed, "members.phone"), told
