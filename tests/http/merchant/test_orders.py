"""From the shelf to her door: who sees what, double taps, the proof code, the ways it can go wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import Database
from app.ledger.posting import balance_fen, store_cash, store_payable
from dispatch import proving
from tests.support.people import Caller
from tests.support.walk import open_offer_id
from tests.support.world import TUESDAY_10, Network, freeze, rows, set_stock, value

from .walk import DOOR, accepted, delivered, offered, ok, on_the_road, refused, wrong_code

PHONE = "13812345678"
SECRETS = ("王小明", "502 室", "请放门口")


def test_the_way_of_an_order(db: Database, mother: Caller, manager: Caller, clerk: Caller, network: Network) -> None:
    order_no = accepted(db, mother, manager)
    freeze(db, TUESDAY_10 + timedelta(minutes=5))
    picking = ok(manager.post(f"{DOOR}/orders/{order_no}/picking"))
    assert picking["delivery"]["picking_at"] == "2026-11-24T10:05:00.000+08:00" and picking["state"] == "accepted"
    freeze(db, TUESDAY_10 + timedelta(minutes=20))
    away = ok(clerk.post(f"{DOOR}/orders/{order_no}/leave"))
    assert (away["state"], away["delivery"]["courier"]) == ("out_for_delivery", "小李")
    assert away["actions"] == ["delivered", "failed"] and away["collect_fen"] == 59600
    freeze(db, TUESDAY_10 + timedelta(minutes=40))
    done = ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    assert (done["state"], done["earning_fen"], done["actions"]) == ("delivered", 59600, [])
    assert done["delivery"]["finished_at"] == "2026-11-24T10:40:00.000+08:00"
    assert [(entry["text"], entry["by"]) for entry in done["timeline"]] == [
        ("收到派单", None), ("接单", "张姐"), ("开始备货", "张姐"), ("出发配送", "小李"), ("已送达", "小李")
    ]  # fmt: skip
    assert db.read(lambda session: balance_fen(session, store_payable(network["S1"]))) == -59600
    assert db.read(lambda session: balance_fen(session, store_cash(network["S1"]))) == 59600


def test_double_taps_change_nothing(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    for step, body in (("picking", None), ("leave", None), ("delivered", {"code": db.vault.proof_code(order_no)})):
        first = ok(manager.post(f"{DOOR}/orders/{order_no}/{step}", body))
        events = value(db, "SELECT count(*) FROM outbox_events")
        freeze(db, TUESDAY_10 + timedelta(seconds=3))
        again = ok(manager.post(f"{DOOR}/orders/{order_no}/{step}", body))
        freeze(db)
        assert {**again, "now": first["now"]} == first
        assert value(db, "SELECT count(*) FROM outbox_events") == events
    assert value(db, "SELECT count(*) FROM entries") == 1


def test_she_is_known_while_it_is_brought_and_a_day_after(db: Database, mother: Caller, manager: Caller) -> None:
    order_no, offer_id = offered(db, mother, note="请放门口")
    path = f"{DOOR}/orders/{order_no}"

    def hidden() -> bool:
        answer = manager.get(path)
        body = ok(answer)
        assert body["recipient"]["full"] == all(secret in answer.text for secret in SECRETS)
        assert PHONE not in answer.text, "she is called through a number of the house's"
        assert body["recipient"]["full"] == (body["recipient"]["point"] is not None) == (body["note"] is not None)
        assert body["recipient"]["full"] or not any(secret in answer.text for secret in SECRETS)
        return not body["recipient"]["full"]

    assert hidden(), "only offered"
    ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))
    assert not hidden()
    ok(manager.post(f"{path}/leave"))
    assert not hidden()
    ok(manager.post(f"{path}/delivered", {"code": db.vault.proof_code(order_no)}))
    freeze(db, TUESDAY_10 + timedelta(hours=23, minutes=59))
    assert not hidden()
    freeze(db, TUESDAY_10 + timedelta(hours=24))
    assert hidden()


def test_she_is_hidden_again_when_it_is_cancelled_or_failed(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    ok(mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}))
    body = ok(manager.get(f"{DOOR}/orders/{order_no}"))
    assert (body["state"], body["recipient"]["full"], body["note"], body["actions"]) == ("cancelled", False, None, [])
    refused(manager.post(f"{DOOR}/orders/{order_no}/leave"), 409, "no_delivery")
    second = on_the_road(db, mother, manager, "key-00000002")
    ok(manager.post(f"{DOOR}/orders/{second}/failed", {"reason": "nobody_home"}))
    body = ok(manager.get(f"{DOOR}/orders/{second}"))
    assert (body["state"], body["recipient"]["full"]) == ("needs_person", False)
    assert body["delivery"]["failure_reason_zh"] == "无人收货"


def test_a_code_may_be_wrong_five_times_in_ten_minutes(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = on_the_road(db, mother, manager)
    path, wrong = f"{DOOR}/orders/{order_no}/delivered", {"code": wrong_code(db, order_no)}
    right = {"code": db.vault.proof_code(order_no)}
    for _ in range(proving.MAX_TRIES):
        assert refused(manager.post(path, wrong), 422, "wrong_proof_code")["fields"] == {"code": ["收货码不对"]}
    refused(manager.post(path, right), 429, "too_many_tries")
    freeze(db, TUESDAY_10 + timedelta(minutes=10) - timedelta(seconds=1))
    refused(manager.post(path, right), 429, "too_many_tries")
    freeze(db, TUESDAY_10 + timedelta(minutes=10))
    assert ok(manager.post(path, right))["state"] == "delivered"
    ok(manager.post(path, wrong))  # she has it: a late tap changes nothing
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'delivery.wrong_code'") == proving.MAX_TRIES


def test_guessing_before_the_parcel_left_is_counted_too(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    path = f"{DOOR}/orders/{order_no}/delivered"
    for _ in range(proving.MAX_TRIES):
        refused(manager.post(path, {"code": wrong_code(db, order_no)}), 422, "wrong_proof_code")
    refused(manager.post(path, {"code": db.vault.proof_code(order_no)}), 429, "too_many_tries")


def test_tries_belong_to_an_order(db: Database, mother: Caller, manager: Caller) -> None:
    first = on_the_road(db, mother, manager)
    second = on_the_road(db, mother, manager, "key-00000002")
    for _ in range(proving.MAX_TRIES):
        manager.post(f"{DOOR}/orders/{first}/delivered", {"code": wrong_code(db, first)})
    ok(manager.post(f"{DOOR}/orders/{second}/delivered", {"code": db.vault.proof_code(second)}))


@pytest.mark.parametrize(
    "body", [{}, {"code": "12"}, {"code": "12345"}, {"code": "１２３４"}, {"code": None}, {"cod": "1"}]
)
def test_the_proof_is_four_digits(db: Database, mother: Caller, manager: Caller, body: dict[str, str]) -> None:
    order_no = on_the_road(db, mother, manager)
    refused(manager.post(f"{DOOR}/orders/{order_no}/delivered", body), 422, "invalid")


def test_a_failed_delivery_goes_to_a_person_once(
    db: Database, mother: Caller, manager: Caller, network: Network
) -> None:
    set_stock(db, network["S1"], F1=5)
    order_no = on_the_road(db, mother, manager)
    refused(manager.post(f"{DOOR}/orders/{order_no}/failed", {"reason": "rain"}), 422, "invalid")
    first = ok(manager.post(f"{DOOR}/orders/{order_no}/failed", {"reason": "refused"}))
    freeze(db, TUESDAY_10 + timedelta(seconds=2))
    assert ok(manager.post(f"{DOOR}/orders/{order_no}/failed", {"reason": "refused"})) == first
    assert first == {"order_no": order_no, "state": "failed", "at": "2026-11-24T10:00:00.000+08:00"}
    assert rows(db, "SELECT on_hand, reserved FROM stock_levels") == [(5, 0)]
    assert value(db, "SELECT state FROM orders") == "needs_person"


def test_an_order_given_back_goes_on_and_is_the_others_now(
    db: Database, mother: Caller, manager: Caller, rival: Caller
) -> None:
    order_no = accepted(db, mother, manager)
    first = ok(manager.post(f"{DOOR}/orders/{order_no}/give-back", {"reason": "no_courier"}))
    freeze(db, TUESDAY_10 + timedelta(seconds=2))
    assert ok(manager.post(f"{DOOR}/orders/{order_no}/give-back", {"reason": "no_courier"})) == first
    assert manager.get(f"{DOOR}/orders/{order_no}").status_code == 404
    offer_id = open_offer_id(db, order_no)
    ok(rival.post(f"{DOOR}/offers/{offer_id}/accept"))
    # A third tap, now that the other store has a delivery under way, must not touch it.
    assert ok(manager.post(f"{DOOR}/orders/{order_no}/give-back", {"reason": "no_courier"})) == first
    body = ok(rival.get(f"{DOOR}/orders/{order_no}"))
    assert (body["state"], body["delivery"]["state"]) == ("accepted", "picking")
    assert [entry["text"] for entry in body["timeline"]] == ["收到派单", "接单"], "what S1 did is not S2's affair"


def test_what_left_the_shop_cannot_be_given_back(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = on_the_road(db, mother, manager)
    refused(manager.post(f"{DOOR}/orders/{order_no}/give-back", {"reason": "other"}), 409, "delivery_state")
    accepted_only = accepted(db, mother, manager, "key-00000002")
    refused(manager.post(f"{DOOR}/orders/{accepted_only}/failed", {"reason": "other"}), 409, "delivery_state")


def test_tabs_are_masked_ordered_and_paged(db: Database, mother: Caller, manager: Caller) -> None:
    numbers = []
    for number in range(4):
        freeze(db, TUESDAY_10 + timedelta(minutes=30 * number))
        numbers.append(accepted(db, mother, manager, f"key-0000000{number}"))

    def tab(state: str, limit: int = 3) -> list[str]:
        seen, cursor = [], None
        while True:
            query = {"state": state, "limit": limit, **({"cursor": cursor} if cursor else {})}
            answer = manager.get(f"{DOOR}/orders", query_string=query)
            page = ok(answer)
            assert not any(secret in answer.text for secret in SECRETS)
            seen += [order["order_no"] for order in page["orders"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return seen

    assert tab("accepted") == tab("accepted", 1) == numbers, "the most urgent first"
    assert tab("out_for_delivery") == tab("done") == []
    for minute, order_no in enumerate(numbers[1:]):
        freeze(db, TUESDAY_10 + timedelta(hours=2, minutes=minute))
        ok(manager.post(f"{DOOR}/orders/{order_no}/leave"))
    assert (tab("accepted"), tab("out_for_delivery")) == (numbers[:1], numbers[1:])
    for minute, order_no in enumerate(numbers[1:]):
        freeze(db, TUESDAY_10 + timedelta(hours=3, minutes=minute))
        ok(manager.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    assert tab("done") == tab("done", 1) == numbers[:0:-1], "the latest first"
    refused(manager.get(f"{DOOR}/orders", query_string={"state": "paid"}), 422, "invalid")


def test_what_is_late_is_said(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    assert ok(manager.get(f"{DOOR}/orders/{order_no}"))["late"] is False
    freeze(db, TUESDAY_10 + timedelta(hours=3, seconds=1))
    assert ok(manager.get(f"{DOOR}/orders"))["orders"][0]["late"] is True


def test_a_refund_lowers_what_the_order_earned(db: Database, mother: Caller, manager: Caller) -> None:
    from dispatch import refunding

    order_no = delivered(db, mother, manager)
    which = value(db, "SELECT id FROM orders")
    ask = refunding.RefundRequest(which, 1001, "x", "agent:1", "kkkkkkkk", b"h", True)
    db.run(lambda session: refunding.request_refund(session, ask))
    body = ok(manager.get(f"{DOOR}/orders/{order_no}"))
    assert (body["earning_fen"], body["refunded_fen"]) == (59600 - 1001, 1001)
    assert body["timeline"][-1]["text"] == "退款完成" and body["timeline"][-1]["kind"] == "refund.succeeded"
