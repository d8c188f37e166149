"""``stores import``: rows become records, checked one by one and then against each other and the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from app.imports.areas import area_in_wgs84, holds
from app.imports.cells import Cells
from app.imports.errors import CellError, Faults
from app.imports.table import Row
from app.stores import districts
from dispatch.domain.hours import Hours

COLUMNS = (
    *("code", "name", "address", "phone", "lng", "lat", "datum", "hours"),
    *("radius_m", "area_wkt", "capacity", "status", "successor"),
)
OPTIONAL = ("chain", "former_code")
STATUSES = ("active", "suspended", "closed")


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One good row. Points and area are WGS-84; ``source_…`` is the point as given."""

    row: int
    former_code: str | None
    code: str
    name: str
    chain: str | None
    city: str | None
    address: str
    phone: str
    lng: float
    lat: float
    source_lng: float
    source_lat: float
    source_datum: str
    hours: str
    radius_m: int | None
    area_wkt: str | None
    capacity: int | None
    status: str
    successor: str | None


# What a store is compared by; the successor is a code here and an id in the table.
FIELDS: tuple[str, ...] = tuple(field.name for field in fields(StoreRow) if field.name not in ("row", "former_code"))


def parse_store(row: Row) -> StoreRow | list[CellError]:
    """One row as a record, or everything that is wrong with it. Pure, except for the shipped district map."""
    cells = Cells(row)
    source_lng, source_lat, datum, lng, lat = cells.point()
    name, status, successor = cells.text("name"), cells.choice("status", STATUSES), cells.optional("successor")
    area = cells.optional("area_wkt")
    record = StoreRow(
        row=row.number,
        former_code=cells.optional("former_code"),
        code=cells.code("code"),
        name=name,
        chain=cells.optional("chain") or chain_in(name),
        city=None,
        address=cells.text("address"),
        phone=cells.text("phone"),
        lng=lng,
        lat=lat,
        source_lng=source_lng,
        source_lat=source_lat,
        source_datum=datum,
        hours=cells.parsed("hours", _canonical_hours, ""),
        radius_m=cells.optional_whole("radius_m", 1, 500_000),
        area_wkt=cells.parsed("area_wkt", lambda text: area_in_wgs84(text, datum), "") if area and datum else None,
        capacity=cells.optional_whole("capacity", 0),
        status=status,
        successor=successor,
    )
    if successor and status in ("active", "suspended"):
        cells.wrong("successor", "only a closed store has one")
    return cells.errors or _with_city(record)


def chain_in(name: str) -> str | None:
    """The chain that a store's name begins with: what stands before its first space, if it has one."""
    first, space, _ = name.replace("\u3000", " ").partition(" ")
    return first if space else None


@lru_cache(maxsize=4096)  # thousands of stores share a few hundred timetables
def _canonical_hours(text: str) -> str:
    return str(Hours.parse(text))


def _with_city(record: StoreRow) -> StoreRow:
    found = districts.district_at(record.lng, record.lat)
    return replace(record, city=found.city if found else None)


def warnings_of(record: StoreRow) -> list[str]:
    """What looks wrong and may still be right: a point far from the district in the address, an area without its store."""
    found = []
    mismatch = districts.check_point(record.address, record.lng, record.lat)
    if mismatch:
        named, there = mismatch.named, mismatch.found
        where = f"in {there.name} ({there.city})" if there else "in no district"
        found.append(
            f"row {record.row}, column address: it names {named.name} ({named.city}), but the point lies {where},"
            f" {mismatch.distance_m / 1000:.1f} km away from it"
        )
    if record.area_wkt and not holds(record.area_wkt, record.lng, record.lat):
        found.append(f"row {record.row}, column area_wkt: the delivery area does not hold the store itself")
    return found


def check_together(rows: Iterable[StoreRow], codes_in_file: Mapping[str, int], faults: Faults) -> None:
    """Codes that stand twice, and renumberings that could not be told apart from each other."""
    former = Counter(record.former_code for record in rows if record.former_code)
    for record in rows:
        if codes_in_file[record.code] > 1:
            faults.add(CellError(record.row, "code", f"{record.code} stands {codes_in_file[record.code]} times"))
        old = record.former_code
        if old is None or old == record.code:
            continue
        if former[old] > 1:
            faults.add(CellError(record.row, "former_code", f"{old} stands {former[old]} times"))
        if old in codes_in_file:
            faults.add(CellError(record.row, "former_code", f"{old} is another store's code here; use two files"))


def circles(successor_of: Mapping[str, str]) -> set[str]:
    """The codes whose chain of successors never ends."""
    endless: set[str] = set()
    for start in successor_of:
        seen, at = {start}, successor_of.get(start)
        while at is not None and at not in seen:
            seen.add(at)
            at = successor_of.get(at)
        if at is not None:
            endless.add(start)
    return endless
