"""Answers to an offer: exactly one wins, and everything that follows is in its transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db import Database
from app.errors import Conflict, Invalid
from dispatch import answering, cancelling, intake, timers
from tests.support.core import command, offers_of, order_row, place
from tests.support.world import TUESDAY_10, Network, change, freeze, value


def test_a_new_customers_order_goes_to_the_nearest_store_for_one_hour(db: Database, network: Network) -> None:
    order = place(db)
    (offer,) = offers_of(db, order.id)
    assert (offer.store_id, offer.state) == (network["S1"], "open")
    assert offer.expires_at == TUESDAY_10 + timedelta(hours=1)
    assert order_row(db, order.id).state == "offered"


def test_a_refusal_sends_it_on_at_once_and_never_back(db: Database, network: Network) -> None:
    order = place(db)
    for code in ("S1", "S2", "S3"):
        current = offers_of(db, order.id)[-1]
        assert current.store_id == network[code]
        db.run(lambda s, i=current.id: answering.decline(s, i, "staff:1", "too_busy"))
    row = order_row(db, order.id)
    assert (row.state, row.needs_person_reason, row.store_id) == ("needs_person", "no_candidate", None)


def test_out_of_stock_zeroes_the_sku_and_asks_for_a_recount_but_keeps_the_customer(
    db: Database, network: Network
) -> None:
    order = place(db)
    offer = offers_of(db, order.id)[-1]
    db.run(lambda s: answering.decline(s, offer.id, "staff:1", "out_of_stock", ["F1"]))
    level = "SELECT on_hand FROM stock_levels WHERE store_id = :s AND sku = 'F1' AND recount_asked_at IS NOT NULL"
    assert value(db, level, s=network["S1"]) == 0
    assert offers_of(db, order.id)[-1].store_id == network["S2"]
    # The next order for the same goods goes round the store, one for other goods does not.
    assert offers_of(db, place(db).id)[-1].store_id == network["S2"]
    assert offers_of(db, place(db, lines=(("D1", 1),)).id)[-1].store_id == network["S1"]


@pytest.mark.parametrize(("reason", "skus"), [("nonsense", []), ("out_of_stock", []), ("out_of_stock", ["D1"])])
def test_a_refusal_needs_a_reason_that_fits_the_order(
    db: Database, network: Network, reason: str, skus: list[str]
) -> None:
    order = place(db)
    offer = offers_of(db, order.id)[-1]
    with pytest.raises(Invalid):
        db.run(lambda s: answering.decline(s, offer.id, "staff:1", reason, skus))
    assert offers_of(db, order.id)[-1].state == "open"


def test_accepting_twice_is_harmless_for_the_same_person_and_told_to_another(db: Database, network: Network) -> None:
    order = place(db)
    offer = offers_of(db, order.id)[-1]
    first = db.run(lambda s: answering.accept(s, offer.id, "staff:1"))
    assert db.run(lambda s: answering.accept(s, offer.id, "staff:1")) == first
    with pytest.raises(Conflict) as lost:
        db.run(lambda s: answering.accept(s, offer.id, "staff:2"))
    assert (lost.value.code, lost.value.facts["answered_by"]) == ("offer_taken", "staff:1")


def test_at_the_deadline_it_is_too_late(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    freeze(db, offer.expires_at)
    with pytest.raises(Conflict) as late:
        db.run(lambda s: answering.accept(s, offer.id, "staff:1"))
    assert late.value.code == "offer_expired"


def test_a_moment_before_it_is_not(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    freeze(db, offer.expires_at - timedelta(microseconds=1))
    assert db.run(lambda s: answering.accept(s, offer.id, "staff:1")).order_state == "accepted"


def test_silence_moves_the_order_on_until_the_cap_and_then_to_a_person(db: Database, network: Network) -> None:
    order = place(db)
    for _ in range(3):
        freeze(db, offers_of(db, order.id)[-1].expires_at)
        timers.sweep(db)
    offers = offers_of(db, order.id)
    assert [o.state for o in offers] == ["expired"] * 3
    assert [o.store_id for o in offers] == [network["S1"], network["S2"], network["S3"]]
    assert order_row(db, order.id).state == "needs_person"


def test_an_early_prompt_does_nothing_and_a_late_one_does_it_once(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    assert not timers.expire_one(db, offer.id)
    freeze(db, offer.expires_at)
    assert timers.expire_one(db, offer.id)
    assert not timers.expire_one(db, offer.id)
    assert not timers.sweep(db).anything


def test_a_cancelled_order_frees_its_stock_and_tells_the_store(db: Database, network: Network) -> None:
    order = place(db)
    offer = offers_of(db, order.id)[-1]
    db.run(lambda s: cancelling.cancel(s, order.id, "member:1", "改主意了"))
    assert offers_of(db, order.id)[-1].state == "withdrawn"
    with pytest.raises(Conflict) as gone:
        db.run(lambda s: answering.accept(s, offer.id, "staff:1"))
    assert gone.value.code == "offer_gone"


def test_the_same_key_makes_one_order_and_another_body_is_refused(db: Database, network: Network) -> None:
    wish = command(db, key="key-1")
    first, new = db.run(lambda s: intake.place(s, wish))
    again, new_again = db.run(lambda s: intake.place(s, wish))
    assert (new, new_again, first.id) == (True, False, again.id)
    other = replace(wish, request_hash=b"another body")
    with pytest.raises(Conflict) as reused:
        db.run(lambda s: intake.place(s, other))
    assert reused.value.code == "idempotency_key_reused"


def test_an_order_that_cannot_be_routed_at_all_goes_to_a_person_and_holds_up_nobody(
    db: Database, network: Network
) -> None:
    broken, sound = place(db), place(db)
    freeze(db, offers_of(db, sound.id)[-1].expires_at)
    change(db, "UPDATE orders SET lng = 'NaN' WHERE id = :id", id=broken.id)
    timers.sweep(db)
    row = order_row(db, broken.id)
    assert (row.state, row.needs_person_reason) == ("needs_person", "routing_failed")
    assert offers_of(db, sound.id)[-1].store_id == network["S2"]
