"""Printing at a store: a row for every slip, begun before and settled after, so that twice is harmless."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import now
from app.printers import slips
from app.printers.port import PrinterError, Slip
from app.web.house import House

log = logging.getLogger(__name__)

FIRST_CHECK_S = 5
NO_PRINTER = "no_printer"

_AT_STORE = text("SELECT id, provider, serial FROM printers WHERE store_id = :store_id AND active ORDER BY id")
_BEGIN = text("""
INSERT INTO tickets AS t (key, printer_id, kind, leader_id, created_at)
VALUES (:key, :printer_id, :kind, :leader_id, jindan_now())
ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE t.state IN ('queued', 'failed') RETURNING id
""")
_SENT = text("""
UPDATE tickets SET state = 'sent', provider_no = :number, failure = NULL, sent_at = jindan_now(),
       next_check_at = jindan_now() + make_interval(secs => :first_s) WHERE id = :id
""")
_FAILED = text("UPDATE tickets SET state = 'failed', failure = :failure WHERE id = :id")


def print_offers(house: House, store_id: int, leader_id: int, offer_ids: Sequence[int]) -> str | None:
    """A ticket for these offers at every printer of the store; None if one took it, else why none did."""
    printers = house.db.read(lambda session: session.execute(_AT_STORE, {"store_id": store_id}).all())
    if not printers or house.printers is None:
        return NO_PRINTER
    slip = house.db.read(lambda session: slips.offers_slip(session, offer_ids))
    told = [
        print_once(house, printer, f"offer-{leader_id}-{printer.id}", "offer", leader_id, slip) for printer in printers
    ]
    return None if None in told else told[-1]


def print_once(house: House, printer: Any, key: str, kind: str, leader_id: int | None, slip: Slip) -> str | None:
    """Send one slip to one printer unless ``key`` was sent before; None if the provider has it, else why not."""
    values = {"key": key, "printer_id": printer.id, "kind": kind, "leader_id": leader_id}
    ticket_id = house.db.run(lambda session: session.execute(_BEGIN, values).scalar())
    if ticket_id is None:
        return None
    port = (house.printers or {}).get(printer.provider)
    try:
        if port is None:
            raise PrinterError("printers_off")
        number = port.print(printer.serial, slip, _once(key))
    except PrinterError as error:
        failure = str(error)
        house.db.run(lambda session: session.execute(_FAILED, {"id": ticket_id, "failure": failure}))
        return failure
    sent = {"id": ticket_id, "number": number, "first_s": FIRST_CHECK_S}
    house.db.run(lambda session: session.execute(_SENT, sent))
    return None


def print_trial(house: House, printer: Any, store: str) -> str | None:
    """A slip that only says that it works."""

    def when(session: Session) -> Any:
        return now(session)

    at = house.db.read(when)
    return print_once(house, printer, f"test-{printer.id}-{at:%Y%m%d%H%M%S}", "test", None, slips.trial_slip(store, at))


def _once(key: str) -> str:
    """As providers take it: letters and digits."""
    return "".join(letter for letter in key if letter.isalnum())[:32]
