"""An order comes to the counter: it is heard, seen, answered; in a real browser at phone size, on a real house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from app.db import Database
from app.outbox import publish
from app.web.house import House
from app.web.screens import MERCHANT
from dispatch import steering
from tests.clients.browser import until
from tests.clients.conftest import Clock
from tests.clients.merchant import Merchant
from tests.support.people import Caller, latest_code, login_mother, make_staff
from tests.support.walk import place_order
from tests.support.world import Network, rows, value

CLERK, COLLEAGUE = "13900000002", "13900000003"
_NOTE_WHEN_SEEN = """() => new MutationObserver(() => {
    if (document.querySelector('.offer .paper')) window.seenAt ??= performance.now()
}).observe(document.body, { childList: true, subtree: true })"""


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She lives 95 m from S1, so that her first order goes there."""
    return login_mother(app)


@pytest.fixture
def clerk(app: Flask, network: Network) -> Caller:
    """A clerk of S1."""
    return make_staff(app, network["S1"], "clerk", CLERK, "小李")


@pytest.fixture
def pick_up(new_phone: Callable[[], BrowserContext], house: House) -> Callable[[], Merchant]:
    """A phone that has never been here."""
    assert (MERCHANT / "index.html").is_file(), "the stores' app is not built. Remedy: make clients"
    return lambda: Merchant(new_phone().new_page(), lambda number: latest_code(house.db, number))


@pytest.fixture
def shop(pick_up: Callable[[], Merchant], clerk: Caller) -> Merchant:
    """Her phone, on shift."""
    made = pick_up()
    made.start_shift(CLERK)
    return made


@pytest.fixture
def order(mother: Caller, db: Database) -> Callable[..., str]:
    """An order is placed, and what happened is told; its number."""
    count = 0

    def place(**changes: object) -> str:
        nonlocal count
        count += 1
        number = str(place_order(mother, f"key-{count:08d}", **changes)["order_no"])
        db.run(lambda session: publish(session, ()))
        return number

    return place


def tell(db: Database) -> None:
    """What happened reaches the feeds, as the relay does it."""
    db.run(lambda session: publish(session, ()))


def test_the_tap_that_starts_the_shift_lets_her_hear_the_voice(
    pick_up: Callable[[], Merchant], clerk: Caller, db: Database
) -> None:
    phone = pick_up()
    phone.log_in(CLERK)
    phone.reads("小李")
    assert phone.voice() is None
    phone.tap("开始上班")
    phone.hears()
    phone.reads("正在接单")
    phone.reads("现在没有新订单")
    phone.hears_nothing()  # once, as a proof; then it is calm
    assert value(db, "SELECT count(*) FROM shifts WHERE ended_at IS NULL") == 1


def test_the_phone_remembers_her_and_asks_for_the_tap_that_sound_needs(
    shop: Merchant, order: Callable[..., str]
) -> None:
    shop.page.reload()
    shop.reads("正在接单")
    shop.reads("声音没有打开，新订单不会响")
    shop.tap("打开声音")
    shop.hears()
    shop.never_reads("声音没有打开，新订单不会响")


@pytest.mark.timed
def test_an_offer_is_on_the_screen_within_a_second(shop: Merchant, order: Callable[..., str]) -> None:
    shop.page.evaluate(_NOTE_WHEN_SEEN)
    took: list[float] = []
    # What this machine's other work adds is not the app's: one of a few in time is the proof.
    while len(took) < 4 and min(took, default=1000) >= 1000:
        shop.reads("现在没有新订单")
        shop.page.evaluate("() => void delete window.seenAt")
        order()
        told = shop.page.evaluate("performance.now()")  # after the commit and the relay's round
        shop.is_called()
        took.append(shop.page.evaluate("window.seenAt") - told)
        shop.tap("接单", exact=True)
        shop.reads("待配送")
        shop.page.go_back()
    assert min(took) < 1000, f"never in time: {[round(ms) for ms in took]} ms"


