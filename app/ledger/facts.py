"""The facts that money knows, each with its debit and credit (design: money). All amounts in integer fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.ledger.posting import (
    BANK,
    CUSTOMER_PREPAYMENT,
    PLATFORM_REVENUE,
    WECHAT_RECEIVABLE,
    AccountKey,
    Fact,
    book,
    post,
    store_cash,
    store_payable,
)


@dataclass(frozen=True, slots=True)
class OrderRef:
    """The order a fact belongs to."""

    id: int
    order_no: str


def platform_share_fen(amount_fen: int, share_bp: int) -> int:
    """The platform's part of ``amount_fen`` at ``share_bp`` basis points, rounded down: a fen in doubt is the store's."""
    return amount_fen * share_bp // 10_000


def payment_received(session: Session, order: OrderRef, at: datetime, amount_fen: int, transaction: str) -> None:
    """She paid online."""
    lines = {WECHAT_RECEIVABLE: amount_fen, CUSTOMER_PREPAYMENT: -amount_fen}
    book(session, Fact("payment_received", f"payment:{transaction}", at, lines, order_id=order.id))


def delivered(
    session: Session, order: OrderRef, at: datetime, store_id: int, amount_fen: int, share_bp: int, *, cash: bool
) -> None:
    """The sale is the store's: it is credited what she paid, less the platform's share; once for an order."""
    share = platform_share_fen(amount_fen, share_bp)
    debit: AccountKey = store_cash(store_id) if cash else CUSTOMER_PREPAYMENT
    lines = {debit: amount_fen, store_payable(store_id): share - amount_fen, PLATFORM_REVENUE: -share}
    kind = "cash_delivered" if cash else "delivered"
    book(session, Fact(kind, f"delivered:{order.order_no}", at, lines, order_id=order.id, store_id=store_id))


def refund_before_delivery(session: Session, order: OrderRef, at: datetime, amount_fen: int, refund_no: str) -> None:
    """Her prepayment goes back to her."""
    lines = {CUSTOMER_PREPAYMENT: amount_fen, WECHAT_RECEIVABLE: -amount_fen}
    book(session, Fact("refund_before_delivery", f"refund:{refund_no}", at, lines, order_id=order.id))


def refund_failed(
    session: Session, order: OrderRef, at: datetime, store_id: int, amount_fen: int, share_fen: int, refund_no: str
) -> None:
    """What was held back at the delivery for a refund that then failed: it is the store's sale after all."""
    lines = {
        CUSTOMER_PREPAYMENT: amount_fen, store_payable(store_id): share_fen - amount_fen, PLATFORM_REVENUE: -share_fen
    }  # fmt: skip
    reference = f"refund_failed:{refund_no}"
    book(session, Fact("refund_failed", reference, at, lines, order_id=order.id, store_id=store_id))


@dataclass(frozen=True, slots=True)
class DeliveredShare:
    """What was credited for an order and what was refunded of it before, to find the share of a further part.

    ``share_before_fen``: the platform's part of the refunds before, as booked; None: as it comes out now.
    """

    credited_fen: int
    share_fen: int
    refunded_before_fen: int
    share_before_fen: int | None = None

    def share_of(self, amount_fen: int) -> int:
        """The platform's part of a refund. Taken from running totals, so that parts add up to the whole to the fen."""

        def so_far(refunded_fen: int) -> int:
            return self.share_fen * refunded_fen // self.credited_fen

        # A credit that came later may have moved the quotient by a fen since the refunds before were booked.
        before = so_far(self.refunded_before_fen) if self.share_before_fen is None else self.share_before_fen
        return max(0, so_far(self.refunded_before_fen + amount_fen) - before)


def refund_after_delivery(
    session: Session,
    order: OrderRef,
    at: datetime,
    store_id: int,
    amount_fen: int,
    refund_no: str,
    share: DeliveredShare,
    *,
    cash: bool,
) -> None:
    """The store gives the sale back, and the platform its share of it."""
    share_fen = share.share_of(amount_fen)
    credit: AccountKey = store_cash(store_id) if cash else WECHAT_RECEIVABLE
    lines = {store_payable(store_id): amount_fen - share_fen, PLATFORM_REVENUE: share_fen, credit: -amount_fen}
    kind = "refund_after_delivery"
    book(session, Fact(kind, f"refund:{refund_no}", at, lines, order_id=order.id, store_id=store_id))


def settlement_paid(
    session: Session, at: datetime, store_id: int, amount_fen: int, reference: str, cash_fen: int = 0
) -> int | None:
    """The house paid a store what it owed, less the cash that the store has in hand and keeps; the entry's id.

    More cash than what is owed: the store paid the rest to the house. None if the reference was booked, or nothing moves.
    """
    lines = {store_payable(store_id): amount_fen, store_cash(store_id): -cash_fen, BANK: cash_fen - amount_fen}
    if not any(lines.values()):
        return None
    return post(session, Fact("settlement_paid", f"settlement:{reference}", at, lines, store_id=store_id))
