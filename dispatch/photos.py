"""A photo at the door that may stand for her code: sealed, looked at only with a reason, erased when its days are over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.errors import Conflict, Invalid, NotFound, TooMany
from app.pictures import Picture
from dispatch.delivering import hand_over_by_photo, live_delivery
from dispatch.domain import events
from dispatch.models import Order
from dispatch.trail import note
from dispatch.views.store import terms

PURPOSE = "proof_photos.picture"
MOST = 5  # of one delivery

_KNOWN = text("SELECT id, taken_at FROM proof_photos WHERE delivery_id = :delivery_id AND upload_hash = :hash")
_COUNT = text("SELECT count(*) FROM proof_photos WHERE delivery_id = :delivery_id")
_KEEP = text("""
INSERT INTO proof_photos (order_id, delivery_id, store_id, staff_id, upload_hash, picture_sealed, width, height, taken_at)
VALUES (:order_id, :delivery_id, :store_id, :staff_id, :hash, :sealed, :width, :height, :at) RETURNING id
""")
_USE = text("""
UPDATE proof_photos SET used_at = :at
WHERE id = :id AND delivery_id = :delivery_id AND picture_sealed IS NOT NULL RETURNING id
""")
_LATEST = text("""
SELECT id, picture_sealed FROM proof_photos WHERE order_id = :order_id AND (cast(:id AS bigint) IS NULL OR id = :id)
ORDER BY used_at IS NULL, id DESC LIMIT 1
""")
_ERASE_OLD = text("""
UPDATE proof_photos SET picture_sealed = NULL, erased_at = jindan_now() WHERE id IN (
  SELECT id FROM proof_photos WHERE erased_at IS NULL AND taken_at <= jindan_now() - :kept
  ORDER BY taken_at LIMIT :limit FOR UPDATE SKIP LOCKED)
""")
_ERASE_HERS = text("""
UPDATE proof_photos SET picture_sealed = NULL, erased_at = jindan_now()
WHERE erased_at IS NULL AND order_id IN (SELECT id FROM orders WHERE member_id = :member_id)
""")


def keep(
    session: Session, order: Order, staff_id: int, upload_hash: bytes, picture: Picture
) -> tuple[int, datetime, bool]:
    """Keep a photo of a locked order on the road: (id, when taken, whether it is new). The same upload again is the same photo.

    Raises ``Conflict`` (``not_on_the_road``), ``TooMany`` after ``MOST`` of one delivery.
    """
    if order.state != "out_for_delivery":
        raise Conflict("出发配送后才能拍送达照片", code="not_on_the_road", state=order.state)
    delivery = live_delivery(session, order)
    which: dict[str, Any] = {"delivery_id": delivery.id, "hash": upload_hash}
    known = session.execute(_KNOWN, which).one_or_none()
    if known is not None:
        return known.id, local(known.taken_at), False
    if session.execute(_COUNT, {"delivery_id": delivery.id}).scalar_one() >= MOST:
        raise TooMany(f"每单最多拍 {MOST} 张照片", code="too_many_photos")
    values = {
        **which, "order_id": order.id, "store_id": order.store_id, "staff_id": staff_id, "at": delivery.now,
        "sealed": vault_of(session).seal_bytes(picture.jpeg, PURPOSE), "width": picture.width, "height": picture.height,
    }  # fmt: skip
    photo_id = int(session.execute(_KEEP, values).scalar_one())
    note(session, order, events.DELIVERY_PHOTO, delivery.now, by=f"staff:{staff_id}", photo_id=photo_id)
    return photo_id, delivery.now, True


def hand_over(session: Session, order: Order, who: str, photo_id: int) -> Order:
    """She has it, proved by a photo of this very delivery. A second tap changes nothing.

    Raises ``Conflict`` (``photo_not_allowed``) where the policy wants her code, ``Invalid`` for a photo of something else.
    """
    if order.state in ("delivered", "completed"):
        return order
    at = terms(session)
    if not at.policy.photo_proof:
        raise Conflict("请用顾客的收货码确认送达", code="photo_not_allowed")
    delivery = live_delivery(session, order)
    if session.execute(_USE, {"id": photo_id, "delivery_id": delivery.id, "at": at.now}).first() is None:
        raise Invalid(fields={"photo_id": ["没有这张照片，请重新拍"]})
    return hand_over_by_photo(session, order, delivery, who)


def opened(session: Session, order: Order, photo_id: int | None) -> bytes:
    """The JPEG of an order's photo (None: the one that proved it, else the latest). For a reveal that has been written down.

    Raises ``NotFound``; ``Conflict`` (``photo_erased``) once its days are over.
    """
    row = session.execute(_LATEST, {"order_id": order.id, "id": photo_id}).one_or_none()
    if row is None:
        raise NotFound()
    if row.picture_sealed is None:
        raise Conflict("照片已过保存期，已清除", code="photo_erased")
    return vault_of(session).open_bytes(bytes(row.picture_sealed), PURPOSE)


def erase_old(session: Session, limit: int = 500) -> int:
    """Erase the pictures whose days (policy) are over; that there was one stays. How many."""
    kept = timedelta(days=terms(session).policy.photo_keep_days)
    return int(session.execute(_ERASE_OLD, {"kept": kept, "limit": limit}).rowcount)  # type: ignore[attr-defined]


def erase_hers(session: Session, member_id: int) -> None:
    """Erase every picture of her door."""
    session.execute(_ERASE_HERS, {"member_id": member_id})
