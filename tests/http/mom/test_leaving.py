"""She takes everything along, or has it forgotten; the ledger and the store's purchase stay, and name nobody."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from app.db import Database
from tests.support.people import PHONE, Caller, login_mother
from tests.support.walk import ADDRESS, TWO_TINS, add_address, deliver, place_order
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, freeze, rows, value

BABY = {"nickname": "小米", "birth_month": "2026-03", "guardian_consent": True, "text_version": "baby-1"}
TABLES = (
    "members", "member_identities", "addresses", "babies", "consents", "orders", "order_lines", "offers", "decisions",
    "deliveries", "purchases", "purchase_lines", "entries", "postings", "outbox_events", "refunds", "payments", "tokens",
    "sms_codes", "messages",
)  # fmt: skip


def live_a_little(mother: Caller, db: Database, network: Network) -> str:
    mother.patch("/mom/v1/me", {"name": "王小明"})
    mother.post("/mom/v1/babies", BABY)
    mother.post("/mom/v1/consents", {"purpose": "service", "text_version": "2026-10"})
    add_purchase(db, mother.id, network["S2"], TUESDAY_10 - timedelta(days=30), "till-1")
    order_no = str(place_order(mother, note="请放门口")["order_no"])
    deliver(db, order_no)
    return order_no


def test_an_empty_life_exports_too(mother: Caller) -> None:
    answer = mother.get("/mom/v1/me/export")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["member"]["phone"] == PHONE
    for name in ("identities", "addresses", "babies", "consents", "purchases", "orders", "payments", "refunds"):
        assert found[name] == [], name


def test_the_export_has_everything_in_clear_and_only_hers(
    mother: Caller, other: Caller, db: Database, network: Network
) -> None:
    order_no = live_a_little(mother, db, network)
    add_address(other, text="上海市徐汇区漕溪路 1 号")
    answer = mother.get("/mom/v1/me/export")
    found = answer.get_json()
    assert found["member"]["name"] == "王小明"
    assert found["addresses"][0]["text"] == ADDRESS["text"]
    assert found["babies"][0]["nickname"] == "小米"
    assert {consent["purpose"] for consent in found["consents"]} == {"baby", "service"}
    assert [purchase["source"] for purchase in found["purchases"]] == ["till", "order"]
    (order,) = found["orders"]
    assert (order["order_no"], order["note"], order["recipient"]["phone"]) == (order_no, "请放门口", PHONE)
    assert order["placed_at"] == "2026-11-24T10:00:00.000+08:00"
    assert found["devices"][0]["revoked_at"] is None
    assert "漕溪路" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_erased_she_is_nowhere_and_the_books_stay(mother: Caller, db: Database, network: Network) -> None:
    live_a_little(mother, db, network)
    books = rows(db, "SELECT * FROM postings ORDER BY entry_id, account_id")
    assert mother.delete("/mom/v1/me").status_code == 204
    assert mother.get("/mom/v1/me").status_code == 401
    assert rows(db, "SELECT * FROM postings ORDER BY entry_id, account_id") == books
    assert value(db, "SELECT count(*) FROM purchases WHERE member_id = :id", id=mother.id) == 2
    everything = "".join(str(rows(db, f"SELECT t::text FROM {table} t")) for table in TABLES)
    for secret in (PHONE, "王小明", "张江路 88", "小米", "请放门口", db.vault.blind_index(PHONE).hex()):
        assert secret not in everything
    member = rows(db, "SELECT phone_hash, phone_sealed, name_sealed, ref, erased_at FROM members")[0]
    assert tuple(member) == (None, None, None, None, TUESDAY_10)
    order = rows(db, "SELECT recipient_sealed, note_sealed, lng, lat FROM orders")[0]
    assert db.vault.open_json(bytes(order.recipient_sealed), "orders.recipient")["name"] == "已注销"
    assert order.note_sealed is None
    assert (order.lng, order.lat) == (121.5, 31.2) != HOME
    for table in ("addresses", "babies", "member_identities", "sms_codes"):
        assert value(db, f"SELECT count(*) FROM {table}") == 0


def test_every_device_is_logged_out(app: Flask, db: Database, network: Network) -> None:
    first = login_mother(app)
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    second = login_mother(app)
    assert first.delete("/mom/v1/me").status_code == 204
    assert second.get("/mom/v1/me").status_code == 401
    assert value(db, "SELECT count(*) FROM tokens WHERE revoked_at IS NULL") == 0


def test_the_phone_comes_back_as_somebody_new(app: Flask, db: Database, network: Network, mother: Caller) -> None:
    live_a_little(mother, db, network)
    mother.delete("/mom/v1/me")
    again = login_mother(app)
    assert again.id != mother.id
    assert again.get("/mom/v1/me/stores").get_json() == {"stores": []}
    assert again.get("/mom/v1/orders").get_json()["orders"] == []


def test_not_while_an_order_or_a_refund_is_under_way(mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    refused = mother.delete("/mom/v1/me")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "orders_under_way")
    assert refused.get_json()["detail"] == "您还有未完成的订单，完成或取消后才能注销"
    assert mother.get("/mom/v1/me").status_code == 200
    deliver(db, order_no)
    mother.post(f"/mom/v1/orders/{order_no}/refunds", {"reason": "damaged", "amount_fen": 1}, key="refund-key-1")
    assert mother.delete("/mom/v1/me").get_json()["detail"] == "您还有处理中的退款，完成或取消后才能注销"


def test_an_order_and_an_erasure_at_once_never_leave_an_order_of_nobody(
    app: Flask, db: Database, network: Network
) -> None:
    for number in range(10):
        mother = login_mother(app, f"1390000{number:04d}")
        body = {
            "channel": "mini_program", "lines": TWO_TINS, "payment_method": "on_delivery",
            "address_id": add_address(mother),
        }  # fmt: skip
        with ThreadPoolExecutor(2) as pool:
            placed = pool.submit(mother.post, "/mom/v1/orders", body, key="key-00000001")
            erased = pool.submit(mother.delete, "/mom/v1/me")
            outcome = (placed.result().status_code, erased.result().status_code)
        assert outcome in ((201, 409), (401, 204), (422, 204)), outcome
    assert (
        value(db, "SELECT count(*) FROM orders o JOIN members m ON m.id = o.member_id WHERE m.erased_at IS NOT NULL")
        == 0
    )


def test_the_export_is_one_json_object(mother: Caller) -> None:
    answer = mother.get("/mom/v1/me/export")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert isinstance(json.loads(answer.data), dict)
