"""Who is told, and what: the words of the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.identity.staff import MANAGERS, ON_DUTY, PURPOSE
from app.notify.texts import staff_text

_DUTY = ON_DUTY.format(store=":store_id")
# Known to the service account; the openid bound last.
_BOUND = text(f"""
SELECT DISTINCT ON (i.staff_id) i.staff_id, i.openid
FROM staff_identities i WHERE i.app_id = :app_id AND i.staff_id IN (SELECT h.staff_id {_DUTY})
ORDER BY i.staff_id, i.created_at DESC
""")
# Those on duty; if nobody is, the managers.
_PHONES = text(f"""
WITH duty AS (SELECT p.id, p.phone_sealed {_DUTY})
SELECT id, phone_sealed FROM duty
UNION ALL
SELECT p.id, p.phone_sealed {MANAGERS.format(store=":store_id")} AND NOT EXISTS (SELECT 1 FROM duty)
ORDER BY id
""")
_WAITING = text("""
SELECT f.id, f.order_id, f.expires_at, o.order_no, s.name AS store_name FROM offers f JOIN orders o ON o.id = f.order_id
JOIN stores s ON s.id = f.store_id WHERE f.id = ANY(:ids) AND f.state = 'open' AND f.expires_at > jindan_now()
ORDER BY f.expires_at, f.id
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a store is told of: how many offers wait, the first of them, and until when it may be answered. Nothing of hers."""

    count: int
    offer_ids: tuple[int, ...]
    order_id: int
    order_no: str
    store: str
    until: datetime

    @property
    def tip(self) -> str:
        """At most twenty characters, which is what WeChat's fields hold."""
        if self.count == 1:
            return f"有新订单，请在 {self.until:%H:%M} 前接单"
        return f"{self.count} 个新订单，最早 {self.until:%H:%M} 截止"

    @property
    def text(self) -> str:
        """As a text message."""
        return staff_text(self.store, self.order_no, self.count, f"{self.until:%H:%M}")


def waiting(session: Session, offer_ids: Sequence[int]) -> Waiting | None:
    """What of these offers still waits for an answer; None when nothing does."""
    found = session.execute(_WAITING, {"ids": list(offer_ids)}).all()
    if not found:
        return None
    first = found[0]
    ids = tuple(row.id for row in found)
    return Waiting(len(found), ids, first.order_id, first.order_no, first.store_name, local(first.expires_at))


def bound(session: Session, store_id: int, app_id: str) -> list[Any]:
    """(staff_id, openid) of those on duty who bound their WeChat."""
    return list(session.execute(_BOUND, {"store_id": store_id, "app_id": app_id}))


def phones(session: Session, store_id: int) -> list[tuple[int, str]]:
    """(staff id, phone in clear) of those on duty, else of the managers."""
    vault = vault_of(session)
    rows = session.execute(_PHONES, {"store_id": store_id})
    return [(row.id, vault.open(row.phone_sealed, PURPOSE)) for row in rows]
