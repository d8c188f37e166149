"""The demo network, loaded as on a first start."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import SHANGHAI
from app.db import Database
from app.demo import files, load, settle
from app.demo.load import load_if_empty, log_ins, people
from app.demo.printer_list import DEMO_PRINTERS
from app.identity.staff import active_staff
from app.members.addresses import addresses_of
from app.members.babies import babies_of
from app.members.consents import consents_of
from app.members.people import profile
from app.security import check_password
from app.stores.book import load_book
from app.web.house import House
from app.web.principal import principal_of
from dispatch.facts import her_stores
from tests.support.tables import fingerprint
from tests.support.world import freeze, make_store, rows, value

_OF_AN_ORDER = (
    "SELECT 1 FROM orders WHERE order_no = $1 AND store_id = $2 FOR UPDATE",
    "SELECT 1 FROM order_lines WHERE order_id = $1",
    "SELECT 1 FROM offers WHERE order_id = $1",
    "SELECT 1 FROM deliveries WHERE order_id = $1",
    "SELECT 1 FROM outbox_events WHERE order_id = $1",
    "SELECT 1 FROM entries WHERE order_id = $1",
    "SELECT 1 FROM postings WHERE entry_id = $1",
    "UPDATE reservations SET state = 'allocated' WHERE offer_id = $1",
)
AFTER = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


def nothing(_line: str) -> None:
    """A first start that nobody watches."""


def member(db: Database, row: dict[str, str]) -> int:
    return int(value(db, "SELECT id FROM members WHERE phone_hash = :h", h=db.vault.blind_index(row["phone"])))


@pytest.mark.timed
def test_everything_is_there_within_seconds_and_only_once(db: Database) -> None:
    freeze(db, AFTER)
    lines: list[str] = []
    began = time.monotonic()
    assert load_if_empty(db, lines.append)
    assert time.monotonic() - began < 25
    assert "demo network: 7,209 stores" in lines
    before = fingerprint(db)
    assert not load_if_empty(db, lines.append)
    assert fingerprint(db) == before
    counted = rows(db, "SELECT (SELECT count(*) FROM stores), (SELECT count(*) FROM products),"
                       " (SELECT count(*) FROM purchases), (SELECT count(*) FROM staff), (SELECT count(*) FROM agents),"
                       " (SELECT count(*) FROM members), (SELECT count(*) FROM addresses)")  # fmt: skip
    assert counted == [(7209, 45, 8574, 66, 3, 3008, 8)]
    _check_mothers(db)
    _check_people(db)
    _check_printers(db)


def test_the_first_orders_are_found_by_their_indexes(db: Database) -> None:
    """An empty table whose emptiness is noted is read from end to end, by plans that are kept while it fills."""
    freeze(db, AFTER)
    assert load_if_empty(db, nothing)
    with db.reading.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {each}").all() for each in _OF_AN_ORDER]
    lines = [line for plan in plans for (line,) in plan]
    assert sum("Index" in line for line in lines) >= len(_OF_AN_ORDER)
    assert [line for line in lines if "Seq Scan" in line] == []
    [(told,)] = rows(db, "SELECT bool_and(reltuples > 0) FROM pg_class WHERE relname IN ('stores', 'members', 'staff')")
    assert told, "what is there is counted"


def _check_printers(db: Database) -> None:
    """They stand in the first staffed stores, and the stand-in is told of the same numbers and keys."""
    found = rows(
        db, "SELECT p.provider, p.serial, p.key_sealed, s.code FROM printers p JOIN stores s ON s.id = p.store_id"
    )
    known = {(row.provider, row.serial): db.vault.open(bytes(row.key_sealed), "printers.key") for row in found}
    assert known == {(each.provider, each.serial): each.key for each in DEMO_PRINTERS}
    staffed = [row["store_codes"] for row in files.read(files.STAFF) if row["role"] == "manager"]
    assert {row.code for row in found} == set(staffed[: len(DEMO_PRINTERS)])


def _check_mothers(db: Database) -> None:
    with db.session() as session:
        book = load_book(session)
        for row in files.read(files.MEMBERS):
            member_id = member(db, row)
            assert profile(session, member_id)["name"] == row["name"]
            (address,) = addresses_of(session, member_id)
            assert (address["text"], address["door"], address["is_default"]) == (row["address"], row["door"], True)
            assert address["point"] == {"lng": float(row["lng"]), "lat": float(row["lat"]), "datum": "gcj02"}
            (baby,) = babies_of(session, member_id)
            assert (baby["nickname"], baby["birth_month"]) == (row["baby_nickname"], row["baby_birth_month"])
            assert {consent["purpose"] for consent in consents_of(session, member_id)} == {"service", "baby"}
            homes = her_stores(session, member_id, book)
            assert [book.cards[home].code for home in homes[:1]] == _heirs(row["home_store"])
    assert value(db, "SELECT count(*) FROM members WHERE phone_verified_at IS NOT NULL") == 0


def _heirs(code: str) -> list[str]:
    """The store that serves now who bought there."""
    successor = {row["code"]: row["successor"] for row in files.read(files.STORES)}
    return [successor[code] or code] if code else []


def _check_people(db: Database) -> None:
    with db.session() as session:
        for row in files.read(files.STAFF):
            found = active_staff(session, row["phone"])
            assert found is not None and found.name == row["name"]
        till = principal_of(session.execute, settle.TERMINAL_TOKEN)
        assert (till.kind, till.role) == ("terminal", "terminal")
    assert value(db, "SELECT city FROM stores WHERE id = :id", id=till.store_id) == "上海市"
    roles = {(login, role) for login, role in rows(db, "SELECT login, role FROM agents")}
    assert roles == {("kefu", "customer_service"), ("kefu2", "customer_service"), ("zongbu", "headquarters")}
    assert check_password("jindan-demo", value(db, "SELECT password_hash FROM agents WHERE login = 'kefu'"))


def test_a_database_with_a_store_is_left_alone(db: Database) -> None:
    make_store(db, "S1", 121.5, 31.2)
    assert not load_if_empty(db, nothing)
    assert value(db, "SELECT count(*) FROM products") == 0


def test_a_crash_half_way_leaves_nothing_and_the_next_start_loads_all(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_session: Session) -> None:
        raise RuntimeError("power cut")

    freeze(db, AFTER)
    before = fingerprint(db)
    with monkeypatch.context() as patched:
        patched.setattr(settle, "terminal", crash)  # the very last step
        with pytest.raises(RuntimeError):
            load_if_empty(db, nothing)
    assert fingerprint(db) == before
    assert load_if_empty(db, nothing)


def test_old_statistics_do_not_make_it_endless(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a start that failed and the next one the server tidied up, and noted that there is no store."""

    def crash(_session: Session) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(settle, "terminal", crash)
        with pytest.raises(RuntimeError):
            load_if_empty(db, nothing)
    db.alone(text("VACUUM (TRUNCATE false) stores"))
    assert value(db, "SELECT reltuples = 0 AND relpages > 0 FROM pg_class WHERE relname = 'stores'")

    def again(session: Session) -> bool:
        session.execute(text("SET LOCAL statement_timeout = '20s'"))
        return load._load(session, nothing)

    assert db.run(again)


