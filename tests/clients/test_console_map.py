"""The desk's maps, drawn on a canvas: what is on them is found by its colour and clicked, as an eye and a hand would."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from shapely import wkt
from shapely.geometry import Point

from app.db import Database
from app.web.house import EXTENSION
from tests.clients.browser import SOON_MS, until
from tests.clients.desk import Desk
from tests.support.people import house_of, login_mother, make_agent
from tests.support.walk import place_order
from tests.support.world import Network, change, value

NewDesk = Callable[[], Desk]
NOBODY_HEARS = "#7d6bd0"  # an order whose store has no phone online

# The middle of all pixels of a colour, in the canvas's own pixels; null while there is none.
MIDDLE = """([colour]) => {
  const canvas = document.querySelector('canvas'), pen = canvas?.getContext('2d');
  if (!pen || !canvas.width) return null;
  const [r, g, b] = [1, 3, 5].map(n => parseInt(colour.slice(n, n + 2), 16));
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let [x, y, n] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b) {
      x += (i / 4) % canvas.width; y += Math.floor(i / 4 / canvas.width); n++;
    }
  const ratio = window.devicePixelRatio || 1;
  return n > 20 ? { x: x / n / ratio, y: y / n / ratio } : null;
}"""


@pytest.fixture
def sit(new_desk: NewDesk, app: Flask, network: Network, db: Database) -> Callable[[str], Desk]:
    """Somebody of this role at a desk, the board in front."""

    def made(role: str) -> Desk:
        change(db, "UPDATE stores SET city = '上海市' WHERE city IS DISTINCT FROM '北京市'")
        desk = new_desk()
        desk.sit_down(str(make_agent(app, role, "小陈").token))
        desk.reads("订单看板")
        return desk

    return made


def click_on(page: Page, x: float, y: float) -> None:
    """At a place of the canvas, in its own pixels."""
    page.get_by_role("img", name="地图").click(position={"x": x, "y": y})


def at_rest(page: Page, colour: str) -> dict[str, float]:
    """Where this colour is, once the map has stopped moving: it is fitted anew as its parts arrive."""
    last = None
    for _ in range(SOON_MS // 100):
        page.wait_for_timeout(100)
        here: dict[str, float] | None = page.evaluate(MIDDLE, [colour])
        if here and here == last:
            return here
        last = here
    raise AssertionError(f"no {colour} on the map, or it never stands still: {last}")


def test_an_order_on_the_map_leads_to_its_page(sit: Callable[[str], Desk], app: Flask) -> None:
    number = place_order(login_mother(app))["order_no"]
    desk = sit("customer_service")
    desk.menu("地图")
    desk.reads("门店 3")
    desk.page.get_by_role("combobox", name="城市").click()
    desk.page.get_by_role("option", name="上海市（3 店）").click()
    desk.reads("订单 1")
    desk.reads("门店 3")
    desk.reads("1 家店有派单但没有设备在线")
    desk.page.get_by_text(re.compile("^门店 3")).click()  # only orders are left
    found = at_rest(desk.page, NOBODY_HEARS)
    click_on(desk.page, found["x"], found["y"])
    desk.page.wait_for_function("no => location.hash.includes(no)", arg=number)
    desk.state_is("等待接单")


def test_headquarters_draws_an_area_and_takes_it_back(sit: Callable[[str], Desk], db: Database) -> None:
    desk = sit("headquarters")
    desk.open("stores/S1")
    desk.page.get_by_role("tab", name="配送范围").click()
    desk.reads("半径 5 公里")
    desk.click("重新画")
    box = desk.page.get_by_role("img", name="地图").bounding_box()
    assert box is not None
    corners = ((0.35, 0.3), (0.65, 0.3), (0.65, 0.7), (0.35, 0.7))
    for count, (right, down) in enumerate(corners, 1):
        click_on(desk.page, box["width"] * right, box["height"] * down)
        desk.reads(f"已有 {count} 个")
    desk.click("保存范围")
    desk.why("门店申请", "保存")
    desk.reads("自定义范围")
    area = wkt.loads(value(db, "SELECT area_wkt FROM stores WHERE code = 'S1'"))
    assert area.contains(Point(121.50, 31.20)) and len(area.exterior.coords) == 5
    desk.click("改回半径")
    desk.why("道路变化", "保存")
    desk.never_reads("自定义范围")
    desk.reads("半径 5 公里")
    assert value(db, "SELECT area_wkt FROM stores WHERE code = 'S1'") is None


def test_an_area_whose_edges_cross_cannot_be_saved(sit: Callable[[str], Desk]) -> None:
    desk = sit("headquarters")
    desk.open("stores/S1")
    desk.page.get_by_role("tab", name="配送范围").click()
    desk.click("重新画")
    box = desk.page.get_by_role("img", name="地图").bounding_box()
    assert box is not None
    for count, (right, down) in enumerate(((0.35, 0.3), (0.65, 0.7), (0.65, 0.3), (0.35, 0.7)), 1):
        click_on(desk.page, box["width"] * right, box["height"] * down)
        desk.reads(f"已有 {count} 个")
    desk.reads("边线交叉了，请调整")
    expect(desk.page.get_by_role("button", name="保存范围")).to_be_disabled()


def test_where_the_operator_names_tiles_they_lie_under_the_map(
    sit: Callable[[str], Desk], app: Flask, url: str
) -> None:
    house = house_of(app)
    app.extensions[EXTENSION] = replace(
        house, config=replace(house.config, map_tiles=f"{url}/console/tiles/{{z}}/{{x}}/{{y}}.png")
    )
    desk = sit("customer_service")
    asked: list[str] = []
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#00ff80").save(picture, "png")
    desk.page.route(
        "**/console/tiles/**", lambda route: (asked.append(route.request.url), route.fulfill(body=picture.getvalue()))
    )
    desk.menu("地图")
    desk.page.wait_for_function(MIDDLE, arg=["#00ff80"])
    until(desk.page, lambda: len(asked) > 8, "pictures for the whole map are asked for")
    assert all(re.search(r"/tiles/\d+/\d+/\d+\.png$", each) for each in asked)
