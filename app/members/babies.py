"""Her babies: kept only under a guardian's consent given with them, and forgotten with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict, Invalid, NotFound
from app.members.models import Baby, Consent
from app.members.people import lock_member

PURPOSE = "babies.details"
MAX_BABIES = 10
OLDEST_MONTHS = 14 * 12  # a child in the sense of the law on children's data
DUE_MONTHS = 10  # a baby on its way


def babies_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """Her babies, the latest entered first."""
    query = select(Baby).where(Baby.member_id == member_id, Baby.deleted_at.is_(None)).order_by(Baby.id.desc())
    return [_shown(session, row) for row in session.execute(query).scalars()]


def add_baby(
    session: Session, member_id: int, nickname: str, birth_month: str, text_version: str
) -> tuple[dict[str, Any], bool]:
    """Keep a baby (``birth_month`` is YYYY-MM) under the guardian's consent that came with it.

    (baby, False) if she has entered just this one before: a double tap makes no twins. Raises ``Invalid`` for a month
    that no child of hers can have, ``Conflict`` beyond ``MAX_BABIES``.
    """
    at = now(session)
    _check_month(birth_month, at.date())
    lock_member(session, member_id)
    babies = babies_of(session, member_id)
    for baby in babies:
        if (baby["nickname"], baby["birth_month"]) == (nickname, birth_month):
            return baby, False
    if len(babies) >= MAX_BABIES:
        raise Conflict(f"最多添加 {MAX_BABIES} 个宝宝", code="too_many_babies")
    agreed = {"member_id": member_id, "purpose": "baby", "text_version": text_version, "given_at": at}
    consent_id = session.execute(insert(Consent).values(agreed).returning(Consent.id)).scalar_one()
    sealed = vault_of(session).seal_json({"nickname": nickname, "birth_month": birth_month}, PURPOSE)
    values = {"member_id": member_id, "details_sealed": sealed, "consent_id": consent_id, "created_at": at}
    return _shown(session, session.execute(insert(Baby).values(values).returning(Baby)).scalar_one()), True


def remove_baby(session: Session, member_id: int, baby_id: int) -> None:
    """Forget a baby, and take the consent back that it was kept under. Raises ``NotFound``, also the second time."""
    lock_member(session, member_id)
    query = select(Baby).where(Baby.id == baby_id, Baby.member_id == member_id, Baby.deleted_at.is_(None))
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound()
    at = now(session)
    forget_babies_of(session, row.consent_id, at)
    theirs = update(Consent).where(Consent.id == row.consent_id, Consent.withdrawn_at.is_(None))
    session.execute(theirs.values(withdrawn_at=at))


def forget_babies_of(session: Session, consent_id: int, at: datetime) -> None:
    """What was kept under a consent is overwritten, not only marked: it is a child's."""
    empty = vault_of(session).seal_json({}, PURPOSE)
    theirs = update(Baby).where(Baby.consent_id == consent_id, Baby.deleted_at.is_(None))
    session.execute(theirs.values(details_sealed=empty, deleted_at=at))


def _check_month(birth_month: str, today: date) -> None:
    year, month = int(birth_month[:4]), int(birth_month[5:])
    age_months = (today.year - year) * 12 + today.month - month
    if age_months < -DUE_MONTHS:
        raise Invalid(fields={"birth_month": ["预产期最多填到 10 个月后"]})
    if age_months > OLDEST_MONTHS:
        raise Invalid(fields={"birth_month": ["请填写 14 岁以下宝宝的出生年月"]})


def _shown(session: Session, row: Baby) -> dict[str, Any]:
    details = vault_of(session).open_json(row.details_sealed, PURPOSE)
    return {
        "id": row.id, "nickname": details.get("nickname", ""), "birth_month": details.get("birth_month", ""),
        "consent_id": row.consent_id, "created_at": local(row.created_at),
    }  # fmt: skip
