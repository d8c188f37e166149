"""Where on the map: an agent puts the pin for a caller who tells her address."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.console.answer_parts import ConsolePoint
from app.console.kit import documented, part
from app.members.on_map import one_asked
from app.members.on_map import places as seen
from app.web.access import operation
from app.web.door import Typed
from app.web.house import house
from app.web.schemas import Out, PointIn, Strict
from dispatch.scene import look

places = part("places", "Where on the map / 地图选点")


class CallerPlaceIn(Strict):
    """Where to look: an address as the caller tells it, or a point."""

    text = Typed(200, 4, load_default=None, allow_none=True)
    point = fields.Nested(PointIn(), load_default=None, allow_none=True)


class ConsoleLandmark(Out):
    """A shop to find one's way by."""

    name = fields.String()
    address = fields.String()
    point = fields.Nested(ConsolePoint())


class ConsolePlaces(Out):
    """What a map without tiles shows. ``outline``: rings of [lng, lat], GCJ-02, for drawing only."""

    district = fields.String(allow_none=True)
    confidence = fields.String(
        allow_none=True, metadata={"description": "door, road or district: how sure the centre is"}
    )
    centre = fields.Nested(ConsolePoint())
    outline = fields.List(fields.List(fields.List(fields.Float())))
    stores = fields.List(fields.Nested(ConsoleLandmark()))


@places.route("/places", methods=["POST"])
@documented(places, "Where an address roughly is, and the shops around")
@places.arguments(CallerPlaceIn())
@places.response(200, ConsolePlaces())
@operation("console.places")
def find_place(body: dict[str, Any]) -> dict[str, Any]:
    """By `text` (its district) or around `point`; exactly one. A POST, since an address belongs in no URL."""
    text, point = body["text"], body["point"]
    one_asked(text, point)
    located = None if text is None else house().locate(text)
    return house().db.read(lambda session: seen(look(session).book, text, located, point))
