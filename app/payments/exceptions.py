"""What does not add up, or does not work, as customer service reads it and says that it was seen to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Conflict, NotFound
from app.outbox import record
from dispatch.domain.events import EXCEPTION_RESOLVED

KIND_ZH = {
    "amount": "支付金额与订单不符",
    "currency": "支付币种不是人民币",
    "appid": "支付来自其他应用",
    "mchid": "支付来自其他商户",
    "out_trade_no": "支付单号不符",
    "unknown_payment": "收到不认识的付款",
    "paid_twice": "同一订单付了两次",
    "other_transaction": "同一付款单有两个微信单号",
    "transaction_reused": "微信单号已用于另一张订单",
    "unknown_refund": "收到不认识的退款",
    "refund_amount": "退款金额不符",
    "refund_failed": "退款失败",
    "shipping_refused": "微信没有接受发货信息，货款暂不结算",
    "bill_payment_not_ours": "账单里有、我们没有的收款",
    "bill_payment_not_theirs": "我们有、账单里没有的收款",
    "bill_payment_amount": "收款金额与账单不符",
    "bill_refund_not_ours": "账单里有、我们没有的退款",
    "bill_refund_not_theirs": "我们有、账单里没有的退款",
    "bill_refund_amount": "退款金额与账单不符",
    "printer_dead": "门店打印机没有反应",
}

_PAGE = text("""
SELECT x.id, x.kind, o.order_no, x.facts, x.opened_at, x.resolved_at, x.resolved_by, x.resolution
FROM money_exceptions x LEFT JOIN orders o ON o.id = x.order_id
WHERE (x.resolved_at IS NOT NULL) = :resolved
  AND (cast(:printers AS boolean) IS NULL OR (x.kind = 'printer_dead') = :printers)
  AND (cast(:before AS bigint) IS NULL OR x.id < cast(:before AS bigint))
ORDER BY x.id DESC LIMIT :limit
""")
_COUNTS = text("""
SELECT count(*) FILTER (WHERE kind <> 'printer_dead') AS money, count(*) FILTER (WHERE kind = 'printer_dead') AS printer
FROM money_exceptions WHERE resolved_at IS NULL
""")
_ONE = text("""
SELECT x.id, x.kind, o.order_no, x.facts, x.opened_at, x.resolved_at, x.resolved_by, x.resolution, x.order_id
FROM money_exceptions x LEFT JOIN orders o ON o.id = x.order_id WHERE x.id = :id
""")
_REJECTED = text("""
SELECT day, source, kind, times FROM rejections
WHERE day > (jindan_now() AT TIME ZONE 'Asia/Shanghai')::date - 7 ORDER BY day DESC, source, kind
""")
_RESOLVE = text("""
UPDATE money_exceptions SET resolved_at = :at, resolved_by = :who, resolution = :how
WHERE id = :id AND resolved_at IS NULL RETURNING id
""")
_RESOLVE_KEYS = text("""
UPDATE money_exceptions SET resolved_at = :at, resolved_by = 'system', resolution = :how
WHERE key LIKE :key || '%' AND resolved_at IS NULL RETURNING id, order_id
""")


def exceptions_page(
    session: Session, resolved: bool, before: int | None, limit: int, printers: bool | None = None
) -> dict[str, Any]:
    """A page of them, the newest first; ``next_id`` is None at the end. ``printers``: only those, or only the others."""
    values = {"resolved": resolved, "before": before, "limit": limit + 1, "printers": printers}
    found = session.execute(_PAGE, values).all()
    rows = [_row(row) for row in found[:limit]]
    rejected = [dict(row._mapping) for row in session.execute(_REJECTED)]
    return {"exceptions": rows, "rejections": rejected, "next_id": rows[-1]["id"] if len(found) > limit else None}


def open_counts(session: Session) -> dict[str, int]:
    """How many wait: of money, of printers."""
    return dict(session.execute(_COUNTS).mappings().one())


def resolve(session: Session, exception_id: int, who: str, how: str) -> dict[str, Any]:
    """A person has seen to it. Raises ``NotFound``, or ``Conflict`` if somebody did before."""
    at = now(session)
    values = {"id": exception_id, "at": at, "who": who, "how": how}
    done = session.execute(_RESOLVE, values).scalar()
    row = session.execute(_ONE, {"id": exception_id}).one_or_none()
    if row is None:
        raise NotFound()
    if done is None:
        raise Conflict("这条异常已有人处理", code="already_resolved", by=row.resolved_by)
    record(session, EXCEPTION_RESOLVED, at, order_id=row.order_id, exception_id=exception_id, by=who)
    return _row(row)


def resolve_by_itself(session: Session, key: str, how: str) -> None:
    """What was wrong is right again: every open one whose key begins with ``key``."""
    at = now(session)
    for row in session.execute(_RESOLVE_KEYS, {"key": key, "at": at, "how": how}):
        record(session, EXCEPTION_RESOLVED, at, order_id=row.order_id, exception_id=row.id, by="system")


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "kind_zh": KIND_ZH.get(row.kind, row.kind), "order_no": row.order_no,
        "facts": row.facts, "opened_at": local(row.opened_at),
        "resolved_at": local(row.resolved_at) if row.resolved_at else None, "resolved_by": row.resolved_by,
        "resolution": row.resolution,
    }  # fmt: skip
