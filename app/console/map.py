"""The map of a city, and the outlines it is drawn on: nothing of it comes from outside the house."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from app.console.kit import as_json, documented, part
from app.errors import NotFound
from app.stores.outlines import cities, districts_of
from app.web.access import operation
from app.web.door import Typed
from app.web.house import house
from app.web.schemas import LocalTime, Out, Strict
from dispatch.views.map import city_map, counts_by_city

map_door = part("map", "The map / 地图")
A_DAY = 86_400  # outlines change with a release
_PAIR = {"description": "[lng, lat] in GCJ-02"}


class MapQuery(Strict):
    """Which city, by its whole name."""

    city = Typed(40, required=True)


class ConsoleMapStore(Out):
    """A store. ``area`` is a GeoJSON geometry in GCJ-02; without one it delivers within ``radius_m``."""

    code = fields.String()
    name = fields.String()
    chain = fields.String(allow_none=True)
    status = fields.String()
    paused = fields.Boolean()
    point = fields.List(fields.Float(), metadata=_PAIR)
    online = fields.Boolean()
    on_shift = fields.Integer()
    open_now = fields.Boolean()
    open_offers = fields.Integer()
    live_orders = fields.Integer()
    area = fields.Dict(allow_none=True)
    radius_m = fields.Integer(allow_none=True)


class ConsoleMapOrder(Out):
    """An order that is not over; ``offered_to`` is the store whose answer is awaited."""

    order_no = fields.String()
    state = fields.String()
    store_code = fields.String(allow_none=True)
    offered_to = fields.String(allow_none=True)
    point = fields.List(fields.Float(), metadata=_PAIR)
    expires_at = LocalTime(allow_none=True)
    due_at = LocalTime(allow_none=True)
    sla = fields.String()
    needs_person_reason = fields.String(allow_none=True)
    offers_made = fields.Integer()


class ConsoleMap(Out):
    """A city now."""

    city = fields.String()
    datum = fields.String(metadata={"description": "always gcj02"})
    now = LocalTime()
    stores = fields.List(fields.Nested(ConsoleMapStore()))
    orders = fields.List(fields.Nested(ConsoleMapOrder()))


class ConsoleCity(Out):
    """A city of the shipped divisions. ``box``: [west, south, east, north] in GCJ-02."""

    city = fields.String()
    province = fields.String()
    box = fields.List(fields.Float())
    stores = fields.Integer()
    live_orders = fields.Integer()


class ConsoleCities(Out):
    """All of them, those with most stores first."""

    cities = fields.List(fields.Nested(ConsoleCity()))


class ConsoleDistricts(Out):
    """A GeoJSON FeatureCollection in GCJ-02; properties are adcode, name, city, province, centre."""

    type = fields.String()
    features = fields.List(fields.Dict())


@map_door.route("/map", methods=["GET"])
@documented(map_door, "A city's stores and orders, and who is offered what")
@map_door.arguments(MapQuery(), location="query")
@map_door.response(200, ConsoleMap())
@operation("console.map")
def read_map(query: dict[str, Any]) -> Response:
    """Closed stores are not shown. An order that no store has belongs to the city of the nearest store it was tried at."""
    return as_json(house().db.read(lambda session: city_map(session, query["city"])))


@map_door.route("/districts", methods=["GET"])
@documented(map_door, "The cities there are, with how many stores and live orders each has")
@map_door.response(200, ConsoleCities())
@operation("console.districts.cities")
def list_cities() -> Response:
    """Those with most stores first."""
    counts = house().db.read(counts_by_city)
    rows = [
        {**row, "stores": counts.get(row["city"], (0, 0))[0], "live_orders": counts.get(row["city"], (0, 0))[1]}
        for row in cities()
    ]
    return as_json({"cities": sorted(rows, key=lambda row: -row["stores"])})


@map_door.route("/districts/<where>", methods=["GET"])
@documented(map_door, "Outlines of a city's districts, or of one", 404)
@map_door.response(200, ConsoleDistricts())
@operation("console.districts.get")
def read_districts(where: str) -> Response:
    """By the city's whole name or the district's adcode. Simplified: to look at, not to decide by."""
    features = districts_of(where)
    if not features:
        raise NotFound()
    return as_json({"type": "FeatureCollection", "features": features}, keep_s=A_DAY)
