"""Small samples are drawn towards the network."""

import pytest

from dispatch.domain.score import WEIGHT, shrunk


def test_the_more_cases_the_more_a_store_is_itself() -> None:
    told = [shrunk(0.0, count, 0.8) for count in (1, 5, 20, 100, 10_000)]
    assert told == sorted(told, reverse=True)  # type: ignore[type-var]
    assert told[2] == pytest.approx(0.4)  # as many cases as the weight: half way
    assert told[-1] == pytest.approx(0.0, abs=0.01)
    assert shrunk(1.0, WEIGHT * 3, 0.0) == pytest.approx(0.75)


def test_without_cases_it_is_the_network_and_without_a_network_itself() -> None:
    assert shrunk(None, 0, 0.8) == 0.8 and shrunk(0.3, 0, 0.8) == 0.8
    assert shrunk(0.3, 2, None) == 0.3 and shrunk(None, 0, None) is None
