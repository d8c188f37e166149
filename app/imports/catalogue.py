"""``catalogue import``: what is sold, at one price for the whole network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports.cells import Cells, number
from app.imports.errors import CellError, Faults
from app.imports.report import Progress, Report, one_import_at_a_time, quiet
from app.imports.table import Row

COLUMNS = ("sku", "name", "category", "stage", "price_fen", "days_per_unit", "unit")
_MOST_FEN = 100_000_000  # a million yuan a piece: beyond it somebody has confused yuan and fen, twice


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One good row. ``days_per_unit`` is how long a unit lasts a baby, to two decimals."""

    sku: str
    name: str
    category: str
    stage: str | None
    price_fen: int
    days_per_unit: Decimal | None
    unit: str


FIELDS = tuple(field.name for field in fields(ProductRow))
_SET = ", ".join(f"{name} = excluded.{name}" for name in FIELDS if name != "sku")
_KNOWN = text(f"SELECT {', '.join(FIELDS)} FROM products")
_WRITE = text(
    f"INSERT INTO products ({', '.join(FIELDS)}) SELECT {', '.join(FIELDS)} FROM jsonb_to_recordset(cast(:rows AS jsonb))"
    " AS n(sku text, name text, category text, stage text, price_fen bigint, days_per_unit numeric, unit text)"
    f" ON CONFLICT (sku) DO UPDATE SET {_SET}"
)


def parse_product(row: Row) -> ProductRow | list[CellError]:
    """One row as a record, or everything that is wrong with it. Pure."""
    cells = Cells(row)
    record = ProductRow(
        sku=cells.code("sku"),
        name=cells.text("name"),
        category=cells.text("category"),
        stage=cells.optional("stage"),
        price_fen=cells.whole("price_fen", 1, _MOST_FEN),
        days_per_unit=cells.parsed("days_per_unit", _days, None) if cells.optional("days_per_unit") else None,
        unit=cells.text("unit"),
    )
    return cells.errors or record


def _days(given: str) -> Decimal | None:
    number(given)
    days = Decimal(given)
    if not 0 < days <= 9999 or days != round(days, 2):
        raise ValueError("must be above 0, at most 9,999, with at most two decimals")
    return days


def import_catalogue(
    session: Session, rows: Iterable[Row], *, dry_run: bool = False, progress: Progress = quiet
) -> Report:
    """Add or change the articles of a file; those that are not in it stay. Raises ``BadFile``, then nothing was written."""
    faults, records, first = Faults(), list[ProductRow](), dict[str, int]()
    for row in rows:
        parsed = parse_product(row)
        if not isinstance(parsed, ProductRow):
            for error in parsed:
                faults.add(error)
        elif first.setdefault(parsed.sku, row.number) != row.number:
            faults.add(CellError(row.number, "sku", f"{parsed.sku} stands in row {first[parsed.sku]} already"))
        else:
            records.append(parsed)
    faults.refuse_if_any()
    one_import_at_a_time(session)
    known: dict[str, dict[str, Any]] = {row.sku: row._asdict() for row in session.execute(_KNOWN)}
    added = [record for record in records if record.sku not in known]
    changed = [record for record in records if record.sku in known and asdict(record) != known[record.sku]]
    progress("writing articles", len(records))
    if not dry_run and (added or changed):
        session.execute(_WRITE, {"rows": json.dumps([asdict(each) for each in added + changed], default=str)})
    return Report("articles", len(added), len(changed), len(records) - len(added) - len(changed))
