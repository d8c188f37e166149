"""People who log in, and the tokens they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Staff(Base):
    """Somebody behind a counter. Her work phone is her log-in."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    created_at: Mapped[datetime]


class StaffIdentity(Base):
    """Where the service account reaches somebody behind a counter."""

    __tablename__ = "staff_identities"
    __table_args__ = (Index("ix_staff_identities_staff_id", "staff_id"),)

    app_id: Mapped[str] = mapped_column(Text, primary_key=True)
    openid: Mapped[str] = mapped_column(Text, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]


class StaffRole(Base):
    """What she is at which store; a chain manager has a row for each of her stores."""

    __tablename__ = "staff_roles"
    __table_args__ = (
        CheckConstraint("role IN ('clerk', 'manager', 'chain_manager')", name="role"),
        Index("ix_staff_roles_store_id", "store_id"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))  # false: she works here no more


class Shift(Base):
    """A person at work at a store; an open row means that somebody is there to hear an order."""

    __tablename__ = "shifts"
    __table_args__ = (
        Index("ix_shifts_open", "staff_id", "store_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_shifts_store_id", "store_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Agent(Base):
    """Customer service or headquarters."""

    __tablename__ = "agents"
    __table_args__ = (CheckConstraint("role IN ('customer_service', 'headquarters')", name="role"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    login: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    failed_logins: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AgentTotp(Base):
    """An agent's second factor (RFC 6238). ``last_step``: the half minute of the last code used; none up to it is good again."""

    __tablename__ = "agent_totp"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]


class AgentRecoveryCode(Base):
    """A code for the day the phone is lost: kept as a keyed hash, good once."""

    __tablename__ = "agent_recovery_codes"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]


class Terminal(Base):
    """A till (POS), known by its serial; it holds a token of its own."""

    __tablename__ = "terminals"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    serial: Mapped[str] = mapped_column(Text, unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


class Token(Base):
    """An opaque bearer token, stored hashed; revoked at once by setting ``revoked_at``."""

    __tablename__ = "tokens"
    __table_args__ = (
        CheckConstraint("kind IN ('member', 'staff', 'agent', 'terminal')", name="kind"),
        Index("ix_tokens_subject", "kind", "subject_id", postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int]
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))  # the store this device works for
    device: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Device(Base):
    """A phone's last sign of life: on the house's clock for people to read, in real time to tell whether it is there.

    Neither instant is in an index, so that a beat rewrites the row in place.
    """

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_store_id", "store_id"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    at: Mapped[datetime]
    real_at: Mapped[datetime]


class SmsCode(Base):
    """A log-in code: hashed, short-lived, few tries."""

    __tablename__ = "sms_codes"
    __table_args__ = (Index("ix_sms_codes_phone_hash", "phone_hash", "created_at"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary)
    audience: Mapped[str] = mapped_column(Text)  # member | staff
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    used_at: Mapped[datetime | None]


class Reveal(Base):
    """Somebody looked at personal data that is masked by default, and said why."""

    __tablename__ = "reveals"
    __table_args__ = (Index("ix_reveals_agent_id", "agent_id", "at"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    member_id: Mapped[int | None]
    order_id: Mapped[int | None]
    what: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
