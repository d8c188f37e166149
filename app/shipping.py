"""WeChat holds a payment's money until it is told that the goods are on their way; told once, with one correction kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.members.identities import openid_of
from app.outbox import OutboxEvent
from app.payments.notices import open_exception
from app.web.house import House
from app.wechat_port import Parcel, WechatError, WechatPort, WechatRefused

ITEM_CHARACTERS = 120

# Only the mini-program's payments are held back; what was paid in the mall is settled without being told.
_GOODS = """
SELECT p.id AS payment_id, p.transaction_id, p.app_id, o.id AS order_id, o.member_id,
  (SELECT string_agg(l.name || ' x' || l.quantity, '; ' ORDER BY l.sku) FROM order_lines l WHERE l.order_id = o.id) AS item
FROM orders o JOIN payments p ON p.order_id = o.id AND p.state = 'succeeded' AND p.provider = 'wechat' AND p.app_id = :app_id
"""
_OF_ORDER = text(f"{_GOODS} WHERE o.id = :order_id")
_OF_PAYMENT = text(f"{_GOODS} WHERE p.id = :payment_id")
# Not taken, and not refused either: the queue has tried for a while, and gives up some day. Or claimed by a worker that
# was killed over it, which the queue does not tell from one at work: half an hour after the parcel left, none is.
_LATE = text("""
SELECT payment_id, how FROM shippings s WHERE uploads < 2
  AND (state = 'failed' OR state = 'queued' AND NOT EXISTS (
    SELECT 1 FROM payments p JOIN deliveries d ON d.order_id = p.order_id
    WHERE p.id = s.payment_id AND d.left_at > jindan_now() - interval '30 minutes'))
  AND NOT EXISTS (SELECT 1 FROM money_exceptions x WHERE x.key = 'shipping:' || s.payment_id)
ORDER BY payment_id LIMIT 50
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


How = Literal["local", "pick_up"]


@dataclass(frozen=True, slots=True)
class _Goods:
    payment_id: int
    order_id: int
    parcel: Parcel


def upload_shipping(house: House, event_id: int) -> None:
    """The parcel of an event has left the shop. No answer is raised, so that the queue tries again; a no goes to a person."""
    wechat = house.wechat
    if wechat is None:
        return
    goods = house.db.run(lambda session: _claimed(session, event_id, wechat.mini_app_id, "local"))
    if goods is None:
        return
    failure = _send(house, wechat, goods)
    if failure:
        raise RuntimeError(f"shipping of payment {goods.payment_id} was not taken: {failure}")


def upload_late(house: House) -> int:
    """Tell of parcels that left while WeChat was away for longer than the queue tries; how many were tried."""
    wechat = house.wechat
    if wechat is None:
        return 0
    late = house.db.read(lambda session: session.execute(_LATE).all())
    for row in late:
        values = {"payment_id": row.payment_id, "app_id": wechat.mini_app_id}
        goods = house.db.read(lambda session, how=row.how, v=values: _goods(session, _OF_PAYMENT, v, how))  # type: ignore[misc]
        if goods is not None:
            _send(house, wechat, goods)
    return len(late)


def _send(house: House, wechat: WechatPort, goods: _Goods) -> str:
    """Why WeChat did not answer; empty if it took the parcel, or refused it for good (then a person is told)."""
    try:
        wechat.upload_shipping(goods.parcel)
    except WechatError as error:
        failure, refused = str(error), isinstance(error, WechatRefused)
        house.db.run(lambda session: _failed(session, goods, failure, refused))
        return "" if refused else failure
    house.db.run(lambda session: session.execute(_UPLOADED, {"payment_id": goods.payment_id}))
    return ""


def _failed(session: Session, goods: _Goods, failure: str, refused: bool) -> None:
    session.execute(_FAILED, {"payment_id": goods.payment_id, "failure": failure})
    if refused:  # asking again in the same way would not help, and her money stays where it is
        facts = json.dumps({"transaction_id": goods.parcel.transaction_id, "failure": failure})
        open_exception(session, f"shipping:{goods.payment_id}", "shipping_refused", goods.order_id, facts)


def _claimed(session: Session, event_id: int, app_id: str, how: How) -> _Goods | None:
    event = session.get_one(OutboxEvent, event_id)
    goods = _goods(session, _OF_ORDER, {"order_id": event.order_id, "app_id": app_id}, how)
    if goods is None:
        return None
    values = {"payment_id": goods.payment_id, "how": how, "item": goods.parcel.item}
    return goods if session.execute(_CLAIM, values).scalar() is not None else None


def _goods(session: Session, query: TextClause, values: Mapping[str, Any], how: How) -> _Goods | None:
    row = session.execute(query, values).one_or_none()
    openid = openid_of(session, row.member_id, row.app_id) if row else None
    if row is None or openid is None:
        return None
    parcel = Parcel(row.transaction_id, openid, row.item[:ITEM_CHARACTERS], how, _real(session))
    return _Goods(row.payment_id, row.order_id, parcel)


def _real(session: Session) -> datetime:
    # WeChat lives in real time, whatever the house's clock shows in a demo.
    found: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found
