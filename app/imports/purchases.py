"""``purchases import``: till receipts of other systems. Rows become records here; app.imports.receipts puts them together.

Phones are hashed and sealed before they leave this process, and no message repeats one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.imports import receipts
from app.imports.cells import MISSING, Cells, mobile
from app.imports.errors import CellError, Faults
from app.imports.report import EVERY, Progress, Report, one_import_at_a_time, quiet
from app.imports.staging import stage
from app.imports.table import Row
from app.security import Vault

COLUMNS = ("member_ref", "phone", "store_code", "purchased_at", "receipt_no", "sku", "quantity", "paid_fen")
_MOST_PIECES = 1_000_000

Protect = Callable[[str], tuple[bytes, bytes]]


class PurchaseRow(NamedTuple):
    """One good row: one line of a receipt. ``paid_fen`` is for the whole line; ``phone`` is in clear."""

    row: int
    member_ref: str | None
    phone: str | None
    store_code: str
    receipt_no: str
    purchased_at: datetime
    sku: str
    quantity: int
    paid_fen: int


def parse_purchase(row: Row, latest: datetime) -> PurchaseRow | list[CellError]:
    """One row as a record, or everything that is wrong with it; nothing may lie after ``latest``. Pure."""
    cells = Cells(row)
    record = PurchaseRow(
        row.number,
        cells.parsed("member_ref", _ref, None) if cells.optional("member_ref") else None,
        cells.parsed("phone", mobile, None) if cells.optional("phone") else None,
        cells.code("store_code"),
        cells.parsed("receipt_no", _receipt_no, ""),
        cells.instant("purchased_at"),
        cells.code("sku"),
        cells.whole("quantity", 1, _MOST_PIECES),
        cells.whole("paid_fen", 0),
    )
    if not (cells.optional("member_ref") or cells.optional("phone")):
        cells.wrong("phone", f"{MISSING}, and so is member_ref: one of them must say who bought")
    if record.purchased_at.tzinfo is not None and record.purchased_at > latest:
        cells.wrong("purchased_at", "lies in the future")
    return cells.errors or record


def _ref(text: str) -> str | None:
    if len(text) > 64:
        raise ValueError("is longer than 64 characters")
    return text


def _receipt_no(text: str) -> str:
    if len(text) > 128:
        raise ValueError("is longer than 128 characters")
    return text


def import_purchases(
    session: Session, rows: Iterable[Row], *, dry_run: bool = False, progress: Progress = quiet
) -> Report:
    """Add the receipts of a file, and the members they name.

    Rows with one ``store_code`` and ``receipt_no`` are one purchase. A member is found, or made, by phone or by
    ``member_ref``; her phone is proved only when she logs in. A receipt that is there already must be the same in all
    its lines. Raises ``BadFile``; then nothing was written.
    """
    faults = Faults()
    one_import_at_a_time(session)
    protect = _protector(vault_of(session))
    stage(session, receipts.LINES, receipts.COLUMNS, _staged(rows, now(session), protect, faults, progress))
    progress("checking receipts", 0)
    receipts.check_rows(session, faults)
    faults.refuse_if_any()
    receipts.find_people(session, faults)
    faults.refuse_if_any()
    receipts.put_together(session, faults)
    faults.refuse_if_any()
    report = receipts.report(session)
    if not dry_run and (report.added or report.changed):
        progress("writing receipts", report.added)
        receipts.write(session, now(session))
    return report


def _protector(vault: Vault) -> Protect:
    """phone -> (blind index, sealed). A mother has several lines: what was made for the first is used for all."""

    @lru_cache(maxsize=100_000)
    def protect(phone: str) -> tuple[bytes, bytes]:
        return vault.blind_index(phone), vault.seal(phone, "members.phone")

    return protect


def _staged(
    rows: Iterable[Row], latest: datetime, protect: Protect, faults: Faults, progress: Progress
) -> Iterator[tuple[object, ...]]:
    for done, row in enumerate(rows, start=1):
        parsed = parse_purchase(row, latest)
        if isinstance(parsed, PurchaseRow):
            phone_hash, phone_sealed = protect(parsed.phone) if parsed.phone else (None, None)
            yield (parsed.row, parsed.member_ref, phone_hash, phone_sealed, *parsed[3:])
        else:
            for error in parsed:
                faults.add(error)
        if done % EVERY == 0:
            progress("reading purchases", done)
