"""Reports: to read, as a chart's numbers, or as a table; each number with the filter that leads to its orders."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.console.kit import documented, part
from app.errors import NotFound
from app.ledger.statement import period
from app.web.access import operation
from app.web.door import Typed
from app.web.house import house
from app.web.schemas import Out, Strict
from app.web.sheets import CSV, FORMATS, XLSX, Column, sheet
from dispatch.views.reports import REPORTS, Slice

reports = part("reports", "Reports / 报表")
TITLES = {
    "funnel": "派单漏斗",
    "acceptance": "接单与准时（按时段和城市）",
    "revenue": "门店收入",
    "online_share": "线上占比（按连锁）",
}
COLUMNS = {
    "funnel": (Column("step_zh", "环节"), Column("orders", "订单数", "number"), Column("share", "占下单", "share")),
    "acceptance": (
        Column("hour", "时段（点）", "number"), Column("city", "城市"), Column("offers", "派单次数", "number"),
        Column("orders", "订单数", "number"), Column("accepted", "接单", "number"), Column("declined", "拒单", "number"),
        Column("expired", "超时", "number"), Column("acceptance", "接单率", "share"),
        Column("answer_p50_s", "应答中位数（秒）", "number"), Column("promised", "有承诺的送达", "number"),
        Column("late", "晚到", "number"), Column("late_share", "晚到率", "share"),
    ),
    "revenue": (
        Column("store_code", "门店编码"), Column("store_name", "门店"), Column("chain", "连锁"), Column("city", "城市"),
        Column("orders", "订单数", "number"), Column("revenue_fen", "收入（元）", "fen"),
        Column("refunds_fen", "退款（元）", "fen"), Column("net_fen", "净收入（元）", "fen"),
    ),
    "online_share": (
        Column("chain", "连锁"), Column("stores", "门店数", "number"), Column("purchases", "成交笔数", "number"),
        Column("online", "线上笔数", "number"), Column("online_share", "线上笔数占比", "share"),
        Column("total_fen", "成交额（元）", "fen"), Column("online_fen", "线上成交额（元）", "fen"),
        Column("online_fen_share", "线上金额占比", "share"),
    ),
}  # fmt: skip


class ReportQuery(Strict):
    """Whole days in Asia/Shanghai, both included; of one city, of one chain."""

    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)
    city = Typed(40, load_default=None)
    chain = Typed(80, load_default=None)
    format = fields.String(load_default="json", validate=validate.OneOf(FORMATS))


class ConsoleColumn(Out):
    """What a column is: text, number, fen, share (0..1)."""

    field = fields.String()
    heading = fields.String()
    kind = fields.String()


class ConsoleReport(Out):
    """Rows as objects with the columns' fields; ``orders_query`` of a row is a query for ``GET /orders``."""

    name = fields.String()
    title = fields.String()
    from_ = fields.Date(data_key="from")
    to = fields.Date()
    columns = fields.List(fields.Nested(ConsoleColumn()))
    rows = fields.List(fields.Dict())
    total = fields.Dict()


@reports.route("/reports/<name>", methods=["GET"])
@documented(reports, "`funnel`, `acceptance`, `revenue` or `online_share` of a period", 404)
@reports.arguments(ReportQuery(), location="query")
@reports.response(200, ConsoleReport())
@reports.doc(
    responses={
        200: {
            "content": {CSV: {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string", "format": "binary"}}}
        }
    }
)
@operation("console.reports")
def read_report(query: dict[str, Any], name: str) -> Any:
    """`format=csv` or `xlsx` for a table. A store without a city or a chain is under `-`."""
    if name not in REPORTS:
        raise NotFound()
    asked = Slice(period(query["from_"], query["to"]), query["city"], query["chain"])
    rows, total = house().db.read(lambda session: REPORTS[name](session, asked))
    if query["format"] != "json":
        return sheet(f"{name}-{asked.days.first}-{asked.days.last}", COLUMNS[name], rows, query["format"])
    columns = [column._asdict() for column in COLUMNS[name]]
    return {
        "name": name, "title": TITLES[name], "from_": asked.days.first, "to": asked.days.last, "columns": columns,
        "rows": rows, "total": total,
    }  # fmt: skip
