"""Orders put to the rule again, in memory: the network is read once, every order is decided alone, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.devices import ANY_ONLINE
from app.stores.book import StoreBook, load_book
from dispatch.domain.eligibility import RouteRequest, StoreFacts
from dispatch.domain.policy import Policy
from dispatch.domain.routing import Candidate, decide

_POLICY = text("SELECT version, settings FROM policy_versions WHERE state = 'active'")
_STORES = text(f"""
SELECT s.id, s.status, s.capacity, s.tracks_stock, {ANY_ONLINE.format(store="s.id")} AS device_online,
       s.paused_at IS NOT NULL AND (s.paused_until IS NULL OR s.paused_until > jindan_now()) AS paused,
       coalesce(o.live_orders, 0) AS live_orders
FROM stores s LEFT JOIN (SELECT store_id, count(*) AS live_orders FROM orders
                         WHERE state IN ('offered', 'accepted', 'out_for_delivery') GROUP BY store_id) o ON o.store_id = s.id
""")
_STOCK = text("SELECT store_id, sku, on_hand - reserved AS available FROM stock_levels WHERE sku = ANY(:skus)")
_PURCHASES = text("""
SELECT m.ref, p.purchased_at, p.store_id FROM members m JOIN purchases p ON p.member_id = m.id
WHERE m.ref = ANY(:refs) AND p.state = 'completed' ORDER BY m.ref, p.purchased_at DESC, p.id DESC
""")
_MEMBERS_PURCHASES = text("""
SELECT p.member_id::text AS ref, p.purchased_at, p.store_id FROM purchases p
WHERE p.member_id = ANY(cast(:refs AS bigint[])) AND p.state = 'completed' ORDER BY p.member_id, p.purchased_at DESC, p.id DESC
""")
_REFS_AT_ONCE = 20_000
_RECEIPTS = 50  # as far back as an order of today looks (see dispatch.facts)


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that decisions read, as it was at one moment. Goes to other processes whole."""

    book: StoreBook
    facts: Mapping[int, StoreFacts]
    tracks_stock: frozenset[int]
    available: Mapping[int, Mapping[str, int]]  # store -> SKU -> pieces, of the articles asked about

    def facts_for(self, wanted: Mapping[str, int]) -> Mapping[int, StoreFacts]:
        """The facts of every store for an order of ``wanted`` (SKU -> quantity), worked out store by store when asked."""
        return _FactsFor(self, wanted) if wanted else self.facts


class _FactsFor(Mapping[int, StoreFacts]):
    def __init__(self, network: Network, wanted: Mapping[str, int]) -> None:
        self._network, self._wanted = network, wanted

    def __getitem__(self, store_id: int) -> StoreFacts:
        facts = self._network.facts[store_id]
        levels = self._network.available.get(store_id, {})
        unknown = 0 if store_id in self._network.tracks_stock else None
        short = [sku for sku, quantity in self._wanted.items() if _is_short(levels.get(sku, unknown), quantity)]
        return facts._replace(short_skus=tuple(sorted(short))) if short else facts

    def __iter__(self) -> Iterator[int]:
        return iter(self._network.facts)

    def __len__(self) -> int:
        return len(self._network.facts)


def _is_short(available: int | None, quantity: int) -> bool:
    # Not counted at all: it counts as in stock.
    return available is not None and available < quantity


def load_network(session: Session, skus: Sequence[str], online_s: int = Policy(0).device_online_s) -> Network:
    """Read the network, with what is on the shelves of ``skus`` and where a phone gave a sign of life in ``online_s`` seconds."""
    facts, tracking = {}, set()
    for row in session.execute(_STORES, {"online_s": online_s}):
        facts[row.id] = StoreFacts(
            row.id, row.status, row.paused, row.capacity, row.live_orders, device_online=row.device_online
        )
        if row.tracks_stock:
            tracking.add(row.id)
    available: dict[int, dict[str, int]] = {}
    if skus:
        for store_id, sku, pieces in session.execute(_STOCK, {"skus": list(skus)}):
            available.setdefault(store_id, {})[sku] = pieces
    return Network(load_book(session, date.min), facts, frozenset(tracking), available)


def active_policy(session: Session) -> Policy:
    """The policy in force."""
    row = session.execute(_POLICY).one()
    return Policy.from_dict(row.version, row.settings)


class History:
    """What the members named in a file (or, with ``by_id``, known by their ids) ever bought, and where."""

    def __init__(self, session: Session, refs: Sequence[str], *, by_id: bool = False) -> None:
        self._bought: dict[str, list[tuple[datetime, int]]] = {}
        query = _MEMBERS_PURCHASES if by_id else _PURCHASES
        for start in range(0, len(refs), _REFS_AT_ONCE):
            part = {"refs": list(refs[start : start + _REFS_AT_ONCE])}
            for ref, at, store_id in session.execute(query, part):
                self._bought.setdefault(ref, []).append((at, store_id))

    def her_stores(self, ref: str | None, before: datetime, book: StoreBook) -> tuple[int, ...]:
        """Where she had bought by then, the most recent first, successors applied; nothing for a stranger."""
        if ref is None or ref not in self._bought:
            return ()
        earlier = (store_id for at, store_id in self._bought[ref] if at < before)
        return tuple(dict.fromkeys(book.successor(store_id) for store_id in islice(earlier, _RECEIPTS)))


class Past(NamedTuple):
    """One order to decide again. The point is WGS-84; ``lines`` are (SKU, quantity)."""

    order_no: str
    lng: float
    lat: float
    at: datetime
    lines: tuple[tuple[str, int], ...]
    her_stores: tuple[int, ...]


class Outcome(NamedTuple):
    """What the rule said, as the columns of the answer."""

    order_no: str
    store_code: str
    reason: str
    distance_m: str
    rank: str
    candidates: int
    dropped: str


COLUMNS = Outcome._fields


def replay(network: Network, policy: Policy, order: Past) -> Outcome:
    """Decide one order. ``candidates`` counts the stores considered; ``dropped`` says why each other one was not taken."""
    request = RouteRequest(order.lng, order.lat, order.at, order.her_stores)
    made = decide(network.book.index, request, network.facts_for(dict(order.lines)), policy)
    dropped = ";".join(_dropped(each) for each in made.candidates if each.dropped)
    if made.store_id is None:
        return Outcome(order.order_no, "", made.reason, "", "", len(made.candidates), dropped)
    code = network.book.cards[made.store_id].code
    metres = f"{made.distance_m:.3f}"
    return Outcome(order.order_no, code, made.reason, metres, str(made.rank), len(made.candidates), dropped)


def _dropped(candidate: Candidate) -> str:
    skus = f"({'|'.join(candidate.skus)})" if candidate.skus else ""
    return f"{candidate.code}:{candidate.dropped}{skus}"
