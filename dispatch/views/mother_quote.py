"""The quote as a mother reads it before she pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.members.points import outward
from app.stores.book import StoreBook, shelf_of
from dispatch.domain.promise import promise_at, promise_sentence, reason_sentence
from dispatch.domain.routing import Candidate, alternatives
from dispatch.quoting import Article, Quote

_STILL = "您仍可下单，客服会为您安排门店并尽快联系您"


def quote_row(session: Session, quote: Quote, lines: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Store, reason, promise and money of a quote made in this very session (the store book is the one it was made with)."""
    made, products = quote.verdict, quote.products
    store = _store(session, quote)
    home_dropped = next((c.dropped for c in made.candidates if c.relation == "home_store"), None)
    name = store["name"] if store else None
    promised = made.promise_at
    return {
        "store": store,
        "expect_store_code": store["code"] if store else None,
        "needs_person": store is None,
        "needs_person_zh": None if store else f"{nobody_sentence(made.candidates, products)}。{_STILL}",
        "reason": made.reason,
        "reason_zh": reason_sentence(made.reason, name, made.distance_m, home_dropped=home_dropped),
        "promise_at": promised,
        "promise_zh": promise_sentence(store["name"], promised, quote.now) if store and promised else None,
        "alternatives": _alternatives(session, quote),
        "lines": [_line(products[sku], quantity) for sku, quantity in lines],
        "goods_fen": quote.goods_fen,
        "delivery_fee_fen": quote.delivery_fee_fen,
        "total_fen": quote.goods_fen + quote.delivery_fee_fen,
        "now": quote.now,
    }


_WHY = {"home_store": "您的老店", "her_other_store": "您买过的门店"}


def _alternatives(session: Session, quote: Quote) -> list[dict[str, Any]]:
    book, policy = shelf_of(session).latest(session), quote.scene.policy
    return [_alternative(book, each, quote) for each in alternatives(quote.verdict, policy)]


def _alternative(book: StoreBook, candidate: Candidate, quote: Quote) -> dict[str, Any]:
    card = book.cards[candidate.store_id]
    promised = promise_at(card.hours, candidate.expires_at, quote.scene.policy) if candidate.expires_at else None
    return {
        "code": card.code, "name": card.name, "address": card.address, "distance_m": round(candidate.distance_m),
        "open_now": card.hours.is_open(quote.now), "promise_at": promised,
        "promise_zh": promise_sentence(card.name, promised, quote.now) if promised else None,
        "why_zh": _WHY.get(candidate.relation, "附近的门店"),
        "reason_zh": reason_sentence("chosen_by_member", card.name, candidate.distance_m),
    }  # fmt: skip


def nobody_sentence(candidates: Iterable[Candidate], products: Mapping[str, Article]) -> str:
    """Why no store can take it, in plain words for her."""
    near = [candidate for candidate in candidates if candidate.dropped != "out_of_area"]
    if not near:
        return "收货地址附近暂时没有能送到的门店"
    short = sorted({sku for candidate in near for sku in candidate.skus})
    if short and all(candidate.dropped == "out_of_stock" for candidate in near):
        return f"附近门店暂时缺货（{'、'.join(products[sku].name for sku in short)}）"
    if all(candidate.dropped == "opens_too_late" for candidate in near):
        return "附近门店现在都没有营业"
    return "附近门店暂时都不能接单"


def _store(session: Session, quote: Quote) -> dict[str, Any] | None:
    store_id = quote.verdict.store_id
    if store_id is None:
        return None
    book = shelf_of(session).latest(session)
    card, shape = book.cards[store_id], book.index.shape(store_id)
    return {
        "code": card.code, "name": card.name, "address": card.address,
        "distance_m": round(quote.verdict.distance_m or 0), "point": outward(shape.lng, shape.lat),
        "open_now": card.hours.is_open(quote.now), "open_until": card.hours.closes_at(quote.now),
        "opens_at": None if card.hours.is_open(quote.now) else card.hours.next_open(quote.now),
    }  # fmt: skip


def _line(article: Article, quantity: int) -> dict[str, Any]:
    return {
        "sku": article.sku, "name": article.name, "quantity": quantity,
        "unit_price_fen": article.price_fen, "amount_fen": article.price_fen * quantity,
    }  # fmt: skip
