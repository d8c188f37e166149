"""Her addresses: the words are sealed, the point is what routing reads, so a text never changes without its point."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict, Invalid, NotFound
from app.members.models import Address
from app.members.people import lock_member
from app.members.points import Place, outward, point_required
from app.security import mask_phone

PURPOSE = "addresses.details"
MAX_ADDRESSES = 20
TEXT_MOVED = "地址改了，请在地图上重新选择收货位置"

_POINT = text("SELECT lng, lat FROM addresses WHERE id = :id AND member_id = :member_id AND deleted_at IS NULL")
_ONLY_DEFAULT = text(
    "UPDATE addresses SET is_default = false WHERE member_id = :member_id AND is_default AND id <> :id"
)
_NEWEST_DEFAULT = text("""
UPDATE addresses SET is_default = true WHERE id = (
  SELECT id FROM addresses WHERE member_id = :member_id AND deleted_at IS NULL ORDER BY id DESC LIMIT 1)
AND NOT EXISTS (SELECT 1 FROM addresses WHERE member_id = :member_id AND deleted_at IS NULL AND is_default)
""")


@dataclass(frozen=True, slots=True)
class Details:
    """Who receives it and where, in words (sealed at rest)."""

    name: str
    phone: str
    text: str
    door: str = ""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """What she changes; None leaves it as it is."""

    name: str | None = None
    phone: str | None = None
    text: str | None = None
    door: str | None = None
    place: Place | None = None
    is_default: bool | None = None


def addresses_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """Her addresses, the default first, then the newest; phones masked."""
    found = (_shown(session, row) for row in _alive(session, member_id))
    return [{**row, "phone": mask_phone(row["phone"])} for row in found]


def address_of(session: Session, member_id: int, address_id: int) -> dict[str, Any]:
    """One address of hers as she wrote it, for editing. Raises ``NotFound``."""
    return _shown(session, _hers(session, member_id, address_id))


def point_of(session: Session, member_id: int, address_id: int) -> tuple[float, float]:
    """The WGS-84 point of one of her addresses, for a quote. Raises ``Invalid`` naming ``address_id``."""
    row = session.execute(_POINT, {"id": address_id, "member_id": member_id}).one_or_none()
    if row is None:
        raise unknown_address()
    return row.lng, row.lat


def unknown_address() -> Invalid:
    """The one answer to an address that is gone, another's, or never was."""
    return Invalid(fields={"address_id": ["没有这个收货地址，请重新选择"]})


def add_address(
    session: Session, member_id: int, details: Details, place: Place, is_default: bool
) -> tuple[dict[str, Any], bool]:
    """A new address; (address, False) if she already has just this one: a double tap makes no two.

    The first becomes her default. Raises ``Conflict`` beyond ``MAX_ADDRESSES``.
    """
    lock_member(session, member_id)
    rows = _alive(session, member_id)
    for row in rows:
        if _details(session, row) == details and (row.lng, row.lat) == (place.lng, place.lat):
            return _shown(session, row), False
    if len(rows) >= MAX_ADDRESSES:
        raise Conflict(f"最多保存 {MAX_ADDRESSES} 个地址，请先删除不用的", code="too_many_addresses")
    default = is_default or not rows
    sealed = vault_of(session).seal_json(asdict(details), PURPOSE)
    values = {
        "member_id": member_id, "details_sealed": sealed, **asdict(place), "is_default": default,
        "created_at": now(session),
    }  # fmt: skip
    row = session.execute(insert(Address).values(values).returning(Address)).scalar_one()
    if default:
        session.execute(_ONLY_DEFAULT, {"member_id": member_id, "id": row.id})
    return _shown(session, row), True


def change_address(session: Session, member_id: int, address_id: int, change: AddressChange) -> dict[str, Any]:
    """Change what ``change`` names. A new text without a new point raises ``Invalid`` (``point_required``)."""
    lock_member(session, member_id)
    row = _hers(session, member_id, address_id)
    before = _details(session, row)
    given = {name: value for name in ("name", "phone", "text", "door") if (value := getattr(change, name)) is not None}
    after = replace(before, **given)
    if after.text != before.text and change.place is None:
        raise point_required(TEXT_MOVED)
    values: dict[str, Any] = asdict(change.place) if change.place else {}
    if after != before:
        values["details_sealed"] = vault_of(session).seal_json(asdict(after), PURPOSE)
    if change.is_default:
        values["is_default"] = True
        session.execute(_ONLY_DEFAULT, {"member_id": member_id, "id": address_id})
    if values:
        session.execute(update(Address).where(Address.id == address_id).values(values))
        session.refresh(row)
    return _shown(session, row)


def remove_address(session: Session, member_id: int, address_id: int) -> None:
    """Take it off her list; if it was the default, the newest other one is. Raises ``NotFound``, also the second time."""
    lock_member(session, member_id)
    row = _hers(session, member_id, address_id)
    session.execute(update(Address).where(Address.id == row.id).values(deleted_at=now(session), is_default=False))
    session.execute(_NEWEST_DEFAULT, {"member_id": member_id})


def _alive(session: Session, member_id: int) -> list[Address]:
    query = select(Address).where(Address.member_id == member_id, Address.deleted_at.is_(None))
    return list(session.execute(query.order_by(Address.is_default.desc(), Address.id.desc())).scalars())


def _hers(session: Session, member_id: int, address_id: int) -> Address:
    query = select(Address).where(
        Address.id == address_id, Address.member_id == member_id, Address.deleted_at.is_(None)
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def _details(session: Session, row: Address) -> Details:
    return Details(**vault_of(session).open_json(row.details_sealed, PURPOSE))


def _shown(session: Session, row: Address) -> dict[str, Any]:
    return {
        "id": row.id, **asdict(_details(session, row)), "point": outward(row.lng, row.lat),
        "is_default": row.is_default, "created_at": local(row.created_at),
    }  # fmt: skip
