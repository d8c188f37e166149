"""The benchmarks' own arithmetic, and a tiny run of the routing one: it must find a wrong answer if there is one."""

from __future__ import annotations

import os

import pytest

from benchmarks import brute, network, proc, routing
from benchmarks.brute import Answer
from benchmarks.report import BEGIN, END, markdown, rewrite, table
from benchmarks.stats import Figure, Report, percentile
from dispatch.domain.policy import Policy


def test_percentiles_lie_between_neighbours():
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([1, 2], 0.5) == 1.5
    assert percentile(range(101), 0.99) == 99
    assert percentile([7], 0.99) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_goal_is_met_up_to_and_with_its_value():
    assert Figure("x", 25.0, "ms", 25.0).met is True
    assert Figure("x", 25.1, "ms", 25.0).met is False
    assert Figure("x", 25.1, "ms").met is None


def test_a_missed_goal_is_said_in_table_and_page(tmp_path):
    report = Report("Order")
    report.add("10,000 stores", 30, "ms", 25)
    report.remarks.append("a remark")
    assert "MISSED" in table([report]) and "a remark" in table([report])
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    rewrite(page, markdown([report], "here"))
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "| 10,000 stores | 30 ms | <= 25 ms | MISSED |" in text


def test_a_page_without_markers_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("no place for figures")
    with pytest.raises(ValueError, match="lacks the lines"):
        rewrite(page, "x")


def test_the_hundred_stores_around_the_customers_are_the_same_at_every_size():
    networks = [network.network(size) for size in network.SIZES]
    assert [len(each) for each in networks] == list(network.SIZES)
    assert networks[0] == networks[1][:100] == networks[2][:100]
    assert len({shop.code for shop in networks[2]}) == 10_000


def test_no_store_but_the_hundred_is_near_a_customer():
    farthest = max(network.apart_m(home, network.MIDDLE) for home in network.customers(500))
    others = network.network(10_000)[100:]
    nearest = min(network.apart_m((shop.lng, shop.lat), network.MIDDLE) for shop in others)
    widest = max(shop.radius_m or 5_000 for shop in others)
    assert nearest - farthest > widest


def test_a_tiny_run_of_the_routing_benchmark():
    report = routing.measure(None, (100, 300), timed=20, orders=60)
    figures = {figure.name: figure for figure in report.figures}
    assert figures["disagreements with brute force in 60 random orders"].value == 0
    assert figures["300 stores: median"].value > 0


def test_another_store_or_another_distance_is_a_disagreement():
    assert routing.same(3, 812.0004, Answer(3, 812.0))
    assert not routing.same(3, 812.1, Answer(3, 812.0))
    assert not routing.same(4, 812.0, Answer(3, 812.0))
    assert not routing.same(None, None, Answer(3, 812.0))
    assert routing.same(None, None, Answer(None, None))


def test_the_shortcut_of_brute_force_is_none_but_of_time():
    shops = network.network(300)
    slow, points = brute.Brute(shops, Policy(1)), network.customers(5)
    places = [(shop.lng, shop.lat) for shop in shops]
    nearest = brute.Nearest(places, [True] * len(shops))
    for point in points:
        metres = [brute.geodesic_m(point, place) for place in places]
        assert nearest.of(point) == metres.index(min(metres))
        reach = [
            m for m, shop in zip(metres, shops, strict=True) if not shop.area_wkt and m <= (shop.radius_m or 5_000)
        ]
        inside = [m for place, m in slow._inside(point) if not shops[place].area_wkt]
        assert sorted(inside) == sorted(reach)


def test_cpu_time_of_a_process_tree_grows_with_work():
    before = proc.cpu_ms(os.getpid())
    sum(range(5_000_000))
    assert proc.cpu_ms(os.getpid()) > before
    assert proc.stat(2**30) is None
    rss, pss = proc.pss_mb(os.getpid())
    assert rss >= pss > 0
