"""What every decision needs first, read in one statement: the time, the policy in force, the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.stores.book import StoreBook, shelf_of
from dispatch.domain.policy import Policy

_READ = text(
    "SELECT jindan_now() AS now, (SELECT number FROM revisions WHERE name = 'stores') AS revision,"
    " version, CASE WHEN version = :known THEN NULL ELSE settings END AS settings"
    " FROM policy_versions WHERE state = 'active'"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One instant of the house."""

    now: datetime
    policy: Policy
    book: StoreBook


def look(session: Session) -> Scene:
    """The scene as it is now. Policies are immutable once active, so a version is parsed once a process."""
    known: Policy | None = session.info["caches"].get("policy")
    row = session.execute(_READ, {"known": known.version if known else -1}).one()
    if row.settings is not None or known is None:
        known = Policy.from_dict(row.version, row.settings)
        session.info["caches"]["policy"] = known
    return Scene(local(row.now), known, shelf_of(session).book(session, row.revision))


def moment(session: Session) -> datetime:
    """Only the time of the scene, for steps that decide nothing."""
    return now(session)
