"""A store's printers: added by its manager, tried, removed; their keys shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.db import Database
from app.factory import create_app
from app.printers.feie import Feie
from app.printers.standin import PrinterStandin
from app.printers.yilianyun import Yilianyun
from app.web.house import House
from tests.support.people import Caller, make_agent, make_staff
from tests.support.world import Network, rows, value

from .walk import DOOR, ok, refused

BODY = {"provider": "feie", "serial": "960000001", "key": "abcd1234", "name": "收银台"}
WHERE = f"{DOOR}/printers"


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrinterStandin]:
    with PrinterStandin(tmp_path_factory.mktemp("printers")) as made:
        yield made


@pytest.fixture
def paper(standin: PrinterStandin) -> PrinterStandin:
    standin.reset()
    standin.place("feie", "960000001", "abcd1234")
    standin.place("yilianyun", "4004000001", "ef567890")
    return standin


@pytest.fixture
def printing(house: House, paper: PrinterStandin, network: Network) -> Flask:
    """The application of a house with both providers."""
    account = paper.account
    feie = Feie(account.feie_user, account.feie_ukey, paper.url)
    yilianyun = Yilianyun(account.yilianyun_id, account.yilianyun_secret, house.redis, paper.url)
    return create_app(house=replace(house, printers={"feie": feie, "yilianyun": yilianyun}))


@pytest.fixture
def boss(printing: Flask, network: Network) -> Caller:
    return make_staff(printing, network["S1"], "manager", "13900000001", "张姐")


def test_added_tried_shown_and_removed(
    printing: Flask, db: Database, boss: Caller, paper: PrinterStandin, network: Network
) -> None:
    made = ok(boss.post(WHERE, BODY), 201)
    assert (made["provider_zh"], made["serial"], made["condition_zh"], "key" in made) == (
        "飞鹅",
        "960000001",
        "未知",
        False,
    )
    second = ok(boss.post(WHERE, {**BODY, "provider": "yilianyun", "serial": "4004000001", "key": "ef567890"}), 201)
    listed = ok(boss.get(WHERE))
    assert [p["id"] for p in listed["printers"]] == [made["id"], second["id"]]
    assert listed["providers"] == ["feie", "yilianyun"]
    sealed = value(db, "SELECT key_sealed FROM printers WHERE id = :id", id=made["id"])
    assert b"abcd1234" not in bytes(sealed) and db.vault.open(bytes(sealed), "printers.key") == "abcd1234"
    tried = ok(boss.post(f"{WHERE}/{made['id']}/test"))
    assert (tried["condition"], tried["sent"]) == ("online", True)
    assert "打印测试" in paper.jobs()[0]["content"]
    agent = make_agent(printing)
    assert [p["serial"] for p in ok(agent.get("/console/v1/stores/S1/printers"))["printers"]] == [
        "960000001",
        "4004000001",
    ]
    assert boss.delete(f"{WHERE}/{made['id']}").status_code == 204
    assert [p["id"] for p in ok(boss.get(WHERE))["printers"]] == [second["id"]]
    refused(boss.delete(f"{WHERE}/{made['id']}"), 404, "not_found")
    told = [row.kind for row in rows(db, "SELECT kind FROM outbox_events WHERE kind LIKE 'printer.%' ORDER BY id")]
    assert told == ["printer.added", "printer.added", "printer.removed"]
    ok(boss.post(WHERE, BODY), 201)  # it may come back


def test_what_the_provider_refuses_is_named(boss: Caller, paper: PrinterStandin) -> None:
    for change, field in (({"key": "wrong123"}, "key"), ({"serial": "999999999"}, "key"), ({"provider": "x"}, "provider"),
                          ({"serial": "96 00"}, "serial"), ({"name": ""}, "name")):  # fmt: skip
        assert field in refused(boss.post(WHERE, {**BODY, **change}), 422, "invalid")["fields"], change
    paper.misbehave("5xx")
    refused(boss.post(WHERE, BODY), 503, "printer_unavailable")
    assert ok(boss.get(WHERE))["printers"] == []


def test_one_printer_is_one_stores(printing: Flask, boss: Caller, network: Network, paper: PrinterStandin) -> None:
    made = ok(boss.post(WHERE, BODY), 201)
    rival = make_staff(printing, network["S2"], "manager", "13900000003")
    refused(rival.post(WHERE, BODY), 409, "printer_taken")
    refused(rival.delete(f"{WHERE}/{made['id']}"), 404, "not_found")
    refused(rival.post(f"{WHERE}/{made['id']}/test"), 404, "not_found")
    assert ok(rival.get(WHERE))["printers"] == []


def test_a_printer_that_is_off_is_said(boss: Caller, paper: PrinterStandin) -> None:
    made = ok(boss.post(WHERE, BODY), 201)
    paper.change("feie", "960000001", condition="no_paper")
    tried = ok(boss.post(f"{WHERE}/{made['id']}/test"))
    assert (tried["condition_zh"], tried["waiting"], tried["seen_at"]) == ("缺纸或故障", 1, None)
    assert tried["failing_since"] is not None


def test_a_house_without_printers_says_so(manager: Caller) -> None:
    refused(manager.post(WHERE, BODY), 409, "printers_off")
    assert ok(manager.get(WHERE)) == {"printers": [], "providers": []}
