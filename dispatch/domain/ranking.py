"""In which order stores are considered: hers first, then open before closed, then by geodesic, then by code."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.field import Seen
from dispatch.domain.index import StoreIndex
from dispatch.domain.policy import Policy

Relation = Literal["home_store", "her_other_store", "nearest"]
FIRST_OTHERS = 8
SUGGESTIONS = 5


class Sighted(NamedTuple):
    """A store in its place in the order. `rank` counts from 1, over all chunks."""

    store_id: int
    code: str
    relation: Relation
    distance_m: float
    in_area: bool
    open_now: bool
    rank: int


Chunk = tuple[Sighted, ...]


def shortlist(index: StoreIndex, request: RouteRequest, policy: Policy) -> Iterator[Chunk]:
    """The stores to consider, in order, chunk by chunk; each chunk is worked out when it is asked for.

    First her stores and the 8 first others that deliver to her; then 16, 32, … more of those; at last, to explain
    and to suggest, the nearest 5 that do not deliver to her, with those that were asked for by name.
    """
    hers = _her_rows(index, request)
    delivering = index.delivering_to(request.lng, request.lat, policy.default_radius_m)
    inside = set(delivering.rows.tolist())
    chunk = _hers(index, request, hers, inside)
    others, open_count = _ordered(index, request, _without(delivering, hers) if inside & hers.keys() else delivering)
    rank, start, size = len(chunk) + 1, 0, FIRST_OTHERS
    while start < others.rows.size or not start:
        some = others.take(slice(start, start + size))
        chunk += _sighted(index, request, some, open_count - start, rank + start, in_area=True)
        if chunk:
            yield chunk
        chunk, start, size = (), start + size, size * 2
    outside, open_count = _outside(index, request, inside | hers.keys())
    if outside.rows.size:
        yield _sighted(index, request, outside, open_count, rank + others.rows.size, in_area=False)


def _her_rows(index: StoreIndex, request: RouteRequest) -> dict[int, Relation]:
    """Her stores that the index knows, most recent first. Only the very latest is home."""
    rows: dict[int, Relation] = {}
    for place, store_id in enumerate(request.her_stores):
        row = index.row(store_id)
        if row is not None:
            rows.setdefault(row, "her_other_store" if place else "home_store")
    return rows


def _hers(index: StoreIndex, request: RouteRequest, hers: dict[int, Relation], inside: set[int]) -> Chunk:
    if not hers:
        return ()
    seen = index.field.see(np.array(list(hers), dtype=np.intp), request.lng, request.lat)
    sighted = []
    for place, (row, relation) in enumerate(hers.items()):
        metres = index.field.exact_m(seen, place, request.lng, request.lat)
        shape = index.shapes[row]
        open_now = shape.hours.is_open(request.at)
        sighted.append(Sighted(shape.id, shape.code, relation, metres, row in inside, open_now, place + 1))
    return tuple(sighted)


def _without(seen: Seen, rows: dict[int, Relation]) -> Seen:
    return seen.take(np.array([i for i, row in enumerate(seen.rows.tolist()) if row not in rows], dtype=np.intp))


def _ordered(index: StoreIndex, request: RouteRequest, seen: Seen) -> tuple[Seen, int]:
    """In the rule's order, and how many of them, the first, are open now."""
    closed = ~index.are_open(seen.rows, request.at)
    return index.field.ordered(seen, closed, request.lng, request.lat), int(closed.size - closed.sum())


def _outside(index: StoreIndex, request: RouteRequest, without: set[int]) -> tuple[Seen, int]:
    """The nearest that do not deliver to her, and any that a person named or she chose, in the rule's order."""
    near = index.nearest(request.lng, request.lat, SUGGESTIONS, without)
    named = {*(request.only or ()), *(() if request.chosen is None else (request.chosen,))}
    known = {row for row in map(index.row, named) if row is not None}
    rows = np.array(sorted(known - without | set(near.rows.tolist())), dtype=np.intp)
    return _ordered(index, request, index.field.see(rows, request.lng, request.lat))


def _sighted(
    index: StoreIndex, request: RouteRequest, seen: Seen, open_count: int, rank: int, *, in_area: bool
) -> Chunk:
    rows: Sequence[int] = seen.rows.tolist()
    sighted = []
    for place, row in enumerate(rows):
        shape = index.shapes[row]
        metres = index.field.exact_m(seen, place, request.lng, request.lat)
        sighted.append(Sighted(shape.id, shape.code, "nearest", metres, in_area, place < open_count, rank + place))
    return tuple(sighted)