def test_an_offer_calls_until_it_is_accepted(shop: Merchant, order: Callable[..., str], db: Database) -> None:
    shop.reads("现在没有新订单")
    shop.hears_nothing()
    number = order()
    shop.is_called()
    rang = "SELECT count(*) FROM alerts WHERE rung = 'in_app' AND state = 'seen'"
    until(shop.page, lambda: value(db, rang) == 1, "the phone's receipt: it rang")
    shop.hears()
    assert (shop.voice() or {})["loop"]
    shop.reads("¥596")  # two tins, all of it the store's
    shop.reads("上门收现金 596 元")
    shop.reads(re.compile("95 米|9\\d 米"))
    shop.reads("王**")
    shop.never_reads("3 号 502 室")
    shop.reads(re.compile(r"^(1:00:00|59:\d\d)$"))
    shop.tap("接单", exact=True)
    shop.reads("待配送")
    shop.hears_nothing()
    assert rows(db, "SELECT state, answered_by FROM offers")[0].state == "accepted"
    assert shop.page.url.endswith(number)


def test_out_of_stock_names_the_article_and_sets_it_to_zero(
    shop: Merchant, order: Callable[..., str], db: Database, network: Network
) -> None:
    order(lines=[{"sku": "F1", "quantity": 1}, {"sku": "F2", "quantity": 1}])
    shop.is_called()
    shop.tap("不接", exact=True)
    shop.tap("缺货")
    expect(shop.tappable("不接这单")).to_be_disabled()
    shop.page.get_by_role("checkbox", name=re.compile("2段")).click()
    shop.tap("不接这单")
    shop.reads("现在没有新订单")
    shop.hears_nothing()
    left = rows(
        db,
        "SELECT sku, on_hand FROM stock_levels WHERE store_id = :id AND sku IN ('F1', 'F2') ORDER BY sku",
        id=network["S1"],
    )
    assert [row.on_hand for row in left if row.sku == "F2"] == [0]
    assert value(db, "SELECT decline_reason FROM offers WHERE state = 'declined'") == "out_of_stock"
    assert value(db, "SELECT s.code FROM offers f JOIN stores s ON s.id = f.store_id WHERE f.state = 'open'") != "S1"


def test_out_of_the_only_article_there_is_nothing_to_choose(
    shop: Merchant, order: Callable[..., str], db: Database, network: Network
) -> None:
    order(lines=[{"sku": "F2", "quantity": 1}])
    shop.is_called()
    shop.tap("不接", exact=True)
    shop.tap("缺货")
    shop.tap("不接这单")
    shop.reads("现在没有新订单")
    assert value(db, "SELECT on_hand FROM stock_levels WHERE store_id = :id AND sku = 'F2'", id=network["S1"]) == 0


def test_time_runs_out_while_she_looks(shop: Merchant, order: Callable[..., str], clock: Clock) -> None:
    order()
    shop.is_called()
    clock.pass_by(minutes=61)
    shop.reads("时间到了，没有接单，已转给其他门店")
    shop.hears_nothing()
    shop.reads("现在没有新订单")  # the screen leaves by itself


def test_of_two_phones_one_wins_and_the_other_reads_who(
    app: Flask,
    network: Network,
    pick_up: Callable[[], Merchant],
    shop: Merchant,
    order: Callable[..., str],
    db: Database,
) -> None:
    make_staff(app, network["S1"], "manager", COLLEAGUE, "张姐")
    other = pick_up()
    other.start_shift(COLLEAGUE)
    order()
    shop.is_called()
    other.is_called()
    # Nothing is published, and nothing read anew: the second phone still shows the offer when the first has taken it.
    other.page.route("**/merchant/v1/offers*", lambda route: route.abort())
    shop.tap("接单", exact=True)
    shop.reads("待配送")
    other.tap("接单", exact=True)
    other.reads(re.compile(r"小李 \d\d:\d\d 已接单"))
    other.hears_nothing()
    assert value(db, "SELECT count(*) FROM offers WHERE state = 'accepted'") == 1


def test_the_second_phone_is_told_by_the_feed(
    app: Flask,
    network: Network,
    pick_up: Callable[[], Merchant],
    shop: Merchant,
    order: Callable[..., str],
    db: Database,
) -> None:
    make_staff(app, network["S1"], "manager", COLLEAGUE, "张姐")
    other = pick_up()
    other.start_shift(COLLEAGUE)
    order()
    other.is_called()
    shop.is_called()
    shop.tap("接单", exact=True)
    shop.reads("待配送")
    tell(db)
    other.reads(re.compile("小李 .*已接单"))
    other.hears_nothing()


