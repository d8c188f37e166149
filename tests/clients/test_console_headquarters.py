"""What headquarters does at the console, in a real browser: rules, settlements, accounts; and what each role does not see."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import expect

from app import what_ifs
from app.db import Database
from app.web.house import House
from dispatch import intake
from tests.clients.conftest import Clock
from tests.clients.desk import Desk
from tests.support.people import Caller, login_mother, make_agent
from tests.support.walk import add_address, deliver, place_order
from tests.support.world import Network, change, rows, value

NewDesk = Callable[[], Desk]


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She lives 95 m from S1."""
    return login_mother(app)


@pytest.fixture
def boss(new_desk: NewDesk, app: Flask, network: Network) -> Desk:
    """Headquarters at a desk, the board in front."""
    made = new_desk()
    made.sit_down(str(make_agent(app, "headquarters", "总部").token))
    made.reads("订单看板")
    return made


def owed(db: Database) -> int:
    """What the ledger says the house owes S1, in fen."""
    return -int(
        value(
            db,
            "SELECT coalesce(sum(p.amount_fen), 0) FROM postings p JOIN accounts a ON a.id = p.account_id"
            " WHERE a.kind = 'store_payable' AND a.store_id = (SELECT id FROM stores WHERE code = 'S1')",
        )
    )


def test_a_rule_is_drafted_tried_put_in_force_and_taken_back_and_old_decisions_keep_theirs(
    boss: Desk, mother: Caller, house: House, db: Database, clock: Clock
) -> None:
    address_id = add_address(mother)
    first = place_order(mother, "key-00000001", address_id=address_id)["order_no"]
    deliver(db, first)
    clock.pass_by(hours=1)
    boss.menu("派单规则")
    boss.click("起草新版本")
    boss.fill("接单时限（分钟）", "30")
    boss.page.keyboard.press("Tab")
    boss.reads(re.compile("60 → 30"), boss.dialog())
    boss.click("存为草稿", boss.dialog())
    boss.reads("第 2 版，与使用中的第 1 版有 1 处不同")
    boss.click("试算")
    boss.reads(re.compile("排队中|正在算"))
    asked = int(value(db, "SELECT id FROM outbox_events WHERE kind = 'what_if.asked'"))
    what_ifs.run_what_if(house, asked)  # what the worker of the reports does
    boss.reads("算好了")
    table = boss.page.get_by_role("table", name="两版对比")
    expect(table.get_by_role("row").filter(has_text="老客留在老店")).to_have_count(1)
    expect(table.get_by_role("row").filter(has_text="需要人工的订单")).to_have_count(1)
    boss.click("启用这一版")
    boss.why("试算结果更好", "启用")
    boss.reads("使用中：第 2 版")
    second = place_order(mother, "key-00000002", address_id=address_id)["order_no"]
    boss.click("退回上一版")
    boss.why("新规则效果不好", "退回")
    boss.reads("使用中：第 1 版")
    for number, version in ((first, 1), (second, 2)):
        boss.open(f"orders/{number}")
        expect(boss.page.locator("[data-role=policy]")).to_have_text(f"规则第 {version} 版")
    [(minutes,)] = rows(
        db, "SELECT extract(epoch FROM expires_at - offered_at) / 60 FROM offers ORDER BY id DESC LIMIT 1"
    )
    assert minutes == 30


