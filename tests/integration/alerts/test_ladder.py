"""The ladder over real rows: each rung in its time, skipped, failed, together, at night, and stopped by any answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alerts import calls, rounds, telling
from app.alerts import ladder as climbing
from app.alerts import rows as ladder_rows
from app.alerts.ladder import LEASE_S
from dispatch import answering, cancelling, steering
from dispatch.domain.events import ALERT_SENT
from dispatch.placing import ByPerson
from tests.support.alerts import Ladder
from tests.support.core import offers_of
from tests.support.counting import statements
from tests.support.world import TUESDAY_10, change, put_policy, rows, value

SAW = ("in_app", "seen", None)
NO_WECHAT = ("service_account", "skipped", "wechat_off")
NO_PRINTER = ("printer", "skipped", "printers_off")


def see(ladder: Ladder, offer_id: int) -> None:
    """Her phone rang."""
    ladder.house.db.run(lambda s: ladder_rows.seen(s, offer_id, "staff:1"))


def test_the_free_rungs_without_any_account(ladder: Ladder) -> None:
    staff_id, _ = ladder.hire("13900000001")
    offer = ladder.order()
    ladder.at(0)
    assert ladder.rungs(offer.id) == [("in_app", "sent", None)]
    see(ladder, offer.id)
    ladder.at(29)
    assert ladder.rungs(offer.id) == [SAW]
    ladder.at(30)  # nothing but text messages is left, and what is skipped takes no time
    assert ladder.rungs(offer.id) == [SAW, NO_WECHAT, NO_PRINTER, ("sms", "sent", None)]
    ((phone, words),) = ladder.texts()
    assert phone == "13900000001" and "浦东一店有新订单" in words and "11:00 前" in words
    ladder.at(899)
    assert len(ladder.rungs(offer.id)) == 4
    ladder.at(900)
    assert ladder.rungs(offer.id)[-1] == ("call", "sent", None)
    (task,), _ = ladder.house.db.read(lambda s: calls.tasks_page(s, False, None, 10))
    assert (task["store_code"], task["state"], [o["offer_id"] for o in task["offers"]]) == ("S1", "open", [offer.id])
    ladder.at(3000)
    assert len(ladder.rungs(offer.id)) == 5 and len(ladder.texts()) == 1
    assert value(ladder.house.db, "SELECT count(*) FROM messages WHERE to_kind = 'staff' AND state = 'sent'") == 1


def test_without_a_receipt_the_next_rung_comes_sooner(ladder: Ladder) -> None:
    ladder.hire("13900000001")
    offer = ladder.order()
    ladder.at(0)
    ladder.at(14)
    assert len(ladder.rungs(offer.id)) == 1
    ladder.at(15)
    assert ladder.rungs(offer.id) == [("in_app", "failed", "no_receipt"), NO_WECHAT, NO_PRINTER, ("sms", "sent", None)]
    see(ladder, offer.id)  # later than hoped, and true all the same
    assert ladder.rungs(offer.id)[0] == SAW


def test_where_nobody_is_there_customer_service_calls_at_once(ladder: Ladder) -> None:
    offer = ladder.order()
    ladder.at(0)
    assert ladder.rungs(offer.id) == [
        ("in_app", "skipped", "no_device"), NO_WECHAT, NO_PRINTER, ("sms", "skipped", "nobody_to_text"),
        ("call", "sent", None),
    ]  # fmt: skip


def test_off_duty_the_manager_is_told_and_nobody_else(ladder: Ladder) -> None:
    ladder.hire("13900000001", on_duty=False)
    ladder.hire("13900000002", role="manager", on_duty=False)
    ladder.hire("13900000003", "S2", role="manager")
    ladder.order()
    ladder.at(0)
    assert [phone for phone, _ in ladder.texts()] == ["13900000002"]


def test_a_provider_that_refuses_is_a_failure_without_a_phone_in_it(
    ladder: Ladder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder.hire("13900000002", role="manager", on_duty=False)

    def refuse(self: object, phone: str, text: str) -> None:
        raise ConnectionError(f"no way to {phone}")

    monkeypatch.setattr(type(ladder.house.sms), "send", refuse)
    offer = ladder.order()
    ladder.at(0)
    assert ladder.rungs(offer.id)[-2:] == [("sms", "failed", "ConnectionError"), ("call", "sent", None)]
    assert value(ladder.house.db, "SELECT failure FROM messages WHERE to_kind = 'staff'") == "ConnectionError"


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw", "expire"])
def test_any_answer_stops_the_ladder(ladder: Ladder, answer: str) -> None:
    db = ladder.house.db
    ladder.hire("13900000001")
    offer = ladder.order()
    ladder.at(0)
    see(ladder, offer.id)
    if answer == "accept":
        db.run(lambda s: answering.accept(s, offer.id, "staff:1"))
    elif answer == "decline":
        db.run(lambda s: answering.decline(s, offer.id, "staff:1", "too_busy"))
    elif answer == "withdraw":
        db.run(lambda s: steering.hold(s, offer.order_id, "agent:1", "等一等"))
    else:
        change(db, "UPDATE offers SET alert_at = alert_at + interval '2 hours'")  # as if nobody had climbed meanwhile
        ladder.clock(3600)
        db.run(lambda s: answering.expire_due(s, 10))
        change(db, "UPDATE orders SET held_at = jindan_now()")
    ladder.at(30)
    ladder.at(8000)
    assert ladder.rungs(offer.id) == [SAW]
    assert not [words for phone, words in ladder.texts() if phone == "13900000001"]


def test_an_answer_between_the_claim_and_the_telling_wins(ladder: Ladder) -> None:
    db = ladder.house.db
    ladder.hire("13900000002", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.clock(0)
    (firing,) = db.run(lambda s: climbing.claim(s, ladder.house))
    db.run(lambda s: answering.accept(s, offer.id, "staff:1"))
    telling.tell(ladder.house, firing)
    assert ladder.texts() == [] and ladder.rungs(offer.id)[-1] == ("sms", "skipped", "answered")


def test_who_is_killed_at_a_rung_is_followed_by_another_after_the_lease(ladder: Ladder) -> None:
    db = ladder.house.db
    ladder.hire("13900000002", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.clock(0)
    assert db.run(lambda s: climbing.claim(s, ladder.house))  # and then nothing: it died
    ladder.at(LEASE_S - 1)
    assert ladder.rungs(offer.id)[-1] == ("sms", "firing", None) and ladder.texts() == []
    ladder.at(LEASE_S)
    assert ladder.rungs(offer.id)[-1] == ("sms", "sent", None) and len(ladder.texts()) == 1
    ladder.at(LEASE_S + 1)
    assert len(ladder.texts()) == 1


def test_who_comes_to_it_after_his_lease_leaves_it_to_others(ladder: Ladder) -> None:
    db = ladder.house.db
    ladder.hire("13900000002", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.clock(0)
    (slow,) = db.run(lambda s: climbing.claim(s, ladder.house))
    ladder.clock(LEASE_S)
    telling.tell(ladder.house, slow)
    assert ladder.texts() == []
    (other,) = db.run(lambda s: climbing.claim(s, ladder.house))
    telling.tell(ladder.house, slow)
    assert ladder.texts() == []
    telling.tell(ladder.house, other)
    assert len(ladder.texts()) == 1 and ladder.rungs(offer.id)[3] == ("sms", "sent", None)


def test_killed_after_the_message_left_it_is_not_sent_twice_to_who_has_it(ladder: Ladder) -> None:
    db = ladder.house.db
    ladder.hire("13900000002", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.clock(0)
    (firing,) = db.run(lambda s: climbing.claim(s, ladder.house))
    telling.tell(ladder.house, firing)
    change(db, "UPDATE alerts SET state = 'firing' WHERE rung = 'sms'")  # died before it could say so
    ladder.at(LEASE_S)
    assert ladder.rungs(offer.id)[3] == ("sms", "sent", None) and len(ladder.texts()) == 1


def test_two_climbers_at_once_tell_once(ladder: Ladder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ladder.hire("13900000002", role="manager", on_duty=False)
    offers = [ladder.order() for _ in range(5)]
    ladder.clock(0)
    with ThreadPoolExecutor(4) as pool:
        for work in [pool.submit(rounds.climb_once, ladder.house) for _ in range(4)]:
            work.result()
    assert sum(int("5 个" in words) * 5 + int("尾号" in words) for _, words in ladder.texts()) >= 1
    told = rows(ladder.house.db, "SELECT count(*) AS n FROM messages WHERE channel = 'sms' GROUP BY key")
    assert all(row.n == 1 for row in told)
    assert all(ladder.rungs(offer.id)[3][:2] == ("sms", "sent") for offer in offers)


def test_several_that_are_due_together_are_one_message_and_one_task(ladder: Ladder) -> None:
    ladder.hire("13900000002", role="manager", on_duty=False)
    offers = [ladder.order() for _ in range(3)]
    ladder.at(0)
    ((_, words),) = ladder.texts()
    assert "3 个新订单" in words and "11:00" in words
    assert {ladder.rungs(offer.id)[-1] for offer in offers} == {("sms", "sent", None)}
    ladder.at(900)
    (task,), _ = ladder.house.db.read(lambda s: calls.tasks_page(s, False, None, 10))
    assert len(task["offers"]) == 3
    late = ladder.order()  # the same task takes it, too
    ladder.at(1800)
    assert value(ladder.house.db, "SELECT count(*) FROM call_tasks") == 1
    ladder.house.db.run(lambda s: answering.accept(s, late.id, "staff:1"))


def test_at_night_only_the_app_and_together_in_the_morning(ladder: Ladder) -> None:
    night = TUESDAY_10 + timedelta(hours=12)
    ladder.hire("13900000002", role="manager", on_duty=False)
    ladder.clock(0, night)
    offers = [ladder.order() for _ in range(3)]
    ladder.at(0, night)
    ladder.at(7200, night)
    assert ladder.texts() == [] and {len(ladder.rungs(o.id)) for o in offers} == {1}
    morning = TUESDAY_10 + timedelta(hours=23)
    ladder.at(29, morning)
    assert ladder.texts() == []
    ladder.at(30, morning)
    ((_, words),) = ladder.texts()
    assert "3 个新订单" in words


def test_the_policy_says_which_rungs_there_are(ladder: Ladder) -> None:
    put_policy(ladder.house.db, alerts={"sms_s": None, "call_s": 120})
    ladder.hire("13900000001")
    offer = ladder.order()
    ladder.at(0)
    see(ladder, offer.id)
    ladder.at(60)
    assert ladder.rungs(offer.id) == [SAW, NO_WECHAT, NO_PRINTER, ("call", "sent", None)]
    assert ladder.texts() == []
    assert value(ladder.house.db, "SELECT DISTINCT policy_version FROM alerts WHERE rung = 'call'") == 2


def test_an_order_that_moves_on_is_told_at_its_new_store(ladder: Ladder) -> None:
    db = ladder.house.db
    ladder.hire("13900000001", role="manager", on_duty=False)
    ladder.hire("13900000003", "S2", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.at(0)
    only = frozenset({ladder.network["S2"]})
    db.run(lambda s: steering.steer(s, offer.order_id, ByPerson("agent:1", "改派", only=only)))
    ladder.at(10)
    assert [phone for phone, _ in ladder.texts()] == ["13900000001", "13900000003"]
    second = offers_of(db, offer.order_id)[-1]
    assert ladder.reached(second.id) == ["sms"]


def test_a_call_for_offers_that_were_answered_is_moot(ladder: Ladder) -> None:
    db = ladder.house.db
    first = ladder.order()
    ladder.at(0)
    db.run(lambda s: answering.accept(s, first.id, "staff:1"))
    assert db.read(lambda s: calls.tasks_page(s, False, None, 10))[0] == []
    (over,), _ = db.read(lambda s: calls.tasks_page(s, True, None, 10))
    assert over["state"] == "moot"
    ladder.order()
    ladder.at(1)
    (task,), _ = db.read(lambda s: calls.tasks_page(s, False, None, 10))
    assert task["id"] != over["id"]


def test_what_was_done_is_in_the_orders_story(ladder: Ladder) -> None:
    ladder.hire("13900000002", role="manager", on_duty=False)
    offer = ladder.order()
    ladder.at(0)
    told = rows(ladder.house.db, "SELECT payload FROM outbox_events WHERE kind = :kind ORDER BY id", kind=ALERT_SENT)
    assert [row.payload["rung"] for row in told] == ["sms"] and told[0].payload["offer_id"] == offer.id


def test_cancelled_by_her_nobody_is_told(ladder: Ladder) -> None:
    ladder.hire("13900000001")
    offer = ladder.order()
    ladder.at(0)
    ladder.house.db.run(lambda s: cancelling.cancel(s, offer.order_id, "member:1", "改主意"))
    ladder.at(900)
    assert ladder.rungs(offer.id) == [("in_app", "sent", None)] and ladder.texts() == []


@pytest.mark.parametrize("many", [2, 30])
def test_a_round_costs_the_same_number_of_statements_however_many_offers_are_due(ladder: Ladder, many: int) -> None:
    ladder.hire("13900000001")
    offers = [ladder.order() for _ in range(many)]
    ladder.clock(0)
    with statements(ladder.house.db) as said:
        rounds.climb_once(ladder.house)
    assert 5 < len(said) <= 14
    assert {tuple(ladder.rungs(offer.id)) for offer in offers} == {(("in_app", "sent", None),)}
