"""Customer service at work, a mother who orders, on a Tuesday morning at ten."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Caller, login_mother, make_agent, make_staff
from tests.support.world import Network


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She lives 95 m from S1, so that her first order goes there."""
    return login_mother(app)


@pytest.fixture
def agent(app: Flask, network: Network) -> Caller:
    """An agent of customer service, 小陈."""
    return make_agent(app, "customer_service", "小陈")


@pytest.fixture
def colleague(app: Flask, network: Network) -> Caller:
    """Another agent, 小吴."""
    return make_agent(app, "customer_service", "小吴")


@pytest.fixture
def boss(app: Flask, network: Network) -> Caller:
    """Headquarters."""
    return make_agent(app, "headquarters", "总部")


@pytest.fixture
def manager(app: Flask, network: Network) -> Caller:
    """The manager of S1, 张姐."""
    return make_staff(app, network["S1"], "manager", "13900000001", "张姐")