def test_a_settlement_is_locked_exported_paid_and_equal_to_the_ledger(
    boss: Desk, mother: Caller, db: Database, clock: Clock, network: Network, tmp_path: Path
) -> None:
    number = place_order(mother, payment_method="online")["order_no"]
    [(payment, amount)] = rows(db, "SELECT id, amount_fen FROM payments")
    db.run(lambda session: intake.paid(session, payment, "t-1", amount))
    deliver(db, number)
    change(db, "UPDATE tokens SET expires_at = expires_at + interval '100 days'")  # nobody logs in anew for this
    clock.pass_by(hours=30)
    boss.page.reload()  # the next day she comes in: her desk goes by the house's clock, not its own
    boss.menu("结算")
    boss.reads("还没有结算单")
    boss.click("开结算单")
    boss.click("开单", boss.dialog())
    boss.page.get_by_role("row").filter(has_text="浦东一店").click()
    assert owed(db) == 59600
    dialog = boss.dialog()
    boss.reads("596.00", dialog)
    boss.click("锁定", dialog)
    boss.why("账目已核对", "锁定")
    expect(boss.page.locator("[data-role=settlement-state]")).to_contain_text("已锁定")
    with boss.page.expect_download() as coming:
        boss.click("下载 CSV", dialog)
    table = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text("utf-8-sig"))))
    column = table[0].index("应付门店（元）")
    assert [line[column] for line in table[1:]] == ["596.00", "596.00"]  # the one line, and the sum
    boss.click("打款", dialog)
    boss.fill("银行流水号", "BANK20261126001")
    dialog.get_by_label("原因", exact=True).fill("按期打款")
    boss.click("记为已打款", dialog)
    expect(boss.page.locator("[data-role=settlement-state]")).to_contain_text("已打款")
    assert owed(db) == 0


def test_a_reports_number_leads_to_its_orders(boss: Desk, mother: Caller, db: Database, clock: Clock) -> None:
    number = place_order(mother)["order_no"]
    deliver(db, number)
    clock.pass_by(minutes=1)
    boss.menu("报表")
    boss.reads("派单漏斗")
    boss.page.get_by_role("row").filter(has_text="看订单").first.click()
    boss.reads(re.compile("按报表的条件"))
    boss.reads(number)


def test_an_account_is_made_uses_a_second_factor_and_is_closed(boss: Desk, new_desk: NewDesk, db: Database) -> None:
    boss.menu("账号与审计")
    boss.click("新账号")
    boss.fill("姓名", "小赵")
    boss.fill("新账号", "xiaozhao")
    boss.fill("初始密码", "correct horse battery")
    boss.click("建立", boss.dialog())
    boss.reads("xiaozhao")
    hers = new_desk()
    hers.log_in("xiaozhao", "correct horse battery")
    hers.open("agents")
    hers.fill("当前密码", "correct horse battery")
    hers.click("开启")
    secret = hers.page.locator("pre.secret").inner_text().replace(" ", "")
    hers.fill("验证码", pyotp.TOTP(secret).now())
    hers.click("确认开启")
    hers.reads("恢复码，只显示这一次")
    recovery = hers.page.locator("pre").inner_text().split()[0]
    hers.click("我收好了")
    hers.click("退出", hers.page.get_by_role("navigation"))
    hers.fill("账号", "xiaozhao")
    hers.fill("密码", "correct horse battery")
    hers.click("登录")
    hers.fill("动态验证码", recovery)
    hers.click("登录")
    hers.reads("订单看板")
    row = boss.page.get_by_role("row").filter(has_text="xiaozhao")
    boss.click("停用", row)
    boss.why("离职", "停用")
    expect(row.get_by_role("button", name="启用")).to_be_visible()  # the house has done it
    hers.page.reload()
    hers.reads("客服与总部使用")
    boss.page.get_by_role("tab", name="操作记录").click()
    boss.reads("离职")


def test_headquarters_sees_what_customer_service_does_not(boss: Desk, new_desk: NewDesk, app: Flask) -> None:
    desk = new_desk()
    desk.sit_down(str(make_agent(app, "customer_service", "小陈").token), "stores/S1")
    desk.reads("浦东一店")
    menu = desk.page.get_by_role("navigation", name="主菜单")
    for hidden in ("派单规则", "结算"):
        expect(menu.get_by_role("link", name=hidden)).to_have_count(0)
    expect(desk.page.get_by_role("button", name="停业")).to_have_count(0)
    desk.open("policies")
    desk.page.wait_for_function("location.hash.endsWith('/board')")  # sent where she may be
    boss.open("stores/S1")
    boss.click("停业")
    boss.why("停止合作", "停业")
    boss.reads("已停业")
    boss.menu("系统状态")
    boss.reads("数据库")
