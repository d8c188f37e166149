"""WeChat holds a mini-program payment's money until it is told that the goods are on their way; one correction is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.members.identities import openid_of
from app.outbox import OutboxEvent
from app.web.house import House
from app.wechat_port import Parcel, WechatError, WechatRefused

ITEM_CHARACTERS = 120

_ORDER = text("""
SELECT p.id AS payment_id, p.transaction_id, o.member_id,
  (SELECT string_agg(l.name || ' x' || l.quantity, '; ' ORDER BY l.sku) FROM order_lines l WHERE l.order_id = o.id) AS item
FROM orders o JOIN payments p ON p.order_id = o.id AND p.state = 'succeeded' AND p.provider = 'wechat'
WHERE o.id = :order_id AND p.app_id = :app_id
""")
# The first time, or once more if what was said then is no longer true. A second parcel of the same goods changes nothing.
_CLAIM = text("""
INSERT INTO shippings AS s (payment_id, how, item) VALUES (:payment_id, :how, :item)
ON CONFLICT (payment_id) DO UPDATE SET how = excluded.how, item = excluded.item, state = 'queued'
WHERE s.uploads < 2 AND (s.state <> 'uploaded' OR (s.how, s.item) <> (excluded.how, excluded.item))
RETURNING payment_id
""")
_UPLOADED = text("""
UPDATE shippings SET state = 'uploaded', uploads = uploads + 1, failure = NULL, uploaded_at = jindan_now()
WHERE payment_id = :payment_id
""")
_FAILED = text("UPDATE shippings SET state = 'failed', failure = :failure WHERE payment_id = :payment_id")


@dataclass(frozen=True, slots=True)
class _Goods:
    payment_id: int
    parcel: Parcel


def upload_shipping(house: House, event_id: int) -> None:
    """The parcel of an event has left the shop. No answer is raised, so that the queue tries again; a no is kept."""
    how: Literal["local"] = "local"
    wechat = house.wechat
    goods = house.db.run(lambda session: _claimed(session, event_id, how, wechat.mini_app_id)) if wechat else None
    if wechat is None or goods is None:
        return
    values = {"payment_id": goods.payment_id}
    try:
        wechat.upload_shipping(goods.parcel)
    except WechatError as error:
        failure = str(error)
        house.db.run(lambda session: session.execute(_FAILED, {**values, "failure": failure}))
        if isinstance(error, WechatRefused):
            return  # the row says so; asking again in the same way would not help
        raise RuntimeError(f"shipping of payment {goods.payment_id} was not taken: {failure}") from None
    house.db.run(lambda session: session.execute(_UPLOADED, values))


def _claimed(session: Session, event_id: int, how: Literal["local", "pick_up"], app_id: str) -> _Goods | None:
    # Only what was paid in the mini-program is held back, and may be told of.
    event = session.get_one(OutboxEvent, event_id)
    row = session.execute(_ORDER, {"order_id": event.order_id, "app_id": app_id}).one_or_none()
    openid = openid_of(session, row.member_id, app_id) if row else None
    if row is None or openid is None:
        return None
    item = row.item[:ITEM_CHARACTERS]
    if session.execute(_CLAIM, {"payment_id": row.payment_id, "how": how, "item": item}).scalar() is None:
        return None
    return _Goods(row.payment_id, Parcel(row.transaction_id, openid, item, how, _real(session)))


def _real(session: Session) -> datetime:
    # WeChat lives in real time, whatever the house's clock shows in a demo.
    found: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found
