"""What a map without tiles shows: where a typed address roughly is, and the shops around a point. All points leave as GCJ-02."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import Invalid
from app.geocoding import Located
from app.members.points import outward, place_of
from app.stores.book import StoreBook
from app.stores.places import landmarks, whereabouts

_UNKNOWN = "没有找到这个地方，请写上市和区，例如：上海市浦东新区世纪大道 1 号"


def one_asked(text: str | None, point: Mapping[str, Any] | None) -> None:
    """Raises ``Invalid`` unless exactly one of the two is given."""
    if (text is None) == (point is None):
        raise Invalid(fields={"text": ["请给出地址或地图位置其中之一"]})


def places(
    book: StoreBook, text: str | None, located: Located | None, point: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Around where ``text`` was ``located``, or around ``point`` (lng, lat, datum). Raises ``Invalid`` for an unknown text."""
    if text is None:
        return _around(book, point or {})
    if located is None:
        raise Invalid(_UNKNOWN, code="place_unknown", fields={"text": [_UNKNOWN]})
    return _named(book, text, located)


def _named(book: StoreBook, text: str, located: Located) -> dict[str, Any]:
    found = whereabouts(book, text)
    rings = [[_pair(lng, lat) for lng, lat in ring] for ring in found.rings] if found else []
    seen = _seen_from(book, located.lng, located.lat)
    return {
        "district": found.district if found else None, "outline": rings, "confidence": located.confidence, **seen
    }  # fmt: skip


def _around(book: StoreBook, point: Mapping[str, Any]) -> dict[str, Any]:
    place = place_of(point["lng"], point["lat"], point["datum"])
    return {"district": None, "outline": [], "confidence": None, **_seen_from(book, place.lng, place.lat)}


def _seen_from(book: StoreBook, lng: float, lat: float) -> dict[str, Any]:
    shops = landmarks(book, lng, lat)
    return {
        "centre": outward(lng, lat),
        "stores": [{"name": card.name, "address": card.address, "point": outward(*at)} for card, at in shops],
    }


def _pair(lng: float, lat: float) -> list[float]:
    point = outward(lng, lat)
    return [float(point["lng"]), float(point["lat"])]
