"""The pages: pay sheets, messages, follows; and where a sheet leads back to."""

from __future__ import annotations

from typing import Any

import requests

from tests.integration.wechat_standin.conftest import Place
from tests.support.listener import Listener
from wechat.standin import Standin


def get(standin: Standin, path: str) -> requests.Response:
    return requests.get(standin.url + path, timeout=10)


def post(standin: Standin, path: str, **form: str) -> requests.Response:
    return requests.post(standin.url + path, data=form, allow_redirects=False, timeout=10)


def prepay(standin: Standin) -> str:
    return str(standin.ask("GET", "/payments/ORDER0001")["prepay_id"])


def test_all_phones_without_their_numbers(standin: Standin, mother: dict[str, Any], place: Place) -> None:
    place()
    text = get(standin, "/").text
    assert "林悦" in text and "138****5678" in text and mother["number"] not in text and "待支付 1" in text


def test_a_new_phone(standin: Standin) -> None:
    assert post(standin, "/phone").headers["Location"] == "/phone/1" and get(standin, "/phone/1").status_code == 200


def test_one_phone_pays_and_sees_what_it_received(
    standin: Standin, mother: dict[str, Any], place: Place, house: Listener
) -> None:
    place()
    page = f"/phone/{mother['id']}"
    assert "奶粉 3 段" in get(standin, page).text and "¥298.00" in get(standin, page).text
    answer = post(standin, f"/pay/{prepay(standin)}", **{"do": "pay", "return": page})
    assert answer.headers["Location"] == page and "付过的钱" in get(standin, page).text
    house.wait()
    standin.ask("POST", "/sms", {"number": mother["number"], "text": "<b>验证码</b>"})
    assert "&lt;b&gt;验证码&lt;/b&gt;" in get(standin, page).text


def test_taps(standin: Standin, mother: dict[str, Any]) -> None:
    page = f"/phone/{mother['id']}"
    post(standin, page + "/accept")
    post(standin, page + "/follow")
    assert "还可收 1 条" in get(standin, page).text and "已关注" in get(standin, page).text
    post(standin, page + "/unfollow")
    assert "未关注" in get(standin, page).text and post(standin, page + "/nothing").status_code == 404


def test_the_sheet_of_an_h5_page(standin: Standin, place: Place, house: Listener) -> None:
    place()
    back = house.url + "/mall/orders/1"
    text = get(standin, f"/pay/{prepay(standin)}?return={back}").text
    assert "¥298.00" in text and back in text
    assert post(standin, f"/pay/{prepay(standin)}", **{"do": "cancel", "return": back}).headers["Location"] == back
    assert post(standin, f"/pay/{prepay(standin)}", do="pay").status_code == 200
    again = get(standin, f"/pay/{prepay(standin)}")
    assert again.status_code == 409 and "已支付" in again.text


def test_a_sheet_leads_to_no_strange_place(standin: Standin, place: Place) -> None:
    place()
    for strange in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert "evil" not in get(standin, f"/pay/{prepay(standin)}?return={strange}").text.replace(
            f"return={strange}", ""
        )
        answer = post(standin, f"/pay/{prepay(standin)}", **{"do": "cancel", "return": strange})
        assert "Location" not in answer.headers


def test_what_is_missing_says_so(standin: Standin) -> None:
    for path in ("/phone/99", "/pay/wx0"):
        answer = get(standin, path)
        assert answer.status_code == 404 and "找不到" in answer.text
