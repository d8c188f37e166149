"""What WeChat pushed to us, so that a push that comes again is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class PushSeen(Base):
    """A push by the hash of what it says. Nothing of its content."""

    __tablename__ = "push_seen"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
