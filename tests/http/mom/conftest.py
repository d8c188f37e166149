"""A mother who is logged in, in a small network on a Tuesday morning."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Caller, login_mother
from tests.support.walk import add_address
from tests.support.world import Network

OTHER_PHONE = "13712345678"


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    """She has just logged in for the first time."""
    return login_mother(app)


@pytest.fixture
def other(app: Flask, network: Network) -> Caller:
    """Another mother."""
    return login_mother(app, OTHER_PHONE)


@pytest.fixture
def address_id(mother: Caller) -> int:
    """Her address, 95 m from S1."""
    return add_address(mother)
