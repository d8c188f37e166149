"""Versions of the policy: drafted, activated, retired. Old decisions keep the version they were made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Conflict, Invalid, NotFound
from app.outbox import record
from dispatch.domain import events
from dispatch.domain.alerts import RUNGS
from dispatch.domain.policy import BOUNDS, CLOCKS, FLAGS, Policy
from dispatch.models import PolicyVersion
from dispatch.views.agent_timeline import actor_names

SETTINGS_ZH = {
    "acceptance_minutes": "接单时限（分钟）", "clock": "计时方式（open_hours 营业时间 / wall 自然时间）",
    "default_radius_m": "默认配送半径（米）", "longest_wait_minutes": "最长等待开门（分钟）", "max_offers": "最多派单次数",
    "max_waiting_minutes": "最长找店时间（分钟）", "delivery_minutes": "配送时长（分钟）",
    "unpaid_close_minutes": "未付款关闭（分钟）", "delivery_fee_fen": "配送费（分）",
    "platform_share_bp": "平台服务费（万分之）", "outage_grace_s": "故障补时起点（秒）",
    "device_online_s": "手机多久没有动静算离线（秒）", "require_device": "营业中无手机在线就不派单（true / false）",
    "member_choice": "顾客可自选门店（true / false）",
    "till_backdate_days": "收银最长补传（天）", "photo_proof": "可拍照代替收货码（true / false）",
    "photo_keep_days": "送达照片保存（天）", "low_stock_days": "低库存提醒（可卖天数）", "call_minutes": "隐私号有效（分钟）",
    "alerts": "派单提醒（一级一级加强）",
    "alerts.in_app_s": "App 响铃（派单后秒数）", "alerts.service_account_s": "服务号消息（派单后秒数）",
    "alerts.printer_s": "打印小票（派单后秒数）", "alerts.sms_s": "短信（派单后秒数）",
    "alerts.call_s": "客服电话（派单后秒数）", "alerts.receipt_s": "等回执多久（秒）",
    "alerts.group_s": "合并提醒（秒）", "alerts.quiet_when_closed": "打烊后只用 App 提醒",
    "alerts.quiet_hours": "夜间免打扰时段",
}  # fmt: skip
_SECONDS_ZH = "须为 0 到 86400 之间的整数秒"
_RUNG_ZH = f"{_SECONDS_ZH}；不用这一级请填 null"
ALERTS_ALLOWED_ZH = {
    **{f"alerts.{rung}_s": _RUNG_ZH for rung in RUNGS}, "alerts.receipt_s": _SECONDS_ZH, "alerts.group_s": _SECONDS_ZH,
    "alerts.quiet_when_closed": "须为 true 或 false", "alerts.quiet_hours": "写成 22:00-07:00，或留空",
}  # fmt: skip


_LOCK = text("SELECT 1 FROM policy_versions ORDER BY version FOR UPDATE")
_BEFORE = text("""
SELECT version FROM policy_versions WHERE state = 'retired' ORDER BY activated_at DESC NULLS LAST, version DESC LIMIT 1
""")


def versions(session: Session) -> list[dict[str, Any]]:
    """Every version, the latest first."""
    rows = list(session.execute(select(PolicyVersion).order_by(PolicyVersion.version.desc())).scalars())
    names = actor_names(session, [row.created_by for row in rows])
    return [_row(row, names) for row in rows]


def draft(session: Session, settings: Mapping[str, Any], who: str) -> dict[str, Any]:
    """A new version, not in force yet; what is left out has its default. Raises ``Invalid`` naming each bad setting.

    Every setting is written out, so that a later change of a default in the code changes no version.
    """
    check_settings(settings)
    whole = Policy.from_dict(0, settings).to_dict()
    values = {"settings": whole, "state": "draft", "created_by": who, "created_at": now(session)}
    row = session.execute(insert(PolicyVersion).values(values).returning(PolicyVersion)).scalar_one()
    record(session, events.POLICY_DRAFTED, row.created_at, version=row.version, by=who)
    return _row(row, actor_names(session, [who]))


def diff(session: Session, version: int, against: int | None) -> dict[str, Any]:
    """What ``version`` would change of ``against`` (None: the one in force), setting by setting. Raises ``NotFound``."""
    active = select(PolicyVersion).where(PolicyVersion.state == "active")
    new = session.get(PolicyVersion, version)
    old = session.execute(active).scalar_one() if against is None else session.get(PolicyVersion, against)
    if new is None or old is None:
        raise NotFound()
    before, after = (_flat(Policy.from_dict(row.version, row.settings).to_dict()) for row in (old, new))
    changes = [
        {"setting": name, "setting_zh": SETTINGS_ZH.get(name, name), "before": before.get(name), "after": after[name]}
        for name in after
        if before.get(name) != after[name]
    ]
    return {"version": new.version, "against": old.version, "changes": changes}


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Sections as ``section.setting``, as they are named to people."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= (
            {f"{name}.{inner}": each for inner, each in value.items()} if isinstance(value, Mapping) else {name: value}
        )
    return found


def back(session: Session, who: str, why: str) -> dict[str, Any]:
    """Put the version in force again that was in force before this one. Raises ``Conflict`` if there was none."""
    session.execute(_LOCK)
    before = session.execute(_BEFORE).scalar()
    if before is None:
        raise Conflict("在这之前没有用过别的版本", code="nothing_before")
    return activate(session, before, who, why)


def activate(session: Session, version: int, who: str, why: str) -> dict[str, Any]:
    """Put a draft, or a version that was in force before, in force from now on. Running offers keep their deadlines.

    Raises ``NotFound``; ``Conflict`` if it is in force already.
    """
    # All versions are locked in one order: two activations come one after the other.
    query = select(PolicyVersion).order_by(PolicyVersion.version).with_for_update()
    known = {row.version: row for row in session.execute(query).scalars()}
    if version not in known:
        raise NotFound()
    if known[version].state == "active":
        raise Conflict("这个版本已经在用了", code="already_active")
    at = now(session)
    active = update(PolicyVersion).where(PolicyVersion.state == "active")
    session.execute(active.values(state="retired"))
    chosen = update(PolicyVersion).where(PolicyVersion.version == version)
    session.execute(chosen.values(state="active", activated_at=at))
    record(session, events.POLICY_ACTIVATED, at, version=version, by=who, why=why)
    session.refresh(known[version])
    return _row(known[version], actor_names(session, [known[version].created_by]))


def check_settings(settings: Mapping[str, Any], field: str = "settings") -> None:
    """Raise ``Invalid`` naming every setting that is unknown or out of bounds, under ``field``."""
    wrong: dict[str, list[str]] = {}
    for path, single in _singly(settings):
        try:
            Policy.from_dict(0, single)
        except ValueError:
            wrong[f"{field}.{path}"] = [_allowed(path)]
    if wrong:
        raise Invalid(fields=wrong)


def _singly(settings: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each setting by itself, so that every bad one is named."""
    for name, value in settings.items():
        if name == "alerts" and isinstance(value, Mapping):
            yield from ((f"alerts.{inner}", {"alerts": {inner: each}}) for inner, each in value.items())
        else:
            yield name, {name: value}


def _allowed(name: str) -> str:
    if name == "clock":
        return f"须为 {' 或 '.join(CLOCKS)}"
    if name.startswith("alerts"):
        return ALERTS_ALLOWED_ZH.get(name, "没有这个设置" if "." in name else "须为一组设置")
    if name in FLAGS:
        return "须为 true 或 false"
    if name not in BOUNDS:
        return "没有这个设置"
    least, most = BOUNDS[name]
    return f"须为 {least} 到 {most} 之间的整数"


def _row(row: PolicyVersion, names: Mapping[str | None, str]) -> dict[str, Any]:
    settings = Policy.from_dict(row.version, row.settings).to_dict()
    return {
        "version": row.version, "state": row.state, "settings": settings, "created_by": row.created_by,
        "created_by_zh": names.get(row.created_by), "created_at": local(row.created_at),
        "activated_at": local(row.activated_at) if row.activated_at else None,
    }  # fmt: skip
