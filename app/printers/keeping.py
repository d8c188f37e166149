"""A store's printers: added, looked at, removed. The provider is asked outside of any transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict, Invalid, NotFound, Problem
from app.outbox import record
from app.printers import tickets
from app.printers.port import PrinterPort, PrinterRefused, PrinterUnavailable
from app.web.house import House
from dispatch.domain import events

PURPOSE = "printers.key"
MOST = 5  # at one store
PROVIDER_ZH = {"feie": "飞鹅", "yilianyun": "易联云"}
CONDITION_ZH = {"unknown": "未知", "online": "正常", "offline": "离线", "no_paper": "缺纸或故障"}
_REFUSED_ZH = {
    "wrong_key": ("key", "打印机密钥不对，请看机身底部"), "unknown_printer": ("serial", "没有这台打印机，请核对编号和密钥")
}  # fmt: skip

_SHOWN = """
SELECT p.id, p.store_id, p.provider, p.serial, p.name, p.condition, p.checked_at, p.seen_at, p.failing_since, p.created_at,
  (SELECT count(*) FROM tickets t WHERE t.printer_id = p.id AND t.state = 'sent') AS waiting
FROM printers p WHERE p.active
"""
_LIST = text(f"{_SHOWN} AND p.store_id = :store_id ORDER BY p.id")
_ONE = text(f"{_SHOWN} AND p.id = :id AND p.store_id = :store_id")
_COUNT = text("SELECT count(*) FROM printers WHERE store_id = :store_id AND active")
_ADD = text("""
INSERT INTO printers (store_id, provider, serial, key_sealed, name, created_by, created_at)
VALUES (:store_id, :provider, :serial, :key_sealed, :name, :who, jindan_now()) RETURNING id
""")
_REMOVE = text(
    "UPDATE printers SET active = false WHERE id = :id AND store_id = :store_id AND active RETURNING provider, serial"
)
_CONDITION = text("""
UPDATE printers SET condition = :condition, checked_at = jindan_now(),
       seen_at = CASE WHEN :condition = 'online' THEN jindan_now() ELSE seen_at END,
       failing_since = CASE WHEN :condition = 'online' THEN NULL ELSE coalesce(failing_since, jindan_now()) END
WHERE id = :id
""")
_STORE_NAME = text("SELECT name FROM stores WHERE id = :id")


class PrintersOff(Conflict):
    """The house works without printers, or without this provider."""

    code, detail = "printers_off", "系统没有开通这种打印机"


class PrinterAway(Problem):
    """The provider does not answer."""

    status, code, detail = 503, "printer_unavailable", "打印机服务暂时没有响应，请稍后再试"


def printers_of(session: Session, store_id: int) -> list[dict[str, Any]]:
    """A store's printers; their keys are shown to nobody."""
    return [_row(row) for row in session.execute(_LIST, {"store_id": store_id})]


def add_printer(
    house: House, store_id: int, who: str, provider: str, serial: str, key: str, name: str
) -> dict[str, Any]:
    """Let the provider's account use it, then keep it. Raises ``Invalid`` naming the field that the provider refuses."""
    port = _port(house, provider)
    if house.db.read(lambda session: session.execute(_COUNT, {"store_id": store_id}).scalar_one()) >= MOST:
        raise Conflict(f"一家门店最多 {MOST} 台打印机", code="too_many_printers")
    try:
        port.add(serial, key, name)
    except PrinterRefused as error:
        field, words = _REFUSED_ZH.get(error.code, ("serial", "打印机服务商没有接受这台打印机"))
        raise Invalid(fields={field: [words]}) from None
    except PrinterUnavailable:
        raise PrinterAway() from None
    return house.db.run(lambda session: _keep(session, store_id, who, provider, serial, key, name))


def remove_printer(house: House, store_id: int, printer_id: int, who: str) -> None:
    """It prints no more for us. Raises ``NotFound``; a provider that is away is no reason to keep it."""

    def remove(session: Session) -> Any:
        row = session.execute(_REMOVE, {"id": printer_id, "store_id": store_id}).one_or_none()
        if row is None:
            raise NotFound()
        record(session, events.PRINTER_REMOVED, now(session), store_id=store_id, printer=printer_id, by=who)
        return row

    row = house.db.run(remove)
    port = (house.printers or {}).get(row.provider)
    if port is not None:
        try:
            port.remove(row.serial)
        except (PrinterRefused, PrinterUnavailable):
            return


def try_printer(house: House, store_id: int, printer_id: int) -> dict[str, Any]:
    """Ask how it is, and have it print a trial slip. Raises ``NotFound``; ``PrinterAway`` if the provider does not answer."""
    row = house.db.read(lambda session: _found(session, store_id, printer_id))
    port = _port(house, row.provider)
    try:
        condition = port.condition(row.serial)
    except PrinterUnavailable:
        raise PrinterAway() from None
    except PrinterRefused:
        condition = "offline"
    house.db.run(lambda session: session.execute(_CONDITION, {"id": printer_id, "condition": condition}))
    store = house.db.read(lambda session: str(session.execute(_STORE_NAME, {"id": store_id}).scalar_one()))
    failure = tickets.print_trial(house, row, store)
    shown = house.db.read(lambda session: _row(_found(session, store_id, printer_id)))
    return {**shown, "sent": failure is None}


def _port(house: House, provider: str) -> PrinterPort:
    port = (house.printers or {}).get(provider)
    if port is None:
        raise PrintersOff()
    return port


def _keep(session: Session, store_id: int, who: str, provider: str, serial: str, key: str, name: str) -> dict[str, Any]:
    sealed = vault_of(session).seal(key, PURPOSE)
    values = {
        "store_id": store_id,
        "provider": provider,
        "serial": serial,
        "key_sealed": sealed,
        "name": name,
        "who": who,
    }
    try:
        printer_id = int(session.execute(_ADD, values).scalar_one())
    except IntegrityError:
        # Whose it is, is nobody's business here.
        raise Conflict("这台打印机已经登记过了，请先在原来的门店移除", code="printer_taken") from None
    record(session, events.PRINTER_ADDED, now(session), store_id=store_id, printer=printer_id, by=who)
    return _row(_found(session, store_id, printer_id))


def _found(session: Session, store_id: int, printer_id: int) -> Any:
    row = session.execute(_ONE, {"id": printer_id, "store_id": store_id}).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _row(row: Any) -> dict[str, Any]:
    times = {
        name: local(at) if (at := getattr(row, name)) else None for name in ("checked_at", "seen_at", "failing_since")
    }
    return {
        "id": row.id, "provider": row.provider, "provider_zh": PROVIDER_ZH[row.provider], "serial": row.serial,
        "name": row.name, "condition": row.condition, "condition_zh": CONDITION_ZH[row.condition], **times,
        "waiting": row.waiting, "created_at": local(row.created_at),
    }  # fmt: skip
