"""What a mother may do with her orders. Each function is one transaction; the order given is already known to be hers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import vault_of
from app.errors import Conflict, Invalid
from app.members import addresses
from app.payments.models import Refund
from dispatch import cancelling, delivering, intake, quoting, refunding
from dispatch.models import Order
from dispatch.views.mother_quote import quote_row

CANCEL_REASONS = {
    "changed_mind": "不想要了",
    "wrong_order": "商品或数量选错了",
    "wrong_address": "地址或电话填错了",
    "too_slow": "等得太久",
    "bought_elsewhere": "在别处买了",
    "other": "其他原因",
}
REFUND_REASONS = {
    "damaged": "商品破损",
    "wrong_item": "商品发错",
    "missing_item": "商品少件",
    "near_expiry": "临期或过期",
    "not_suitable": "宝宝不适合",
    "not_needed": "不想要了",
    "other": "其他原因",
}
# A store that no code names: an expectation that cannot be met.
_NO_STORE = 0
# No store has it. A NULL would make a part of the statement needless, and it would be planned anew for every order.
_NO_CODE = ""

# Her address and the promised store in one trip. Her own row is held, so that she cannot be erased meanwhile.
_WHERE_TO = text("""
SELECT a.details_sealed, a.lng, a.lat, (SELECT s.id FROM stores s WHERE s.code = :store_code) AS expected,
       (SELECT s.id FROM stores s WHERE s.code = :chosen_code) AS chosen
FROM addresses a JOIN members m ON m.id = a.member_id
WHERE a.id = :address_id AND a.member_id = :member_id AND a.deleted_at IS NULL AND m.erased_at IS NULL
FOR KEY SHARE OF m
""")


class QuoteChanged(Conflict):
    """Another store than the promised one would get the order now; ``quote`` is what she would be told instead."""

    def __init__(self, quote: dict[str, Any]) -> None:
        store = quote["store"]
        news = quote["promise_zh"] if store else quote["needs_person_zh"]
        super().__init__(f"配送安排有变化：{news}。请确认后再下单", code="quote_changed")
        self.quote = quote


@dataclass(frozen=True, slots=True)
class HerOrder:
    """An order as she places it. ``expect_store_code``: the store of the quote that she agreed to.

    ``chosen_store_code``: one of the quote's alternatives that she chose; then she expects that one.
    """

    member_id: int
    channel: str
    address_id: int
    lines: tuple[tuple[str, int], ...]
    payment_method: str
    idempotency_key: str
    request_hash: bytes
    note: str = ""
    expect_store_code: str | None = None
    agent_id: int | None = None  # who places it for her on the telephone
    chosen_store_code: str | None = None


def place(session: Session, command: HerOrder) -> tuple[Order, bool]:
    """Take her order; (order, False) if the same key with the same body already made it.

    Raises ``Invalid`` for an address that is not hers, ``QuoteChanged`` with the new quote, and what ``intake.place`` raises.
    """
    parameters = {
        "address_id": command.address_id, "member_id": command.member_id, "store_code": _expected(command) or _NO_CODE,
        "chosen_code": command.chosen_store_code or _NO_CODE,
    }  # fmt: skip
    quoting.foresee_quote(session, command.member_id, command.lines, command.idempotency_key)
    where = session.execute(_WHERE_TO, parameters).one_or_none()
    if where is None:
        return _placed_before(session, command), False
    order = _command(session, command, where)
    try:
        return intake.place(session, order)
    except Conflict as problem:
        if problem.code != "quote_changed":
            raise
    told = quoting.quote(session, command.member_id, where.lng, where.lat, command.lines)
    raise QuoteChanged(quote_row(session, told, command.lines))


def _command(session: Session, command: HerOrder, where: Any) -> intake.PlaceOrder:
    details = addresses.Details(**vault_of(session).open_json(where.details_sealed, addresses.PURPOSE))
    expected = None if _expected(command) is None else where.expected or _NO_STORE
    return intake.PlaceOrder(
        command.member_id, command.channel, command.lines, where.lng, where.lat, intake.Recipient(**asdict(details)),
        command.payment_method, command.idempotency_key, command.request_hash, command.note, command.agent_id,
        expected, where.chosen,
    )  # fmt: skip


def _expected(command: HerOrder) -> str | None:
    return command.chosen_store_code or command.expect_store_code


def _placed_before(session: Session, command: HerOrder) -> Order:
    # The answer to a repeated request must not depend on whether she has deleted the address since.
    query = select(Order).where(Order.member_id == command.member_id, Order.idempotency_key == command.idempotency_key)
    order = session.execute(query).scalar_one_or_none()
    if order is None:
        raise addresses.unknown_address()
    if order.request_hash != command.request_hash:
        raise Conflict("这个请求号已用于另一张订单", code="idempotency_key_reused")
    return order


def cancel(session: Session, order: Order, reason: str) -> Order:
    """She cancels, with a reason of ``CANCEL_REASONS``; a second tap changes nothing. Raises ``Conflict`` once it has left."""
    if reason not in CANCEL_REASONS:
        raise Invalid(fields={"reason": ["请选择取消原因"]})
    try:
        return cancelling.cancel(session, order.id, f"member:{order.member_id}", reason)
    except Conflict as problem:
        state = problem.facts.get("state", order.state)
        if problem.code != "order_state" or state not in ("out_for_delivery", "delivered", "completed"):
            raise
        told = (
            "门店已经出发，不能取消了；不需要的话请当面拒收"
            if state == "out_for_delivery"
            else "订单已送达，请申请退款"
        )
        raise Conflict(told, code="order_state", state=state) from None


def confirm(session: Session, order: Order) -> Order:
    """She says that she has it; a second tap changes nothing. Raises ``Conflict`` before the store says so too."""
    try:
        return delivering.complete(session, order.id, f"member:{order.member_id}")
    except Conflict as problem:
        if problem.code != "order_state":
            raise
        told = "订单还没有送达；收到货时请把收货码告诉店员"
        raise Conflict(told, code="order_state", state=problem.facts.get("state")) from None


def ask_refund(session: Session, order: Order, amount_fen: int | None, reason: str, key: str, hashed: bytes) -> Refund:
    """She asks for money back (None: all that is left) after delivery; a person decides. Idempotent by ``key``.

    Before delivery she cancels instead: a refund alone would leave the parcel on its way to her.
    """
    if reason not in REFUND_REASONS:
        raise Invalid(fields={"reason": ["请选择退款原因"]})
    known = session.execute(select(Refund).where(Refund.order_id == order.id, Refund.idempotency_key == key)).first()
    if known is None and order.state not in refunding.AFTER_DELIVERY:
        raise Conflict("订单还没有送达；取消订单，已付的钱会全额退回", code="cancel_instead", state=order.state)
    left = order.total_fen - order.refunded_fen
    amount = amount_fen if amount_fen is not None else left
    if known is None and left == 0:
        raise Conflict("这张订单已经全额退款了", code="nothing_left")
    who = f"member:{order.member_id}"
    ask = refunding.RefundRequest(order.id, amount, REFUND_REASONS[reason], who, key, hashed, approved=False)
    return refunding.request_refund(session, ask)
