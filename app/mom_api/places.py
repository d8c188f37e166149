"""Where on the map: for a client that has no map of its own, so that a typed address gets its point from her."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.errors import Invalid
from app.geocoding import Located
from app.members.points import outward, place_of
from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomPlaces, PlaceIn
from app.stores.book import StoreBook
from app.stores.places import landmarks, whereabouts
from app.web.access import operation
from app.web.house import house
from dispatch.scene import look

places = part("places", "Where on the map / 地图选点")
_UNKNOWN = "没有找到这个地方，请写上市和区，例如：上海市浦东新区世纪大道 1 号"


@places.route("/places", methods=["POST"])
@documented(places, "Where an address roughly is, and the shops around")
@places.arguments(PlaceIn())
@places.response(200, MomPlaces())
@operation("mom.places")
def find_place(body: dict[str, Any]) -> dict[str, Any]:
    """By `text` (its district) or around `point`; exactly one. A POST, since an address belongs in no URL."""
    text, point = body["text"], body["point"]
    if (text is None) == (point is None):
        raise Invalid(fields={"text": ["请给出地址或地图位置其中之一"]})

    located = None if text is None else house().locate(text)
    if text is not None and located is None:
        raise Invalid(_UNKNOWN, code="place_unknown", fields={"text": [_UNKNOWN]})

    def find(session: Session) -> dict[str, Any]:
        book = look(session).book
        return _around(book, point) if located is None else _named(book, str(text), located)

    return house().db.read(find)


def _named(book: StoreBook, text: str, located: Located) -> dict[str, Any]:
    found = whereabouts(book, text)
    rings = [[_pair(lng, lat) for lng, lat in ring] for ring in found.rings] if found else []
    seen = _seen_from(book, located.lng, located.lat)
    return {
        "district": found.district if found else None, "outline": rings, "confidence": located.confidence, **seen
    }  # fmt: skip


def _around(book: StoreBook, point: dict[str, Any]) -> dict[str, Any]:
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
