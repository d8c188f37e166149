"""Every table of the house in one metadata: for migrations, the drift check and tests."""

# ruff: noqa: F401 (imported for what importing them adds to the metadata)
from __future__ import annotations

from sqlalchemy import MetaData

import app.alerts.models
import app.calls.models
import app.catalogue.models
import app.clock
import app.heartbeat
import app.identity.models
import app.inventory.models
import app.ledger.models
import app.members.models
import app.notify.models
import app.outbox
import app.payments.models
import app.payments.notices
import app.printers.models
import app.stores.models
import dispatch.models
import wechat.models
from app.db import Base

METADATA: MetaData = Base.metadata
