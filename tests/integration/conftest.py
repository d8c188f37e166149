"""What tests of the way to the database share."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.db import Database


@pytest.fixture
def kept(db: Database) -> Database:
    """A table of our own to write into."""
    db.run(lambda s: s.execute(text("CREATE TABLE kept (id bigint PRIMARY KEY, n bigint NOT NULL)")))
    return db
