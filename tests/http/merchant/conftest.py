"""Two stores with people behind the counter, a mother who orders, on a Tuesday morning at ten."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Caller, login_mother, make_staff
from tests.support.world import Network


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She lives 95 m from S1, so that her first order goes there."""
    return login_mother(app)


@pytest.fixture
def manager(app: Flask, network: Network) -> Caller:
    """The manager of S1, on her own phone."""
    return make_staff(app, network["S1"], "manager", "13900000001", "张姐")


@pytest.fixture
def clerk(app: Flask, network: Network) -> Caller:
    """A clerk of S1, on another phone."""
    return make_staff(app, network["S1"], "clerk", "13900000002", "小李")


@pytest.fixture
def rival(app: Flask, network: Network) -> Caller:
    """The manager of S2."""
    return make_staff(app, network["S2"], "manager", "13900000003", "老周")
