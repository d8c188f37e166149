"""Where on the map: a typed address opens it near, the shops around are there, and no address is in a URL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.geocoding import Located
from app.web.house import EXTENSION
from dispatch.domain.datum import from_wgs84
from tests.support.people import Caller, house_of
from tests.support.world import HOME, Network, make_store

PATH = "/mom/v1/places"


def ask(mother: Caller, **body: Any) -> dict[str, Any]:
    answer = mother.post(PATH, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_typed_address_opens_the_map_among_the_shops_of_its_district(mother: Caller) -> None:
    found = ask(mother, text="上海市浦东新区世纪大道 1 号")
    assert found["district"] == "上海市浦东新区"
    # The middle one of the three shops of the network that stand in the district.
    lng, lat = from_wgs84(121.51, 31.20, "gcj02")
    assert found["centre"] == {"lng": round(lng, 6), "lat": round(lat, 6), "datum": "gcj02"}
    names = [store["name"] for store in found["stores"]]
    assert names[0] == "浦东二店" and set(names[1:3]) == {"浦东一店", "浦东三店"} and names[3] == "北京一店"
    ring = max(found["outline"], key=len)
    assert len(ring) > 10 and all(120 < lng < 123 and 30 < lat < 32 for lng, lat in ring)


def test_a_shop_on_the_very_road_is_the_better_guess(mother: Caller, network: Network) -> None:
    make_store(house_of(mother.app).db, "S5", 121.60, 31.21, name="浦东五店", address="上海市浦东新区碧波路 690 号")
    found = ask(mother, text="上海市浦东新区碧波路 5 弄")
    assert found["stores"][0]["name"] == "浦东五店"


def test_how_sure_it_is_and_a_better_geocoder_is_asked_before_the_districts(mother: Caller, network: Network) -> None:
    assert ask(mother, text="上海市浦东新区世纪大道 1 号")["confidence"] == "district"
    assert ask(mother, text="上海市浦东新区张江路 88 弄")["confidence"] == "road"

    class Doors:
        """A geocoder that knows one door."""

        def locate(self, address: str) -> Located | None:
            return Located(*HOME, "door") if "88 弄" in address else None

    mother.app.extensions[EXTENSION] = replace(house_of(mother.app), geocoder=Doors())
    found = ask(mother, text="上海市浦东新区张江路 88 弄")
    lng, lat = from_wgs84(*HOME, "gcj02")
    assert (found["confidence"], found["district"]) == ("door", "上海市浦东新区")
    assert (found["centre"]["lng"], found["centre"]["lat"]) == (round(lng, 6), round(lat, 6))
    unknown = mother.post(PATH, {"text": "上海市浦东新区世纪大道 1 号"})
    assert (unknown.status_code, unknown.get_json()["code"]) == (422, "place_unknown")


def test_around_a_point(mother: Caller) -> None:
    found = ask(mother, point={"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"})
    assert (found["district"], found["outline"], found["stores"][0]["name"]) == (None, [], "浦东一店")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "不知道的地方"}, "text"),
        ({}, "text"),
        ({"text": "上海市浦东新区", "point": {"lng": 121.5, "lat": 31.2}}, "text"),
        ({"point": {"lng": 31.2, "lat": 121.5}}, "point"),
        ({"text": "上海"}, "text"),
    ],
)
def test_what_is_wrong_is_named(mother: Caller, body: dict[str, Any], field: str) -> None:
    answer = mother.post(PATH, body)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])
