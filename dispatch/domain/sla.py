"""What an order that is not over looks like on the board: how much of its time is gone, and whether anybody can hear it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH, HALF, TEN_MINUTES, OVERDUE = "fresh", "half", "ten_minutes", "overdue"
NO_DEVICE, SILENT_STORE = "no_device", "silent_store"
# The most pressing first.
SLAS = (OVERDUE, TEN_MINUTES, NO_DEVICE, SILENT_STORE, HALF, FRESH)
LAST_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose turn began at ``began_at`` and ends at ``due_at`` (None: it has no end).

    ``no_device``: it waits for a store where nothing rings. ``silent``: it waits for a store that let its last offer run out.
    """

    began_at: datetime
    due_at: datetime | None
    no_device: bool = False
    silent: bool = False


def sla(waiting: Waiting, now: datetime) -> str:
    """One of ``SLAS``. What runs out goes before what nobody hears: there is less time left to do something about it."""
    due_at = waiting.due_at
    if due_at is not None and due_at <= now:
        return OVERDUE
    if due_at is not None and due_at - now <= LAST_MINUTES:
        return TEN_MINUTES
    if waiting.no_device:
        return NO_DEVICE
    if waiting.silent:
        return SILENT_STORE
    return HALF if due_at is not None and now - waiting.began_at >= due_at - now else FRESH
