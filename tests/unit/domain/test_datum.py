"""Conversions against published pairs, against themselves, and against numbers that are not points."""

import gzip
import json
from math import atan2, cos, hypot, pi, sin
from pathlib import Path
from statistics import mean

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.datum import DATUMS, SwappedCoordinates, check_point, from_wgs84, to_wgs84

DATA = Path(__file__).parents[2] / "data" / "coordinates"
CITIES = [city["coords"] for city in json.loads(gzip.decompress((DATA / "gcoord_china_cities.json.gz").read_bytes()))]
VECTORS = json.loads((DATA / "vectors.json").read_text())
KEY = {"wgs84": "WGS84", "gcj02": "GCJ02", "bd09": "BD09"}
in_china = {"lng": st.floats(74, 135), "lat": st.floats(4, 53)}


def apart_m(a, b):
    return geodesic((a[1], a[0]), (b[1], b[0])).m


def test_the_fixture_holds_all_664_cities():
    assert len(CITIES) == 664


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_every_city_agrees_within_a_metre_both_ways(datum):
    assert max(apart_m(to_wgs84(*city[KEY[datum]], datum), city["WGS84"]) for city in CITIES) < 1
    assert max(apart_m(from_wgs84(*city["WGS84"], datum), city[KEY[datum]]) for city in CITIES) < 1


def gcj_to_bd09(point):
    return from_wgs84(*to_wgs84(*point, "gcj02"), "bd09")


def bd09_to_gcj(point):
    return from_wgs84(*to_wgs84(*point, "bd09"), "gcj02")


def test_every_city_agrees_between_gcj02_and_bd09():
    assert max(apart_m(gcj_to_bd09(city["GCJ02"]), city["BD09"]) for city in CITIES) < 0.02
    assert max(apart_m(bd09_to_gcj(city["BD09"]), city["GCJ02"]) for city in CITIES) < 0.02


@pytest.mark.parametrize("pair", VECTORS["eviltransform"]["wgs_to_gcj"], ids=lambda pair: pair["place"])
def test_eviltransform_gcj02(pair):
    assert apart_m(from_wgs84(*pair["wgs"], "gcj02"), pair["gcj"]) < 1
    assert apart_m(to_wgs84(*pair["gcj"], "gcj02"), pair["wgs"]) < 0.5


def test_coordtransform():
    published = VECTORS["coordtransform"]
    point = published["input"]
    assert apart_m(from_wgs84(*point, "gcj02"), published["wgs84togcj02"]) < 1
    assert apart_m(gcj_to_bd09(point), published["gcj02tobd09"]) < 1
    assert apart_m(bd09_to_gcj(point), published["bd09togcj02"]) < 1
    # The published inverse stops after one pass, whose error is up to 5 m; ours goes on.
    assert apart_m(to_wgs84(*point, "gcj02"), published["gcj02towgs84_one_pass"]) < 5


def bd09_with_turn(lng, lat, turn):
    radius = hypot(lng, lat) + 0.00002 * sin(lat * turn)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * turn)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def test_real_pairs_favour_a_turn_of_3000_pi_over_180():
    off = {
        turn: [apart_m(bd09_with_turn(*city["GCJ02"], turn), city["BD09"]) for city in CITIES]
        for turn in (pi, pi * 3000 / 180)
    }
    assert max(off[pi * 3000 / 180]) < 0.2
    assert mean(off[pi]) > 25


@pytest.mark.parametrize("pair", VECTORS["eviltransform"]["bd_to_wgs"])
def test_eviltransforms_bd09_is_a_plain_pi_and_so_up_to_42_m_away(pair):
    assert 9 < apart_m(to_wgs84(*pair["bd"], "bd09"), pair["wgs"]) < 42
    # With its own turn it does agree, within the 1.8 m of its one-pass inverse: the turn is the whole difference.
    assert apart_m(bd09_with_turn(*from_wgs84(*pair["wgs"], "gcj02"), pi), pair["bd"]) < 1.8


@given(datum=st.sampled_from(DATUMS), **in_china)
def test_there_and_back_is_within_a_centimetre(datum, lng, lat):
    assert apart_m(to_wgs84(*from_wgs84(lng, lat, datum), datum), (lng, lat)) < 0.01


def test_outside_china_gcj02_is_wgs84():
    assert from_wgs84(-177.0, 45.0, "gcj02") == to_wgs84(-177.0, 45.0, "gcj02") == (-177.0, 45.0)


@pytest.mark.parametrize("convert", [to_wgs84, from_wgs84])
def test_an_unknown_datum_is_named(convert):
    with pytest.raises(ValueError, match="unknown datum 'GCJ'.*wgs84, gcj02, bd09"):
        convert(121.5, 31.2, "GCJ")


@pytest.mark.parametrize("convert", [to_wgs84, from_wgs84])
@pytest.mark.parametrize("point", [(float("nan"), 31.0), (121.0, float("inf")), (183.0, 45.0), (-190.0, 95.0)])
def test_what_is_no_point_is_refused(convert, point):
    with pytest.raises(ValueError, match="finite|out of range"):
        convert(*point, "wgs84")


@pytest.mark.parametrize("lng, lat", [(31.2, 121.5), (43.8, 87.6), (-33.9, 151.2)])
def test_swapped_numbers_are_noticed(lng, lat):
    with pytest.raises(SwappedCoordinates, match="swapped"):
        check_point(lng, lat)
    with pytest.raises(SwappedCoordinates):
        to_wgs84(lng, lat, "gcj02")


@given(**in_china)
def test_no_point_of_china_is_called_swapped(lng, lat):
    check_point(lng, lat)
