"""What is put away when its time is over. Each step is safe to repeat, and to run in several processes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.calling import release_due
from app.members.codes import forget_old
from app.web.house import House
from dispatch.photos import erase_old
from dispatch.views.store import terms


def tidy(house: House) -> None:
    """One round, every minute."""
    house.db.run(_codes)
    house.db.run(erase_old)
    release_due(house)


def _codes(session: Session) -> None:
    # A day more than a sale may be late: clocks behind counters go wrong.
    forget_old(session, timedelta(days=terms(session).policy.till_backdate_days + 1))
