"""The till in the store's app: the same purchases as a terminal's, each rung up by somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members.callers import member_or_404
from app.members.codes import peek
from app.pos.finding import as_known_at, member_at
from app.pos.purchases import Till
from app.security import mask_name, mask_phone
from dispatch.views.store import terms

STATE_ZH = {"completed": "已完成", "voided": "已作废", "refunded": "已全部退货"}

_SALES = """
SELECT p.id, p.source_key, p.purchased_at, p.state, p.total_fen, p.refunded_fen, s.name AS by,
       p.member_id, m.name_sealed, m.phone_sealed,
  (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'name', d.name, 'quantity', l.quantity, 'paid_fen', l.paid_fen,
                    'returned', l.returned) ORDER BY l.line_no)
   FROM purchase_lines l JOIN products d ON d.sku = l.sku WHERE l.purchase_id = p.id) AS lines,
  (SELECT jsonb_agg(jsonb_build_object('source_key', r.source_key, 'amount_fen', r.amount_fen, 'at', r.at, 'by', b.name)
                    ORDER BY r.id)
   FROM purchase_returns r LEFT JOIN staff b ON b.id = r.staff_id WHERE r.purchase_id = p.id) AS returns
FROM purchases p LEFT JOIN staff s ON s.id = p.staff_id LEFT JOIN members m ON m.id = p.member_id
WHERE p.store_id = :store_id AND p.source = 'till' AND starts_with(p.source_key, :mine)
"""
_ONE = text(f"{_SALES} AND p.id = :id")
_PAGE = text(f"""{_SALES}
  AND (cast(:at AS timestamptz) IS NULL OR (p.purchased_at, p.id) < (cast(:at AS timestamptz), cast(:id AS bigint)))
ORDER BY p.purchased_at DESC, p.id DESC LIMIT :limit
""")


def app_till(session: Session, store_id: int, staff_id: int | None) -> Till:
    """The app of a store as a till; how late a sale may reach us is the policy's."""
    oldest = timedelta(days=terms(session).policy.till_backdate_days)
    return Till(None, _name(store_id), store_id, staff_id, oldest, "sold_at")


def member_by(session: Session, store_id: int, phone: str | None, code: str | None) -> dict[str, Any]:
    """The member of exactly this phone or code, as this store may know her. Raises ``WrongCode``."""
    if phone is not None:
        return member_at(session, store_id, phone)
    assert code is not None
    return as_known_at(session, store_id, member_or_404(session, peek(session, code)))


def sale_row(session: Session, store_id: int, purchase_id: int) -> dict[str, Any]:
    """One sale of this store's app as it stands."""
    values = {"store_id": store_id, "mine": f"{_name(store_id)}:", "id": purchase_id}
    return _row(session, session.execute(_ONE, values).one())


def sales_page(
    session: Session, store_id: int, after: tuple[datetime, int] | None, limit: int
) -> tuple[list[dict[str, Any]], tuple[datetime, int] | None]:
    """The sales rung up in this store's app, the latest first, and where the next page begins."""
    at, purchase_id = after or (None, None)
    values = {
        "store_id": store_id, "mine": f"{_name(store_id)}:", "at": at, "id": purchase_id, "limit": limit + 1
    }  # fmt: skip
    found = list(session.execute(_PAGE, values))
    page = found[:limit]
    last = (page[-1].purchased_at, page[-1].id) if len(found) > limit else None
    return [_row(session, row) for row in page], last


def _name(store_id: int) -> str:
    return f"app:{store_id}"


def _row(session: Session, row: Any) -> dict[str, Any]:
    return {
        "key": row.source_key.rpartition(":")[2], "sold_at": local(row.purchased_at), "state": row.state,
        "state_zh": STATE_ZH[row.state], "total_fen": row.total_fen, "refunded_fen": row.refunded_fen, "by": row.by,
        "member": _member(session, row), "lines": row.lines or [],
        "returns": [_return(each) for each in row.returns or ()],
    }  # fmt: skip


def _return(row: dict[str, Any]) -> dict[str, Any]:
    key = row["source_key"].rpartition(":")[2]
    return {
        "key": key, "amount_fen": row["amount_fen"], "at": local(datetime.fromisoformat(row["at"])), "by": row["by"]
    }  # fmt: skip


def _member(session: Session, row: Any) -> dict[str, Any] | None:
    if row.member_id is None:
        return None
    vault = vault_of(session)
    name = vault.open(row.name_sealed, "members.name") if row.name_sealed else ""
    phone = vault.open(row.phone_sealed, "members.phone") if row.phone_sealed else ""
    return {"name": mask_name(name) or None, "phone": mask_phone(phone) if phone else None}
