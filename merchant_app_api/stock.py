"""The shelf."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.inventory import listing
from app.web.access import operation
from app.web.house import house
from dispatch.views.store import terms
from merchant_app_api.kit import documented, my_store, next_cursor, part, place_cursor
from merchant_app_api.store_schemas import CountIn, StockPage, StockQuery, StockRow

stock = part("stock", "What is on the shelf / 库存")


@stock.route("/stock", methods=["GET"])
@documented(stock, "The shelf: what must be recounted, then what runs low", 422)
@stock.arguments(StockQuery(), location="query")
@stock.response(200, StockPage())
@operation("merchant.stock.list")
def list_stock(query: dict[str, Any]) -> dict[str, Any]:
    """Found by name, SKU or category. `low=1`: only what must be recounted, is nearly gone, or will be within days."""
    store_id, after = my_store(), place_cursor(query["cursor"])

    def read(session: Session) -> dict[str, Any]:
        low_days = terms(session).policy.low_stock_days
        page, last = listing.stock_page(
            session, store_id, query["q"], after, query["limit"], only_low=query["low"], low_days=low_days
        )
        tracks = listing.tracks_stock(session, store_id)
        return {"stock": page, "tracks_stock": tracks, "next_cursor": next_cursor(last)}

    return house().db.read(read)


@stock.route("/stock/<sku>", methods=["PUT"])
@documented(stock, "Say how many there are", 404, 409, 422)
@stock.arguments(CountIn())
@stock.response(200, StockRow())
@operation("merchant.stock.set")
def put_stock(body: dict[str, Any], sku: str) -> dict[str, Any]:
    """A count answers a request for a recount. Never less than live orders hold; null: not counted here."""
    store_id = my_store()

    def work(session: Session) -> dict[str, Any]:
        return listing.count(session, store_id, sku, body["on_hand"], terms(session).policy.low_stock_days)

    return house().db.run(work)
