"""Where on the map: for a client that has no map of its own, so that a typed address gets its point from her."""

from __future__ import annotations

from typing import Any

from app.members.on_map import one_asked
from app.members.on_map import places as seen
from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomPlaces, PlaceIn
from app.web.access import operation
from app.web.house import house
from dispatch.scene import look

places = part("places", "Where on the map / 地图选点")


@places.route("/places", methods=["POST"])
@documented(places, "Where an address roughly is, and the shops around")
@places.arguments(PlaceIn())
@places.response(200, MomPlaces())
@operation("mom.places")
def find_place(body: dict[str, Any]) -> dict[str, Any]:
    """By `text` (its district) or around `point`; exactly one. A POST, since an address belongs in no URL."""
    text, point = body["text"], body["point"]
    one_asked(text, point)
    located = None if text is None else house().locate(text)
    return house().db.read(lambda session: seen(look(session).book, text, located, point))
