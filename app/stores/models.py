"""Stores: where they are, when they are open, how far they deliver."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Store(Base):
    """An authorised shop. ``lng``/``lat`` are WGS-84; what was given stays beside them with its datum."""

    __tablename__ = "stores"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'suspended', 'closed')", name="status"),
        CheckConstraint("successor_id IS NULL OR status = 'closed'", name="successor_of_closed"),
        CheckConstraint("successor_id <> id", name="successor_is_another"),
        CheckConstraint("lng BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="point"),
        CheckConstraint("source_datum IN ('gcj02', 'wgs84', 'bd09')", name="datum"),
        CheckConstraint("radius_m IS NULL OR radius_m > 0", name="radius"),
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
        Index("ix_stores_city", "city"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    chain: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    lng: Mapped[float]
    lat: Mapped[float]
    source_lng: Mapped[float]
    source_lat: Mapped[float]
    source_datum: Mapped[str] = mapped_column(Text)
    hours: Mapped[str] = mapped_column(Text)
    radius_m: Mapped[int | None]
    area_wkt: Mapped[str | None] = mapped_column(Text)  # WGS-84
    capacity: Mapped[int | None]
    status: Mapped[str] = mapped_column(Text, server_default="active")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    tracks_stock: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    pause_reason: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class StoreException(Base):
    """Hours of one date that depart from the week: Spring Festival, stocktaking. Empty ``hours`` means closed all day."""

    __tablename__ = "store_exceptions"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    hours: Mapped[str] = mapped_column(Text)  # "10:00-15:00" or "10:00-12:00,14:00-17:00" or ""
    note: Mapped[str | None] = mapped_column(Text)


class Revision(Base):
    """Counts the changes of something that processes keep in memory; a trigger counts, so nobody can forget to."""

    __tablename__ = "revisions"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int]
