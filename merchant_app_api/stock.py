"""The shelf."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.inventory import listing
from app.web.access import operation
from app.web.house import house
from merchant_app_api.kit import documented, my_store, next_cursor, part, place_cursor
from merchant_app_api.store_schemas import CountIn, StockPage, StockQuery, StockRow

stock = part("stock", "What is on the shelf / 库存")


@stock.route("/stock", methods=["GET"])
@documented(stock, "The shelf: what must be recounted, then what runs low", 422)
@stock.arguments(StockQuery(), location="query")
@stock.response(200, StockPage())
@operation("merchant.stock.list")
def list_stock(query: dict[str, Any]) -> dict[str, Any]:
    """Found by name, SKU or category."""
    store_id, after = my_store(), place_cursor(query["cursor"])

    def read(session: Session) -> dict[str, Any]:
        page, last = listing.stock_page(session, store_id, query["q"], after, query["limit"])
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
    return house().db.run(lambda session: listing.count(session, store_id, sku, body["on_hand"]))
