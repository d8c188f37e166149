"""The order, the offers made of it, and why: tables whose constraints carry what must never be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from dispatch.domain.states import DELIVERY, OFFER, ORDER

CHANNELS = ("mini_program", "wechat_mall", "mom_app", "call_centre")


def _one_of(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class PolicyVersion(Base):
    """The settings of routing and of the clock, versioned; exactly one version is active."""

    __tablename__ = "policy_versions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'active', 'retired')", name="state"),
        Index("ix_policy_versions_one_active", "state", unique=True, postgresql_where=text("state = 'active'")),
    )

    version: Mapped[int] = mapped_column(Identity(always=False), primary_key=True)
    settings: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    activated_at: Mapped[datetime | None]


class Order(Base):
    """What she wants, from a channel, to an address. ``store_id`` is the store that has it now, or fulfilled it."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(_one_of("state", ORDER.states), name="state"),
        CheckConstraint(_one_of("channel", (*CHANNELS, "jd", "tmall")), name="channel"),
        CheckConstraint("payment_method IN ('on_delivery', 'online')", name="payment_method"),
        CheckConstraint("goods_fen > 0 AND delivery_fee_fen >= 0", name="amounts"),
        CheckConstraint(
            "0 <= refunded_fen AND refunded_fen <= goods_fen + delivery_fee_fen", name="refunds_within_paid"
        ),
        CheckConstraint(
            "store_id IS NOT NULL OR state NOT IN ('offered', 'accepted', 'out_for_delivery', 'delivered', 'completed')",
            name="store_known",
        ),
        UniqueConstraint("member_id", "idempotency_key"),
        Index("ix_orders_member_id", "member_id", "id"),
        # Waiting to be routed: what the sweeper looks at every second.
        Index("ix_orders_waiting", "state_changed_at", postgresql_where=text("state = 'paid' AND held_at IS NULL")),
        Index("ix_orders_unpaid", "close_at", postgresql_where=text("state = 'awaiting_payment'")),
        Index("ix_orders_delivered", "state_changed_at", postgresql_where=text("state = 'delivered'")),
        # How full a store is, and what a console shows of the living.
        Index(
            "ix_orders_live_at_store",
            "store_id",
            postgresql_where=text("state IN ('offered', 'accepted', 'out_for_delivery')"),
        ),
        Index("ix_orders_state", "state", "id"),
        # Reports look at days; rows lie on the disk in the order of their instants, so a few pages of index find them.
        Index("ix_orders_placed_at", "placed_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_no: Mapped[str] = mapped_column(Text, unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    state_changed_at: Mapped[datetime]
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    chosen_store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))  # she chose it instead of the rule's
    payment_method: Mapped[str] = mapped_column(Text)
    goods_fen: Mapped[int]
    delivery_fee_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(server_default="0")
    recipient_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"name", "phone", "text", "door"}
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    lng: Mapped[float]
    lat: Mapped[float]
    promise_at: Mapped[datetime | None]
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]  # when the search for a store may begin; cash orders: when placed
    close_at: Mapped[datetime | None]  # unpaid until then: closed
    offers_made: Mapped[int] = mapped_column(server_default="0")
    needs_person_reason: Mapped[str | None] = mapped_column(Text)
    held_at: Mapped[datetime | None]
    hold_reason: Mapped[str | None] = mapped_column(Text)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))  # who placed it for a caller
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def total_fen(self) -> int:
        """What she pays, in fen."""
        return self.goods_fen + self.delivery_fee_fen


