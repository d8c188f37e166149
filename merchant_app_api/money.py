"""Money at a glance: what is coming, what was credited, what went back, through whose hands."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.web.access import me, operation
from app.web.house import house
from app.web.operations import MANAGERS
from app.web.schemas import LocalTime, Out
from dispatch.views.store_money import money as money_of
from merchant_app_api.kit import documented, my_store, part

money = part("money", "Money at a glance / 收入")


class MoneyHand(Out):
    """Sums of whole days, of one person or of the store. ``credited - refunds - settled`` is the change of what is owed."""

    accepted = fields.Integer(metadata={"description": "offers taken"})
    delivered = fields.Integer(metadata={"description": "parcels brought"})
    credited_fen = fields.Integer(metadata={"description": "booked to the store, less the platform's share"})
    credited_orders = fields.Integer()
    refunds_fen = fields.Integer(metadata={"description": "given back after delivery, the store's part; positive"})
    refunds = fields.Integer()
    settled_fen = fields.Integer(metadata={"description": "paid out to the store"})
    cash_fen = fields.Integer(metadata={"description": "change of the cash that the store holds"})
    till_sales = fields.Integer(metadata={"description": "sales at the till: the store's own, not in the ledger"})
    till_fen = fields.Integer()
    till_refunded_fen = fields.Integer(metadata={"description": "what of these sales went back since"})


class MoneyClerk(MoneyHand):
    """What went through one person's hands. Money is hers who brought it."""

    staff_id = fields.Integer(allow_none=True)
    name = fields.String(metadata={"description": "未记名: settlements, terminals, and what nobody is named for"})


class MoneyPeriod(MoneyHand):
    """Whole days up to now."""

    from_ = fields.Date(data_key="from")
    to = fields.Date()
    by_clerk = fields.List(fields.Nested(MoneyClerk()))


class MoneyPending(Out):
    """Accepted or on the road, not delivered yet, as it will be booked."""

    orders = fields.Integer()
    amount_fen = fields.Integer()


class MoneyOut(Out):
    """Now, today, this month."""

    scope = fields.String(
        metadata={"description": "store (managers), or mine: what a clerk accepted, brought, rang up"}
    )
    now = LocalTime()
    pending = fields.Nested(MoneyPending())
    owed_fen = fields.Integer(allow_none=True, metadata={"description": "the house owes the store; null for a clerk"})
    cash_in_hand_fen = fields.Integer(allow_none=True, metadata={"description": "cash from doors; null for a clerk"})
    due_fen = fields.Integer(allow_none=True, metadata={"description": "owed_fen less cash_in_hand_fen"})
    today = fields.Nested(MoneyPeriod())
    month = fields.Nested(MoneyPeriod())


@money.route("/money", methods=["GET"])
@documented(money, "Pending now; today and this month: credited, refunds, cash, by clerk")
@money.response(200, MoneyOut())
@operation("merchant.money")
def read_money() -> dict[str, Any]:
    """Equals the ledger to the fen. A manager sees the store and everybody's part, a clerk her own."""
    who, store_id = me(), my_store()
    staff_id = None if who.role in MANAGERS else who.id
    return house().db.read(lambda session: money_of(session, store_id, staff_id))
