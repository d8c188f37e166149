"""The tills' operations."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Invalid, Problem
from app.members.models import Purchase
from app.pos import purchases, undoing
from app.pos.finding import member_at
from app.pos.schemas import (
    BatchIn,
    PosBatch,
    PosMember,
    PosMemberIn,
    PosPurchase,
    PosReturned,
    PurchaseIn,
    ReturnIn,
    VoidIn,
)
from app.web.access import me, operation
from app.web.door import documented, part
from app.web.house import house
from app.web.problems import flat

pos = part("pos", "till", "/pos/v1", "Tills / 收银")
PURCHASE = PurchaseIn()


@pos.route("/purchases", methods=["POST"])
@documented(pos, "Upload a purchase", 409)
@pos.arguments(PURCHASE)
@pos.response(201, PosPurchase())
@pos.alt_response(200, schema=PosPurchase(), description="This till sent just this receipt before", success=True)
@operation("pos.purchase")
def upload(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Its key is the terminal's serial and the receipt number: sending it again is safe."""
    purchase, new = _take_up(body)
    return _shown(purchase, body["receipt_no"]), 201 if new else 200


@pos.route("/purchases/batch", methods=["POST"])
@documented(pos, "Upload up to 200 purchases")
@pos.arguments(BatchIn())
@pos.response(200, PosBatch())
@operation("pos.batch")
def upload_many(body: dict[str, Any]) -> dict[str, Any]:
    """Each is taken up on its own: a bad one is named by its index and does not stop the others."""
    results = [{"index": index, **_one(item)} for index, item in enumerate(body["purchases"])]
    counts = {status: sum(row["status"] == status for row in results) for status in ("created", "unchanged", "failed")}
    return {**counts, "results": results}


@pos.route("/purchases/<receipt_no>/void", methods=["POST"])
@documented(pos, "The sale never was", 404, 409)
@pos.arguments(VoidIn())
@pos.response(200, PosPurchase())
@operation("pos.void")
def void(body: dict[str, Any], receipt_no: str) -> dict[str, Any]:
    """Twice changes nothing. After a return, return the rest instead."""
    principal = me()

    def work(session: Session) -> dict[str, Any]:
        till = undoing.at_till(session, purchases.till_of(session, principal.id), body["serial"])
        return _shown(undoing.void(session, till, receipt_no), receipt_no)

    return house().db.run(work)


@pos.route("/purchases/<receipt_no>/returns", methods=["POST"])
@documented(pos, "Goods came back, all or some", 404, 409)
@pos.arguments(ReturnIn())
@pos.response(201, PosReturned())
@pos.alt_response(200, schema=PosReturned(), description="This slip was sent before", success=True)
@operation("pos.return")
def take_back(body: dict[str, Any], receipt_no: str) -> tuple[dict[str, Any], int]:
    """Its key is the slip's number. What came back whole no longer makes this her home store."""
    principal = me()
    slip = undoing.Return(body["return_no"], tuple((line["sku"], line["quantity"]) for line in body["lines"]))

    def work(session: Session) -> tuple[dict[str, Any], int]:
        till = undoing.at_till(session, purchases.till_of(session, principal.id), body["serial"])
        purchase, amount_fen, new = undoing.take_back(session, till, receipt_no, slip)
        shown = {**_shown(purchase, receipt_no), "return_no": slip.return_no, "amount_fen": amount_fen}
        return shown, 201 if new else 200

    return house().db.run(work)


@pos.route("/members/find", methods=["POST"])
@documented(pos, "Find a member by phone")
@pos.arguments(PosMemberIn())
@pos.response(200, PosMember())
@operation("pos.member")
def find_member(body: dict[str, Any]) -> dict[str, Any]:
    """Masked, and only what she did at this store."""
    principal = me()

    def ask(session: Session) -> dict[str, Any]:
        store_id = purchases.till_of(session, principal.id).store_id
        return member_at(session, store_id, body["phone"])

    return house().db.read(ask)


def _take_up(body: dict[str, Any]) -> tuple[Purchase, bool]:
    terminal_id = me().id
    lines = tuple(purchases.Bought(**line) for line in body["lines"])
    receipt = purchases.Receipt(
        body["receipt_no"], body["purchased_at"], lines, body["phone"], body["member_ref"]
    )  # fmt: skip
    return house().db.run(lambda session: purchases.take_up(session, purchases.till_of(session, terminal_id), receipt))


def _one(item: Any) -> dict[str, Any]:
    receipt_no = item.get("receipt_no") if isinstance(item, dict) else None
    named = {"receipt_no": receipt_no if isinstance(receipt_no, str) else None}
    try:
        _, new = _take_up(PURCHASE.load(item))
    except ValidationError as error:
        fields = flat(error.normalized_messages())
        return {**named, "status": "failed", "code": Invalid.code, "detail": Invalid.detail, "fields_": fields}
    except DataError:  # a value that PostgreSQL cannot hold, such as a NUL
        return {**named, "status": "failed", "code": Invalid.code, "detail": Invalid.detail}
    except Problem as error:
        return {**named, "status": "failed", "code": error.code, "detail": error.detail, "fields_": error.fields}
    return {**named, "status": "created" if new else "unchanged"}


def _shown(purchase: Purchase, receipt_no: str) -> dict[str, Any]:
    return {
        "receipt_no": receipt_no, "state": purchase.state, "purchased_at": local(purchase.purchased_at),
        "total_fen": purchase.total_fen, "refunded_fen": purchase.refunded_fen,
        "has_member": purchase.member_id is not None,
    }  # fmt: skip