class OrderLine(Base):
    """One article, at the price of the moment she ordered."""

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("quantity > 0 AND unit_price_fen > 0", name="amounts"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    unit_price_fen: Mapped[int]


class Decision(Base):
    """Why this store, or why none: every candidate seen with its first failing check. Never changed."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_order_id", "order_id", "id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    member_id: Mapped[int]
    at: Mapped[datetime]
    policy_version: Mapped[int] = mapped_column(ForeignKey("policy_versions.version"))
    reason: Mapped[str] = mapped_column(
        Text
    )  # home_store | her_other_store | nearest | chosen_by_member | needs_person
    cap: Mapped[str | None] = mapped_column(Text)  # why nobody: max_offers | max_waiting | no_candidate
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    distance_m: Mapped[float | None]
    by: Mapped[str | None] = mapped_column(Text)  # agent:3 when a person chose
    person_reason: Mapped[str | None] = mapped_column(Text)
    candidates: Mapped[list[Any]]


class Offer(Base):
    """An order before one store, open until ``expires_at``. ``ended_at``: an acceptance that the store later gave back."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(_one_of("state", OFFER.states), name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("expires_at > offered_at AND expires_at >= hour_ends_at", name="deadline_after_offer"),
        CheckConstraint("state <> 'expired' OR answered_at >= hour_ends_at", name="never_early"),
        CheckConstraint("state <> 'accepted' OR answered_at < expires_at", name="in_time"),
        # Every re-offer asks which stores have had the order.
        Index("ix_offers_order_id", "order_id"),
        Index("ix_offers_one_open", "order_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(
            "ix_offers_one_accepted",
            "order_id",
            unique=True,
            postgresql_where=text("state = 'accepted' AND ended_at IS NULL"),
        ),
        Index("ix_offers_store_once", "order_id", "store_id", unique=True, postgresql_where=text("NOT by_person")),
        Index("ix_offers_due", "expires_at", postgresql_where=text("state = 'open'")),
        Index("ix_offers_alert_due", "alert_at", postgresql_where=text("state = 'open' AND alert_at IS NOT NULL")),
        Index("ix_offers_open_at_store", "store_id", postgresql_where=text("state = 'open'")),
        Index("ix_offers_store_id", "store_id", "offered_at"),
        Index("ix_offers_offered_at", "offered_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    member_id: Mapped[int]
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    state: Mapped[str] = mapped_column(Text, server_default="open")
    by_person: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    hour_ends_at: Mapped[datetime]  # as first computed; expires_at is later only if time was given back or extended
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(Text)  # staff:7, agent:3, member:12, system
    decline_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    alert_at: Mapped[datetime | None]  # when the next rung of the alert ladder is due; of no meaning once answered


class Delivery(Base):
    """Bringing an accepted order to her."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(_one_of("state", DELIVERY.states), name="state"),
        Index("ix_deliveries_order_id", "order_id"),
        Index(
            "ix_deliveries_one_live",
            "order_id",
            unique=True,
            postgresql_where=text("state IN ('picking', 'on_the_road')"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    state: Mapped[str] = mapped_column(Text, server_default="picking")
    accepted_at: Mapped[datetime]
    picking_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    courier_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proof: Mapped[str | None] = mapped_column(Text)  # code | photo | receipt
    failure_reason: Mapped[str | None] = mapped_column(Text)


class Rating(Base):
    """What she thought of a delivery, one an order. Her words are sealed: people write names and phones."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_ratings_store_id", "store_id", "rated_at"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    stars: Mapped[int]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    rated_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


class OrderNote(Base):
    """What an agent wrote down about an order, for the next one who opens it. Sealed: people write names and phones."""

    __tablename__ = "order_notes"
    __table_args__ = (Index("ix_order_notes_order_id", "order_id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class OrderViewer(Base):
    """An agent who has an order open before her. Real time: what is on a screen does not run with the house's clock."""

    __tablename__ = "order_viewers"
    __table_args__ = (Index("ix_order_viewers_seen_at", "seen_at"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


class ProofPhoto(Base):
    """A photo at the door. The picture is sealed, and gone when its days are over; that there was one stays."""

    __tablename__ = "proof_photos"
    __table_args__ = (
        UniqueConstraint("delivery_id", "upload_hash"),
        Index("ix_proof_photos_order_id", "order_id"),
        Index("ix_proof_photos_kept", "taken_at", postgresql_where=text("erased_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    staff_id: Mapped[int]
    upload_hash: Mapped[bytes] = mapped_column(LargeBinary)
    picture_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime]
    used_at: Mapped[datetime | None]  # it stood for her code
    erased_at: Mapped[datetime | None]


class WhatIf(Base):
    """A policy tried out beside the one in force: asked for by a person, worked on by a job that may be repeated."""

    __tablename__ = "what_ifs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("mode IN ('replay', 'simulate')", name="mode"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        Index("ix_what_ifs_pending", "id", postgresql_where=text("state IN ('queued', 'running')")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    settings: Mapped[dict[str, Any]]
    mode: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    seed: Mapped[int]
    state: Mapped[str] = mapped_column(Text, server_default="queued")
    progress: Mapped[int] = mapped_column(server_default="0")  # percent
    attempts: Mapped[int] = mapped_column(server_default="0")
    results: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime]  # real time: the last sign of life of whoever works on it
    finished_at: Mapped[datetime | None]
