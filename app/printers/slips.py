"""What stands on a ticket: what a store needs to answer and nothing that it may know only afterwards. People are masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.printers.port import RULE, Line, Slip
from app.security import mask_name, mask_phone
from dispatch.domain.promise import distance_zh

MOST = 12  # offers on one slip; more are counted
_OFFERS = text("""
SELECT f.id, o.order_no, f.expires_at, o.goods_fen + o.delivery_fee_fen AS total_fen, o.payment_method, o.recipient_sealed,
  d.distance_m, s.name AS store_name,
  (SELECT jsonb_agg(jsonb_build_array(l.name, l.quantity) ORDER BY l.sku) FROM order_lines l WHERE l.order_id = o.id) AS lines
FROM offers f JOIN orders o ON o.id = f.order_id JOIN decisions d ON d.id = f.decision_id JOIN stores s ON s.id = f.store_id
WHERE f.id = ANY(:ids) ORDER BY f.expires_at, f.id
""")
_PAYMENT_ZH = {"on_delivery": "货到付款", "online": "已付款"}


def offers_slip(session: Session, offer_ids: Sequence[int]) -> Slip:
    """One offer in full, several in short, and until when they may be answered."""
    rows = list(session.execute(_OFFERS, {"ids": list(offer_ids)}))
    alone = len(rows) == 1
    head = Line("新订单" if alone else f"{len(rows)} 个新订单", "title")
    body = [line for row in rows[:MOST] for line in (_whole(session, row) if alone else _short(row))]
    if len(rows) > MOST:
        body.append(Line(f"另有 {len(rows) - MOST} 单，请看 App"))
    last = max(local(row.expires_at) for row in rows)
    return (head, Line(rows[0].store_name), Line(RULE), *body, Line(RULE), *_warning(last, alone))


def void_slip(rows: Sequence[tuple[str, int]], at: datetime) -> Slip:
    """The tickets (order number, offer) that came out too late."""
    told = [Line(f"{order_no}  派单 {offer_id}", "strong") for order_no, offer_id in rows[:MOST]]
    return (
        Line("以下小票作废", "title"),
        *told,
        Line(f"{at:%m-%d %H:%M} 起不再有效，请勿备货"),
        Line("以 App 为准"),
    )


def trial_slip(store: str, at: datetime) -> Slip:
    """Whether it works."""
    return (
        Line("打印测试", "title"),
        Line(store),
        Line(f"{at:%Y-%m-%d %H:%M:%S}"),
        Line("收到这张小票，说明打印机可用"),
    )


def _whole(session: Session, row: Any) -> list[Line]:
    who = vault_of(session).open_json(row.recipient_sealed, "orders.recipient")
    goods = [Line(f"{name} x{quantity}", "strong") for name, quantity in row.lines or ()]
    far = f"距离 {distance_zh(row.distance_m)}" if row.distance_m is not None else ""
    return [
        Line(f"订单 {row.order_no}"),
        Line(f"派单 {row.id}"),
        *goods,
        Line(f"合计 {row.total_fen / 100:.2f} 元 {_PAYMENT_ZH[row.payment_method]}"),
        Line(f"顾客 {mask_name(who['name'])} {mask_phone(who['phone'])} {far}".rstrip()),
    ]


def _short(row: Any) -> list[Line]:
    pieces = sum(quantity for _, quantity in row.lines or ())
    return [Line(f"{row.order_no} 派单 {row.id}"), Line(f"  {pieces} 件，{local(row.expires_at):%m-%d %H:%M} 前接单")]


def _warning(last: datetime, alone: bool) -> list[Line]:
    until = f"{last:%H:%M}" if alone else "各自时限"
    return [Line("请打开 App 接单", "strong"), Line(f"超过 {until} 接单无效，以 App 为准")]
