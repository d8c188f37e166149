"""What every decision needs first, read in one statement: the time, the policy in force, the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.stores.book import StoreBook, shelf_of
from dispatch.domain.policy import Policy

# {more}: what a decision wants to know in the same trip, each ", (SELECT …) AS name".
READ = (
    "SELECT jindan_now() AS now, (SELECT number FROM revisions WHERE name = 'stores') AS revision,"
    " version, CASE WHEN version = :known THEN NULL ELSE settings END AS settings{more}"
    " FROM policy_versions WHERE state = 'active'"
)
_READ = text(READ.format(more=""))


@dataclass(frozen=True, slots=True)
class Scene:
    """One instant of the house."""

    now: datetime
    policy: Policy
    book: StoreBook


def look(session: Session) -> Scene:
    """The scene as it is now."""
    return scene_of(session, session.execute(_READ, {"known": known_version(session)}).one())


def scene_of(session: Session, row: Any) -> Scene:
    """The scene that a row of ``READ``, executed with the ``known_version``, tells."""
    policy = policy_of(session, row.version, row.settings)
    return Scene(local(row.now), policy, shelf_of(session).book(session, row.revision))


def known_version(session: Session) -> int:
    """A version of the policy that this process has parsed: statements need not read its settings again. -1: none yet."""
    version: int = session.info["caches"].get("policy_version", -1)
    return version


def policy_of(session: Session, version: int, settings: dict[str, Any] | None) -> Policy:
    """The policy in force. Policies are immutable once active, so a version is parsed once a process.

    ``settings`` may be None only for a version that ``known_version`` told before.
    """
    caches = session.info["caches"]
    parsed: dict[int, Policy] = caches.setdefault("policies", {})
    if version not in parsed:
        assert settings is not None
        parsed[version] = Policy.from_dict(version, settings)
    caches["policy_version"] = version
    return parsed[version]


def moment(session: Session) -> datetime:
    """Only the time of the scene, for steps that decide nothing."""
    return now(session)
