"""How the store does, and what it earned; for managers."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from app.ledger.statement import period, statement, statement_csv
from app.web.access import operation
from app.web.house import house
from app.web.schemas import Out, Strict
from app.web.statements import Settled, StatementEntry
from dispatch.views.performance import performance
from merchant_app_api.kit import documented, my_store, next_cursor, part, time_cursor

reports = part("reports", "Performance and statements / 业绩与结算")

CSV = "text/csv"


class PeriodQuery(Strict):
    """Whole days in Asia/Shanghai, both included."""

    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)


class StatementQuery(PeriodQuery):
    """``format=csv`` (or ``Accept: text/csv``) for a table that Excel opens."""

    format = fields.String(load_default=None, validate=validate.OneOf(("json", "csv")))
    cursor = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 500, error="每页 1 到 500 条"))


class PerformanceDay(Out):
    """One day, or the whole period (``day`` null)."""

    day = fields.Date(allow_none=True)
    offers = fields.Integer(metadata={"description": "made on that day; what follows is what became of them"})
    open = fields.Integer()
    accepted = fields.Integer()
    declined = fields.Integer()
    declined_by_reason = fields.Dict(keys=fields.String(), values=fields.Integer())
    expired = fields.Integer()
    withdrawn = fields.Integer()
    answer_p50_s = fields.Float(allow_none=True, metadata={"description": "median seconds from offer to answer"})
    delivered = fields.Integer()
    promised = fields.Integer(metadata={"description": "of these, how many had a promise"})
    on_time = fields.Integer()
    on_time_share = fields.Float(allow_none=True, metadata={"description": "0..1 of those promised"})
    revenue_fen = fields.Integer(metadata={"description": "credited to the store, less the platform's share"})
    refunds_fen = fields.Integer()


class PerformanceOut(Out):
    """Day by day, and in all."""

    from_ = fields.Date(data_key="from")
    to = fields.Date()
    days = fields.List(fields.Nested(PerformanceDay()))
    total = fields.Nested(PerformanceDay())


class StatementOut(Out):
    """What the store earned in a period."""

    store_code = fields.String()
    store_name = fields.String()
    from_ = fields.Date(data_key="from")
    to = fields.Date()
    opening_fen = fields.Integer()
    lines = fields.List(fields.Nested(StatementEntry()))
    closing_fen = fields.Integer()
    opening_cash_fen = fields.Integer()
    closing_cash_fen = fields.Integer(metadata={"description": "cash from doors that the store holds"})
    due_fen = fields.Integer(metadata={"description": "closing_fen less closing_cash_fen"})
    next_cursor = fields.String(allow_none=True, metadata={"description": "more lines; the balances are the period's"})
    settlements = fields.List(fields.Nested(Settled()))


@reports.route("/performance", methods=["GET"])
@documented(reports, "Day by day: offers, answers, deliveries, money", 422)
@reports.arguments(PeriodQuery(), location="query")
@reports.response(200, PerformanceOut())
@operation("merchant.performance")
def read_performance(query: dict[str, Any]) -> dict[str, Any]:
    """Offers belong to the day they were made; deliveries and money to the day they happened."""
    store_id, days = my_store(), period(query["from_"], query["to"])
    return house().db.read(lambda session: performance(session, store_id, days))


@reports.route("/statement", methods=["GET"])
@documented(reports, "What the store earned, with every order behind it", 422)
@reports.arguments(StatementQuery(), location="query")
@reports.response(200, StatementOut())
@reports.doc(responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}})
@operation("merchant.statement")
def read_statement(query: dict[str, Any]) -> Any:
    """Equals the ledger's payable account to the fen. As JSON in pages, or whole as CSV in UTF-8 with a byte order mark."""
    store_id, days = my_store(), period(query["from_"], query["to"])
    if _wants_csv(query["format"]):
        return _table(house().db.read(lambda session: statement(session, store_id, days)))
    after = time_cursor(query["cursor"])
    found = house().db.read(lambda session: statement(session, store_id, days, after, query["limit"]))
    return {**found, "next_cursor": next_cursor(found["last"])}


def _wants_csv(asked: str | None) -> bool:
    if asked is not None:
        return asked == "csv"
    return request.accept_mimetypes.best_match(["application/json", CSV]) == CSV


def _table(found: dict[str, Any]) -> Response:
    name = f"statement-{found['store_code']}-{found['from_']}-{found['to']}.csv"
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "_" for letter in name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}"', "Vary": "Accept"}
    return Response(statement_csv(found), content_type=f"{CSV}; charset=utf-8", headers=headers)
