"""What she agreed to, in which words, and when she took it back. Rows are kept as proof; a new yes is a new row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import NotFound
from app.members.babies import forget_babies_of
from app.members.models import Consent
from app.members.people import lock_member

PURPOSES = {"service": "使用服务", "marketing": "接收优惠和育儿提醒", "baby": "使用宝宝信息"}


def consents_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """Everything she ever agreed to, the latest first."""
    query = select(Consent).where(Consent.member_id == member_id).order_by(Consent.id.desc())
    return [_shown(row) for row in session.execute(query).scalars()]


def give_consent(session: Session, member_id: int, purpose: str, text_version: str) -> tuple[dict[str, Any], bool]:
    """She agrees; (consent, False) if she already did, to the same words."""
    lock_member(session, member_id)
    query = select(Consent).where(
        Consent.member_id == member_id, Consent.purpose == purpose,
        Consent.text_version == text_version, Consent.withdrawn_at.is_(None),
    )  # fmt: skip
    known = session.execute(query.limit(1)).scalar_one_or_none()
    if known is not None:
        return _shown(known), False
    values = {"member_id": member_id, "purpose": purpose, "text_version": text_version, "given_at": now(session)}
    row = session.execute(insert(Consent).values(values).returning(Consent)).scalar_one()
    return _shown(row), True


def withdraw_consent(session: Session, member_id: int, consent_id: int) -> dict[str, Any]:
    """She takes it back, at once; a baby kept under it is forgotten. Twice changes nothing. Raises ``NotFound``.

    What she said to earlier words for the same purpose ends with it; only each baby has a consent of its own.
    """
    lock_member(session, member_id)
    query = select(Consent).where(Consent.id == consent_id, Consent.member_id == member_id)
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if row.withdrawn_at is None:
        at = now(session)
        same = Consent.id == consent_id
        if row.purpose != "baby":
            same = and_(Consent.member_id == member_id, Consent.purpose == row.purpose, Consent.withdrawn_at.is_(None))
        session.execute(update(Consent).where(same).values(withdrawn_at=at))
        forget_babies_of(session, consent_id, at)
        session.refresh(row)
    return _shown(row)


def _shown(row: Consent) -> dict[str, Any]:
    return {
        "id": row.id, "purpose": row.purpose, "purpose_zh": PURPOSES.get(row.purpose, row.purpose),
        "text_version": row.text_version, "given_at": local(row.given_at),
        "withdrawn_at": local(row.withdrawn_at) if row.withdrawn_at else None,
    }  # fmt: skip
