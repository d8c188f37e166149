"""The hour does not run through an outage of ours."""

from __future__ import annotations

from datetime import timedelta

from app.db import Database
from app.heartbeat import Gap
from dispatch import timers
from dispatch.lost_time import alive, give_back_time
from tests.support.core import offers_of, place
from tests.support.world import TUESDAY_10, Network, change, freeze, rows


def silent_since(db: Database, name: str, real_s: int, at: object) -> None:
    """``name`` last gave a sign of life so many real seconds ago, when the house's clock showed ``at``."""
    change(
        db,
        "INSERT INTO heartbeats (name, real_at, at) VALUES (:name, clock_timestamp() - make_interval(secs => :s), :at)"
        " ON CONFLICT (name) DO UPDATE SET real_at = excluded.real_at, at = excluded.at",
        name=name, s=real_s, at=at,
    )  # fmt: skip


def test_nothing_expires_while_stores_cannot_be_reached(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    freeze(db, offer.expires_at)
    silent_since(db, "relay", 60, TUESDAY_10)
    assert timers.sweep(db).suspended
    assert not timers.expire_one(db, offer.id)
    assert offers_of(db, offer.order_id)[-1].state == "open"


def test_when_they_can_be_reached_again_the_lost_time_is_given_back_first(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    # Twenty minutes into the hour the relay falls silent; it comes back an hour and a half later.
    silent_since(db, "relay", 5400, TUESDAY_10 + timedelta(minutes=20))
    freeze(db, TUESDAY_10 + timedelta(minutes=110))
    assert db.run(lambda s: alive(s, "relay")) == 1
    assert offers_of(db, offer.order_id)[-1].expires_at == TUESDAY_10 + timedelta(minutes=150)
    assert timers.sweep(db).expired == 0
    freeze(db, TUESDAY_10 + timedelta(minutes=150))
    assert timers.sweep(db).expired == 1


def test_what_was_overdue_before_the_outage_is_not_revived(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    silent_since(db, "web", 600, offer.expires_at)
    freeze(db, offer.expires_at + timedelta(minutes=10))
    assert db.run(lambda s: alive(s, "web")) == 0
    assert timers.sweep(db).expired == 1


def test_a_short_silence_is_no_outage(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    silent_since(db, "relay", 20, TUESDAY_10)
    assert db.run(lambda s: alive(s, "relay")) == 0
    assert offers_of(db, offer.order_id)[-1].expires_at == offer.expires_at


def test_lost_time_counts_only_while_the_store_is_open(db: Database, network: Network) -> None:
    freeze(db, TUESDAY_10.replace(hour=20, minute=30))
    offer = offers_of(db, place(db).id)[-1]  # half an hour tonight, half an hour tomorrow
    gap = Gap("relay", 3600.0, TUESDAY_10.replace(hour=20, minute=45), TUESDAY_10.replace(hour=21, minute=45))
    db.run(lambda s: give_back_time(s, gap))
    # A quarter of an hour was lost before closing.
    assert offers_of(db, offer.order_id)[-1].expires_at == TUESDAY_10.replace(day=25, hour=9, minute=45)


def test_the_trail_says_why_the_deadline_moved(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    gap = Gap("web", 600.0, TUESDAY_10 + timedelta(minutes=10), TUESDAY_10 + timedelta(minutes=20))
    db.run(lambda s: give_back_time(s, gap))
    (event,) = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'offer.extended'")
    assert (event.payload["offer_id"], event.payload["why"]) == (offer.id, "outage")
    (outage,) = rows(db, "SELECT name, offers_extended FROM outages")
    assert tuple(outage) == ("web", 1)
