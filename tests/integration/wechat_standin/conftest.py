"""The stand-in, and peers that nobody here wrote, wechatpayv3 and wechatpy: they speak with the real WeChat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from tests.support.listener import Listener
from wechat.standin import Standin

Place = Callable[..., str]


@pytest.fixture(scope="session")
def listening() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.stop()


@pytest.fixture(scope="session")
def running(listening: Listener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("standin"), listening.url) as standin:
        yield standin


@pytest.fixture
def house(listening: Listener) -> Listener:
    """What would be the house: keeps what it is told, answers as it is told to."""
    listening.forget()
    return listening


@pytest.fixture
def standin(running: Standin, house: Listener) -> Iterator[Standin]:
    """Nobody known, nothing sent, a schedule a thousand times as fast."""
    running.reset()
    running.options(speed=1000, refund_delay_s=0.05)
    yield running
    running.reset()


@pytest.fixture
def mother(standin: Standin) -> dict[str, Any]:
    return standin.phone("林悦", "13812345678")


@pytest.fixture
def merchant(standin: Standin) -> WeChatPay:
    """The merchant in public-key mode."""
    return peer(standin, standin.account.mini_app_id)


@pytest.fixture
def place(merchant: WeChatPay, mother: dict[str, Any], house: Listener) -> Place:
    """Open a payment; its number."""

    def one(number: str = "ORDER0001", total: int = 29800) -> str:
        status, told = create(merchant, mother, house, out_trade_no=number, amount={"total": total})
        assert status == 200, told
        return number

    return one


def create(merchant: WeChatPay, mother: dict[str, Any], house: Listener, **more: Any) -> tuple[int, str]:
    told = {"description": "奶粉 3 段", "payer": {"openid": mother["mini_openid"]}, "notify_url": house.url + "/paid"}
    told |= {"out_trade_no": "ORDER0001", "amount": {"total": 29800}}
    return merchant.pay(**(told | more))


def peer(standin: Standin, app_id: str, certificates: bool = False, **more: Any) -> WeChatPay:
    """wechatpayv3 pointed at the stand-in; with ``certificates`` it downloads the platform certificate first."""
    account = standin.account
    keys = {} if certificates else {"public_key": account.public_key_pem, "public_key_id": account.public_key_id}
    told = {"mchid": account.mch_id, "private_key": account.merchant_key_pem, "cert_serial_no": account.merchant_serial}
    told |= {"apiv3_key": account.apiv3_key, "appid": app_id, "notify_url": account.public_url + "/paid", "timeout": 10}
    request = Core.request

    def here(self: Core, *args: Any, **kwargs: Any) -> Any:
        self._gate_way = standin.url
        return request(self, *args, **kwargs)

    # The address is no parameter of its, and it asks for certificates while it is made.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Core, "request", here)
        made = WeChatPay(wechatpay_type=WeChatPayType.JSAPI, **(told | keys | more))
    made._core._gate_way = standin.url
    return made


class Api:
    """Plain requests to api.weixin.qq.com with a token of each app."""

    def __init__(self, standin: Standin) -> None:
        self._standin = standin

    def token(self, app: str = "mini", **more: Any) -> dict[str, Any]:
        account = self._standin.account
        names = (
            (account.mini_app_id, account.mini_secret)
            if app == "mini"
            else (account.service_app_id, account.service_secret)
        )
        told = {"grant_type": "client_credential", "appid": names[0], "secret": names[1]}
        return dict(requests.post(self._standin.url + "/cgi-bin/stable_token", json=told | more, timeout=10).json())

    def post(self, path: str, told: Any, app: str = "mini") -> dict[str, Any]:
        params = {"access_token": self.token(app)["access_token"]}
        return dict(requests.post(self._standin.url + path, params=params, json=told, timeout=10).json())

    def get(self, path: str, app: str = "", **params: str) -> dict[str, Any]:
        if app:
            params["access_token"] = self.token(app)["access_token"]
        return dict(requests.get(self._standin.url + path, params=params, timeout=10).json())


@pytest.fixture
def api(standin: Standin) -> Api:
    return Api(standin)
