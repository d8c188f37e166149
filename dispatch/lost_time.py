"""Time in which no alert could reach a store is given back: the hour does not run through an outage of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.heartbeat import Gap, Outage, beat
from app.outbox import OutboxEvent
from dispatch.domain import events
from dispatch.domain.hours import Hours
from dispatch.models import Offer
from dispatch.scene import look

# An alert needs both: the relay publishes it, the web carries it to the phone.
ALERT_PATH = ("relay", "web")

Stretch = tuple[datetime, datetime]

_EARLIER = text(
    "SELECT from_at, until_at FROM outages WHERE until_at > :from_at AND from_at < :until_at ORDER BY from_at, until_at"
)


def alive(session: Session, name: str) -> int:
    """A beat of ``name``. If it ends a silence longer than the policy's grace, open offers get the lost time back.

    Returns how many offers were extended.
    """
    gap = beat(session, name)
    if gap is None or name not in ALERT_PATH or gap.real_s <= look(session).policy.outage_grace_s:
        return 0
    return give_back_time(session, gap)


def give_back_time(session: Session, gap: Gap) -> int:
    """Extend every offer that was open in the gap: what was left of its hour when the gap began starts again at its end."""
    scene = look(session)
    wall = scene.policy.clock == "wall"
    query = select(Offer).where(Offer.state == "open", Offer.expires_at > gap.from_at, Offer.offered_at < gap.until_at)
    offers = session.execute(query.order_by(Offer.order_id).with_for_update()).scalars().all()
    # Read once the offers are locked: another part that comes back at this moment has committed what it gave.
    given = _given_back(session, gap)
    later = []
    for offer in offers:
        hours = None if wall else scene.book.cards[offer.store_id].hours
        until = new_deadline(hours, local(offer.offered_at), local(offer.expires_at), gap.from_at, gap.until_at, given)
        if until > offer.expires_at:
            later.append({"offer_id": offer.id, "until": until, "offer": offer})
    _write(session, later, gap)
    session.execute(
        insert(Outage).values(name=gap.name, from_at=gap.from_at, until_at=gap.until_at, offers_extended=len(later))
    )
    return len(later)


def new_deadline(
    hours: Hours | None,
    offered_at: datetime,
    expires_at: datetime,
    from_at: datetime,
    until_at: datetime,
    given: Sequence[Stretch] = (),
) -> datetime:
    """When an offer's hour ends that could not be heard of between ``from_at`` and ``until_at`` (``hours`` None: wall clock).

    ``given``: stretches for which ``expires_at`` has been put off already, because another part was silent then too.
    """
    start = max(from_at, offered_at)
    left = _time_between(hours, start, expires_at)
    for first, last in given:
        if last < expires_at:  # it still ran then, so it was put off
            left -= _time_between(hours, max(first, start), last)
    left = max(left, timedelta(0))
    return until_at + left if hours is None else hours.add_open(until_at, left) or expires_at


def _time_between(hours: Hours | None, a: datetime, b: datetime) -> timedelta:
    return max(b - a, timedelta(0)) if hours is None else hours.open_between(a, b)


def _given_back(session: Session, gap: Gap) -> list[Stretch]:
    """Outages that this one overlaps and whose time was given back before, joined, in order."""
    joined: list[Stretch] = []
    for row in session.execute(_EARLIER, {"from_at": gap.from_at, "until_at": gap.until_at}):
        first, last = local(row.from_at), local(row.until_at)
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _write(session: Session, later: list[dict], gap: Gap) -> None:  # type: ignore[type-arg]
    if not later:
        return
    session.execute(
        text(
            "UPDATE offers f SET expires_at = v.until FROM unnest(cast(:ids AS bigint[]), cast(:untils AS timestamptz[]))"
            " AS v(id, until) WHERE f.id = v.id AND f.state = 'open'"
        ),
        {"ids": [row["offer_id"] for row in later], "untils": [row["until"] for row in later]},
    )
    session.execute(
        insert(OutboxEvent),
        [
            {
                "kind": events.OFFER_EXTENDED, "at": gap.until_at, "order_id": row["offer"].order_id,
                "store_id": row["offer"].store_id, "member_id": row["offer"].member_id,
                "payload": {
                    "offer_id": row["offer_id"], "expires_at": row["until"].isoformat(), "by": "system", "why": "outage",
                },
            }
            for row in later
        ],
    )  # fmt: skip
