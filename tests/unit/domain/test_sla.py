"""What the board says of an order's time."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.domain.sla import Waiting, sla

BEGAN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DUE = BEGAN + timedelta(minutes=60)


def seen(minutes: float, **facts: bool) -> str:
    return sla(Waiting(BEGAN, DUE, **facts), BEGAN + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "fresh"),
        (29.9, "fresh"),
        (30, "half"),
        (49.9, "half"),
        (50, "ten_minutes"),
        (59.9, "ten_minutes"),
        (60, "overdue"),
    ],
)
def test_time_goes_by(minutes: float, said: str) -> None:
    assert seen(minutes) == said


def test_what_nobody_hears_is_said_until_time_runs_out() -> None:
    assert [seen(minute, no_device=True) for minute in (0, 40, 51, 61)] == [
        "no_device", "no_device", "ten_minutes", "overdue",
    ]  # fmt: skip
    assert seen(0, silent=True) == "silent_store"
    assert seen(0, silent=True, no_device=True) == "no_device"


def test_what_has_no_end_stays_fresh() -> None:
    assert sla(Waiting(BEGAN, None), BEGAN + timedelta(days=3)) == "fresh"
