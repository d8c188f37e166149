"""The till in the app: who she is, a sale, goods that come back, and what waited for a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from app.db import Retry
from app.errors import Invalid, Problem, TooMany
from app.members import codes
from app.pos import counter, purchases, undoing
from app.web.access import me, operation
from app.web.house import house
from app.web.problems import flat
from app.web.schemas import PageQuery
from merchant_app_api.kit import documented, my_store, next_cursor, part, time_cursor
from merchant_app_api.till_schemas import (
    QueuedReturnIn,
    Sale,
    SaleIn,
    SalePage,
    SaleReturned,
    SaleReturnIn,
    TillBatch,
    TillBatchIn,
    TillMember,
    TillMemberIn,
)

till = part("till", "The till in the app / 收银")
SALE, QUEUED_RETURN = SaleIn(), QueuedReturnIn()
Done = tuple[dict[str, Any], bool]  # the sale as it stands, and whether this is new


@till.route("/till/member", methods=["POST"])
@documented(till, "Find a member by her phone or by the code that she shows", 429)
@till.arguments(TillMemberIn())
@till.response(200, TillMember())
@operation("merchant.till.member")
def find_member(body: dict[str, Any]) -> dict[str, Any]:
    """Masked, and only what she did at this store. A code stays good for the sale."""
    store_id = my_store()
    return _by_code(body["code"], lambda session: counter.member_by(session, store_id, body["phone"], body["code"]))


@till.route("/till/sales", methods=["POST"])
@documented(till, "Ring up a sale", 409, 429)
@till.arguments(SALE)
@till.response(201, Sale())
@till.alt_response(200, schema=Sale(), description="Just this sale was sent before", success=True)
@operation("merchant.till.sale")
def ring_up(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """``key`` is the device's own: sending the sale again is safe, also days later. 409 `receipt_reused` for another body."""
    sale, new = _ring_up(body)
    return sale, 201 if new else 200


@till.route("/till/sales", methods=["GET"])
@documented(till, "The sales rung up in this store's app, the latest first")
@till.arguments(PageQuery(), location="query")
@till.response(200, SalePage())
@operation("merchant.till.sales")
def list_sales(query: dict[str, Any]) -> dict[str, Any]:
    """Members masked, as in every list."""
    store_id, after = my_store(), time_cursor(query["cursor"])

    def read(session: Session) -> dict[str, Any]:
        page, last = counter.sales_page(session, store_id, after, query["limit"])
        return {"sales": page, "next_cursor": next_cursor(last)}

    return house().db.read(read)


@till.route("/till/sales/<sale_key>/returns", methods=["POST"])
@documented(till, "Goods came back, all or some", 404, 409)
@till.arguments(SaleReturnIn())
@till.response(201, SaleReturned())
@till.alt_response(200, schema=SaleReturned(), description="Just this return was sent before", success=True)
@operation("merchant.till.return")
def take_back(body: dict[str, Any], sale_key: str) -> tuple[dict[str, Any], int]:
    """On any device of the store. What came back whole no longer makes this her home store."""
    sale, new = _take_back(sale_key.lower(), body)
    return sale, 201 if new else 200


@till.route("/till/batch", methods=["POST"])
@documented(till, "Send what waited for a network: up to 200 sales and 200 returns")
@till.arguments(TillBatchIn())
@till.response(200, TillBatch())
@operation("merchant.till.batch")
def send_queue(body: dict[str, Any]) -> dict[str, Any]:
    """Sales before returns. One result a row; a row that failed may be mended and sent again under its key."""
    sales = [_one(index, row, SALE, _ring_up) for index, row in enumerate(body["sales"])]
    returns = [
        _one(index, row, QUEUED_RETURN, lambda found: _take_back(found.pop("sale_key"), found))
        for index, row in enumerate(body["returns"])
    ]
    rows = [*sales, *returns]
    counts = {status: sum(row["status"] == status for row in rows) for status in ("created", "unchanged", "failed")}
    return {**counts, "sales": sales, "returns": returns}


def _ring_up(body: dict[str, Any]) -> Done:
    who, store_id = me(), my_store()
    lines = tuple(purchases.Bought(**line) for line in body["lines"])
    receipt = purchases.Receipt(body["key"], body["sold_at"], lines, body["phone"], code=body["code"])

    def work(session: Session) -> Done:
        app_till = counter.app_till(session, store_id, who.id)
        purchase, new = purchases.take_up(session, app_till, receipt)
        return counter.sale_row(session, store_id, purchase.id), new

    return _by_code(body["code"], work)


def _take_back(sale_key: str, body: dict[str, Any]) -> Done:
    who, store_id = me(), my_store()
    slip = undoing.Return(body["key"], tuple((line["sku"], line["quantity"]) for line in body["lines"]))

    def work(session: Session) -> Done:
        app_till = counter.app_till(session, store_id, who.id)
        purchase, amount_fen, new = undoing.take_back(session, app_till, sale_key, slip)
        sale = counter.sale_row(session, store_id, purchase.id)
        return {**sale, "return_key": slip.return_no, "amount_fen": amount_fen}, new

    return house().db.run(work)


def _by_code(code: str | None, work: Callable[[Session], Any]) -> Any:
    """Do it; where a code is given, wrong ones are counted against whoever types them."""
    db, staff_id = house().db, me().id
    if code is None:
        return db.run(work)

    def guarded(session: Session) -> Any:
        codes.check_misses(session, staff_id)
        return work(session)

    try:
        return db.run(guarded)
    except codes.WrongCode:
        db.run(lambda session: codes.count_miss(session, staff_id))
        raise


def _one(index: int, item: Any, schema: Schema, work: Callable[[Any], Done]) -> dict[str, Any]:
    key = item.get("key") if isinstance(item, dict) else None
    row: dict[str, Any] = {"index": index, "key": key if isinstance(key, str) else None, "status": "failed"}
    row["again"] = False
    try:
        done, new = work(schema.load(item))
    except ValidationError as error:
        return {**row, "code": Invalid.code, "detail": Invalid.detail, "fields_": flat(error.normalized_messages())}
    except DataError:  # a value that PostgreSQL cannot hold, such as a NUL
        return {**row, "code": Invalid.code, "detail": Invalid.detail}
    except Retry:
        return {**row, "code": "busy", "detail": "现在较忙，请稍后再传", "again": True}
    except Problem as error:
        again = isinstance(error, TooMany)
        return {
            **row, "code": error.code, "detail": error.detail, "fields_": error.fields, "again": again
        }  # fmt: skip
    return {**row, "status": "created" if new else "unchanged", "amount_fen": done.get("amount_fen")}
