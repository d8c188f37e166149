"""What she writes is looked at before a store reads it; a store's code as a picture; the stores she scanned."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Caller, login_mother, make_agent, make_staff
from tests.support.walk import TWO_TINS, add_address, deliver
from tests.support.wechat_house import WechatHouse
from tests.support.world import Network, change, value
from wechat.standin import Standin


def write(mother: Caller, note: str, key: str = "key-00000001") -> Any:
    body = {"channel": "mini_program", "lines": TWO_TINS, "payment_method": "on_delivery", "note": note}
    return mother.post("/mom/v1/orders", {**body, "address_id": add_address(mother)}, key=key)


def test_an_unfit_note_is_refused_by_its_field_and_everything_else_passes(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    refused = write(mother, "这里有违规的话")
    assert (refused.status_code, refused.get_json()["fields"]) == (422, {"note": ["内容不合适，请修改后再提交"]})
    assert value(place.house.db, "SELECT count(*) FROM orders") == 0
    assert write(mother, "存疑，但不违反规定").status_code == 201  # a person would have to look: it passes
    assert write(mother, "请放门口", "key-00000002").status_code == 201
    assert write(mother, "", "key-00000003").status_code == 201


def test_unfit_words_of_a_rating_are_refused_by_their_field(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    order_no = write(mother, "").get_json()["order_no"]
    deliver(place.house.db, order_no)
    path = f"/mom/v1/orders/{order_no}/rating"
    refused = mother.post(path, {"stars": 1, "words": "这里有违规的话"})
    assert (refused.status_code, refused.get_json()["fields"]) == (422, {"words": ["内容不合适，请修改后再提交"]})
    assert value(place.house.db, "SELECT count(*) FROM ratings") == 0
    assert mother.post(path, {"stars": 1, "words": "有点慢"}).get_json()["rating"]["words"] == "有点慢"


@pytest.mark.parametrize("kind", ["5xx", "busy", "rate_limit", "truncated", "drop"])
def test_no_order_waits_for_the_checker(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network, kind: str
) -> None:
    wechat.switch("/wxa/msg_sec_check", kind)
    assert write(mother, "这里有违规的话").status_code == 201


def test_one_without_wechat_is_not_checked(place: WechatHouse, network: Network) -> None:
    # WeChat checks in the name of an openid; who came by text message has none.
    assert write(login_mother(place.app), "这里有违规的话").status_code == 201


def test_a_stores_code_is_a_picture_that_opens_the_mini_program(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    agent = make_agent(place.app)
    answer = agent.get("/console/v1/stores/S3/wxacode")
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG\r\n\x1a\n")
    opens = wechat.scan(phone["id"], f"s={network['S3']}")
    page, _, scene = opens.partition("?scene=")
    assert page == "pages/index/index"
    seen = mother.post("/mom/v1/me/stores", {"scene": scene}).get_json()["stores"]
    assert [(store["code"], store["bought"]) for store in seen] == [("S3", False)]
    again = mother.post("/mom/v1/me/stores", {"scene": scene}).get_json()["stores"]
    assert [store["code"] for store in again] == ["S3"]
    latest = mother.post("/mom/v1/me/stores", {"scene": f"s={network['S2']}"}).get_json()["stores"]
    assert {store["code"] for store in latest} == {"S2", "S3"}


def test_codes_of_which_nothing_can_be_made(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    agent, clerk = make_agent(place.app), make_staff(place.app, network["S3"])
    assert agent.get("/console/v1/stores/S404/wxacode").status_code == 404
    assert clerk.get("/console/v1/stores/S3/wxacode").status_code in (401, 403)
    wechat.switch("/wxa/getwxacodeunlimit", "5xx")
    away = agent.get("/console/v1/stores/S3/wxacode")
    assert (away.status_code, away.get_json()["code"]) == (503, "wechat_unavailable")
    change(place.house.db, "UPDATE stores SET status = 'closed' WHERE code = 'S3'")
    for scene in (f"s={network['S3']}", "s=0", "s=", "s=１", "s=" + "9" * 18, "S3", "s=1;drop"):
        answer = mother.post("/mom/v1/me/stores", {"scene": scene})
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["scene"]), scene
    assert mother.get("/mom/v1/me/stores").get_json() == {"stores": []}


def test_a_house_without_wechat_makes_no_codes(app: Any, network: Network) -> None:
    answer = make_agent(app).get("/console/v1/stores/S1/wxacode")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "wechat_off")
    assert login_mother(app).get("/mom/v1/message-templates").get_json() == {"templates": []}
