"""The SMS port: whoever sends short messages for the house implements ``SmsPort``."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import Database, vault_of
from app.notify.models import DemoSms

PURPOSE = "demo_sms"


class SmsPort(Protocol):
    """Sends one message. Raises any exception if the provider did not take it."""

    def send(self, phone: str, text: str) -> None:
        """``phone`` is eleven digits, ``text`` Chinese."""


class DemoSmsPort:
    """Shows messages on a page instead of sending them; refused in production."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def send(self, phone: str, text: str) -> None:
        """Keep the message, sealed, for ``/demo/sms``."""

        def keep(session: Session) -> None:
            sealed = vault_of(session).seal_json({"phone": phone, "text": text}, PURPOSE)
            session.execute(insert(DemoSms).values(sealed=sealed, at=now(session)))

        self._db.run(keep)


def shown(session: Session, limit: int = 50) -> list[dict[str, str]]:
    """The latest demo messages, newest first: phone, text, at (RFC 3339)."""
    rows = session.execute(select(DemoSms).order_by(DemoSms.id.desc()).limit(limit)).scalars()
    vault = vault_of(session)
    return [{**vault.open_json(row.sealed, PURPOSE), "at": local(row.at).isoformat()} for row in rows]
