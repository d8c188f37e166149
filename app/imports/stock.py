"""``stock import``: what stores have on their shelves, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports.cells import Cells
from app.imports.errors import CellError, Faults
from app.imports.report import EVERY, Progress, Report, one_import_at_a_time, quiet
from app.imports.staging import check, stage
from app.imports.table import Row

COLUMNS = ("store_code", "sku", "on_hand")
_MOST = 1_000_000

_TABLE = {"row": "bigint", "store_code": "text", "sku": "text", "on_hand": "bigint"}
_UNKNOWN_STORE = """
SELECT row, 'there is no store ' || store_code AS what FROM staged_stock g
WHERE NOT EXISTS (SELECT 1 FROM stores s WHERE s.code = g.store_code)
"""
_UNKNOWN_SKU = """
SELECT row, 'there is no article ' || sku AS what FROM staged_stock g
WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.sku = g.sku)
"""
_TWICE = """
SELECT row, 'this store and article stand in row ' || first_row || ' already' AS what
FROM (SELECT row, min(row) OVER (PARTITION BY store_code, sku) AS first_row FROM staged_stock) g WHERE row > first_row
"""
# In the order in which every transaction locks levels, so that a running shop and an import never wait for each other.
_LOCK = text("""
SELECT count(*) FROM (
  SELECT 1 FROM stock_levels l JOIN stores s ON s.id = l.store_id JOIN staged_stock g ON g.store_code = s.code AND g.sku = l.sku
  ORDER BY l.store_id, l.sku FOR UPDATE OF l) locked
""")
_RESERVED = """
SELECT row, 'is less than the ' || l.reserved || ' that live orders hold' AS what
FROM staged_stock g JOIN stores s ON s.code = g.store_code JOIN stock_levels l ON l.store_id = s.id AND l.sku = g.sku
WHERE g.on_hand < l.reserved
"""
_DIFFERS = """
FROM staged_stock g JOIN stores s ON s.code = g.store_code
LEFT JOIN stock_levels l ON l.store_id = s.id AND l.sku = g.sku
WHERE l.sku IS NULL OR l.on_hand <> g.on_hand OR l.recount_asked_at IS NOT NULL
"""
_COUNT = text(
    "SELECT count(*) FILTER (WHERE l.sku IS NULL) AS added, count(l.sku) AS changed,"
    f" (SELECT count(*) FROM staged_stock) AS total {_DIFFERS}"
)
_WRITE = text(
    f"INSERT INTO stock_levels (store_id, sku, on_hand) SELECT s.id, g.sku, g.on_hand {_DIFFERS} ORDER BY s.id, g.sku"
    " ON CONFLICT (store_id, sku) DO UPDATE SET on_hand = excluded.on_hand, recount_asked_at = NULL"
)
_STORES = "NOT tracks_stock AND code IN (SELECT store_code FROM staged_stock)"
_NEW_COUNTERS = text(f"SELECT count(*) FROM stores WHERE {_STORES}")
_TRACK = text(f"UPDATE stores SET tracks_stock = true, updated_at = clock_timestamp() WHERE {_STORES}")


class StockRow(NamedTuple):
    """One good row."""

    row: int
    store_code: str
    sku: str
    on_hand: int


def parse_stock(row: Row) -> StockRow | list[CellError]:
    """One row as a record, or everything that is wrong with it. Pure."""
    cells = Cells(row)
    record = StockRow(row.number, cells.code("store_code"), cells.code("sku"), cells.whole("on_hand", 0, _MOST))
    return cells.errors or record


def import_stock(session: Session, rows: Iterable[Row], *, dry_run: bool = False, progress: Progress = quiet) -> Report:
    """Set what the file says; its stores count their stock from now on, and open recounts of its articles are settled.

    What is not in the file stays. Raises ``BadFile``, also where live orders hold more than is said to be there; then
    nothing was written.
    """
    faults = Faults()
    one_import_at_a_time(session)
    stage(session, "staged_stock", _TABLE, _good(rows, faults, progress))
    check(session, faults, _UNKNOWN_STORE, "store_code")
    check(session, faults, _UNKNOWN_SKU, "sku")
    check(session, faults, _TWICE, "sku")
    if not dry_run:
        session.execute(_LOCK)
    check(session, faults, _RESERVED, "on_hand")
    faults.refuse_if_any()
    count = session.execute(_COUNT).one()
    counters = session.execute(_NEW_COUNTERS).scalar_one()
    if not dry_run and (count.added or count.changed):
        session.execute(_WRITE)
        session.execute(text("ANALYZE stock_levels"))
    if not dry_run and counters:
        session.execute(_TRACK)
    notes = [f"{counters:,} stores count their stock from now on"] if counters else []
    return Report("stock levels", count.added, count.changed, count.total - count.added - count.changed, notes)


def _good(rows: Iterable[Row], faults: Faults, progress: Progress) -> Iterator[StockRow]:
    for done, row in enumerate(rows, start=1):
        parsed = parse_stock(row)
        if isinstance(parsed, StockRow):
            yield parsed
        else:
            for error in parsed:
                faults.add(error)
        if done % EVERY == 0:
            progress("reading stock", done)
