"""The order in which stores are considered, and that nobody works ahead."""

from datetime import timedelta

import pytest
from geopy.distance import geodesic

from dispatch.domain.hours import Hours
from dispatch.domain.index import StoreIndex
from dispatch.domain.ranking import shortlist

from .builders import DAYTIME, NIGHTS, POLICY, at, polygon_around, request, store


def chunks(shapes, policy=POLICY, **asked):
    return list(shortlist(StoreIndex(shapes), request(**asked), policy))


def ids(chunk):
    return [sighted.store_id for sighted in chunk]


def in_order(shapes, **asked):
    return [store_id for chunk in chunks(shapes, **asked) for store_id in ids(chunk)]


def test_open_before_closed_then_by_distance():
    shapes = [store(1, 100, hours=NIGHTS), store(2, 3000), store(3, 2000), store(4, 200, hours=NIGHTS)]
    assert in_order(shapes) == [3, 2, 1, 4]
    assert in_order(shapes, at=at("22:00")) == [1, 4, 3, 2]


def test_equally_far_by_code():
    assert in_order([store(3, 700), store(1, 700), store(2, 700)]) == [1, 2, 3]


def test_her_stores_come_first_the_latest_purchase_foremost():
    shapes = [store(1, 100), store(2, 2000, hours=NIGHTS), store(3, 90_000)]
    [first] = chunks(shapes, her_stores=(3, 2))
    assert [(each.store_id, each.relation, each.in_area, each.open_now) for each in first] == [
        (3, "home_store", False, True),
        (2, "her_other_store", True, False),
        (1, "nearest", True, True),
    ]


def test_unknown_and_repeated_stores_of_hers_are_passed_over():
    [first] = chunks([store(1, 100), store(2, 200)], her_stores=(99, 2, 2, 98))
    assert [(each.store_id, each.relation) for each in first] == [(2, "her_other_store"), (1, "nearest")]


def test_open_now_is_told_of_each_store_in_every_chunk():
    shapes = [store(n, n * 10, hours=NIGHTS if n % 3 else DAYTIME) for n in range(1, 40)]
    shapes += [store(n, 10_000 + n, hours=NIGHTS if n % 2 else DAYTIME) for n in range(40, 50)]
    hours = {shape.id: shape.hours for shape in shapes}
    for clock in ("08:00", "12:00", "19:00", "23:00"):
        for chunk in chunks(shapes, at=at(clock), her_stores=(7, 9)):
            assert [each.open_now for each in chunk] == [hours[each.store_id].is_open(at(clock)) for each in chunk]


def test_chunks_grow_and_ranks_run_on():
    shapes = [store(n, n * 10) for n in range(1, 61)] + [store(n, 10_000 + n) for n in range(100, 120)]
    parts = chunks(shapes, her_stores=(60,))
    assert [len(part) for part in parts] == [9, 16, 32, 3, 5]
    assert [each.rank for part in parts for each in part] == list(range(1, 66))
    assert ids(parts[0]) == [60, *range(1, 9)]
    assert ids(parts[-1]) == [100, 101, 102, 103, 104]
    assert not any(each.in_area for each in parts[-1])


def test_the_suggestions_follow_the_rule_too():
    shapes = [store(n, 10_000 + n, hours=NIGHTS if n % 2 else DAYTIME) for n in range(1, 9)]
    [outside] = chunks(shapes)
    assert ids(outside) == [2, 4, 1, 3, 5]


def test_a_store_asked_for_by_name_is_explained_however_far():
    shapes = [store(n, 10_000 + n) for n in range(1, 9)]
    [outside] = chunks(shapes, only=frozenset({8, 3, 77}))
    assert ids(outside) == [1, 2, 3, 4, 5, 8]


def test_no_stores_give_no_chunks():
    assert chunks([]) == []


def test_distances_are_metres_good_to_a_millimetre():
    index, from_here = StoreIndex([store(1, 3000), store(2, 80_000)]), request(her_stores=(2,))
    first = next(shortlist(index, from_here, POLICY))
    for each in first:
        shape = index.shape(each.store_id)
        truth = geodesic((from_here.lat, from_here.lng), (shape.lat, shape.lng)).m
        assert each.distance_m == pytest.approx(truth, abs=0.001)


def test_nothing_is_worked_out_before_it_is_asked_for(monkeypatch):
    def too_early(*_):
        raise AssertionError("worked ahead")

    index = StoreIndex([store(n, n * 10) for n in range(1, 11)])
    monkeypatch.setattr(StoreIndex, "nearest", too_early)
    parts = shortlist(index, request(), POLICY)
    assert len(next(parts)) == 8
    assert len(next(parts)) == 2
    with pytest.raises(AssertionError):
        next(parts)


def test_a_dated_closing_counts_as_closed():
    shut = DAYTIME.with_exceptions({at("12:00").date(): ()})
    assert in_order([store(1, 100, hours=shut), store(2, 200)]) == [2, 1]
    assert in_order([store(1, 100, hours=shut), store(2, 200)], at=at("12:00") + timedelta(days=1)) == [1, 2]


def test_areas_of_both_kinds_are_ranked_together():
    lng, lat = request().lng, request().lat
    shapes = [
        store(1, 6000, area=polygon_around(lng, lat, 400)),
        store(2, 4000),
        store(3, 4500, hours=Hours.parse("24/7")),
    ]
    assert in_order(shapes) == [2, 3, 1]
