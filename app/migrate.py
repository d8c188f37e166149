"""Bring a database to the newest shape: ``alembic upgrade head`` without an ini file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

SCRIPTS: Final = Path(__file__).resolve().parent.parent / "migrations"
# Any number that no other advisory lock of the house uses: two processes that start together migrate one after the other.
MIGRATION_LOCK: Final = 0x4A494E44414E


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at ``url`` to ``revision``. Safe to call from several processes, and again."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()  # the lock belongs to the session, so a failed migration's rollback does not free it early
        command.upgrade(alembic_config(connection), revision)
        connection.commit()
    engine.dispose()


def alembic_config(connection: object = None) -> Config:
    """Alembic's configuration over an open connection, for ``upgrade`` and for the drift check."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
