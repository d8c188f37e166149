"""A house whose ladder is climbed by hand, on a Tuesday morning, with two printers' providers beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.printers.feie import Feie
from app.printers.standin import PrinterStandin
from app.printers.yilianyun import Yilianyun
from app.web.house import House
from tests.support.alerts import Ladder
from tests.support.world import Network


@pytest.fixture(scope="session")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrinterStandin]:
    with PrinterStandin(tmp_path_factory.mktemp("printers")) as made:
        yield made


@pytest.fixture
def paper(providers: PrinterStandin) -> PrinterStandin:
    """No printer stands anywhere yet."""
    providers.reset()
    return providers


@pytest.fixture
def printing(house: House, paper: PrinterStandin) -> House:
    """The house with an account at both providers."""
    account = paper.account
    feie = Feie(account.feie_user, account.feie_ukey, paper.url)
    yilianyun = Yilianyun(account.yilianyun_id, account.yilianyun_secret, house.redis, paper.url)
    return replace(house, printers={"feie": feie, "yilianyun": yilianyun})


@pytest.fixture
def ladder(house: House, network: Network) -> Ladder:
    """The house without WeChat and printers: what is free."""
    return Ladder(house, network)


@pytest.fixture
def printer_ladder(printing: House, network: Network) -> Ladder:
    """With printers."""
    return Ladder(printing, network)
