"""Members: a mother, what hangs on her, and what she bought. Personal columns are sealed (see app.security)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Member(Base):
    """A mother. Known by her verified phone; ``phone_hash`` finds her, ``phone_sealed`` is the number itself."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_phone_hash", "phone_hash", unique=True),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    ref: Mapped[str | None] = mapped_column(Text, unique=True)  # her number in the brand's own member system
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_verified_at: Mapped[datetime | None]
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class MemberIdentity(Base):
    """Who she is to a platform: an openid in one app, or the unionid that joins them."""

    __tablename__ = "member_identities"
    __table_args__ = (UniqueConstraint("app_id", "subject"), Index("ix_member_identities_member_id", "member_id"))

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    app_id: Mapped[str] = mapped_column(Text)  # a WeChat appid, or "unionid"
    subject: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # her latest log-in with it: the one that pays and is written to
    follows: Mapped[bool] = mapped_column(
        Boolean, server_default=text("true")
    )  # a service account writes to followers alone
    follows_at: Mapped[datetime | None]  # WeChat's time of the event that said so: events come late and out of order


class MessageAccept(Base):
    """How many subscribe messages of a template she still allows: one send an accept, counted from WeChat's own events."""

    __tablename__ = "message_accepts"
    __table_args__ = (CheckConstraint('"left" >= 0', name="left"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    template_id: Mapped[str] = mapped_column(Text, primary_key=True)
    left: Mapped[int]


class StoreLink(Base):
    """She scanned a store's code in the shop. It makes the store one of hers to see; routing counts purchases alone."""

    __tablename__ = "store_links"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    linked_at: Mapped[datetime]


class Baby(Base):
    """A baby, kept only under a guardian's consent."""

    __tablename__ = "babies"
    __table_args__ = (Index("ix_babies_member_id", "member_id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    details_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"nickname", "birth_month": "2026-03"}
    consent_id: Mapped[int] = mapped_column(ForeignKey("consents.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Address(Base):
    """Where she wants it. The text is sealed; the WGS-84 point is what routing reads."""

    __tablename__ = "addresses"
    __table_args__ = (
        CheckConstraint("source_datum IN ('gcj02', 'wgs84', 'bd09')", name="datum"),
        CheckConstraint("lng BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name="point"),
        Index("ix_addresses_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    details_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"name", "phone", "text", "door"}
    lng: Mapped[float]
    lat: Mapped[float]
    source_lng: Mapped[float]
    source_lat: Mapped[float]
    source_datum: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Consent(Base):
    """What she agreed to, in which words, and when she took it back."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_member_id", "member_id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    purpose: Mapped[str] = mapped_column(Text)  # service | marketing | baby
    text_version: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Purchase(Base):
    """A completed sale at a store: from the till, an import, or a delivered order. ``source_key`` is the business's own key."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("source IN ('till', 'import', 'order')", name="source"),
        CheckConstraint("state IN ('completed', 'voided', 'refunded')", name="state"),
        CheckConstraint("0 <= refunded_fen AND refunded_fen <= total_fen", name="refunded_within_total"),
        # The home store: her purchases, the latest first; all of them, since customer service and her export read them too.
        Index("ix_purchases_home", "member_id", "purchased_at"),
        Index("ix_purchases_store_id", "store_id", "purchased_at"),
        Index("ix_purchases_purchased_at", "purchased_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    source_key: Mapped[str] = mapped_column(Text, unique=True)
    request_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    purchased_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, server_default="completed")
    total_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(server_default="0")
    order_id: Mapped[int | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who rang it up in the store's app


class PurchaseLine(Base):
    """One article of a purchase; ``paid_fen`` is for the whole line."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("0 <= returned AND returned <= quantity", name="returned_within_quantity"),
    )

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))
    quantity: Mapped[int]
    paid_fen: Mapped[int]
    returned: Mapped[int] = mapped_column(server_default="0")


class PurchaseReturn(Base):
    """A return or a void of a till purchase, under the terminal's own key."""

    __tablename__ = "purchase_returns"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    source_key: Mapped[str] = mapped_column(Text, unique=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    lines: Mapped[list[Any]]
    amount_fen: Mapped[int]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class MemberCode(Base):
    """A short-lived code by which a till knows her. Kept hashed, and as long as a sale rung up offline may still arrive."""

    __tablename__ = "member_codes"
    __table_args__ = (Index("ix_member_codes_expires_at", "expires_at"),)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_key: Mapped[str | None] = mapped_column(Text)  # the sale that took it: a code serves one


class CodeMiss(Base):
    """Somebody behind a counter gave a code that nobody has: few such tries, or codes would be guessed."""

    __tablename__ = "code_misses"
    __table_args__ = (Index("ix_code_misses_staff_id", "staff_id", "at"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
