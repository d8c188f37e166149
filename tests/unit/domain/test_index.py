"""Who delivers to a point and who is nearest: exact to the last centimetre and at every border."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from geopy.distance import geodesic
from shapely.geometry import MultiPolygon, Polygon

from dispatch.domain.hours import Hours
from dispatch.domain.index import StoreIndex, StoreShape

from .builders import DAYTIME, NIGHTS, NOON, SHANGHAI_SQUARE, point_at, polygon_around, store

HERE = SHANGHAI_SQUARE


def ids(index, seen):
    return [index.shapes[row].id for row in seen.rows.tolist()]


def delivering(shapes, radius_m=5000):
    index = StoreIndex(shapes)
    return set(ids(index, index.delivering_to(*HERE, radius_m)))


def at_range(number, metres, bearing=77.0, **more):
    lng, lat = point_at(*HERE, metres, bearing)
    return StoreShape(number, f"S{number:04d}", lng, lat, DAYTIME, **more)


def test_a_radius_of_its_own_goes_before_the_policys():
    assert delivering([store(1, 4000), store(2, 4000, radius_m=3000), store(3, 9000, radius_m=10_000)]) == {1, 3}


@pytest.mark.parametrize("bearing", range(0, 360, 15))
def test_a_millimetre_decides_at_the_radius(bearing):
    near, far = at_range(1, 4999.999, bearing), at_range(2, 5000.001, bearing)
    assert delivering([near, far]) == {1}


def test_the_radius_itself_is_inside():
    edge = at_range(1, 5000)
    exactly = geodesic((HERE[1], HERE[0]), (edge.lat, edge.lng)).m
    assert delivering([at_range(1, 5000, radius_m=exactly)]) == {1}
    assert delivering([at_range(1, 5000, radius_m=np.nextafter(exactly, 0))]) == set()


def test_a_polygon_goes_before_every_radius():
    lng, lat = HERE
    around = polygon_around(lng, lat, 1000)
    elsewhere = polygon_around(lng + 1, lat, 1000)
    assert delivering([store(1, 20_000, area=around), store(2, 10, area=elsewhere, radius_m=9000)]) == {1}


def test_a_polygons_border_corner_and_hole():
    lng, lat = HERE
    border = Polygon([(lng, lat - 0.01), (lng, lat + 0.01), (lng + 0.01, lat)])
    corner = Polygon([(lng, lat), (lng + 0.01, lat), (lng, lat + 0.01)])
    shell = [(lng - 1, lat - 1), (lng + 1, lat - 1), (lng + 1, lat + 1), (lng - 1, lat + 1)]
    hole = [(lng - 0.1, lat - 0.1), (lng + 0.1, lat - 0.1), (lng + 0.1, lat + 0.1), (lng - 0.1, lat + 0.1)]
    two = MultiPolygon([corner, polygon_around(lng + 2, lat, 500)])
    areas = {1: border, 2: corner, 3: Polygon(shell, [hole]), 4: two}
    assert delivering([store(number, 3000, number, area=area) for number, area in areas.items()]) == {1, 2, 4}


def nearest(shapes, count):
    index = StoreIndex(shapes)
    return ids(index, index.nearest(*HERE, count))


@pytest.mark.parametrize("metres", [0.5, 300, 4_000, 60_000, 700_000])
def test_two_stores_apart_by_a_hair_are_in_true_order(metres):
    """All round the compass, where the estimate and the geodesic differ most."""
    shapes = [at_range(n, metres + 0.0003 * n, bearing=n * 47 % 360) for n in range(1, 30)]
    random.Random(5).shuffle(shapes)
    assert nearest(shapes, 29) == list(range(1, 30))
    assert nearest(shapes, 5) == [1, 2, 3, 4, 5], "no store is cut off by the estimate"


def test_a_store_0_3_m_nearer_is_nearer():
    assert nearest([at_range(1, 3000.3, 10), at_range(2, 3000.0, 200)], 2) == [2, 1]


def test_under_one_roof_the_code_decides():
    lng, lat = point_at(*HERE, 1234.5, 66)
    shapes = [StoreShape(n, code, lng, lat, DAYTIME) for n, code in enumerate(["B", "C", "A", "D"])]
    assert nearest(shapes, 4) == [2, 0, 1, 3]


def test_a_roof_and_a_neighbour_a_micrometre_away():
    roof = at_range(1, 1000, 30)
    twin = StoreShape(2, "A", roof.lng, roof.lat, DAYTIME)
    shapes = [roof, twin, at_range(3, 1000.0000005, 210), at_range(4, 999.9999995, 120)]
    truth = sorted(shapes, key=lambda s: (geodesic((HERE[1], HERE[0]), (s.lat, s.lng)).m, s.code))
    assert nearest(shapes, 4) == [shape.id for shape in truth]


def test_the_nearest_of_many_agree_with_brute_force():
    rng = random.Random(11)
    shapes = [StoreShape(n, f"S{n:04d}", rng.uniform(75, 134), rng.uniform(18, 53), DAYTIME) for n in range(400)]
    index = StoreIndex(shapes)
    for _ in range(20):
        lng, lat = rng.uniform(75, 134), rng.uniform(18, 53)
        truth = sorted(shapes, key=lambda s: (geodesic((lat, lng), (s.lat, s.lng)).m, s.code))
        assert ids(index, index.nearest(lng, lat, 12)) == [shape.id for shape in truth[:12]]


@pytest.mark.parametrize("lat", [10.0, 45.0, 80.0])
def test_the_other_side_of_the_earth_is_exact_too(lat):
    """There the chord says little: near the poles the estimate would be hundreds of kilometres short."""
    rng = random.Random(8)
    points = [(rng.uniform(-80, -38), max(-89.0, rng.gauss(-lat, 6))) for _ in range(60)]
    shapes = [StoreShape(n, f"S{n}", *point, DAYTIME) for n, point in enumerate(points)]
    truth = sorted(shapes, key=lambda s: (geodesic((lat, 121.0), (s.lat, s.lng)).m, s.code))
    index = StoreIndex(shapes)
    assert ids(index, index.nearest(121.0, lat, 60)) == [shape.id for shape in truth]


def test_beyond_the_proofs_range_every_distance_is_a_geodesic():
    field = StoreIndex([StoreShape(1, "A", -59.0, -80.0, DAYTIME)]).field
    seen = field.see(np.array([0]), 121.0, 80.0)
    assert seen.estimate_m[0] == geodesic((80.0, 121.0), (-80.0, -59.0)).m


def test_nearest_leaves_out_what_it_is_told():
    index = StoreIndex([store(1, 100), store(2, 200), store(3, 300)])
    assert ids(index, index.nearest(*HERE, 2, {index.row(1)})) == [2, 3]
    assert ids(index, index.nearest(*HERE, 9, {index.row(1), index.row(2)})) == [3]


@pytest.mark.parametrize("point", [(float("nan"), 31.0), (121.0, float("-inf"))])
def test_a_point_that_is_none_finds_nobody(point):
    index = StoreIndex([store(1)])
    for ask in (lambda: index.nearest(*point, 1), lambda: index.delivering_to(*point, 5000)):
        with pytest.raises(ValueError, match="finite"):
            ask()


def test_no_stores_at_all():
    index = StoreIndex([])
    assert len(index) == 0
    assert ids(index, index.nearest(*HERE, 5)) == []
    assert ids(index, index.delivering_to(*HERE, 5000)) == []


def test_a_store_is_found_by_its_id():
    index = StoreIndex([store(7), store(3, 500)])
    assert index.shape(7).code == "S0007"
    assert 3 in index and 4 not in index
    assert index.row(4) is None
    with pytest.raises(KeyError):
        index.shape(4)


@pytest.mark.parametrize("twin", [StoreShape(1, "X", 121, 31, DAYTIME), StoreShape(2, "S0001", 121, 31, DAYTIME)])
def test_an_id_and_a_code_are_one_stores_alone(twin):
    with pytest.raises(ValueError, match="share an id or a code"):
        StoreIndex([store(1), twin])


def test_a_store_without_a_point_is_refused():
    with pytest.raises(ValueError, match="finite"):
        StoreIndex([StoreShape(1, "A", float("nan"), 31.0, DAYTIME)])


def test_open_now_for_all_agrees_with_each_one():
    holiday = {date(2026, 11, 24): (), date(2026, 11, 26): ((0, 1440),), date(2026, 11, 27): ((1380, 1500),)}
    texts = ["Mo-Fr 09:00-12:00,13:30-21:00", "Mo-Su 00:00-24:00", "Su 20:00-06:00", "Mo-Su off"]
    hours = [DAYTIME, NIGHTS, *map(Hours.parse, texts)]
    hours += [each.with_exceptions(holiday) for each in hours]
    index = StoreIndex([store(n, n * 10, hours=each) for n, each in enumerate(hours * 3)])
    rows = np.arange(len(index))
    rng = random.Random(3)
    for _ in range(300):
        at = NOON + timedelta(minutes=rng.randrange(-3 * 1440, 6 * 1440), seconds=rng.choice([0, 0.5, 59.999999]))
        assert index.are_open(rows, at).tolist() == [index.shapes[row].hours.is_open(at) for row in rows]
