"""What each event of WeChat's means for the house. One transaction with the mark that it was seen; unknown ones are let pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.members.identities import member_of_identity, set_following
from app.members.links import link
from app.notify import quota
from app.wechat_port import WechatIdentity
from dispatch import delivering

_ORDER_OF = text("SELECT order_id FROM payments WHERE provider = 'wechat' AND transaction_id = :transaction_id")
_SCENE = re.compile(r"(?:qrscene_)?(s=[0-9]{1,18})")


def act(session: Session, app_id: str, event: str, told: Mapping[str, Any]) -> None:
    """Do what ``event`` asks for."""
    handler = _HANDLERS.get(event)
    if handler is not None:
        handler(session, app_id, str(told.get("FromUserName") or ""), told)


def _follows(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    set_following(session, app_id, openid, follows=True, at=_at(told))
    _scanned(session, app_id, openid, told)


def _leaves(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    set_following(session, app_id, openid, follows=False, at=_at(told))


def _at(told: Mapping[str, Any]) -> datetime | None:
    stamp = str(told.get("CreateTime") or "")
    return datetime.fromtimestamp(int(stamp), UTC) if stamp.isascii() and stamp.isdigit() and len(stamp) <= 10 else None


def _scanned(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    scene = _SCENE.fullmatch(str(told.get("EventKey") or ""))
    member_id = member_of_identity(session, WechatIdentity(app_id, openid))
    if scene is None or member_id is None:
        return
    try:
        link(session, member_id, scene[1])
    except Invalid:
        return  # the store has closed since its code was printed


def _answered(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    for row in _rows(told):
        member_id = member_of_identity(session, WechatIdentity(app_id, openid))
        if member_id is not None and row.get("SubscribeStatusString") == "accept":
            quota.accepted(session, member_id, str(row.get("TemplateId") or ""))


def _changed(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    for row in _rows(told):
        member_id = member_of_identity(session, WechatIdentity(app_id, openid))
        if member_id is not None and row.get("SubscribeStatusString") == "reject":
            quota.none_left(session, member_id, str(row.get("TemplateId") or ""))


def _rows(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # JSON pushes have ``List``, XML ones an element named after the event around it; one answer comes without the list.
    inner = next((told[name] for name in told if name.lower().replace("_", "").startswith("subscribemsg")), told)
    rows = inner.get("List", []) if isinstance(inner, Mapping) else []
    return [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, Mapping)]


def _settled(session: Session, app_id: str, openid: str, told: Mapping[str, Any]) -> None:
    # The same event also says, before, when WeChat means to settle: then nobody has confirmed anything.
    if not told.get("confirm_receive_time"):
        return
    order_id = session.execute(_ORDER_OF, {"transaction_id": str(told.get("transaction_id") or "")}).scalar()
    if order_id is not None:
        delivering.receive(session, int(order_id), "wechat")


_HANDLERS: Mapping[str, Callable[[Session, str, str, Mapping[str, Any]], None]] = {
    "subscribe": _follows,
    "unsubscribe": _leaves,
    "SCAN": _scanned,
    "subscribe_msg_popup_event": _answered,
    "subscribe_msg_change_event": _changed,
    "trade_manage_order_settlement": _settled,
}
