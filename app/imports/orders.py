"""Orders to replay: rows become records that know where she had bought before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.imports.cells import Cells, code, whole
from app.imports.errors import CellError, Faults
from app.imports.table import Row

COLUMNS = ("order_no", "member_ref", "lng", "lat", "datum", "placed_at", "lines")
_MOST_PIECES = 1_000_000


class OrderRow(NamedTuple):
    """One good row; the point is WGS-84, ``lines`` are (SKU, quantity) with each SKU once."""

    row: int
    order_no: str
    member_ref: str | None
    lng: float
    lat: float
    placed_at: datetime
    lines: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Survey:
    """What a first look through the file finds out: how many orders, and what must be read for them."""

    orders: int = 0
    refs: set[str] = field(default_factory=set)
    skus: set[str] = field(default_factory=set)


def parse_order(row: Row) -> OrderRow | list[CellError]:
    """One row as a record, or everything that is wrong with it. Pure."""
    cells = Cells(row)
    _, _, _, lng, lat = cells.point()
    record = OrderRow(
        row.number,
        cells.text("order_no"),
        cells.optional("member_ref"),
        lng,
        lat,
        cells.instant("placed_at"),
        cells.parsed("lines", parse_lines, ()) if cells.optional("lines") else (),
    )
    return cells.errors or record


def parse_lines(text: str) -> tuple[tuple[str, int], ...]:
    """``SKU:QTY;SKU:QTY``; a SKU that stands twice is added up. ValueError says which part is wrong."""
    wanted: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        sku, colon, quantity = part.partition(":")
        try:
            if not colon:
                raise ValueError("has no quantity")
            pieces = whole(quantity.strip(), 1, _MOST_PIECES)
            wanted[code(sku.strip())] = wanted.get(sku.strip(), 0) + pieces
        except ValueError as error:
            raise ValueError(f"{part[:40]!r} {error}; lines are written SKU:QTY;SKU:QTY") from None
    return tuple(wanted.items())


def survey(rows: Iterable[Row]) -> Survey:
    """Check every row. Raises ``BadFile`` with all that is wrong."""
    found, faults, first = Survey(), Faults(), dict[str, int]()
    for row in rows:
        parsed = parse_order(row)
        if not isinstance(parsed, OrderRow):
            for error in parsed:
                faults.add(error)
            continue
        if first.setdefault(parsed.order_no, row.number) != row.number:
            faults.add(CellError(row.number, "order_no", f"stands in row {first[parsed.order_no]} already"))
        found.orders += 1
        found.skus.update(sku for sku, _ in parsed.lines)
        if parsed.member_ref:
            found.refs.add(parsed.member_ref)
    faults.refuse_if_any()
    return found


def good_rows(rows: Iterable[Row]) -> Iterator[OrderRow]:
    """The records of a file that was surveyed before."""
    for row in rows:
        parsed = parse_order(row)
        if isinstance(parsed, OrderRow):
            yield parsed
