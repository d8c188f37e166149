"""``stores import``: records against the database, and the one transaction that writes what differs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports import stores
from app.imports.errors import CellError, Faults
from app.imports.report import EVERY, Progress, Report, one_import_at_a_time, quiet
from app.imports.stores import FIELDS, StoreRow
from app.imports.table import Row

_KNOWN = text("""
SELECT s.id, s.code, s.name, s.chain, s.city, s.address, s.phone, s.lng, s.lat, s.source_lng, s.source_lat,
       s.source_datum, s.hours, s.radius_m, s.area_wkt, s.capacity, s.status, t.code AS successor
FROM stores s LEFT JOIN stores t ON t.id = s.successor_id
""")

_TYPES = {
    **dict.fromkeys(("lng", "lat", "source_lng", "source_lat"), "double precision"),
    **dict.fromkeys(("radius_m", "capacity"), "bigint"),
}
_COLUMNS = tuple(name for name in FIELDS if name != "successor")
_LIST = ", ".join(_COLUMNS)
_ROWS = "jsonb_to_recordset(cast(:rows AS jsonb)) AS n(id bigint, successor text, " + (
    ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _COLUMNS) + ")"
)
# One statement for all stores: the network's revision counts once, and processes rebuild their picture once.
_INSERT = text(f"INSERT INTO stores ({_LIST}) SELECT {_LIST} FROM {_ROWS} ORDER BY code")
_UPDATE = text(
    f"UPDATE stores s SET {', '.join(f'{name} = n.{name}' for name in _COLUMNS)},"
    " successor_id = CASE WHEN n.successor IS NOT NULL THEN s.successor_id END, updated_at = clock_timestamp()"
    f" FROM {_ROWS} WHERE s.id = n.id"
)
_LINK = text(
    "UPDATE stores s SET successor_id = t.id"
    " FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS n(code text, successor text) JOIN stores t ON t.code = n.successor"
    " WHERE s.code = n.code"
)
# A receipt's key begins with its store's code: the same receipts, imported again under the new code, must be found.
_RENAME_RECEIPTS = text(
    "UPDATE purchases SET source_key = 'import:' || :new || substr(source_key, length(:old) + 8)"
    " WHERE store_id = :id AND source = 'import' AND starts_with(source_key, 'import:' || :old || ':')"
)


@dataclass(frozen=True, slots=True)
class _Plan:
    added: list[StoreRow]
    changed: list[tuple[int, StoreRow]]
    renumbered: list[tuple[int, str, str]]  # id, old code, new code
    linked: list[StoreRow]
    unchanged: int


def import_stores(
    session: Session, rows: Iterable[Row], *, dry_run: bool = False, progress: Progress = quiet
) -> Report:
    """Add or change the stores of a file; those that are not in it stay as they are.

    With ``former_code`` a store keeps its id, and so its customers, and takes the new code. The same file again changes
    nothing. Raises ``BadFile``; then nothing was written.
    """
    faults, codes = Faults(), Counter[str]()
    records: list[StoreRow] = []
    for row in rows:
        parsed = stores.parse_store(row)
        codes[row.cells.get("code", "").strip()] += 1
        if isinstance(parsed, StoreRow):
            records.append(parsed)
        else:
            for error in parsed:
                faults.add(error)
        if len(records) % EVERY == 0:
            progress("reading stores", len(records))
    stores.check_together(records, codes, faults)
    one_import_at_a_time(session)
    known = {row.code: row._asdict() for row in session.execute(_KNOWN)}
    plan = _compare(records, codes, known, faults)
    faults.refuse_if_any()
    if not dry_run:
        _write(session, plan)
    warnings = [warning for record in records for warning in stores.warnings_of(record)]
    notes = [f"{len(plan.renumbered):,} of them renumbered"] if plan.renumbered else []
    return Report("stores", len(plan.added), len(plan.changed), plan.unchanged, notes, warnings)


def _compare(
    records: list[StoreRow], codes: Mapping[str, int], known: Mapping[str, dict[str, Any]], faults: Faults
) -> _Plan:
    renamed = {each.former_code: each.code for each in records if each.former_code in known and each.former_code}
    _check_successors(records, codes, known, renamed, faults)
    plan = _Plan([], [], [], [], 0)
    unchanged = 0
    for record in records:
        row = _row_of(record, known, faults)
        if row is None:
            plan.added.append(record)
        elif _same(record, row, renamed):
            unchanged += 1
            continue
        else:
            plan.changed.append((row["id"], record))
            if row["code"] != record.code:
                plan.renumbered.append((row["id"], row["code"], record.code))
        if record.successor and (row is None or _heir(row, renamed) != record.successor):
            plan.linked.append(record)
    return _Plan(plan.added, plan.changed, plan.renumbered, plan.linked, unchanged)


def _row_of(record: StoreRow, known: Mapping[str, dict[str, Any]], faults: Faults) -> dict[str, Any] | None:
    """The store in the database that a row means: by its former code, else by its code."""
    former = known.get(record.former_code or record.code)
    if former is None:
        return known.get(record.code)
    if former["code"] != record.code and record.code in known:
        what = f"{former['code']} and {record.code} are two stores already: they cannot become one"
        faults.add(CellError(record.row, "former_code", what))
    return former


def _heir(row: dict[str, Any], renamed: Mapping[str, str]) -> str | None:
    successor: str | None = row["successor"]
    return renamed.get(successor, successor) if successor else None


def _same(record: StoreRow, row: dict[str, Any], renamed: Mapping[str, str]) -> bool:
    ours = {name: getattr(record, name) for name in FIELDS}
    return ours == {name: row[name] for name in FIELDS} | {"successor": _heir(row, renamed)}


def _check_successors(
    records: list[StoreRow],
    codes: Mapping[str, int],
    known: Mapping[str, dict[str, Any]],
    renamed: Mapping[str, str],
    faults: Faults,
) -> None:
    heirs = {renamed.get(code, code): heir for code, row in known.items() if (heir := _heir(row, renamed))}
    for record in records:
        heirs.pop(record.code, None)
    heirs |= {record.code: record.successor for record in records if record.successor}
    endless = stores.circles(heirs)
    there = (known.keys() - renamed.keys()) | codes.keys()
    for record in records:
        if record.successor and record.successor not in there:
            faults.add(CellError(record.row, "successor", f"there is no store {record.successor}"))
        elif record.successor and record.code in endless:
            faults.add(CellError(record.row, "successor", "the successors go round in a circle"))


def _write(session: Session, plan: _Plan) -> None:
    for store_id, old, new in plan.renumbered:
        session.execute(_RENAME_RECEIPTS, {"id": store_id, "old": old, "new": new})
    # A statement that touches no row would still be counted as a change of the network: none is issued.
    if plan.changed:
        session.execute(_UPDATE, {"rows": _json((store_id, record) for store_id, record in plan.changed)})
    if plan.added:
        session.execute(_INSERT, {"rows": _json((None, record) for record in plan.added)})
    if plan.linked:
        session.execute(_LINK, {"rows": _json((None, record) for record in plan.linked)})
    if plan.changed or plan.added:
        # What is imported next joins with it: by statistics of an empty table that would be planned row by row.
        session.execute(text("ANALYZE stores"))


def _json(rows: Iterable[tuple[int | None, StoreRow]]) -> str:
    values = ({"id": store_id} | {name: getattr(record, name) for name in FIELDS} for store_id, record in rows)
    return json.dumps(list(values), ensure_ascii=False)
