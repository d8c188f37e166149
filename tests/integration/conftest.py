"""What tests of the way to the database share."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app.db import Database
from app.wire import Wire


@pytest.fixture
def kept(db: Database) -> Database:
    """A table of our own to write into."""
    db.run(lambda s: s.execute(text("CREATE TABLE kept (id bigint PRIMARY KEY, n bigint NOT NULL)")))
    return db


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements went together, trip by trip."""
    seen: list[int] = []
    say = Wire.say

    def noted(self: Wire, said: Any, **options: Any) -> Any:
        seen.append(len(said))
        return say(self, said, **options)

    monkeypatch.setattr(Wire, "say", noted)
    return seen
