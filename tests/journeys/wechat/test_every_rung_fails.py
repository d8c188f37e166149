"""One order, a store that hears nothing: every rung fails in turn within half a minute, until an agent's call gets it accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.alerts import rounds
from app.printers import checking
from app.printers.standin import PrinterStandin
from app.printers.yilianyun import Yilianyun
from app.web.house import House
from tests.support.alerts import Ladder
from tests.support.people import Caller, make_agent, make_staff
from tests.support.walk import place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, Network, freeze, rows
from wechat.standin import Standin

STORE, CONSOLE = "/merchant/v1", "/console/v1"


class NoSms:
    """A provider of text messages that takes none."""

    def send(self, phone: str, text: str) -> None:
        raise ConnectionError(f"{phone} cannot be reached")


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[PrinterStandin]:
    with PrinterStandin(tmp_path / "printers") as made:
        yield made


@pytest.fixture
def deaf(place: WechatHouse, paper: PrinterStandin) -> House:
    """The house with printers, and without anybody who takes its text messages."""
    account = paper.account
    yilianyun = Yilianyun(account.yilianyun_id, account.yilianyun_secret, place.house.redis, paper.url)
    return replace(place.house, printers={"yilianyun": yilianyun}, sms=NoSms())


def at(house: House, seconds: int) -> None:
    freeze(house.db, TUESDAY_10 + timedelta(seconds=seconds))
    rounds.climb_once(house)
    checking.check_tickets(house)


def test_until_somebody_calls(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network, deaf: House, paper: PrinterStandin
) -> None:
    clerk, agent = make_staff(place.app, network["S1"], "clerk", "13900000001", "小李"), make_agent(place.app)
    phone = wechat.phone("店员", "13900000001", follows=True)
    clerk.post(f"{STORE}/wechat", {"code": wechat.code(phone["id"], "oauth")})
    assert clerk.post(f"{STORE}/shift").status_code == 200
    Ladder(deaf, network).printer(paper, "yilianyun", "4004000001")
    paper.change("yilianyun", "4004000001", condition="no_paper")
    wechat.switch("api", "5xx")
    order_no = str(place_order(mother)["order_no"])
    at(deaf, 0)
    at(deaf, 15)  # her phone did not say that it rang; WeChat does not answer; the printer has the ticket
    at(deaf, 29)
    (offer,) = agent.get(f"{CONSOLE}/orders/{order_no}").get_json()["offers"]
    assert [(a["rung"], a["state"]) for a in offer["alerts"]] == [
        ("in_app", "failed"), ("service_account", "failed"), ("printer", "sent")
    ]  # fmt: skip
    at(deaf, 30)
    (offer,) = agent.get(f"{CONSOLE}/orders/{order_no}").get_json()["offers"]
    assert [(a["rung_zh"], a["state_zh"], a["failure_zh"]) for a in offer["alerts"]] == [
        ("App 响铃", "没有成功", "没有收到回执"), ("服务号消息", "没有成功", "微信没有响应"),
        ("打印小票", "没有成功", "没有收到回执"),
        ("短信", "没有成功", "服务商没有接受"), ("客服电话", "已提醒", None),
    ]  # fmt: skip
    (task,) = agent.get(f"{CONSOLE}/call-tasks").get_json()["tasks"]
    assert [o["order_no"] for o in task["offers"]] == [order_no]
    assert agent.post(f"{CONSOLE}/call-tasks/{task['id']}/claim").status_code == 200
    done = agent.post(f"{CONSOLE}/call-tasks/{task['id']}/done", {"outcome": "will_answer"}).get_json()
    assert done["outcome_zh"] == "已通知，门店马上处理"
    assert clerk.post(f"{STORE}/offers/{offer['id']}/accept").status_code == 200
    story = [line["text"] for line in agent.get(f"{CONSOLE}/orders/{order_no}").get_json()["timeline"]]
    assert "提醒 浦东一店 没有成功：短信" in story and "提醒 浦东一店：客服电话" in story
    # The ticket that waited is taken back: what comes out of the printer later is nothing.
    at(deaf, 60)
    paper.change("yilianyun", "4004000001", condition="online")
    at(deaf, 120)
    assert [job["printed_at"] for job in paper.jobs()] == [None]
    assert agent.get(f"{CONSOLE}/call-tasks").get_json()["tasks"] == []
    left = rows(place.house.db, "SELECT payload::text AS told FROM outbox_events")
    assert not any("13900000001" in row.told or "13812345678" in row.told or "王小明" in row.told for row in left)
