"""What customer service does all day, in a real browser at 1440 px, on a real house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.db import Database
from app.security import hash_password
from tests.clients.conftest import Clock
from tests.clients.desk import Desk
from tests.support.people import Caller, login_mother, make_agent
from tests.support.walk import accept, deliver, place_order
from tests.support.world import TUESDAY_10, Network, change, insert, rows, value

NewDesk = Callable[[], Desk]


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She lives 95 m from S1, so that her first order goes there."""
    return login_mother(app)


@pytest.fixture
def agent(app: Flask, network: Network) -> Caller:
    """小陈 of customer service."""
    return make_agent(app, "customer_service", "小陈")


@pytest.fixture
def desk(new_desk: NewDesk, agent: Caller) -> Desk:
    """小陈 at her desk, the board in front of her."""
    made = new_desk()
    made.sit_down(str(agent.token))
    made.reads("订单看板")
    return made


def test_she_logs_in_by_name_and_password_and_out_again(new_desk: NewDesk, agent: Caller, db: Database) -> None:
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password("correct horse"))
    desk = new_desk()
    desk.open("stores")  # she is sent to the log-in page, and then where she was going
    desk.fill("账号", "小陈")
    desk.fill("密码", "wrong")
    desk.click("登录")
    desk.reads("账号或密码不对")
    desk.fill("密码", "correct horse")
    desk.click("登录")
    desk.reads("浦东一店")
    desk.click("退出")
    desk.reads("客服与总部使用")
    desk.open("board")
    desk.reads("客服与总部使用")
    assert (
        value(db, "SELECT count(*) FROM tokens WHERE kind = 'agent' AND revoked_at IS NULL AND device IS NOT NULL") == 0
    )


def test_an_order_that_every_store_ignores_appears_is_explained_moved_and_accepted(
    desk: Desk, mother: Caller, db: Database, clock: Clock
) -> None:
    desk.reads("现在没有进行中的订单")
    number = place_order(mother)["order_no"]
    clock.pass_by(seconds=1)
    expect(desk.row(number)).to_contain_text("浦东一店")
    expect(desk.row(number)).to_have_attribute("data-sla", re.compile("fresh|no_device"))
    clock.pass_by(minutes=61)
    expect(desk.row(number)).to_contain_text("浦东二店")
    clock.pass_by(minutes=61)
    expect(desk.row(number)).to_contain_text("浦东三店")
    clock.pass_by(minutes=61)
    expect(desk.row(number)).to_contain_text("没有门店能接")
    expect(desk.row(number)).to_have_attribute("data-sla", "needs_person")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("Enter")
    desk.state_is("需要人工")
    why = desk.part("为什么派给这家店")
    desk.reads("没有选出门店", why)
    for store in ("浦东一店", "浦东二店", "浦东三店"):
        expect(why.get_by_role("row").filter(has_text=store).filter(has_text="超时")).to_have_count(1)
    desk.page.keyboard.press("a")
    desk.page.get_by_label("指派给 浦东二店").click()
    desk.why("已与门店电话确认", "指派")
    desk.reads("订单已派给 浦东二店")
    desk.state_is("等待接单")
    desk.reads("由 客服 小陈 指定：已与门店电话确认", why)
    accept(db, number)
    clock.pass_by(seconds=1)
    desk.state_is("备货中")
    desk.page.keyboard.press("Escape")
    expect(desk.row(number)).to_contain_text("备货")


def test_she_places_a_callers_order_with_the_keyboard_and_the_phone_is_in_no_address(
    desk: Desk, agent: Caller, db: Database
) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.menu("来电")
    desk.fill("来电号码", "13700001234")
    desk.page.keyboard.press("Enter")
    desk.reads("这个号码还不是会员")
    desk.fill("称呼", "李雷")
    desk.click("建档")
    desk.reads("没有买过，属于新客")
    desk.click("＋ 新地址")
    dialog = desk.dialog()
    desk.fill("收货人", "李雷")
    desk.fill("收货手机号", "13700001234")
    desk.fill("地址", "上海市浦东新区张江路 88 弄")
    desk.fill("门牌", "3 号 502 室")
    desk.reads("把图钉放到她家", dialog)
    expect(dialog.get_by_role("button", name="保存地址")).to_be_disabled()
    dialog.get_by_label("地图").click(position={"x": 420, "y": 200})
    desk.reads("图钉已放好", dialog)
    desk.click("保存地址", dialog)
    expect(dialog).to_be_hidden()
    desk.fill("搜商品", "1段")
    desk.page.get_by_role("option", name=re.compile("牧小暖婴儿配方奶粉 1段")).click()
    say = desk.part("替她下单")
    desk.reads(re.compile("预计今天 .* 前送"), say)
    desk.reads("浦东二店", say)
    desk.click("下单", say)
    desk.reads("已下单", say)
    desk.reads("货到付款 298.00 元", say)
    [placed] = rows(db, "SELECT channel, agent_id, payment_method FROM orders")
    assert tuple(placed) == ("call_centre", agent.id, "on_delivery")
    assert asked and not [address for address in asked if "13700001234" in address]


