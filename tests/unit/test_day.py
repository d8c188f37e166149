"""The plan of a day at speed, its agenda, and what its tables look like."""

from __future__ import annotations

import threading

from app.demo.day_agenda import Agenda
from app.demo.day_plan import NEW_PHONE, ORDERS_UNTIL, make_plan
from app.demo.day_report import _table


def test_the_same_seed_gives_the_same_day():
    assert make_plan(1, 50, 600) == make_plan(1, 50, 600)
    assert make_plan(1, 50, 600) != make_plan(2, 50, 600)


def test_a_day_has_stores_of_every_kind_and_mothers_old_and_new():
    plan = make_plan(1, 240, 600)
    assert {store.style for store in plan.stores} == {"quick", "slow", "choosy", "asleep"}
    assert {mother.kind for mother in plan.mothers} == {"regular", "new", "afar"}
    assert len({store.code for store in plan.stores}) == len(plan.stores) == 30
    assert len({mother.phone for mother in plan.mothers}) == 240
    assert any(mother.online for mother in plan.mothers) and any(not mother.online for mother in plan.mothers)


def test_orders_come_early_enough_to_end_and_new_mothers_are_new():
    plan = make_plan(3, 100, 600)
    assert all(0 <= mother.at_min <= 600 * ORDERS_UNTIL for mother in plan.mothers)
    new = [mother.phone for mother in plan.mothers if mother.kind != "regular"]
    assert new and all(len(phone) == 11 and int(phone) >= NEW_PHONE for phone in new)


def test_everything_on_the_agenda_is_done_in_time_and_in_order():
    agenda, done, lock = Agenda(speed=6_000, minutes=60, threads=1), [], threading.Lock()

    def note(name: str) -> None:
        with lock:
            done.append((name, agenda.now_min))

    agenda.at(20, lambda: note("second"))
    agenda.at(10, lambda: (note("first"), agenda.after(5, lambda: note("between")))[0])
    assert agenda.run(5)
    assert [name for name, _ in done] == ["first", "between", "second"]
    assert all(minute >= due for (_, minute), due in zip(done, (10, 15, 20), strict=True))


def test_what_repeats_ends_with_the_day_and_what_goes_wrong_is_kept():
    agenda, looks = Agenda(speed=6_000, minutes=50, threads=2), []

    def fail() -> None:
        raise ValueError("nobody expected this")

    agenda.every(0.05, lambda: looks.append(agenda.now_min))
    agenda.at(1, fail)
    assert agenda.run(5)
    assert len(looks) > 2 and max(looks) < 50 + 10
    assert agenda.failures == ["ValueError: nobody expected this"]


def test_a_day_that_takes_too_long_is_not_waited_for():
    agenda = Agenda(speed=1, minutes=60, threads=1)
    agenda.at(30, lambda: None)
    assert not agenda.run(0.1)


def test_tables_put_numbers_to_the_right_and_leave_names_alone():
    lines = _table(("store", "orders", "name"), [("SH0001", 7, "金蛋母婴"), ("SH2", 1_200, "暖芽")])
    assert lines == ["  store   orders  name", "  SH0001       7  金蛋母婴", "  SH2      1,200  暖芽"]
    assert _table(("a",), []) == ["  none"]
