"""WeChat's side beside a house in a small network on a Tuesday morning; the invariants hold when a test is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer

from app.web.house import House
from tests.support.people import Caller
from tests.support.walk import add_address, place_order
from tests.support.wechat_house import WechatHouse, serving, wechat_house
from tests.support.world import Network
from wechat.standin import Standin

MOTHER = "13812345678"


@pytest.fixture(scope="session")
def server() -> Iterator[BaseWSGIServer]:
    with serving() as made:
        yield made


@pytest.fixture(scope="session")
def running(server: BaseWSGIServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("standin"), f"http://127.0.0.1:{server.port}") as standin:
        yield standin


@pytest.fixture
def wechat(running: Standin) -> Standin:
    """Nobody known, nothing sent; its retry schedule a thousand times as fast."""
    running.reset()
    running.options(speed=1000, refund_delay_s=0.05)
    return running


@pytest.fixture
def place(house: House, network: Network, wechat: Standin, server: BaseWSGIServer) -> Iterator[WechatHouse]:
    """The house and WeChat."""
    with wechat_house(house, wechat, server) as made:
        yield made
        wechat.clear_switches()
        made.hear()


@pytest.fixture
def phone(wechat: Standin) -> dict[str, Any]:
    """A mother's, with WeChat on it."""
    return wechat.phone("林悦", MOTHER)


@pytest.fixture
def mother(place: WechatHouse, phone: dict[str, Any]) -> Caller:
    """Logged in with it."""
    return place.mother(phone)


@pytest.fixture
def order(mother: Caller) -> dict[str, Any]:
    """Placed in the mini-program, to be paid by WeChat."""
    return place_order(mother, payment_method="online", address_id=add_address(mother))
