"""``purchases import``."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SHANGHAI
from app.db import Database
from app.demo import files
from app.imports.commands import catalogue_file, purchases_file, stores_file
from app.members.leaving import forget
from tests.support.people import make_member
from tests.support.tables import fingerprint
from tests.support.world import TUESDAY_10, change, freeze, rows, value

pytestmark = pytest.mark.usefixtures("shop")
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def at_ten(db: Database) -> None:
    """The clock stands at ten on a Tuesday."""
    freeze(db)


def test_a_receipt_with_two_lines_makes_a_member_and_a_purchase(db: Database, bring) -> None:
    report = bring("purchases", {}, {"sku": "F2", "quantity": "1", "paid_fen": "0"})
    assert report.line(False) == "receipts: 1 added, 0 changed, 0 unchanged, 1 new members"
    (member,) = rows(db, "SELECT * FROM members")
    assert member.ref == "M1" and member.phone_hash == db.vault.blind_index(PHONE)
    assert db.vault.open(member.phone_sealed, "members.phone") == PHONE
    assert member.phone_verified_at is None and member.name_sealed is None and member.created_at == TUESDAY_10
    (bought,) = rows(db, "SELECT * FROM purchases")
    assert (bought.source, bought.source_key, bought.member_id, bought.state) == (
        *("import", "import:S1:R1", member.id),
        "completed",
    )
    assert (bought.total_fen, bought.purchased_at) == (59600, datetime(2026, 11, 1, 10, tzinfo=SHANGHAI))
    assert rows(db, "SELECT line_no, sku, quantity, paid_fen FROM purchase_lines ORDER BY 1") == [
        (1, "F1", 2, 59600),
        (2, "F2", 1, 0),
    ]


def test_the_same_receipts_again_change_nothing(db: Database, bring) -> None:
    cells = ({}, {"receipt_no": "R2"}, {"sku": "F2"}, {"receipt_no": "R3", "member_ref": "", "phone": "13900000009"})
    bring("purchases", *cells)
    before = fingerprint(db)
    again = bring("purchases", *reversed(cells))
    assert again.line(False) == "receipts: 0 added, 0 changed, 3 unchanged, 0 new members"
    assert bring("purchases", *cells, {"receipt_no": "R4"}, dry_run=True).added == 1
    assert fingerprint(db) == before
    report = bring("purchases", *cells, {"receipt_no": "R4"})
    assert (report.added, report.unchanged) == (1, 3)


@pytest.mark.parametrize("phone", ["+86 138 1234 5678", "86-13812345678", "138-1234-5678", " 13812345678 "])
def test_a_phone_is_hers_however_it_is_written(db: Database, bring, phone: str) -> None:
    member_id = make_member(db, PHONE)
    bring("purchases", {"member_ref": "", "phone": phone})
    assert rows(db, "SELECT member_id FROM purchases") == [(member_id,)]


def test_number_and_phone_find_one_member_and_each_learns_the_other(db: Database, bring) -> None:
    by_phone = make_member(db, PHONE)
    report = bring(
        "purchases",
        {"phone": ""},  # by number alone: which phone is hers, row 3 says
        {"receipt_no": "R2"},
        {"receipt_no": "R3", "member_ref": ""},
        {"receipt_no": "R4", "member_ref": "M2", "phone": ""},
    )
    assert report.line(False).endswith("1 new members, 1 members now known by phone and member_ref")
    assert rows(db, "SELECT id, ref FROM members WHERE phone_hash IS NOT NULL") == [(by_phone, "M1")]
    assert rows(db, "SELECT DISTINCT member_id FROM purchases WHERE source_key <> 'import:S1:R4'") == [(by_phone,)]
    bring("purchases", {"receipt_no": "R5", "member_ref": "M2", "phone": "13900000009"})
    second = value(db, "SELECT id FROM members WHERE phone_hash = :h", h=db.vault.blind_index("13900000009"))
    assert second == value(db, "SELECT id FROM members WHERE ref = 'M2'")


def test_number_and_phone_of_two_members(db: Database, bring, refused) -> None:
    bring("purchases", {}, {"receipt_no": "R2", "member_ref": "M2", "phone": "13900000009"})
    make_member(db, "13700000000")
    change(db, "INSERT INTO members (ref, created_at) VALUES ('M3', jindan_now())")
    before = fingerprint(db)
    lines = refused(
        "purchases",
        {"receipt_no": "R10", "phone": "13900000009"},
        {"receipt_no": "R11", "member_ref": "M3", "phone": "13700000000"},
        {"receipt_no": "R12", "member_ref": "M2", "phone": "13600000000"},
        {"receipt_no": "R13", "member_ref": "M4", "phone": PHONE},
    )
    assert lines == [
        "row 2, column member_ref: member_ref and phone belong to two different members",
        "row 3, column member_ref: member_ref and phone belong to two different members",
        "row 4, column member_ref: the member with this member_ref has another phone",
        "row 5, column member_ref: the member with this phone has another member_ref",
    ]
    assert refused("purchases", {"receipt_no": "R20", "member_ref": "M5", "phone": "13600000001"},
                   {"receipt_no": "R21", "member_ref": "M5", "phone": "13600000002"},
                   {"receipt_no": "R22", "member_ref": "M6", "phone": "13600000002"}) == [
        "row 3, column phone: this member_ref has another phone in row 2",
        "row 4, column member_ref: this phone has another member_ref in row 3",
    ]  # fmt: skip
    assert fingerprint(db) == before


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"phone": "1381234567"}, "column phone: is not a Chinese mobile number of 11 digits"),
        ({"phone": "1.38123E+10"}, "column phone: is not a Chinese mobile number of 11 digits"),
        ({"phone": "", "member_ref": ""}, "column phone: is empty, and so is member_ref"),
        ({"store_code": "S9"}, "column store_code: there is no store S9"),
        ({"sku": "F9"}, "column sku: there is no article F9"),
        ({"purchased_at": "2026-11-01 10:00:00"}, "column purchased_at: has no offset from UTC; write it like 2026-"),
        ({"purchased_at": "2026/11/1 10:00"}, "column purchased_at: is not a date and time like 2026-"),
        ({"purchased_at": "2026-02-30T10:00:00Z"}, "column purchased_at: is not a date and time that exists"),
        ({"purchased_at": "0026-02-03T10:00:00Z"}, "column purchased_at: lies outside of the years 1970 to 2199"),
        ({"purchased_at": "2026-11-24T10:00:01+08:00"}, "column purchased_at: lies in the future"),
        ({"receipt_no": ""}, "column receipt_no: is empty"),
        ({"quantity": "0"}, "column quantity: must be at least 1"),
        ({"quantity": "1.5"}, "column quantity: is not a whole number"),
        ({"paid_fen": "-1"}, "column paid_fen: must be at least 0"),
        ({"paid_fen": "596.00"}, "column paid_fen: is not a whole number"),
    ],
)
def test_faults_of_purchases(db: Database, refused, cells: dict, fault: str) -> None:
    (line,) = refused("purchases", {"receipt_no": "R0"}, cells)
    assert line.startswith(f"row 3, {fault}")
    assert value(db, "SELECT count(*) FROM members") == value(db, "SELECT count(*) FROM purchases") == 0


def test_a_receipt_of_this_very_second_is_not_in_the_future(bring) -> None:
    assert bring("purchases", {"purchased_at": "2026-11-24T02:00:00Z"}).added == 1


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("purchased_at", {"purchased_at": "2026-11-01T10:00:01+08:00"}),
        ("member_ref", {"member_ref": "M2"}),
        ("phone", {"phone": ""}),
    ],
)
def test_rows_of_one_receipt_must_agree(refused, column: str, cells: dict) -> None:
    assert refused("purchases", {}, {"sku": "F2", **cells}) == [
        f"row 3, column {column}: differs from row 2, which is the same receipt"
    ]


@pytest.mark.parametrize(
    ("what", "cells"),
    [
        ("purchased_at", {"purchased_at": "2026-11-01T10:00:01+08:00"}),
        ("member", {"member_ref": "M2", "phone": "13900000009"}),
        ("lines", {"paid_fen": "59601"}),
        ("lines", {"sku": "F2"}),
    ],
)
def test_a_known_receipt_with_other_content_is_refused(db: Database, bring, refused, what: str, cells: dict) -> None:
    bring("purchases", {})
    before = fingerprint(db)
    assert refused("purchases", {"receipt_no": "R2"}, cells) == [
        f"row 3, column receipt_no: this receipt was imported before with other content ({what})"
    ]
    assert fingerprint(db) == before


def test_one_number_at_two_stores_is_two_receipts(db: Database, bring) -> None:
    assert bring("purchases", {}, {"store_code": "S2"}).added == 2


def test_a_void_at_the_shop_does_not_make_the_file_a_contradiction(db: Database, bring) -> None:
    bring("purchases", {})
    change(db, "UPDATE purchases SET state = 'voided'")
    assert bring("purchases", {}).unchanged == 1
    assert value(db, "SELECT state FROM purchases") == "voided"


def test_who_has_left_is_not_brought_back_by_an_old_receipt(db: Database, bring) -> None:
    bring("purchases", {})
    member_id = value(db, "SELECT id FROM members")
    db.run(lambda session: forget(session, member_id, TUESDAY_10))
    assert bring("purchases", {}).line(False) == "receipts: 0 added, 0 changed, 1 unchanged, 0 new members"
    assert rows(db, "SELECT id, ref, phone_hash FROM members") == [(member_id, None, None)]


def test_no_fault_repeats_what_is_somebodys_own(refused) -> None:
    secrets = ("13812345678", "13900000009", "139000", "M-77")
    lines = refused(
        "purchases",
        {"member_ref": "M-77", "phone": "139000"},
        {"receipt_no": "R2", "member_ref": "M-77"},
        {"receipt_no": "R3", "member_ref": "M-77", "phone": "13900000009"},
        {"receipt_no": "R3", "member_ref": "M-77"},
    )
    assert len(lines) >= 2
    assert not [secret for secret in secrets for line in lines if secret in line]


def test_no_phone_is_kept_in_clear(db: Database, bring) -> None:
    bring("purchases", {})
    kept = str(rows(db, "SELECT m::text, p::text FROM members m, purchases p"))
    assert PHONE not in kept and PHONE.encode().hex() not in kept


@pytest.mark.timed
def test_the_demo_receipts_within_seconds(db: Database, tmp_path: Path) -> None:
    catalogue_file(db, path=files.DATA / files.CATALOGUE)
    stores_file(db, path=files.DATA / files.STORES)
    began = time.monotonic()
    report = purchases_file(db, path=files.DATA / files.PURCHASES)
    assert report.added > 8_000
    assert value(db, "SELECT count(*) FROM purchase_lines") == 16_205
    assert timedelta(seconds=time.monotonic() - began) < timedelta(seconds=15)
    assert purchases_file(db, path=files.DATA / files.PURCHASES).unchanged == report.added