def test_of_two_agents_the_second_is_told_what_the_first_did(
    desk: Desk, new_desk: NewDesk, app: Flask, mother: Caller, clock: Clock
) -> None:
    number = place_order(mother)["order_no"]
    other = new_desk()
    other.sit_down(str(make_agent(app, "customer_service", "小吴").token), f"orders/{number}")
    other.state_is("等待接单")
    desk.open(f"orders/{number}")
    desk.reads(re.compile("小吴.*也在看"))
    desk.click("取消订单")  # 小陈 has the dialog open, while …
    other.click("暂停派单")
    other.why("顾客要改地址", "暂停")
    other.state_is("已暂停派单")
    desk.why("顾客不要了", "取消订单")
    desk.reads("没有执行", desk.dialog())
    desk.reads(re.compile("小吴"), desk.dialog())
    desk.click("取消", desk.dialog())
    clock.pass_by(seconds=1)
    desk.state_is("已暂停派单")
    desk.click("取消订单")
    desk.why("顾客不要了", "取消订单")
    desk.state_is("已取消")


def test_part_of_the_money_goes_back_and_the_ledger_shows_it(
    desk: Desk, mother: Caller, db: Database, clock: Clock
) -> None:
    number = place_order(mother)["order_no"]
    deliver(db, number)
    clock.pass_by(seconds=1)
    desk.open(f"orders/{number}")
    desk.state_is("已送达")
    desk.click("退款")
    desk.fill("退款金额（元）", "900")
    desk.why("商品破损", "退款")
    desk.reads("请输入 0.01 到 596.00 之间的金额")
    desk.fill("退款金额（元）", "98.50")
    desk.why("商品破损", "退款")
    money = desk.part("商品与钱")
    desk.reads("已退 98.50", money)
    assert value(db, "SELECT refunded_fen FROM orders") == 9850
    expect(money.get_by_role("table", name="分录").get_by_role("row").filter(has_text="送达后退款")).to_contain_text(
        "98.50"
    )


# A dialog takes the cursor when it opens, and puts it into a field a moment later; she was there in between.
_TYPES_AT_ONCE = """label => document.addEventListener('focusin', ({ target }) => {
  if (target.matches('.el-dialog')) setTimeout(() => document.querySelector(`[aria-label="${label}"]`).select(), 20)
})"""


@pytest.mark.parametrize("label", ["退款金额（元）", "原因"])
def test_who_is_quicker_than_the_dialog_keeps_the_cursor(desk: Desk, mother: Caller, db: Database, label: str) -> None:
    number = place_order(mother)["order_no"]
    deliver(db, number)
    desk.open(f"orders/{number}")
    desk.state_is("已送达")
    desk.page.evaluate(_TYPES_AT_ONCE, label)
    desk.click("退款")
    desk.reads("最多可退 596.00 元")
    desk.page.evaluate(
        "() => new Promise((later) => setTimeout(later, 400))"
    )  # the dialog takes the cursor a moment later
    desk.page.keyboard.type("98.50")
    expect(desk.dialog().get_by_label(label, exact=True)).to_have_value("98.50")


def test_what_is_masked_is_shown_with_a_reason_and_leaves_a_line(desk: Desk, mother: Caller, db: Database) -> None:
    number = place_order(mother)["order_no"]
    desk.open(f"orders/{number}")
    desk.reads("138****5678")
    desk.never_reads("13812345678")
    desk.click("查看电话")
    desk.why("联系顾客确认地址", "查看")
    desk.reads("13812345678")
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'order.revealed'") == 1


def test_a_note_and_a_text_message_leave_their_trace(desk: Desk, mother: Caller, db: Database) -> None:
    number = place_order(mother)["order_no"]
    desk.open(f"orders/{number}")
    desk.fill("写备忘", "她七点后在家")
    desk.click("记下")
    desk.reads("她七点后在家", desk.part("备忘"))
    desk.click("联系顾客")
    desk.dialog().get_by_role("radio").first.check()
    desk.why("联系不上她", "发短信")
    desk.reads("短信已交给短信平台")
    assert value(db, "SELECT count(*) FROM messages WHERE template LIKE 'agent%' OR key LIKE 'agent%'") >= 1


def test_a_stores_page_says_whether_its_printer_works(desk: Desk, db: Database, network: Network) -> None:
    desk.open("stores/S1")
    desk.reads("没有登记打印机")
    sealed = db.vault.seal("abcd1234", "printers.key")
    told = {"provider": "feie", "serial": "960000001", "key_sealed": sealed, "name": "收银台", "created_by": "staff:1"}
    kept = {**told, "store_id": network["S1"], "condition": "no_paper", "created_at": TUESDAY_10}
    insert(db, "printers", {**kept, "failing_since": TUESDAY_10})
    desk.page.keyboard.press("r")
    desk.reads("飞鹅 960000001", desk.part("店员与设备"))
    desk.reads("缺纸或故障", desk.part("店员与设备"))


def test_no_answer_from_the_house_is_said_and_can_be_asked_again(desk: Desk, mother: Caller) -> None:
    number = place_order(mother)["order_no"]
    desk.page.route("**/console/v1/orders/**", lambda route: route.abort())
    desk.open(f"orders/{number}")
    desk.reads("网络不通")
    desk.page.unroute("**/console/v1/orders/**")
    desk.click("再试一次")
    desk.state_is("等待接单")
