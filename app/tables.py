"""Every table of the house in one metadata: for migrations, the drift check and tests."""

from __future__ import annotations

from sqlalchemy import MetaData

import dispatch.models  # noqa: F401
from app.db import Base

METADATA: MetaData = Base.metadata
