"""Whether tickets came out. One that came out too late is followed by a slip that says so; a dead printer is told to a person."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.alerts import rows as ladder_rows
from app.clock import now
from app.payments.exceptions import resolve_by_itself
from app.payments.notices import open_exception
from app.printers import slips, tickets
from app.printers.port import PrinterError
from app.web.house import House
from dispatch.domain.alerts import PRINTER

log = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 8
# Seconds until the next look, by how many there were; after some two hours nobody waits for it any more.
PATIENCE = (5, 5, 10, 10, 30, 60, 120, 300, 600, 900, 1800, 3600)
DEAD = "printer_dead"
DEAD_AFTER_CHECKS = 4

_CLAIM = text("""
UPDATE tickets SET checks = checks + 1, next_check_at = jindan_now() + make_interval(secs =>
  (cast(:patience AS bigint[]))[least(checks + 1, cardinality(cast(:patience AS bigint[])))])
WHERE id IN (SELECT id FROM tickets WHERE state = 'sent' AND next_check_at <= jindan_now()
             ORDER BY next_check_at LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id, printer_id, kind, leader_id, provider_no, checks
""")
_PRINTER = text("""
SELECT p.id, p.provider, p.serial, p.active, s.code AS store_code FROM printers p JOIN stores s ON s.id = p.store_id
WHERE p.id = :id
""")
_PRINTED = text(
    "UPDATE tickets SET state = 'printed', printed_at = jindan_now() WHERE id = :id AND state = 'sent' RETURNING id"
)
_STATE = text("UPDATE tickets SET state = :state, failure = :failure WHERE id = :id AND state = 'sent'")
_WELL = text("""
UPDATE printers SET condition = 'online', checked_at = jindan_now(), seen_at = jindan_now(), failing_since = NULL WHERE id = :id
""")
_ILL = text("""
UPDATE printers SET condition = :condition, checked_at = jindan_now(), failing_since = coalesce(failing_since, jindan_now())
WHERE id = :id RETURNING failing_since
""")
# The offers that were told of in the leader's name, with what became of them.
_OFFERS = text("""
SELECT o.order_no, f.id, f.state, f.expires_at > jindan_now() AND f.state = 'open' AS waits
FROM alerts a JOIN offers f ON f.id = a.offer_id JOIN orders o ON o.id = f.order_id
WHERE a.leader_id = :leader_id AND a.rung = 'printer' ORDER BY f.id
""")


def check_tickets(house: House) -> int:
    """Ask after every ticket whose time has come; how many those were. What fails is asked after again."""
    if house.printers is None:
        return 0
    values = {"patience": list(PATIENCE), "batch": BATCH}
    due = house.db.run(lambda session: session.execute(_CLAIM, values).all())
    if due:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda ticket: _quietly(house, ticket), due))
    return len(due)


def _quietly(house: House, ticket: Any) -> None:
    try:
        _check(house, ticket)
    except PrinterError as error:
        log.info("a printer's provider does not answer: %s", error.code)
    except Exception as error:
        log.warning("a ticket was not asked after: %s", type(error).__name__)


def _check(house: House, ticket: Any) -> None:
    printer = house.db.read(lambda session: session.execute(_PRINTER, {"id": ticket.printer_id}).one())
    port = (house.printers or {})[printer.provider]
    if port.is_printed(printer.serial, ticket.provider_no):
        if house.db.run(lambda session: printed(session, ticket, printer)):
            _void(house, ticket, printer)
        return
    # Answered before it came out: taken back where the provider can.
    if _is_over(house, ticket) and port.cancel(printer.serial, ticket.provider_no):
        _end(house, ticket, "cancelled", None)
        return
    condition = port.condition(printer.serial)
    house.db.run(lambda session: _ill(session, ticket, printer, condition))
    if ticket.checks >= len(PATIENCE):
        _end(house, ticket, "lost", condition)


def printed(session: Session, ticket: Any, printer: Any) -> bool:
    """It came out: the printer is well, and the store has its ticket. False if that was known."""
    if session.execute(_PRINTED, {"id": ticket.id}).scalar() is None:
        return False
    session.execute(_WELL, {"id": printer.id})
    resolve_by_itself(session, f"printer:{printer.id}:", "打印机已恢复")
    if ticket.leader_id is not None and ticket.kind == "offer":
        ladder_rows.receipt(session, ticket.leader_id, PRINTER, f"printer:{printer.id}")
    return True


def _ill(session: Session, ticket: Any, printer: Any, condition: str) -> None:
    if condition == "online" and ticket.checks < DEAD_AFTER_CHECKS:
        return  # at it
    since = session.execute(_ILL, {"id": printer.id, "condition": condition}).scalar_one()
    if ticket.checks >= DEAD_AFTER_CHECKS and printer.active:
        facts = {"store_code": printer.store_code, "printer": printer.id, "condition": condition}
        key = f"printer:{printer.id}:{since:%Y%m%d%H%M%S}"  # once each time that it dies
        open_exception(session, key, DEAD, None, json.dumps(facts))


def _void(house: House, ticket: Any, printer: Any) -> None:
    """Some of its offers can no longer be answered, and the store has just been told of them on paper."""
    if ticket.kind != "offer":
        return
    found = house.db.read(lambda session: session.execute(_OFFERS, {"leader_id": ticket.leader_id}).all())
    # What this very store has taken is no mistake on its paper.
    over = [(row.order_no, row.id) for row in found if not row.waits and row.state != "accepted"]
    if over:
        slip = slips.void_slip(over, house.db.read(now))
        tickets.print_once(house, printer, f"void-{ticket.leader_id}-{printer.id}", "void", ticket.leader_id, slip)


def _is_over(house: House, ticket: Any) -> bool:
    """Whether none of its offers waits for an answer any more."""
    if ticket.kind != "offer":
        return False
    found = house.db.read(lambda session: session.execute(_OFFERS, {"leader_id": ticket.leader_id}).all())
    return not any(row.waits for row in found)


def _end(house: House, ticket: Any, state: str, failure: str | None) -> None:
    values = {"id": ticket.id, "state": state, "failure": failure}
    house.db.run(lambda session: session.execute(_STATE, values))
