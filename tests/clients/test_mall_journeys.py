"""What mothers do in the mall, in a real browser at phone size, on a real house: the ways that end well."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from app.db import Database
from app.geocoding import Located
from app.web.house import EXTENSION
from dispatch import delivering, refunding
from tests.clients.browser import still
from tests.clients.conftest import Clock
from tests.clients.mall import Mall
from tests.clients.screenshots import desk
from tests.support.people import Caller, house_of, make_member, make_staff
from tests.support.walk import accept, add_address, deliver, leave, place_order
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, change, insert, rows, set_stock, value

PHONE = "13812345678"
FAR = {"lng": 108.94, "lat": 34.26, "datum": "wgs84"}  # Xi'an: no store delivers there


@pytest.fixture
def her(mall: Mall, app: Flask) -> Caller:
    """She has logged in on her phone, and lives 95 m from S1."""
    mall.open("login")
    mall.log_in(PHONE)
    caller = Caller(app, mall.token)
    add_address(caller)
    return caller


def order_no(db: Database) -> str:
    return str(value(db, "SELECT order_no FROM orders"))


def test_a_new_mother_looks_orders_pays_and_gets_it(mall: Mall, db: Database, clock: Clock) -> None:
    mall.open()
    mall.tap("1 段")
    mall.tap("牧小暖婴儿配方奶粉 1段，298 元")
    mall.reads("下单前会告诉您由哪家店送")
    mall.tap("马上买")
    mall.log_in(PHONE)  # only now, and then she is where she was going
    mall.tap("选择收货地址")
    mall.tap("新增收货地址")
    mall.add_address("上海市浦东新区张江路 88 弄", "3 号 502 室", "王小明", PHONE)
    mall.tap("送到上海市浦东新区张江路 88 弄")
    mall.reads("由离您最近的 浦东二店 为您配送")
    mall.reads(re.compile("预计今天 13:00 前送达"))
    mall.tap("提交并支付")
    mall.page.get_by_role("button", name="模拟支付").click()
    mall.reads("等待 浦东二店 接单")
    mall.reads("已付款 298.00 元")
    accept(db, order_no(db))
    mall.reads("浦东二店 已接单，正在为您备货")
    leave(db, order_no(db))
    mall.reads("配送中")
    mall.reads(db.vault.proof_code(order_no(db)))
    hand_over(db)
    mall.tap("我收到了")
    mall.reads("订单已完成")
    rate_it(mall, "5 星，很满意", "送得快，很热心")
    assert value(db, "SELECT stars FROM ratings") == 5
    assert value(db, "SELECT count(*) FROM orders") == 1


def rate_it(mall: Mall, stars: str, words: str) -> None:
    mall.reads("这次配送怎么样？")
    mall.tap(stars)
    mall.fill("想对门店说的话", words)
    mall.tap("提交评价")
    mall.reads("您的评价")
    mall.reads(words)


def hand_over(db: Database) -> None:
    number = order_no(db)
    which = int(value(db, "SELECT id FROM orders"))
    db.run(lambda session: delivering.deliver(session, which, "staff:1", code=db.vault.proof_code(number)))


def test_a_returning_mothers_order_goes_to_her_old_store_and_says_so(
    mall: Mall, app: Flask, db: Database, network: Network
) -> None:
    add_purchase(db, make_member(db, PHONE), network["S3"], TUESDAY_10 - timedelta(days=30), "r1")
    mall.open("login")
    mall.log_in(PHONE)
    add_address(Caller(app, mall.token))
    mall.open()
    mall.reads("您的老店")
    mall.reads("浦东三店")
    mall.tap("把牧小暖婴儿配方奶粉 1段再买一次")
    mall.reads("由您常去的 浦东三店 为您配送")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("等待 浦东三店 接单")
    mall.reads(re.compile("1 小时"))


def test_what_her_store_lacks_is_said_in_the_cart(mall: Mall, her: Caller, db: Database, network: Network) -> None:
    member = int(value(db, "SELECT id FROM members"))
    add_purchase(db, member, network["S3"], TUESDAY_10 - timedelta(days=30), "r1")
    set_stock(db, network["S3"], F1=0, F2=5)
    mall.open("product", sku="F1")
    mall.reads("浦东三店 暂时缺货")
    mall.tap("放进购物车", exact=True)
    mall.open("cart")
    mall.reads("浦东三店 暂时缺货")
    mall.reads(re.compile("您常去的门店暂时缺货，由离您最近的 浦东一店 为您配送"))


def test_no_store_in_range_is_arranged_by_a_person(mall: Mall, her: Caller, db: Database) -> None:
    add_address(her, text="陕西省西安市碑林区长安路 1 号", point=FAR, is_default=True)
    mall.buy("F1")
    mall.reads("收货地址附近暂时没有能送到的门店")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("客服正在为您安排，会尽快联系您")
    assert value(db, "SELECT state FROM orders") == "needs_person"


def test_silent_stores_are_passed_by_and_she_reads_it(mall: Mall, her: Caller, clock: Clock) -> None:
    mall.buy("F1")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("门店一小时内没有接单，会自动转给下一家")
    clock.pass_by(minutes=40)
    mall.reads("20 分钟")
    clock.pass_by(minutes=21)
    mall.reads("浦东一店 未及时接单，已转给 浦东二店，等待接单")
    clock.pass_by(minutes=61)
    clock.pass_by(minutes=61)
    mall.reads(re.compile("浦东三店 未及时接单，客服正在为您安排门店"))
    mall.reads("您不用重新下单")


def test_cancelling_gives_the_money_back(mall: Mall, her: Caller, db: Database) -> None:
    mall.buy("F1")
    mall.tap("提交并支付")
    mall.page.get_by_role("button", name="模拟支付").click()
    mall.tap("取消订单")
    mall.reads("已付的钱会全额原路退回")
    mall.tap("不想要了")
    mall.tap("确定取消")
    mall.reads("您取消了订单")
    mall.reads("已付的钱正在原路退回")
    which = int(value(db, "SELECT id FROM orders"))
    db.run(lambda session: refunding.refund_cancelled(session, which))  # as the worker does
    mall.reads("退款 298 元")


def test_after_delivery_she_asks_for_a_part_of_her_money(mall: Mall, her: Caller, db: Database) -> None:
    mall.buy("F1")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("等待 浦东一店 接单")
    deliver(db, order_no(db))
    mall.tap("申请退款")
    mall.tap("商品破损")
    mall.fill("退款金额", "12.50")
    mall.tap("提交申请")
    mall.reads("退款 12.50 元")
    mall.reads("等待处理")
    assert rows(db, "SELECT amount_fen, state FROM refunds") == [(1250, "requested")]


def test_a_slip_of_the_thumb_is_put_right(mall: Mall, her: Caller, db: Database) -> None:
    deliver(db, str(place_order(her)["order_no"]))
    mall.open("orders")
    mall.tap("已送达，牧小暖婴儿配方奶粉 1段")
    rate_it(mall, "1 星，很不满意", "点错了")
    mall.tap("修改评价")
    mall.tap("5 星，很满意")
    mall.tap("提交评价")
    expect(mall.page.get_by_role("img", name="5 星，很满意")).to_be_visible()
    assert [tuple(row) for row in rows(db, "SELECT stars, changed_at IS NOT NULL FROM ratings")] == [(5, True)]


def let_her_choose(db: Database) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired'")
    settings = '{"member_choice": true}'
    change(db, f"INSERT INTO policy_versions (settings, state, created_by) VALUES ('{settings}', 'active', 'test')")


def test_she_chooses_another_store_that_can_take_it(mall: Mall, her: Caller, db: Database) -> None:
    let_her_choose(db)
    mall.buy("F1")
    mall.reads("由离您最近的 浦东一店 为您配送")
    mall.tap("由 浦东一店 配送，换一家")
    mall.tap("浦东二店，附近的门店")
    mall.reads("由您选的 浦东二店 为您配送")
    mall.tap("货到付款")
    mall.tap("多一罐")  # a new quote, and her choice stays
    mall.reads("596")
    mall.reads("由您选的 浦东二店 为您配送")
    mall.tap("提交订单")
    mall.reads("等待 浦东二店 接单")
    assert value(db, "SELECT reason FROM decisions") == "chosen_by_member"


def test_what_she_chose_is_gone_and_she_is_asked(mall: Mall, her: Caller, db: Database, network: Network) -> None:
    let_her_choose(db)
    mall.buy("F1")
    mall.tap("由 浦东一店 配送，换一家")
    mall.tap("浦东二店，附近的门店")
    mall.tap("货到付款")
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE id = :id", id=network["S2"])
    mall.tap("提交订单")
    mall.reads(re.compile("配送安排有变化"))
    mall.reads("由离您最近的 浦东一店 为您配送")
    assert value(db, "SELECT count(*) FROM orders") == 0
    mall.tap("提交订单")
    mall.reads("等待 浦东一店 接单")


def test_the_promise_changed_meanwhile_and_she_agrees_anew(
    mall: Mall, her: Caller, db: Database, network: Network
) -> None:
    mall.buy("F1")
    mall.reads("由离您最近的 浦东一店 为您配送")
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE id = :id", id=network["S1"])
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads(re.compile("配送安排有变化"))
    mall.reads("由离您最近的 浦东二店 为您配送")
    assert value(db, "SELECT count(*) FROM orders") == 0
    mall.tap("提交订单")
    mall.reads("等待 浦东二店 接单")


def test_without_logging_in_everything_on_the_shelf_can_be_seen(mall: Mall) -> None:
    mall.open("shelf")
    mall.reads("牧小暖婴儿配方奶粉 1段")
    mall.tap("纸尿裤")
    mall.reads("软糯糯纸尿裤 L码")
    mall.fill("搜索商品", "2段")
    mall.tap("牧小暖较大婴儿配方奶粉 2段，288 元")
    mall.tap("放进购物车", exact=True)
    mall.tap("购物车，1 件")
    expect(mall.page.get_by_text("去结算（1）")).to_be_visible()
    mall.open("orders")  # no log-in wall
    mall.reads("登录后看订单")


def test_what_goes_with_a_product_is_shown_below_it(mall: Mall, db: Database) -> None:
    tin = {"category": "奶粉", "stage": "1", "price_fen": 36800, "unit": "罐"}
    insert(db, "products", {"sku": "F3", "name": "蓝湾星婴儿配方奶粉 1段", **tin})
    mall.open("product", sku="F1")
    mall.reads("1 段 · 适合 0-6 个月")
    mall.reads("同一段位")
    mall.tap("蓝湾星婴儿配方奶粉 1段，368 元")
    mall.page.wait_for_function("location.hash.includes('sku=F3')")


def test_her_babys_age_picks_the_stage(mall: Mall, her: Caller) -> None:
    her.post(
        "/mom/v1/babies", {"nickname": "豆豆", "birth_month": "2026-03", "guardian_consent": True, "text_version": "v1"}
    )
    mall.page.clock.set_fixed_time("2026-11-24T10:00:00+08:00")
    mall.open()
    mall.reads("豆豆 8 个月")
    mall.reads("牧小暖较大婴儿配方奶粉 2段")
    mall.never_reads("牧小暖婴儿配方奶粉 1段")


def test_what_was_bought_is_bought_again_from_its_order(mall: Mall, her: Caller, db: Database) -> None:
    number = str(place_order(her)["order_no"])
    deliver(db, number)
    mall.open("order", no=number)
    mall.tap("再买一次")
    mall.reads("去结算（2）")


def test_she_takes_her_data_along_and_has_herself_forgotten(mall: Mall, her: Caller, db: Database) -> None:
    mall.open("privacy")
    with mall.page.expect_download() as saved:
        mall.tap("导出我的数据")
    assert PHONE in saved.value.path().read_text()
    mall.tap("注销账号")
    mall.agree()
    mall.reads("已注销")
    mall.open("orders")
    mall.reads("登录后看订单")
    assert value(db, "SELECT count(*) FROM members WHERE erased_at IS NOT NULL") == 1


def test_what_she_changes_of_herself(mall: Mall, her: Caller, db: Database) -> None:
    mall.open("babies")
    mall.fill("宝宝小名", "豆豆")
    mall.tap("保存")
    mall.reads("请选择出生年月")
    her.post(
        "/mom/v1/babies", {"nickname": "豆豆", "birth_month": "2026-03", "guardian_consent": True, "text_version": "v1"}
    )
    mall.open("privacy")
    mall.tap("撤回：使用宝宝信息")
    mall.agree()
    mall.reads(re.compile("日撤回$"))
    assert value(db, "SELECT count(*) FROM consents WHERE purpose = 'baby' AND withdrawn_at IS NOT NULL") == 1


def test_an_old_address_is_corrected_with_a_new_pin(mall: Mall, her: Caller, db: Database) -> None:
    mall.open("addresses")
    mall.tap("修改", exact=True)
    mall.fill("地址", "上海市浦东新区碧波路 5 弄")
    mall.tap("保存")
    mall.reads("请在地图上标出收货位置")
    mall.put_pin()
    mall.tap("保存")
    mall.reads("上海市浦东新区碧波路 5 弄3 号 502 室")
    assert value(db, "SELECT lng FROM addresses WHERE deleted_at IS NULL") == pytest.approx(121.51, abs=0.001)


def test_a_geocoder_that_is_sure_of_the_door_spares_her_the_pin(
    mall: Mall, her: Caller, app: Flask, db: Database
) -> None:
    class Doors:
        """A geocoder that knows one door."""

        def locate(self, address: str) -> Located | None:
            return Located(*HOME, "door") if "88 弄" in address else Located(121.6, 31.2, "district")

    app.extensions[EXTENSION] = replace(house_of(app), geocoder=Doors())
    mall.open("address")
    mall.fill("地址", "上海市浦东新区世纪大道 1 号")
    mall.fill("收货人", "王小明")
    mall.fill("手机号", PHONE)
    mall.tap("保存")
    mall.reads("请在地图上标出收货位置")
    mall.fill("地址", "上海市浦东新区张江路 88 弄 5 号")
    mall.fill("收货人", "王大明")
    mall.reads("按地址找到了，点这里核对")
    mall.tap("保存")
    mall.reads("张江路 88 弄 5 号")
    assert value(db, "SELECT lng FROM addresses ORDER BY id DESC LIMIT 1") == pytest.approx(HOME[0], abs=0.0001)


def test_she_calls_who_brings_it_and_gives_her_number_to_nobody(mall: Mall, her: Caller, db: Database) -> None:
    number = str(place_order(her)["order_no"])
    mall.open("order", no=number)
    mall.reads("等待 浦东一店 接单")
    expect(mall.tappable("给送货的店员打电话")).to_have_count(0)
    accept(db, number)
    mall.reads("正在为您备货")
    mall.tap("给送货的店员打电话")
    mall.reads(re.compile("请用登录的手机拨打隐私号 [0-9]+，12:00 前有效"))
    assert value(db, "SELECT count(*) FROM call_bindings") == 1
    assert PHONE not in mall.page.content()


def test_without_masked_numbers_she_calls_the_shop(mall: Mall, her: Caller, app: Flask, db: Database) -> None:
    app.extensions[EXTENSION] = replace(house_of(app), calls=None)
    number = str(place_order(her)["order_no"])
    accept(db, number)
    mall.open("order", no=number)
    mall.tap("给送货的店员打电话")
    mall.reads("隐私号暂时不能用，为您拨打门店电话")


def test_she_knows_who_serves_her_and_whom_to_call(
    mall: Mall, her: Caller, app: Flask, db: Database, network: Network
) -> None:
    make_staff(app, network["S3"], "manager", "13900000001", "张姐")
    member = int(value(db, "SELECT id FROM members"))
    add_purchase(db, member, network["S3"], TUESDAY_10 - timedelta(days=30), "r1")
    mall.open()
    mall.reads("张姐 为您服务 · 店长")
    mall.open("stores")
    mall.reads("张姐 为您服务 · 店长")
    mall.open("me")
    expect(mall.tappable("打电话给客服 400-500-0000").first).to_be_visible()
    mall.never_reads("在线客服")  # a browser has no contact button


def test_she_reads_in_larger_letters_and_nothing_is_cut_off(mall: Mall, her: Caller, db: Database) -> None:
    number = str(place_order(her)["order_no"])
    mall.open("me")
    words = mall.page.get_by_text("客服电话").filter(visible=True)
    before = still(mall.page, words)
    mall.tap("字号特大")
    expect(mall.tappable("字号特大").first).to_have_attribute("aria-checked", "true")
    assert still(mall.page, words)["height"] > before["height"]
    mall.page.reload()
    expect(mall.tappable("字号特大").first).to_have_attribute("aria-checked", "true")
    for screen, query, words_there in (
        ("home", {}, "牧小暖婴儿配方奶粉 1段"),
        ("product", {"sku": "F1"}, "马上买"),
        ("order", {"no": number}, "等待 浦东一店 接单"),
        ("checkout", {}, "没有要结算的商品"),
        ("address", {}, "设为默认地址"),
    ):
        mall.open(screen, **query)
        mall.has_opened(screen, words_there)
        width = mall.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{screen} is {width} px wide"


def test_on_a_desk_it_is_a_column_and_its_sheets_are_too(browser: Browser, url: str, mall: Mall, her: Caller) -> None:
    number = str(place_order(her)["order_no"])
    context = desk(browser, url)
    context.add_init_script(f"localStorage.setItem('jindan.token', '{her.token}')")
    there = Mall(context.new_page(), lambda _: "")
    there.open("order", no=number)
    there.tap("取消订单")
    there.reads("为什么取消？")
    for each in (".bar", ".wd-popup--bottom", ".screen"):
        box = still(there.page, there.page.locator(each).filter(visible=True).first)
        assert box["width"] <= 480 and 470 <= box["x"] <= 490, (each, box)
    context.close()


def test_a_second_phone_has_its_own_memory(mall: Mall, her: Caller, new_phone: Callable[[], BrowserContext]) -> None:
    other = Mall(new_phone().new_page(), lambda _: "")
    other.open("me")
    other.reads("登录 / 注册")