def test_a_lost_line_is_said_and_what_came_meanwhile_is_shown_once(shop: Merchant, order: Callable[..., str]) -> None:
    shop.page.context.set_offline(True)
    shop.reads(re.compile("与系统断开，.* 起可能收不到新订单"))
    order()
    shop.page.context.set_offline(False)
    shop.is_called()
    shop.hears()
    shop.tap("先放一放")
    shop.hears_nothing()
    shop.never_reads(re.compile("与系统断开"))
    expect(shop.page.get_by_role("button", name=re.compile("^新订单，您将收入"))).to_have_count(1)


def test_a_feed_that_breaks_goes_on_after_the_last_event(shop: Merchant, order: Callable[..., str]) -> None:
    asked: list[str | None] = []
    shop.page.on(
        "request",
        lambda request: asked.append(request.headers.get("last-event-id")) if request.url.endswith("/feed") else None,
    )
    order()
    shop.is_called()
    shop.tap("先放一放")
    shop.hears_nothing()
    asked.clear()
    shop.page.evaluate(
        "() => { window.dispatchEvent(new Event('offline')); window.dispatchEvent(new Event('online')) }"
    )
    until(shop.page, lambda: asked, "the feed is asked for again")
    shop.page.wait_for_timeout(1500)
    assert all(each and int(each) > 0 for each in asked)
    shop.hears_nothing()  # what she put aside does not call again because a line came back
    expect(shop.page.get_by_role("button", name=re.compile("^新订单，您将收入"))).to_have_count(1)


def test_the_phones_own_way_back_puts_an_offer_aside_for_a_minute(
    pick_up: Callable[[], Merchant], clerk: Caller, order: Callable[..., str]
) -> None:
    phone = pick_up()
    phone.page.clock.install()
    phone.start_shift(CLERK)
    order()
    phone.is_called()
    phone.page.go_back()
    phone.hears_nothing()
    phone.reads("等您接单")
    phone.page.clock.run_for(5000)
    phone.never_reads(re.compile("^新订单$"))
    phone.page.clock.run_for(60_000)
    phone.is_called()
    phone.hears()


def test_after_an_hour_of_sleep_it_catches_up(
    pick_up: Callable[[], Merchant], clerk: Caller, order: Callable[..., str], clock: Clock
) -> None:
    phone = pick_up()
    phone.page.clock.install()
    phone.start_shift(CLERK)
    first = order()
    phone.is_called()
    phone.tap("先放一放")
    phone.page.context.set_offline(True)
    clock.pass_by(minutes=61)  # the first offer is over
    phone.page.clock.fast_forward("01:01:00")
    order()
    phone.page.context.set_offline(False)
    phone.is_called()
    phone.hears()
    # By the house's clock, which is not the phone's: the second offer has its whole hour.
    phone.reads(re.compile(r"^(1:00:00|59:\d\d)$"))
    phone.tap("先放一放")
    phone.reads("时间到了，没有接单，已转给其他门店")
    phone.reads(first[-6:])


def test_a_phone_whose_clock_is_wrong_counts_by_the_houses(
    pick_up: Callable[[], Merchant], clerk: Caller, order: Callable[..., str], clock: Clock
) -> None:
    phone = pick_up()
    phone.page.clock.install(time="2031-01-01T03:00:00Z")
    phone.start_shift(CLERK)
    order()
    clock.pass_by(minutes=20)
    phone.page.reload()
    phone.is_called()
    phone.reads(re.compile(r"^(40:00|39:\d\d)$"))


def test_an_order_that_is_taken_back_says_so(shop: Merchant, order: Callable[..., str], db: Database) -> None:
    number = order()
    shop.is_called()
    which = int(value(db, "SELECT id FROM orders WHERE order_no = :no", no=number))
    db.run(lambda session: steering.hold(session, which, "agent:1", "核对地址"))
    tell(db)
    shop.reads(re.compile("这张单已被收回"))
    shop.hears_nothing()


def test_several_offers_are_answered_one_after_the_other(
    shop: Merchant, order: Callable[..., str], db: Database
) -> None:
    order()
    order(lines=[{"sku": "F2", "quantity": 1}])
    shop.reads("还有 1 单")
    shop.tap("接单", exact=True)
    shop.never_reads("还有 1 单")
    shop.is_called()
    shop.hears()
    shop.tap("接单", exact=True)
    shop.reads("待配送")
    shop.hears_nothing()
    assert value(db, "SELECT count(*) FROM offers WHERE state = 'accepted'") == 2