def test_purchases_never_lie_in_the_future(db: Database) -> None:
    latest = max(datetime.fromisoformat(row["purchased_at"]) for row in files.read(files.PURCHASES))
    now = datetime(2026, 3, 1, 12, 0, tzinfo=SHANGHAI)
    freeze(db, now)
    assert load_if_empty(db, nothing)
    moved = value(db, "SELECT max(purchased_at) FROM purchases")
    days = (latest - moved) / timedelta(days=1)
    assert now - timedelta(days=1) < moved <= now and days == int(days) > 0
    # all by the same days: who bought where last is as it was told
    first = files.read(files.MEMBERS)[0]
    with db.session() as session:
        book = load_book(session)
        assert book.cards[her_stores(session, member(db, first), book)[0]].code == first["home_store"]
        assert load.days_ahead(session) == days


def test_the_log_ins_are_those_of_the_files(house: House) -> None:
    mother, manager, agent = people()
    assert (mother.login, mother.path) == ("13900000001", "/mall/")
    assert (manager.login, manager.path) == ("13800001001", "/merchant/")
    assert (agent.login, agent.path, agent.secret) == ("kefu", "/console/", "password jindan-demo")
    lines = log_ins(house.config)
    assert len(lines) == 4 and all(house.config.base_url in line for line in lines)
    assert settle.TERMINAL_TOKEN in lines[-1]
