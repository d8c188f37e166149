"""How long a mother and the store that brings her order may call each other."""

from datetime import datetime, timedelta

LIVE = ("accepted", "out_for_delivery")
OVER = ("delivered", "completed")


def call_until(state: str, delivered_at: datetime | None, now: datetime, minutes: int) -> datetime | None:
    """Until when a number given now connects them; None: they have nothing to call about (any more)."""
    window = timedelta(minutes=minutes)
    if state in LIVE:
        return now + window
    if state in OVER and delivered_at is not None and now < delivered_at + window:
        return delivered_at + window
    return None
