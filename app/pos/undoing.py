"""Sales that were none, and goods that come back. A purchase that came back whole no longer makes a home store."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.clock import now
from app.db import Retry
from app.errors import Conflict, Invalid, NotFound
from app.inventory.till import put_back
from app.members.models import Purchase, PurchaseLine, PurchaseReturn
from app.pos.purchases import Till
from app.security import request_hash

_RETURNED = text("UPDATE purchase_lines SET returned = returned + :part WHERE purchase_id = :id AND line_no = :line_no")
_SIBLING = text("SELECT serial FROM terminals WHERE serial = :serial AND store_id = :store_id")


@dataclass(frozen=True, slots=True)
class Return:
    """Goods that came back on one return slip: (SKU, quantity)."""

    return_no: str
    lines: tuple[tuple[str, int], ...]


def at_till(session: Session, till: Till, serial: str | None) -> Till:
    """The till a receipt was printed by: this one, or another of the same store. Raises ``NotFound``."""
    if serial is None or serial == till.serial:
        return till
    if session.execute(_SIBLING, {"serial": serial, "store_id": till.store_id}).first() is None:
        raise NotFound()
    return Till(till.terminal_id, serial, till.store_id)


def void(session: Session, till: Till, receipt_no: str) -> Purchase:
    """The sale never was. A second void changes nothing. Raises ``NotFound``, ``Conflict`` once something was returned."""
    purchase = _locked(session, till, receipt_no)
    if purchase.state == "voided":
        return purchase
    if purchase.refunded_fen or any(line.returned for line in _lines(session, purchase)):
        raise Conflict("这笔购买已有退货，不能作废", code="already_returned")
    lines = [{"sku": line.sku, "quantity": line.quantity} for line in _lines(session, purchase)]
    _keep(session, purchase, f"void:{till.serial}:{receipt_no}", b"void", lines, purchase.total_fen, now(session))
    put_back(session, purchase.store_id, _summed((line["sku"], line["quantity"]) for line in lines))
    _set(session, purchase, state="voided")
    return purchase


def take_back(session: Session, till: Till, receipt_no: str, slip: Return) -> tuple[Purchase, int, bool]:
    """Goods come back: (purchase, fen given back, whether it is new). The same slip again gives the same answer.

    What is given back is each line's share of what was paid, from running totals, so that parts add up to the whole.
    Raises ``NotFound``, ``Conflict`` (``return_reused``, ``voided``), ``Invalid`` if more comes back than was bought.
    """
    purchase = _locked(session, till, receipt_no)
    key = f"return:{till.serial}:{receipt_no}:{slip.return_no}"
    hashed = request_hash([list(line) for line in slip.lines])
    known = session.execute(select(PurchaseReturn).where(PurchaseReturn.source_key == key)).scalar_one_or_none()
    if known is not None:
        if known.request_hash != hashed:
            raise Conflict("这个退货单号已用于另一次退货", code="return_reused")
        return purchase, known.amount_fen, False
    if purchase.state == "voided":
        raise Conflict("这笔购买已作废，不能退货", code="voided")
    taken, amount_fen = _take(session, purchase, slip)
    _keep(session, purchase, key, hashed, taken, amount_fen, now(session), till.staff_id)
    put_back(session, purchase.store_id, _summed(slip.lines))
    whole = all(line.returned == line.quantity for line in _lines(session, purchase))
    changes: dict[str, Any] = {"state": "refunded"} if whole else {}
    _set(session, purchase, refunded_fen=purchase.refunded_fen + amount_fen, **changes)
    return purchase, amount_fen, True


def _locked(session: Session, till: Till, receipt_no: str) -> Purchase:
    query = select(Purchase).where(Purchase.source_key == till.key(receipt_no), Purchase.store_id == till.store_id)
    purchase = session.execute(query.with_for_update()).scalar_one_or_none()
    if purchase is None:
        raise NotFound()
    return purchase


def _lines(session: Session, purchase: Purchase) -> list[PurchaseLine]:
    query = select(PurchaseLine).where(PurchaseLine.purchase_id == purchase.id).order_by(PurchaseLine.line_no)
    return list(session.execute(query.execution_options(populate_existing=True)).scalars())


def _take(session: Session, purchase: Purchase, slip: Return) -> tuple[list[dict[str, Any]], int]:
    """Spread the slip over the receipt's lines, which may name a SKU more than once."""
    lines, taken, total = _lines(session, purchase), [], 0
    for number, (sku, quantity) in enumerate(slip.lines):
        left = quantity
        for line in (line for line in lines if line.sku == sku):
            part = min(left, line.quantity - line.returned)
            if part:
                amount = _share(line, line.returned + part) - _share(line, line.returned)
                taken.append({"line_no": line.line_no, "sku": sku, "quantity": part, "amount_fen": amount})
                _give(session, line, part)
                left, total = left - part, total + amount
        if left:
            raise Invalid(fields={f"lines.{number}.quantity": [f"最多还能退 {quantity - left} 件"]})
    return taken, total


def _give(session: Session, line: PurchaseLine, part: int) -> None:
    session.execute(_RETURNED, {"id": line.purchase_id, "line_no": line.line_no, "part": part})
    set_committed_value(line, "returned", line.returned + part)  # the row is written; the object follows


def _share(line: PurchaseLine, quantity: int) -> int:
    return line.paid_fen * quantity // line.quantity


def _keep(
    session: Session,
    purchase: Purchase,
    key: str,
    hashed: bytes,
    lines: list[Any],
    amount_fen: int,
    at: datetime,
    staff_id: int | None = None,
) -> None:
    values = {
        "purchase_id": purchase.id, "source_key": key, "request_hash": hashed, "lines": lines,
        "amount_fen": amount_fen, "at": at, "staff_id": staff_id,
    }  # fmt: skip
    statement = upsert(PurchaseReturn).values(values).on_conflict_do_nothing().returning(PurchaseReturn.id)
    if session.execute(statement).scalar() is None:
        raise Retry()


def _set(session: Session, purchase: Purchase, **changes: Any) -> None:
    session.execute(update(Purchase).where(Purchase.id == purchase.id).values(changes))
    session.refresh(purchase)


def _summed(lines: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for sku, quantity in lines:
        found[sku] += quantity
    return found
