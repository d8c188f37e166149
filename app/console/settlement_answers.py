"""Schemas and tables of settling with stores."""

from __future__ import annotations

from marshmallow import fields, validate

from app.web.door import Reason, Typed
from app.web.schemas import LocalTime, Out, PageQuery, Strict
from app.web.sheets import FORMATS, Column

FORMAT = validate.OneOf(FORMATS)
COLUMNS = (
    Column("settlement_no", "结算单号"), Column("store_code", "门店编码"), Column("store_name", "门店"), Column("chain", "连锁"),
    Column("first_day", "周期起", "date"), Column("last_day", "周期止", "date"), Column("state_zh", "状态"),
    Column("lines", "笔数", "number"), Column("payable_fen", "应付门店（元）", "fen"),
    Column("cash_fen", "门店手持现金（元）", "fen"), Column("due_fen", "应打款（元）", "fen"),
    Column("bank_reference", "银行流水号"), Column("paid_at", "打款时间", "instant"),
)  # fmt: skip
LINE_COLUMNS = (
    Column("at", "时间", "instant"), Column("kind_zh", "类型"), Column("order_no", "订单号"), Column("reference", "凭证号"),
    Column("amount_fen", "应付门店（元）", "fen"), Column("cash_fen", "门店手持现金（元）", "fen"),
)  # fmt: skip


class ConsolePeriodIn(Strict):
    """Whole days in Asia/Shanghai, both included."""

    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)


class ConsoleSettlementsIn(Strict):
    """For which stores; ``all`` or their codes."""

    period = fields.Nested(ConsolePeriodIn(), required=True)
    all = fields.Boolean(load_default=False)
    stores = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=None,
        validate=validate.Length(1, 500, error="请选择 1 到 500 家门店"),
    )  # fmt: skip


class ConsoleLockIn(Strict):
    """Why now."""

    reason = Reason()


class ConsolePayIn(Strict):
    """The bank's number of the transfer: one transfer pays one settlement."""

    bank_reference = Typed(64, 4, required=True)
    reason = Reason()


class SettlementsQuery(PageQuery):
    """Which; ``from`` and ``to`` are of the last day of the period."""

    state = fields.String(load_default=None, validate=validate.OneOf(("open", "locked", "paid")))
    store_code = Typed(64, load_default=None)
    from_ = fields.Date(load_default=None, data_key="from")
    to = fields.Date(load_default=None)
    format = fields.String(load_default="json", validate=FORMAT)


class FormatQuery(Strict):
    """To read, or as a table."""

    format = fields.String(load_default="json", validate=FORMAT)


class ConsoleSettlement(Out):
    """One settlement. While open its sums are the ledger's of this moment; ``due_fen`` negative: the store owes the house."""

    id = fields.Integer()
    settlement_no = fields.String()
    store_code = fields.String()
    store_name = fields.String()
    chain = fields.String(allow_none=True)
    first_day = fields.Date()
    last_day = fields.Date()
    state = fields.String()
    state_zh = fields.String()
    lines = fields.Integer()
    payable_fen = fields.Integer()
    cash_fen = fields.Integer()
    due_fen = fields.Integer()
    opened_at = LocalTime()
    opened_by_zh = fields.String(allow_none=True)
    locked_at = LocalTime(allow_none=True)
    locked_by_zh = fields.String(allow_none=True)
    paid_at = LocalTime(allow_none=True)
    paid_by_zh = fields.String(allow_none=True)
    bank_reference = fields.String(allow_none=True)


class ConsoleSettlementLine(Out):
    """One entry of the ledger."""

    id = fields.Integer()
    at = LocalTime()
    kind = fields.String()
    kind_zh = fields.String()
    reference = fields.String()
    order_no = fields.String(allow_none=True)
    amount_fen = fields.Integer()
    cash_fen = fields.Integer()


class ConsoleSettlementWhole(ConsoleSettlement):
    """With its lines."""

    entries = fields.List(fields.Nested(ConsoleSettlementLine()))


class ConsoleSettlements(Out):
    """A page, the latest first."""

    settlements = fields.List(fields.Nested(ConsoleSettlement()))
    next_cursor = fields.String(allow_none=True)


class ConsoleOpened(Out):
    """How many were opened; stores whose open one must be locked or dropped first."""

    opened = fields.Integer()
    ids = fields.List(fields.Integer())
    already_open = fields.List(fields.String())
