"""What the desk changes about a store: its area, hours, capacity; many stores by a file. Every change says who and why."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from app.clock import now
from app.console.kit import documented, part
from app.console.store_answers import ConsoleStore
from app.console.store_edit_answers import (
    WARNINGS,
    ConsoleAreaIn,
    ConsoleCapacityIn,
    ConsoleHoursIn,
    ConsoleImport,
    ConsoleStock,
    ImportQuery,
    StockQuery,
)
from app.errors import Invalid
from app.imports import stores as store_rows
from app.imports.chinese import in_chinese
from app.imports.errors import BadFile
from app.imports.report import Report
from app.imports.stores_write import import_stores
from app.imports.table import open_table
from app.inventory.listing import stock_page
from app.outbox import record
from app.stores import areas, keeping
from app.web.access import me, operation
from app.web.door import Reason
from app.web.house import house
from app.web.paging import decode_cursor, encode_cursor
from dispatch.domain import events
from dispatch.views.agent_stores import store_id_or_404, store_row

store_edits = part("store-edits", "Changing stores / 门店资料")
STORE = ConsoleStore()
MAX_FILE_BYTES = 20 * 1024 * 1024


@store_edits.route("/stores/<code>/area", methods=["PUT"])
@documented(store_edits, "Where a store delivers", 404)
@store_edits.arguments(ConsoleAreaIn())
@store_edits.response(200, STORE)
@operation("console.stores.area")
def set_area(body: dict[str, Any], code: str) -> dict[str, Any]:
    """From now on; running offers stay. A polygon must be simple, hold the store, and be of a reasonable size."""
    corners = None if body["polygon"] is None else [(lng, lat) for lng, lat in body["polygon"]]

    def work(session: Session, store_id: int) -> bool:
        return areas.set_area(session, store_id, corners, body["datum"], body["radius_m"])

    return _changed(code, "area", body["reason"], work)


@store_edits.route("/stores/<code>/hours", methods=["PUT"])
@documented(store_edits, "When a store is open", 404)
@store_edits.arguments(ConsoleHoursIn())
@store_edits.response(200, STORE)
@operation("console.stores.hours")
def set_hours(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Running offers keep their deadlines."""

    def work(session: Session, store_id: int) -> bool:
        keeping.set_hours(session, store_id, body["hours"])
        if body["exceptions"] is not None:
            dated = [keeping.DatedHours(row["date"], row["hours"], row["note"]) for row in body["exceptions"]]
            keeping.set_exceptions(session, store_id, dated)
        return True

    return _changed(code, "hours", body["reason"], work)


@store_edits.route("/stores/<code>/capacity", methods=["PUT"])
@documented(store_edits, "How many live orders a store takes at once", 404)
@store_edits.arguments(ConsoleCapacityIn())
@store_edits.response(200, STORE)
@operation("console.stores.capacity")
def set_capacity(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Orders that it has already stay."""

    def work(session: Session, store_id: int) -> bool:
        keeping.set_capacity(session, store_id, body["capacity"])
        return True

    return _changed(code, "capacity", body["reason"], work)


@store_edits.route("/stores/<code>/stock", methods=["GET"])
@documented(store_edits, "What a store has on its shelf", 404)
@store_edits.arguments(StockQuery(), location="query")
@store_edits.response(200, ConsoleStock())
@operation("console.stores.stock")
def list_stock(query: dict[str, Any], code: str) -> dict[str, Any]:
    """What must be recounted first, then what runs low."""
    parts = decode_cursor(query["cursor"], 2)
    if parts is not None and not (isinstance(parts[0], int) and isinstance(parts[1], str)):
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    after = (parts[0], parts[1]) if parts else None

    def ask(session: Session) -> dict[str, Any]:
        store_id = store_id_or_404(session, code)
        rows, going_on = stock_page(session, store_id, query["q"], after, query["limit"])
        return {"stock": rows, "next_cursor": encode_cursor(*going_on) if going_on else None}

    return house().db.read(ask)


@store_edits.route("/stores/import", methods=["POST"])
@documented(store_edits, "Add or change stores by a CSV file (`text/csv`)", 409)
@store_edits.doc(
    requestBody={"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
)
@store_edits.arguments(ImportQuery(), location="query")
@store_edits.response(200, ConsoleImport())
@operation("console.stores.import")
def import_file(query: dict[str, Any]) -> dict[str, Any]:
    """Every row is checked first: if one is wrong, 422 `bad_file` lists what and where, and nothing is written.

    The columns are those of `flask --app wsgi stores import`. The same file again changes nothing.
    """
    if not query["dry_run"]:
        _required(query["reason"])
    request.max_content_length = MAX_FILE_BYTES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stores.csv"
        path.write_bytes(request.get_data(cache=False))
        try:
            report = _import(path, query["dry_run"], query["reason"])
        except BadFile as bad:
            lines = [in_chinese(line) for line in bad.lines]
            raise Invalid("文件有误，没有导入任何内容", code="bad_file", fields={"file": lines}) from None
    shown = [in_chinese(line) for line in report.warnings[:WARNINGS]]
    return {
        "dry_run": query["dry_run"], "added": report.added, "changed": report.changed, "unchanged": report.unchanged,
        "notes": [in_chinese(line) for line in report.notes], "warnings": shown,
        "more_warnings": len(report.warnings) - len(shown),
    }  # fmt: skip


def _import(path: Path, dry_run: bool, why: str) -> Report:
    def work(session: Session) -> Report:
        rows = open_table(path, store_rows.COLUMNS, store_rows.OPTIONAL)
        report = import_stores(session, rows, dry_run=dry_run)
        if not dry_run and (report.added or report.changed):
            told = {"added": report.added, "changed": report.changed}
            record(session, events.STORES_IMPORTED, now(session), by=who, why=why, **told)
        return report

    who = me().who
    if not dry_run:
        return house().db.run(work)
    with house().db.session() as session:  # never committed
        return work(session)


def _required(why: str) -> None:
    try:
        Reason().deserialize(why)
    except ValidationError as error:
        raise Invalid(fields={"reason": [str(message) for message in error.messages]}) from None


def _changed(code: str, what: str, why: str, work: Callable[[Session, int], bool]) -> dict[str, Any]:
    who = me().who

    def whole(session: Session) -> dict[str, Any]:
        store_id = store_id_or_404(session, code)
        if work(session, store_id):
            record(session, events.STORE_CHANGED, now(session), store_id=store_id, what=what, by=who, why=why)
        return {}

    house().db.run(whole)
    # Read afterwards: the network's picture in memory is made of what is committed.
    return house().db.read(lambda session: store_row(session, code))
