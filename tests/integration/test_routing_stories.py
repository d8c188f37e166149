"""老客回老店, 新客就近派: the stories of the routing rule, on the real database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.clock import SHANGHAI
from app.db import Database
from dispatch import quoting, steering, timers
from dispatch.placing import ByPerson
from tests.support.core import dropped, last_decision, member, offers_of, order_row, place
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, change, freeze, insert, make_store, set_stock

AGO = timedelta(days=1)


def bought(db: Database, store_id: int, days_ago: int = 1, **columns: object) -> int:
    key = f"till:{store_id}:{days_ago}"
    return add_purchase(db, member(db), store_id, TUESDAY_10 - AGO * days_ago, key, **columns)


def went_to(db: Database, order_id: int) -> int:
    return int(offers_of(db, order_id)[-1].store_id)


def test_a_returning_customer_goes_back_to_her_old_store_though_another_is_nearer(
    db: Database, network: Network
) -> None:
    bought(db, network["S3"])
    order = place(db)
    assert went_to(db, order.id) == network["S3"]
    decision = last_decision(db, order.id)
    assert (decision.reason, decision.policy_version) == ("home_store", 1)
    assert [c["code"] for c in decision.candidates[:2]] == ["S3", "S1"]


def test_of_several_old_stores_the_latest_is_home_and_the_next_one_follows(db: Database, network: Network) -> None:
    bought(db, network["S2"], days_ago=30)
    bought(db, network["S3"], days_ago=2)
    order = place(db)
    assert went_to(db, order.id) == network["S3"]
    freeze(db, offers_of(db, order.id)[-1].expires_at)
    timers.sweep(db)
    assert went_to(db, order.id) == network["S2"]
    assert last_decision(db, order.id).reason == "her_other_store"


@pytest.mark.parametrize("state", ["voided", "refunded"])
def test_a_voided_or_refunded_purchase_does_not_make_a_home_store(db: Database, network: Network, state: str) -> None:
    bought(db, network["S2"], days_ago=9)
    bought(db, network["S3"], days_ago=1, state=state)
    assert went_to(db, place(db).id) == network["S2"]


def test_a_delivered_order_counts_like_a_till_purchase(db: Database, network: Network) -> None:
    bought(db, network["S2"], days_ago=9)
    bought(db, network["S3"], days_ago=1, source="order", source_key="order:1")
    assert went_to(db, place(db).id) == network["S3"]


def test_a_closed_store_without_successor_is_told_and_passed_over(db: Database, network: Network) -> None:
    bought(db, network["S3"])
    change(db, "UPDATE stores SET status = 'closed' WHERE id = :id", id=network["S3"])
    order = place(db)
    assert (went_to(db, order.id), dropped(db, order.id)["S3"]) == (network["S1"], "not_active")


def test_a_closed_stores_customers_go_to_its_successor(db: Database, network: Network) -> None:
    bought(db, network["S3"])
    closed = "UPDATE stores SET status = 'closed', successor_id = :heir WHERE id = :id"
    change(db, closed, id=network["S3"], heir=network["S2"])
    order = place(db)
    assert (went_to(db, order.id), last_decision(db, order.id).reason) == (network["S2"], "home_store")


def test_a_suspended_a_paused_and_a_full_store_each_say_so(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET status = 'suspended' WHERE id = :id", id=network["S1"])
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE id = :id", id=network["S2"])
    change(db, "UPDATE stores SET capacity = 1 WHERE id = :id", id=network["S3"])
    assert went_to(db, place(db).id) == network["S3"]
    order = place(db)
    assert dropped(db, order.id) == {
        "S1": "not_active", "S2": "paused", "S3": "at_capacity", "S9": "out_of_area",
    }  # fmt: skip
    assert order_row(db, order.id).state == "needs_person"


def test_a_pause_ends_by_itself(db: Database, network: Network) -> None:
    pause = "UPDATE stores SET paused_at = jindan_now(), paused_until = :until WHERE id = :id"
    change(db, pause, id=network["S1"], until=TUESDAY_10 + timedelta(minutes=30))
    assert went_to(db, place(db).id) == network["S2"]
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    assert went_to(db, place(db).id) == network["S1"]


def test_one_missing_line_is_enough_and_is_named(db: Database, network: Network) -> None:
    bought(db, network["S2"])
    set_stock(db, network["S2"], F1=9, D1=0)
    order = place(db, lines=(("F1", 1), ("D1", 1)))
    assert went_to(db, order.id) == network["S1"]
    home = last_decision(db, order.id).candidates[0]
    assert (home["code"], home["dropped"], home["skus"]) == ("S2", "out_of_stock", ["D1"])


def test_stock_set_aside_for_one_order_is_not_there_for_the_next(db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=3)
    assert went_to(db, place(db).id) == network["S1"]
    assert went_to(db, place(db).id) == network["S2"]


def test_her_old_store_in_another_city_is_out_of_area(db: Database, network: Network) -> None:
    bought(db, network["S9"])
    order = place(db)
    assert (went_to(db, order.id), dropped(db, order.id)["S9"]) == (network["S1"], "out_of_area")


def test_with_no_store_in_range_a_person_gets_it_with_suggestions(db: Database, network: Network) -> None:
    order = place(db, lng=121.501, lat=31.60)
    assert order_row(db, order.id).state == "needs_person"
    assert set(dropped(db, order.id).values()) == {"out_of_area"}
    one = ByPerson("agent:1", "门店电话里答应了", only=frozenset([network["S2"]]), overrule=True)
    db.run(lambda s: steering.steer(s, order.id, one))
    assert went_to(db, order.id) == network["S2"]


def test_the_border_of_an_area_is_inside_it(db: Database, network: Network) -> None:
    lng, lat = HOME
    square = f"POLYGON(({lng} {lat}, {lng + 0.1} {lat}, {lng + 0.1} {lat + 0.1}, {lng} {lat + 0.1}, {lng} {lat}))"
    inside = make_store(db, "P1", lng + 0.0001, lat, area_wkt=square)
    assert went_to(db, place(db).id) == inside


def test_the_nearer_of_two_stores_30_centimetres_apart_in_distance(db: Database, network: Network) -> None:
    lng, lat = HOME
    metre = 1 / 95_350  # degrees of longitude at 31.2 north, roughly
    make_store(db, "Q1", lng + 50.3 * metre, lat)
    nearer = make_store(db, "Q2", lng - 50 * metre, lat)
    assert went_to(db, place(db).id) == nearer


def test_an_evening_order_waits_for_the_morning_within_the_longest_wait(db: Database, network: Network) -> None:
    freeze(db, TUESDAY_10.replace(hour=22))
    offer = offers_of(db, place(db).id)[-1]
    assert offer.expires_at == datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)


def test_a_store_that_is_open_goes_before_a_nearer_one_that_is_closed(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET hours = 'Mo-Su 12:00-21:00' WHERE id = :id", id=network["S1"])
    assert went_to(db, place(db).id) == network["S2"]


def test_the_hour_of_a_store_closing_in_20_minutes_goes_on_in_the_morning(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET hours = 'Mo-Su 09:00-10:20' WHERE id = :id", id=network["S1"])
    change(db, "UPDATE policy_versions SET state = 'retired'")
    values = {"settings": '{"longest_wait_minutes": 1500}', "state": "active", "created_by": "test"}
    insert(db, "policy_versions", values)
    offer = offers_of(db, place(db).id)[-1]
    assert (offer.store_id, offer.expires_at) == (network["S1"], datetime(2026, 11, 25, 9, 40, tzinfo=SHANGHAI))


def test_the_hour_stops_over_lunch(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET hours = 'Mo-Su 09:00-10:30,12:00-21:00' WHERE id = :id", id=network["S1"])
    offer = offers_of(db, place(db).id)[-1]
    assert (offer.store_id, offer.expires_at) == (network["S1"], TUESDAY_10.replace(hour=12, minute=30))


def test_closed_for_spring_festival(db: Database, network: Network) -> None:
    for day in (24, 25):
        insert(db, "store_exceptions", {"store_id": network["S1"], "date": f"2026-11-{day}", "hours": ""})
    order = place(db)
    assert (went_to(db, order.id), dropped(db, order.id).get("S1")) == (network["S2"], "opens_too_late")


def test_hours_edited_while_an_offer_runs_do_not_move_its_deadline(db: Database, network: Network) -> None:
    order = place(db)
    before = offers_of(db, order.id)[-1].expires_at
    change(db, "UPDATE stores SET hours = 'Mo-Su 09:00-10:05' WHERE id = :id", id=network["S1"])
    assert offers_of(db, order.id)[-1].expires_at == before
    freeze(db, before - timedelta(seconds=1))
    assert timers.sweep(db).expired == 0


def test_the_quote_is_what_the_order_gets(db: Database, network: Network) -> None:
    bought(db, network["S2"])
    told = db.read(lambda s: quoting.quote(s, member(db), *HOME, (("F1", 2),)))
    order = place(db)
    assert (went_to(db, order.id), order_row(db, order.id).promise_at) == (
        told.verdict.store_id,
        told.verdict.promise_at,
    )


def test_five_refusals_are_enough(db: Database, network: Network) -> None:
    for number in range(4):
        make_store(db, f"T{number}", HOME[0] + 0.001 * number, HOME[1] + 0.001)
    order = place(db)
    while order_row(db, order.id).state == "offered":
        freeze(db, offers_of(db, order.id)[-1].expires_at)
        timers.sweep(db)
    assert len(offers_of(db, order.id)) == 5
    assert order_row(db, order.id).needs_person_reason == "max_offers"
