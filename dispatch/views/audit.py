"""What people at the desk did and looked at: every event that carries an agent's name, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.ledger.statement import Period
from dispatch.domain import events
from dispatch.views.agent_timeline import TEXTS, WHAT_ZH, actor_names, event_text

# Beyond the events of an order, which have their own words.
ACTION_ZH: Mapping[str, str] = {
    events.MEMBER_CREATED: "新建会员", events.MEMBER_ADDRESS_ADDED: "为会员添加地址", events.MEMBER_REVEALED: "查看会员资料",
    events.STORE_STATUS_CHANGED: "变更门店状态", events.STORE_CHANGED: "修改门店资料", events.STORES_IMPORTED: "批量导入门店",
    events.POLICY_DRAFTED: "起草派单规则", events.POLICY_ACTIVATED: "启用派单规则", events.WHAT_IF_ASKED: "试算派单规则",
    events.SETTLEMENT_OPENED: "开出结算单", events.SETTLEMENT_LOCKED: "锁定结算单", events.SETTLEMENT_PAID: "结算打款",
    events.SETTLEMENT_DROPPED: "删除结算单", events.EXCEPTION_RESOLVED: "处理异常", events.AGENT_CREATED: "新建账号",
    events.AGENT_CHANGED: "修改账号", events.AGENT_LOGGED_IN: "登录", events.AGENT_SESSION_ENDED: "下线设备",
    events.AGENT_TOTP_ON: "开启两步验证", events.AGENT_TOTP_OFF: "关闭两步验证",
}  # fmt: skip
# What may be asked for by one word.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "reveal": (events.ORDER_REVEALED, events.MEMBER_REVEALED),
    "refund": tuple(events.REFUND_KINDS.values()),
    "store": (events.STORE_STATUS_CHANGED, events.STORE_CHANGED, events.STORES_IMPORTED),
    "policy": (events.POLICY_DRAFTED, events.POLICY_ACTIVATED, events.WHAT_IF_ASKED),
    "settlement": (
        events.SETTLEMENT_OPENED, events.SETTLEMENT_LOCKED, events.SETTLEMENT_PAID, events.SETTLEMENT_DROPPED,
    ),
    "account": (
        events.AGENT_CREATED, events.AGENT_CHANGED, events.AGENT_LOGGED_IN, events.AGENT_SESSION_ENDED,
        events.AGENT_TOTP_ON, events.AGENT_TOTP_OFF,
    ),
}  # fmt: skip
# Facts that say what an event was about, as they stand in its payload; never more than these.
_TOLD = ("what", "version", "settlement", "amount_fen", "status", "template", "exception_id", "agent_id", "added", "changed",
         "settlements", "what_if", "before", "successor")  # fmt: skip
_PAGE = text("""
SELECT e.id, e.at, e.kind, e.payload, e.member_id, o.order_no, s.code, s.name
FROM outbox_events e LEFT JOIN orders o ON o.id = e.order_id
LEFT JOIN stores s
  ON s.id = coalesce(e.store_id, (SELECT f.store_id FROM offers f WHERE f.id = cast(e.payload->>'offer_id' AS bigint)))
WHERE e.payload ->> 'by' LIKE 'agent:%'
  AND (cast(:who AS text) IS NULL OR e.payload ->> 'by' = :who)
  AND (cast(:kinds AS text[]) IS NULL OR e.kind = ANY(:kinds))
  AND (cast(:order_no AS text) IS NULL OR e.order_id = (SELECT id FROM orders WHERE order_no = :order_no))
  AND (cast(:from_at AS timestamptz) IS NULL OR e.at >= :from_at)
  AND (cast(:until_at AS timestamptz) IS NULL OR e.at < :until_at)
  AND (cast(:before AS bigint) IS NULL OR e.id < :before)
ORDER BY e.id DESC LIMIT :limit
""")


def audit_page(
    session: Session,
    *,
    who: int | None,
    kinds: tuple[str, ...] | None,
    order_no: str | None,
    days: Period | None,
    before: int | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What was done, the latest first; one more than ``limit`` if there is more. Reasons are as they were typed."""
    values = {
        "who": None if who is None else f"agent:{who}", "kinds": list(kinds) if kinds else None, "order_no": order_no,
        "from_at": days.from_at if days else None, "until_at": days.until_at if days else None,
        "before": before, "limit": limit + 1,
    }  # fmt: skip
    found = session.execute(_PAGE, values).all()
    names = actor_names(session, [row.payload["by"] for row in found])
    return [_row(row, names) for row in found]


def _row(row: Any, names: Mapping[str | None, str]) -> dict[str, Any]:
    facts = row.payload
    return {
        "id": row.id, "at": local(row.at), "kind": row.kind, "kind_zh": _said(row), "by": facts["by"],
        "by_zh": names.get(facts["by"]), "order_no": row.order_no, "store_code": row.code, "member_id": row.member_id,
        "reason": facts.get("why"), "facts": {name: facts[name] for name in _TOLD if name in facts},
    }  # fmt: skip


def _said(row: Any) -> str:
    if row.kind in TEXTS:
        return event_text(row)
    said = ACTION_ZH.get(row.kind, row.kind)
    if row.kind == events.MEMBER_REVEALED:
        return f"{said}：{WHAT_ZH.get(row.payload.get('what', ''), '个人信息')}"
    return said
