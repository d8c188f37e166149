"""Which parts are alive, and when stores could not be reached: rows, so that every process sees the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Identity, Text, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import local
from app.db import Base


class Heartbeat(Base):
    """The last sign of life of one kind of process. ``real_at`` is real time, ``at`` the house's clock."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    real_at: Mapped[datetime]
    at: Mapped[datetime]


class Outage(Base):
    """A stretch of time in which no alert could reach stores; the hour does not run through it."""

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    offers_extended: Mapped[int]


@dataclass(frozen=True, slots=True)
class Gap:
    """How long a part had been silent: real seconds, and from when until when on the house's clock."""

    name: str
    real_s: float
    from_at: datetime
    until_at: datetime


def beat(session: Session, name: str) -> Gap | None:
    """Say that ``name`` is alive; returns the silence that this ends, or None at the very first beat."""
    previous = session.execute(_LAST, {"name": name}).one_or_none()
    session.execute(_BEAT, {"name": name})
    if previous is None:
        return None
    return Gap(name, float(previous.silent_s), local(previous.at), local(previous.now))


def silent_s(session: Session, names: Sequence[str]) -> float:
    """The longest present silence among ``names``, in real seconds; parts that never ran are not waited for."""
    value = session.execute(_SILENCE, {"names": list(names)}).scalar()
    return float(value or 0)


_LAST = text(
    "SELECT at, jindan_now() AS now, extract(epoch FROM clock_timestamp() - real_at) AS silent_s"
    " FROM heartbeats WHERE name = :name FOR UPDATE"
)
_BEAT = text(
    "INSERT INTO heartbeats (name, real_at, at) VALUES (:name, clock_timestamp(), jindan_now())"
    " ON CONFLICT (name) DO UPDATE SET real_at = excluded.real_at, at = excluded.at"
)
_SILENCE = text("SELECT max(extract(epoch FROM clock_timestamp() - real_at)) FROM heartbeats WHERE name = ANY(:names)")
