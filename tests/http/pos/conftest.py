"""Two tills of one store and one of another, on a Tuesday morning at ten."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Caller, make_terminal
from tests.support.world import Network


@pytest.fixture
def till(app: Flask, network: Network) -> Caller:
    """The till of S1."""
    return make_terminal(app, network["S1"], "POS-1")


@pytest.fixture
def second(app: Flask, network: Network) -> Caller:
    """Another till of S1."""
    return make_terminal(app, network["S1"], "POS-2")


@pytest.fixture
def rival(app: Flask, network: Network) -> Caller:
    """The till of S2."""
    return make_terminal(app, network["S2"], "POS-9")
