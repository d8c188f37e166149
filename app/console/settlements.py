"""Settling with stores: opened for a period, locked, paid; to read, or as a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.console.kit import ID, documented, part
from app.console.settlement_answers import (
    COLUMNS,
    LINE_COLUMNS,
    ConsoleLockIn,
    ConsoleOpened,
    ConsolePayIn,
    ConsoleSettlements,
    ConsoleSettlementsIn,
    ConsoleSettlementWhole,
    FormatQuery,
    SettlementsQuery,
)
from app.errors import Invalid
from app.ledger import settlements as books
from app.ledger.statement import period
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from app.web.sheets import CSV, XLSX, sheet
from dispatch.views.agent_timeline import actor_names

settlements = part("settlements", "Settling with stores / 结算")
FILES = {
    200: {"content": {CSV: {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
LONGEST_TABLE = 20_000


@settlements.route("/settlements", methods=["POST"])
@documented(settlements, "Open settlements for a period")
@settlements.arguments(ConsoleSettlementsIn())
@settlements.response(201, ConsoleOpened())
@operation("console.settlements.open")
def open_settlements(body: dict[str, Any]) -> dict[str, Any]:
    """Of every store (`all`) or of `stores`, where there is something to settle until the end of the period."""
    if body["all"] == (body["stores"] is not None):
        raise Invalid(fields={"stores": ["请给出门店，或选择全部门店"]})
    days, who = period(body["period"]["from_"], body["period"]["to"]), me().who

    def work(session: Session) -> dict[str, Any]:
        ids = None if body["all"] else books.known_stores(session, body["stores"])
        return books.open_settlements(session, days, ids, who)

    made = house().db.run(work)
    return {"opened": len(made["ids"]), **made}


@settlements.route("/settlements", methods=["GET"])
@documented(settlements, "Settlements, the latest first")
@settlements.arguments(SettlementsQuery(), location="query")
@settlements.response(200, ConsoleSettlements())
@settlements.doc(responses=FILES)
@operation("console.settlements.list")
def list_settlements(query: dict[str, Any]) -> Any:
    """`format=csv` or `xlsx` for all of them as a table (at most 20,000)."""
    wanted = {
        "state": query["state"], "store": query["store_code"], "first": query["from_"], "last": query["to"]
    }  # fmt: skip
    limit = query["limit"] if query["format"] == "json" else LONGEST_TABLE

    def ask(session: Session) -> list[dict[str, Any]]:
        return _named(session, books.settlements_page(session, wanted, id_cursor(query["cursor"]), limit))

    rows = house().db.read(ask)
    if query["format"] != "json":
        return sheet("settlements", COLUMNS, rows[:limit], query["format"])
    going_on = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return {"settlements": rows[:limit], "next_cursor": going_on}


@settlements.route(f"/settlements/<{ID}:settlement_id>", methods=["GET"])
@documented(settlements, "One with its lines", 404)
@settlements.arguments(FormatQuery(), location="query")
@settlements.response(200, ConsoleSettlementWhole())
@settlements.doc(responses=FILES)
@operation("console.settlements.get")
def get_settlement(query: dict[str, Any], settlement_id: int) -> Any:
    """Equal to the ledger to the fen. `format=csv` or `xlsx` for its lines as a table."""
    found = house().db.read(lambda session: _whole(session, settlement_id))
    if query["format"] == "json":
        return found
    return sheet(found["settlement_no"], LINE_COLUMNS, [*found["entries"], _total(found)], query["format"])


@settlements.route(f"/settlements/<{ID}:settlement_id>/lock", methods=["POST"])
@documented(settlements, "Freeze its lines", 404, 409)
@settlements.arguments(ConsoleLockIn())
@settlements.response(200, ConsoleSettlementWhole())
@operation("console.settlements.lock")
def lock_settlement(body: dict[str, Any], settlement_id: int) -> dict[str, Any]:
    """Once its period is over. What comes later (a refund) belongs to the store's next settlement."""
    who = me().who

    def work(session: Session) -> dict[str, Any]:
        books.lock(session, settlement_id, who, body["reason"])
        return _whole(session, settlement_id)

    return house().db.run(work)


@settlements.route(f"/settlements/<{ID}:settlement_id>/pay", methods=["POST"])
@documented(settlements, "Book that it was paid", 404, 409)
@settlements.arguments(ConsolePayIn())
@settlements.response(200, ConsoleSettlementWhole())
@operation("console.settlements.pay")
def pay_settlement(body: dict[str, Any], settlement_id: int) -> dict[str, Any]:
    """Store payable against bank, less the cash that the store keeps. The same transfer again changes nothing."""
    who = me().who

    def work(session: Session) -> dict[str, Any]:
        books.pay(session, settlement_id, body["bank_reference"], who, body["reason"])
        return _whole(session, settlement_id)

    return house().db.run(work)


@settlements.route(f"/settlements/<{ID}:settlement_id>", methods=["DELETE"])
@documented(settlements, "Throw an open one away", 404, 409)
@settlements.response(204)
@operation("console.settlements.drop")
def drop_settlement(settlement_id: int) -> None:
    """Nothing was frozen yet, so nothing is lost."""
    who = me().who
    house().db.run(lambda session: books.drop(session, settlement_id, who))


def _whole(session: Session, settlement_id: int) -> dict[str, Any]:
    (found,) = _named(session, [books.settlement(session, settlement_id)])
    return found


def _named(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    steps = ("opened", "locked", "paid")
    names = actor_names(session, [row[f"{step}_by"] for row in rows for step in steps])
    return [{**row, **{f"{step}_by_zh": names.get(row[f"{step}_by"]) for step in steps}} for row in rows]


def _total(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": None, "kind_zh": f"合计（应打款 {found['due_fen'] / 100:.2f} 元）", "order_no": None,
        "reference": found["settlement_no"], "amount_fen": found["payable_fen"], "cash_fen": found["cash_fen"],
    }  # fmt: skip
