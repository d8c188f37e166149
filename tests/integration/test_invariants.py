"""Each invariant is broken on purpose, with triggers and constraints out of the way, and must be reported."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import set_clock
from app.db import Database
from app.invariants import NAMES, check
from dispatch import answering, delivering, intake, refunding
from tests.support.core import new_member, offers_of, place
from tests.support.world import TUESDAY_10, Network, insert, set_stock

BREAKS = Path(__file__).parent / "breaks.sql"
# The orders of the world below; breaks.sql calls them by these numbers.
OFFERED, TAKEN, DONE, PAID, UNPAID = 1, 2, 3, 4, 5


@pytest.fixture
def world(db: Database, network: Network) -> Database:
    """An order of each kind, on a clock that runs."""
    db.run(lambda session: set_clock(session, TUESDAY_10, 1.0))
    set_stock(db, network["S1"], F1=100)
    mothers = [new_member(db) for _ in range(5)]
    for mother in mothers[:3]:
        place(db, member_id=mother)
    for mother in mothers[3:]:
        place(db, member_id=mother, payment_method="online")
    _accept(db, TAKEN)
    _deliver(db, DONE)
    _pay(db, PAID)
    ask = refunding.RefundRequest(DONE, 1001, "破损", "agent:1", "refund-1", b"h", approved=True)
    db.run(lambda session: refunding.request_refund(session, ask))
    assert violated(db) == set()
    return db


def _accept(db: Database, order_id: int) -> None:
    offer = offers_of(db, order_id)[-1]
    db.run(lambda session: answering.accept(session, offer.id, "staff:999"))


def _deliver(db: Database, order_id: int) -> None:
    _accept(db, order_id)
    order_no = db.read(
        lambda s: s.execute(text("SELECT order_no FROM orders WHERE id = :id"), {"id": order_id}).scalar_one()
    )
    db.run(lambda session: delivering.leave(session, order_id, "staff:999", None))
    code = db.vault.proof_code(order_no)
    db.run(lambda session: delivering.deliver(session, order_id, "staff:999", code=code))


def _pay(db: Database, order_id: int) -> None:
    total = db.read(
        lambda s: s.execute(text("SELECT goods_fen FROM orders WHERE id = :id"), {"id": order_id}).scalar_one()
    )
    values = {
        "order_id": order_id, "provider": "demo", "out_trade_no": f"P{order_id}", "amount_fen": total,
        "created_at": TUESDAY_10,
    }  # fmt: skip
    payment_id = insert(db, "payments", values, returning="id")
    db.run(lambda session: intake.paid(session, payment_id, f"t-{payment_id}", total))


def violated(db: Database) -> set[int]:
    return {result.number for result in db.read(check) if result.violations}


UNPROTECT = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT conrelid::regclass AS t, conname AS c FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u') LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.t, one.c);
  END LOOP;
  FOR one IN SELECT i.indexrelid::regclass AS x FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary LOOP
    EXECUTE format('DROP INDEX %s', one.x);
  END LOOP;
END $$
"""


def spoil(db: Database, statement: str) -> None:
    """Do what no code of ours may: no constraint, no trigger, no foreign key in the way."""

    def work(session: Session) -> None:
        connection = session.connection()
        connection.execute(text(UNPROTECT))
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        done = connection.execute(text(statement))
        assert done.rowcount != 0, "nothing was broken"

    db.run(work)


def breaks() -> list[tuple[int, str, str]]:
    """What ``breaks.sql`` holds: number, what is done, the statement."""
    found = re.findall(r"^-- (\d+): (.+)\n((?:.+\n)+)", BREAKS.read_text(), re.MULTILINE)
    return [(int(number), name, statement) for number, name, statement in found]


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(("number", "statement"), [pytest.param(n, s, id=f"{n}-{name}") for n, name, s in breaks()])
def test_what_is_broken_is_reported(world: Database, number: int, statement: str) -> None:
    spoil(world, statement)
    assert number in violated(world)


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE entries DISABLE TRIGGER entries_append_only", "DROP TRIGGER postings_append_only ON postings",
     "ALTER TABLE outbox_events ENABLE REPLICA TRIGGER outbox_append_only"],
)  # fmt: skip
def test_a_table_that_may_be_changed_is_reported(world: Database, statement: str) -> None:
    world.run(lambda session: session.execute(text(statement)))
    assert violated(world) == {12}


def test_every_invariant_is_broken_here() -> None:
    assert {number for number, _, _ in breaks()} | {12} == set(NAMES) == set(range(1, 21))


def test_results_come_in_order_with_their_names(world: Database) -> None:
    results = world.read(check)
    assert [(result.number, result.name) for result in results] == sorted(NAMES.items())


class TestLateness:
    """Five seconds are real ones, whatever the house's clock does."""

    pytestmark = pytest.mark.breaks_invariants

    def overdue(self, db: Database, seconds: float) -> None:
        def work(session: Session) -> None:
            values = {"by": timedelta(seconds=seconds), "id": OFFERED}
            statement = "UPDATE offers SET hour_ends_at = jindan_now() - :by, expires_at = jindan_now() - :by WHERE order_id = :id"
            session.execute(text("ALTER TABLE offers DROP CONSTRAINT IF EXISTS ck_offers_deadline_after_offer"))
            session.execute(text(statement), values)

        db.run(work)

    def beat(self, db: Database, name: str, silent_s: float) -> None:
        statement = text(
            "INSERT INTO heartbeats (name, real_at, at) VALUES"
            " (:name, clock_timestamp() - :silent, jindan_now() - :silent)"
        )
        db.run(lambda session: session.execute(statement, {"name": name, "silent": timedelta(seconds=silent_s)}))

    def test_a_fast_clock_is_not_late_sooner(self, world: Database) -> None:
        world.run(lambda session: set_clock(session, None, 60.0))
        self.overdue(world, 4.0 * 60)
        assert 5 not in violated(world)
        self.overdue(world, 6.0 * 60)
        assert 5 in violated(world)

    def test_a_clock_held_still_is_never_late(self, world: Database) -> None:
        world.run(lambda session: set_clock(session, None, 0))
        self.overdue(world, 3600)
        assert 5 not in violated(world)

    @pytest.mark.parametrize(("silent_s", "late_s", "reported"), [(1, 6, True), (10, 6, False), (10, 31, True)])
    def test_after_a_fault_there_are_thirty_seconds(
        self, world: Database, silent_s: float, late_s: float, reported: bool
    ) -> None:
        self.beat(world, "sweep", silent_s)
        self.overdue(world, late_s)
        assert (5 in violated(world)) is reported

    @pytest.mark.parametrize(("late_s", "reported"), [(90, False), (200, True)])
    def test_while_no_alert_can_be_heard_nothing_is_late(self, world: Database, late_s: float, reported: bool) -> None:
        self.beat(world, "web", 100)
        self.overdue(world, late_s)
        assert (5 in violated(world)) is reported
