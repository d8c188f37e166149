"""What follows an acceptance, and the rest of a day behind the counter: delivery, till, shelf, hours, people, money."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Route, expect

from app.db import Database
from app.web.house import House
from tests.clients.browser import until
from tests.clients.conftest import Clock
from tests.clients.merchant import Merchant
from tests.support.people import house_of, latest_code, login_mother, make_staff
from tests.support.walk import accept, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, insert, rows, set_stock, value

CLERK, MANAGER, CHAIN = "13900000002", "13900000003", "13900000004"
MOTHER = "13812345678"


@pytest.fixture
def pick_up(new_phone: Callable[[], BrowserContext], house: House) -> Callable[[], Merchant]:
    """A phone that has never been here."""
    return lambda: Merchant(new_phone().new_page(), lambda number: latest_code(house.db, number))


@pytest.fixture
def shop(pick_up: Callable[[], Merchant], app: Flask, network: Network) -> Merchant:
    """A clerk of S1 on shift."""
    make_staff(app, network["S1"], "clerk", CLERK, "小李")
    made = pick_up()
    made.start_shift(CLERK)
    return made


@pytest.fixture
def boss(pick_up: Callable[[], Merchant], app: Flask, network: Network) -> Merchant:
    """The manager of S1, logged in."""
    make_staff(app, network["S1"], "manager", MANAGER, "张姐")
    made = pick_up()
    made.log_in(MANAGER)
    return made


@pytest.fixture
def accepted(app: Flask, network: Network, db: Database) -> str:
    """An order that S1 has accepted; its number."""
    number = str(place_order(login_mother(app, MOTHER))["order_no"])
    accept(db, number)
    return number


def state(db: Database) -> str:
    return str(value(db, "SELECT state FROM orders"))


def test_from_the_shelf_to_her_door(shop: Merchant, accepted: str, db: Database) -> None:
    shop.tab("配送")
    shop.tap(re.compile("^待配送"))
    shop.reads("王小明")
    shop.reads("3 号 502 室")
    shop.tap("开始拣货")
    shop.page.get_by_role("checkbox", name=re.compile("1段")).click()
    shop.reads("1 / 1 已拣")
    shop.tap("出发配送")
    shop.reads("配送中")
    shop.tap("已送到")
    shop.fill("收货码", "0000" if db.vault.proof_code(accepted) != "0000" else "1111")
    shop.tap("确认送达")
    shop.reads("收货码不对")  # the house has said so, and she may try again
    assert state(db) == "out_for_delivery"
    shop.fill("收货码", db.vault.proof_code(accepted))
    shop.tap("确认送达")
    shop.reads("已送达，收入已入账")
    shop.reads("已送达")
    assert state(db) == "delivered"
    shop.tab_from_page("业绩")
    shop.reads("¥596")
    shop.reads("已入账 1 单")


def test_she_calls_by_a_masked_number_and_finds_the_way(shop: Merchant, accepted: str) -> None:
    shop.open("order", no=accepted)
    with shop.page.expect_response(re.compile("/call$")) as called:
        shop.tap("打电话")
    number = called.value.json()["number"]
    assert number != MOTHER
    shop.tap("导航")
    went = str(shop.page.get_by_role("link", name="高德地图").get_attribute("href"))
    assert went.startswith("https://uri.amap.com/navigation?to=121.") and "coordinate=gaode" in went
    assert "%E7%8E%8B" not in went and "502" not in went  # neither her name nor her door leaves the house


def test_what_was_not_all_ticked_is_asked_about(shop: Merchant, accepted: str, db: Database) -> None:
    shop.open("order", no=accepted)
    shop.tap("出发配送")
    shop.reads("还有 1 样没有打勾，都带上了吗？")
    shop.agree()
    shop.reads("配送中")
    assert state(db) == "out_for_delivery"


def test_a_photo_stands_for_the_code(shop: Merchant, accepted: str, db: Database, tmp_path: Path) -> None:
    picture = tmp_path / "door.jpg"
    Image.effect_noise((2400, 1800), 60).save(picture)
    shop.open("order", no=accepted)
    shop.tap("出发配送")
    shop.agree()
    shop.tap("已送到")
    with shop.page.expect_file_chooser() as chooser:
        shop.tap("顾客不在，拍照代替")
    chooser.value.set_files(picture)
    shop.reads("已送达，收入已入账")
    assert state(db) == "delivered"


def test_nobody_was_at_home(shop: Merchant, accepted: str, db: Database) -> None:
    shop.open("order", no=accepted)
    shop.tap("出发配送")
    shop.agree()
    shop.tap("没送到")
    shop.tap("无人收货")
    shop.tap("没送到", exact=True, last=True)
    shop.reads("已记下，客服会联系顾客")
    assert state(db) == "needs_person"


def test_the_store_gives_it_back_before_leaving(shop: Merchant, accepted: str, db: Database) -> None:
    shop.open("order", no=accepted)
    shop.tap("送不了，退回这单")
    shop.tap("没有人手配送")
    shop.tap("退回这单", exact=True)
    shop.reads("已退回，订单转给其他门店")
    assert value(db, "SELECT s.code FROM offers f JOIN stores s ON s.id = f.store_id WHERE f.state = 'open'") == "S2"


def ring_up(shop: Merchant) -> None:
    shop.tap("加 牧小暖婴儿配方奶粉 1段，298 元")
    shop.tap("多一件 牧小暖婴儿配方奶粉 1段")
    shop.tap("收款完成")
    shop.reads("已收到 596 元？")
    shop.agree()


def test_a_sale_rung_up_without_a_line_is_sent_once_when_it_is_back(shop: Merchant, db: Database) -> None:
    shop.tab("收银")
    shop.reads("牧小暖婴儿配方奶粉 1段")
    shop.page.context.set_offline(True)
    ring_up(shop)
    shop.reads(re.compile("还有 1 笔没有发出"))
    ring_up(shop)
    shop.reads(re.compile("还有 2 笔没有发出"))
    assert value(db, "SELECT count(*) FROM purchases") == 0
    # The house takes the batch, but its answers are lost: the phone must send the same again, by itself and when she taps.
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    shop.page.route("**/till/batch", lose)
    shop.page.context.set_offline(False)
    until(shop.page, lambda: lost, "what waited is sent when the line is back")
    shop.reads(re.compile("还有 2 笔没有发出"))
    once = len(lost)
    shop.tap("现在发")
    until(shop.page, lambda: len(lost) > once, "it is sent again")
    assert set(lost) == {200}
    shop.reads(re.compile("还有 2 笔没有发出"))
    shop.page.unroute("**/till/batch")
    shop.page.evaluate(
        "() => { window.dispatchEvent(new Event('offline')); window.dispatchEvent(new Event('online')) }"
    )
    shop.never_reads(re.compile("没有发出"))
    assert value(db, "SELECT count(*) FROM purchases") == 2
    assert value(db, "SELECT sum(paid_fen) FROM purchase_lines") == 2 * 59600


def test_what_was_rung_up_survives_a_killed_app(shop: Merchant, db: Database) -> None:
    shop.tab("收银")
    shop.reads("牧小暖婴儿配方奶粉 1段")
    shop.page.route("**/till/batch", lambda route: route.abort())
    ring_up(shop)
    shop.reads(re.compile("还有 1 笔没有发出"))
    shop.page.unroute("**/till/batch")
    shop.page.reload()
    shop.reads("牧小暖婴儿配方奶粉 1段")
    shop.never_reads(re.compile("没有发出"))
    assert value(db, "SELECT count(*) FROM purchases") == 1


def test_a_member_is_known_and_goods_come_back(shop: Merchant, db: Database, app: Flask, network: Network) -> None:
    member = login_mother(app, MOTHER).id
    add_purchase(db, member, network["S1"], TUESDAY_10 - timedelta(days=30), "r1")
    shop.tab("收银")
    shop.tap("加 牧小暖婴儿配方奶粉 1段，298 元")
    shop.tap("多一件 牧小暖婴儿配方奶粉 1段")
    shop.fill("手机号或会员码", MOTHER)
    shop.tap("查会员")
    shop.reads(re.compile("在本店买过 1 次"))
    shop.tap("改 牧小暖婴儿配方奶粉 1段 的价格")
    shop.fill("实收单价", "288.50")
    shop.tap("确定", exact=True)
    shop.reads("¥577")
    shop.tap("收款完成")
    shop.agree()
    shop.reads("已记账 577 元")
    shop.tap("收银记录和退货")
    shop.tap("退货", exact=True)
    shop.tap("少退一件 牧小暖婴儿配方奶粉 1段")
    shop.tap("退货", exact=True, last=True)
    shop.reads("已退货，退给顾客 288.50 元")
    shop.reads("已退 288.50")
    assert value(db, "SELECT count(*) FROM purchases WHERE member_id = :id", id=member) == 2


def test_the_shelf_is_searched_and_corrected(shop: Merchant, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=5, F2=7)
    shop.open("stock")
    shop.fill("搜索商品", "2段")
    shop.tap(re.compile("2段.*，7"))
    shop.tap("少一件", exact=True)
    shop.tap("保存", exact=True)
    shop.tap(re.compile("2段.*，6"))
    assert value(db, "SELECT on_hand FROM stock_levels WHERE sku = 'F2' AND store_id = :id", id=network["S1"]) == 6


def test_a_manager_pauses_changes_hours_and_reads_why(boss: Merchant, db: Database, network: Network) -> None:
    boss.tab("本店")
    boss.tap("暂停接单")
    boss.tap("盘点")
    boss.tap("30 分钟")
    boss.tap("暂停接单", exact=True, last=True)
    boss.reads(re.compile("盘点，到 10:30 自动恢复"))
    boss.tap("恢复接单")
    boss.reads("营业中")
    boss.tap("营业时间")
    boss.page.get_by_role("switch", name="周日营业").or_(boss.page.locator("[aria-label='周日营业']")).first.click()
    boss.tap("保存营业时间")
    boss.reads("已保存")
    assert value(db, "SELECT paused_at FROM stores WHERE code = 'S1'") is None


def test_the_area_is_drawn(boss: Merchant) -> None:
    boss.open("area")
    boss.reads(re.compile("门店周围 .* 公里"))
    picture = boss.page.get_by_label(re.compile("^配送范围"))
    expect(picture).to_be_visible()


def test_a_manager_hires_and_a_clerk_cannot_look(boss: Merchant, pick_up: Callable[[], Merchant], db: Database) -> None:
    boss.open("staff")
    boss.tap("加一位店员")
    boss.fill("姓名", "新来的")
    boss.fill("手机号", CLERK)
    boss.tap("保存", exact=True)
    boss.reads("新来的")
    newcomer = pick_up()
    newcomer.log_in(CLERK)
    newcomer.tab("本店")
    newcomer.reads("配送范围")
    newcomer.never_reads("店员 ›")
    expect(newcomer.page.get_by_role("link", name="店员")).to_have_count(0)
    newcomer.open("staff")
    newcomer.reads("没能打开")
    boss.tap(re.compile("^新来的"))
    boss.tap("停用：不能再登录本店")
    boss.agree()
    boss.reads("已停用")
    newcomer.open("money")
    newcomer.page.reload()
    newcomer.page.wait_for_function("location.hash.includes('/login/')")


def test_a_chain_manager_changes_store_and_sees_the_other_ones(
    app: Flask, network: Network, pick_up: Callable[[], Merchant]
) -> None:
    her = make_staff(app, network["S1"], "chain_manager", CHAIN, "周总")
    insert(house_of(app).db, "staff_roles", {"staff_id": her.id, "store_id": network["S2"], "role": "chain_manager"})
    phone = pick_up()
    phone.log_in(CHAIN)
    phone.reads("这台手机一次只为一家门店接单")
    phone.tap(re.compile("^浦东二店"))
    phone.reads("浦东二店")
    phone.tap("开始上班")
    phone.reads("正在接单")
    phone.tab("本店")
    phone.tap("换一家门店")
    phone.tap(re.compile("^浦东一店"))
    phone.reads("浦东一店")


def test_the_statement_lists_the_order_behind_the_money(
    boss: Merchant, accepted: str, db: Database, clock: Clock
) -> None:
    boss.open("order", no=accepted)
    boss.tap("出发配送")
    boss.agree()
    boss.tap("已送到")
    boss.fill("收货码", db.vault.proof_code(accepted))
    boss.tap("确认送达")
    boss.reads("已送达，收入已入账")
    boss.open("statement")
    boss.reads(re.compile(accepted))
    boss.reads("+596")
    with boss.page.expect_download() as loading:
        boss.tap("下载表格（CSV）")
    text = Path(loading.value.path()).read_text("utf-8-sig")
    assert accepted in text
    assert rows(db, "SELECT state FROM orders")[0].state == "delivered"
