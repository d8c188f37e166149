"""The adapters against a server that checks every signature: what works, and each way in which it may not."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from app.printers.feie import Feie
from app.printers.port import Line, PrinterError, PrinterPort, PrinterRefused, PrinterUnavailable
from app.printers.standin import PrinterStandin
from app.printers.yilianyun import TOKEN_KEY, Yilianyun
from app.web.house import House

SLIP = (Line("新订单", "title"), Line("牧小暖 1段 x2", "strong"), Line("订单 2611240000000001"))
SERIAL, KEY = "960000001", "abcd1234"


@pytest.fixture(params=["feie", "yilianyun"])
def port(request: pytest.FixtureRequest, printing: House, paper: PrinterStandin) -> PrinterPort:
    """Each provider, with one printer that stands somewhere."""
    paper.place(request.param, SERIAL, KEY)
    assert printing.printers is not None
    return printing.printers[request.param]


def test_a_printer_is_added_prints_says_so_and_is_removed(port: PrinterPort, paper: PrinterStandin) -> None:
    port.add(SERIAL, KEY, "收银台")
    port.add(SERIAL, KEY, "收银台")  # twice is once
    assert port.condition(SERIAL) == "online"
    number = port.print(SERIAL, SLIP, "offer1")
    assert port.is_printed(SERIAL, number)
    (job,) = paper.jobs()
    assert "新订单" in job["content"] and "牧小暖 1段 x2" in job["content"] and job["printed_at"]
    port.remove(SERIAL)
    port.remove(SERIAL)
    with pytest.raises(PrinterRefused, match="unknown_printer"):
        port.print(SERIAL, SLIP, "offer2")


def test_a_wrong_key_and_an_unknown_printer_are_refused(port: PrinterPort) -> None:
    with pytest.raises(PrinterRefused):
        port.add(SERIAL, "wrong123", "收银台")
    with pytest.raises(PrinterRefused):
        port.add("999999999", KEY, "收银台")
    with pytest.raises(PrinterRefused, match="unknown_printer"):
        port.condition("999999999")


def test_offline_and_without_paper_a_slip_waits_and_comes_out_later(port: PrinterPort, paper: PrinterStandin) -> None:
    port.add(SERIAL, KEY, "收银台")
    for condition in ("offline", "no_paper"):
        paper.change(port.name, SERIAL, condition=condition)
        assert port.condition(SERIAL) == condition
        number = port.print(SERIAL, SLIP, f"late{condition.replace('_', '')}")
        assert not port.is_printed(SERIAL, number)
        paper.change(port.name, SERIAL, condition="online")
        assert port.is_printed(SERIAL, number)


def test_a_slow_printer(port: PrinterPort, paper: PrinterStandin) -> None:
    port.add(SERIAL, KEY, "收银台")
    paper.change(port.name, SERIAL, delay_s=3600)
    number = port.print(SERIAL, SLIP, "slow")
    assert not port.is_printed(SERIAL, number)
    taken_back = port.cancel(SERIAL, number)
    assert taken_back is (port.name == "yilianyun")  # Feie can only empty the whole queue
    paper.change(port.name, SERIAL, delay_s=0)
    assert port.is_printed(SERIAL, number) is (port.name == "feie")


@pytest.mark.parametrize(
    ("kind", "error"), [("5xx", PrinterUnavailable), ("rubbish", PrinterUnavailable), ("refuse", PrinterRefused)]
)
def test_a_provider_that_fails_is_told_by_kind(
    port: PrinterPort, paper: PrinterStandin, kind: str, error: type[PrinterError]
) -> None:
    port.add(SERIAL, KEY, "收银台")
    paper.misbehave(kind)
    with pytest.raises(error):
        port.print(SERIAL, SLIP, "offer1")
    assert paper.jobs() == []
    port.print(SERIAL, SLIP, "offer1")


def test_nobody_at_the_other_end(printing: House) -> None:
    for port in (Feie("a", "b", "http://127.0.0.1:9"), Yilianyun("a", "b", printing.redis, "http://127.0.0.1:9")):
        with pytest.raises(PrinterUnavailable, match="no_answer"):
            port.condition(SERIAL)


def test_the_same_job_again_is_the_same_where_the_provider_knows_how(port: PrinterPort, paper: PrinterStandin) -> None:
    port.add(SERIAL, KEY, "收银台")
    first, second = port.print(SERIAL, SLIP, "offer1"), port.print(SERIAL, SLIP, "offer1")
    assert (first == second, len(paper.jobs())) == ((True, 1) if port.name == "yilianyun" else (False, 2))


def test_a_wrong_account_is_refused(printing: House, paper: PrinterStandin) -> None:
    account = paper.account
    wrong: list[Any] = [
        Feie(account.feie_user, "another", paper.url), Feie("somebody", account.feie_ukey, paper.url),
        Yilianyun(account.yilianyun_id, "another", printing.redis, paper.url),
        # A clock that is wrong signs what is too old.
        Feie(account.feie_user, account.feie_ukey, paper.url, now=lambda: 1_764_122_400.0),
        Yilianyun(account.yilianyun_id, account.yilianyun_secret, printing.redis, paper.url, now=lambda: 1_764_122_400.0),
    ]  # fmt: skip
    for port in wrong:
        with pytest.raises(PrinterRefused):
            port.condition(SERIAL)


def test_one_token_serves_every_process_and_a_stale_one_is_renewed(printing: House, paper: PrinterStandin) -> None:
    account = paper.account

    def another() -> Yilianyun:
        return Yilianyun(account.yilianyun_id, account.yilianyun_secret, printing.redis, paper.url)

    paper.place("yilianyun", SERIAL, KEY)
    one = another()
    one.add(SERIAL, KEY, "收银台")
    token = printing.redis.get(TOKEN_KEY + account.yilianyun_id)
    another().condition(SERIAL)
    assert printing.redis.get(TOKEN_KEY + account.yilianyun_id) == token
    paper.misbehave("stale_token")
    assert one.condition(SERIAL) == "online"
    assert printing.redis.get(TOKEN_KEY + account.yilianyun_id) != token
    printing.redis.flushdb()
    assert another().condition(SERIAL) == "online"


def test_the_standins_page_shows_the_paper_and_its_switches(
    printing: House, port: PrinterPort, paper: PrinterStandin
) -> None:
    port.add(SERIAL, KEY, "收银台")
    port.print(SERIAL, (Line("新订单", "title"), Line("<script>x</script>")), "offer1")
    page = requests.get(paper.url, timeout=10).text
    assert '<b class="big">新订单</b>' in page and "<script>x" not in page and "打出" in page and SERIAL in page
    requests.post(f"{paper.url}/printers/{port.name}/{SERIAL}", data={"condition": "offline"}, timeout=10)
    assert port.condition(SERIAL) == "offline"
    wrong = requests.post(f"{paper.url}/_standin/printers/{port.name}/1", json={"condition": "online"}, timeout=10)
    assert wrong.status_code == 404
