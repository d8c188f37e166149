"""What she is told before she pays: who would bring it, from how far, by when, for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.trips import foresee
from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.routing import Decision as Verdict
from dispatch.facts import HER_STORES, now_hers
from dispatch.finding import verdict
from dispatch.placing import NEXT_OFFER
from dispatch.scene import READ, Scene, known_version, scene_of

MAX_LINES = 50
MAX_QUANTITY = 99


# All that is read before routing, in one trip: the scene, her stores, the articles, and the order that this key made before;
# for an order also its number and that of its offer, so that everything which is written can go in one trip, too.
_BEFORE = text(
    READ.format(
        more=f""", {HER_STORES} AS hers,
  (SELECT jsonb_agg(jsonb_build_array(p.sku, p.name, p.price_fen)) FROM products p
   WHERE p.sku = ANY(:skus) AND p.on_sale) AS products,
  (SELECT o.id FROM orders o WHERE o.member_id = :member_id AND o.idempotency_key = :key) AS placed_before,
  CASE WHEN cast(:key AS text) IS NOT NULL THEN nextval('orders_id_seq') END AS order_id,
  CASE WHEN cast(:key AS text) IS NOT NULL THEN {NEXT_OFFER} END AS offer_id"""
    )
)


class Article(NamedTuple):
    """What an order needs to know of a product; the price is for one, in fen."""

    sku: str
    name: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What she is told before she pays."""

    verdict: Verdict
    limited: frozenset[int]
    goods_fen: int
    delivery_fee_fen: int
    products: Mapping[str, Article]
    scene: Scene

    @property
    def now(self) -> datetime:
        """When it was made."""
        return self.scene.now


def foresee_quote(
    session: Session, member_id: int | None, lines: Sequence[tuple[str, int]], key: str | None = None
) -> None:
    """A quote, or (with its idempotency ``key``) an order, comes next: what is read for it goes with the next statement."""
    foresee(session, _BEFORE, _asked(session, member_id, lines, key))


def _asked(
    session: Session, member_id: int | None, lines: Sequence[tuple[str, int]], key: str | None
) -> dict[str, Any]:
    return {"known": known_version(session), "member_id": member_id, "skus": [sku for sku, _ in lines], "key": key}


def look_at(session: Session, member_id: int | None, lines: Sequence[tuple[str, int]], key: str | None = None) -> Any:
    """What is read before routing, for a quote or (with its idempotency ``key``) an order: a row for ``quoted``."""
    return session.execute(_BEFORE, _asked(session, member_id, lines, key)).one()


def priced(products: Sequence[Sequence[Any]], lines: Sequence[tuple[str, int]]) -> dict[str, Article]:
    """The articles of ``lines``. Raises ``Invalid`` naming the line that is unknown, not on sale, doubled or too many."""
    if not 1 <= len(lines) <= MAX_LINES:
        raise Invalid(fields={"lines": [f"请选择 1 到 {MAX_LINES} 种商品"]})
    found = {sku: Article(sku, name, price_fen) for sku, name, price_fen in products}
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    for number, (sku, quantity) in enumerate(lines):
        if sku not in found:
            wrong[f"lines.{number}.sku"] = ["商品不存在或已下架"]
        elif sku in seen:
            wrong[f"lines.{number}.sku"] = ["同一商品请合并为一行"]
        elif not 1 <= quantity <= MAX_QUANTITY:
            wrong[f"lines.{number}.quantity"] = [f"数量须在 1 到 {MAX_QUANTITY} 之间"]
        seen.add(sku)
    if wrong:
        raise Invalid(fields=wrong)
    return found


def quote(session: Session, member_id: int | None, lng: float, lat: float, lines: Sequence[tuple[str, int]]) -> Quote:
    """Who would bring it, from how far, by when, for how much: by the same code that will route the order."""
    return quoted(session, look_at(session, member_id, lines), lng, lat, lines)


def quoted(
    session: Session, seen: Any, lng: float, lat: float, lines: Sequence[tuple[str, int]], chosen: int | None = None
) -> Quote:
    """The quote on what ``look_at`` saw. Raises as ``priced``."""
    products = priced(seen.products or (), lines)
    scene = scene_of(session, seen)
    request = RouteRequest(lng=lng, lat=lat, at=scene.now, her_stores=now_hers(seen.hers, scene.book), chosen=chosen)
    made, limited = verdict(session, scene, request, dict(lines))
    goods = sum(products[sku].price_fen * quantity for sku, quantity in lines)
    return Quote(made, limited, goods, scene.policy.delivery_fee_fen, products, scene)
