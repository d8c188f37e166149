"""The catalogue."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from app.catalogue import shelf
from app.errors import Invalid, Unauthenticated
from app.members.people import bought_skus
from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomProduct, MomProducts, ProductQuery, StoreQuery
from app.web.access import authenticate, operation
from app.web.house import house
from app.web.paging import decode_cursor, encode_cursor
from app.web.principal import MEMBER

products = part("products", "The catalogue / 商品")


@products.route("/products", methods=["GET"])
@documented(products, "Search the catalogue", public=True)
@products.arguments(ProductQuery(), location="query")
@products.response(200, MomProducts())
@operation("mom.products")
def list_products(query: dict[str, Any]) -> dict[str, Any]:
    """With availability when a store is named; with what she bought first when she asks for that."""
    member_id = _buyer() if query["buy_again"] else None
    after = _after(query["cursor"])

    def find(session: Session) -> tuple[list[dict[str, Any]], tuple[int, str, str] | None]:
        wish = shelf.Wish(
            category=query["category"], stage=query["stage"], q=query["q"],
            store_id=shelf.store_id_of(session, query["store_code"]),
            first=bought_skus(session, member_id) if member_id is not None else (),
            after=after, limit=query["limit"],
        )  # fmt: skip
        return shelf.find_products(session, wish)

    page, going_on = house().db.read(find)
    return {"products": page, "next_cursor": encode_cursor(*going_on) if going_on else None}


@products.route("/products/<sku>", methods=["GET"])
@documented(products, "One product", 404, public=True)
@products.arguments(StoreQuery(), location="query")
@products.response(200, MomProduct())
@operation("mom.product")
def get_product(query: dict[str, Any], sku: str) -> dict[str, Any]:
    """Also one that is no longer on sale, so that an old order's link still leads somewhere."""

    def find(session: Session) -> dict[str, Any]:
        return shelf.product_of(session, sku, shelf.store_id_of(session, query["store_code"]))

    return house().db.read(find)


def _buyer() -> int:
    if "Authorization" not in request.headers:
        raise Unauthenticated("登录后才能看到常买的商品")
    return authenticate(frozenset({MEMBER})).id


def _after(cursor: str | None) -> tuple[int, str, str] | None:
    parts = decode_cursor(cursor, 3)
    if parts is None:
        return None
    place, category, sku = parts
    if not (isinstance(place, int) and isinstance(category, str) and isinstance(sku, str)):
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    return place, category, sku
