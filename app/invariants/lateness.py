"""Instants before which something is late, on the house's clock; None where lateness cannot be measured."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dispatch.domain.policy import Policy

_LIMITS_S = (10, 30, 60)
_FAULT_S = 5.0  # a part that has been silent for longer counts as a fault
_READ = text("""
SELECT jindan_now() AS now, coalesce((SELECT speed FROM clock_setting), 1) AS speed, version, settings,
  (SELECT max(extract(epoch FROM clock_timestamp() - real_at)) FROM heartbeats
   WHERE name IN ('relay', 'sweep', 'web')) AS silent_s,
  (SELECT jsonb_object_agg(name, jsonb_build_array(extract(epoch FROM clock_timestamp() - real_at), at)) FROM heartbeats
   WHERE name IN ('relay', 'web')) AS alert_path
FROM policy_versions WHERE state = 'active'
""")


def limits(session: Session) -> dict[str, Any]:
    """``late_10``, ``late_30``, ``late_60`` and ``overdue`` for the proofs.

    While no alert can reach stores nothing expires, and the time will be given back: lateness stops where that began.
    """
    row = session.execute(_READ).one()
    grace_s = Policy.from_dict(row.version, row.settings).outage_grace_s
    reached = _reached_until(row.now, row.alert_path or {}, grace_s)
    allowed_s = 5 if float(row.silent_s or 0) <= _FAULT_S else 30
    given = {f"late_{limit}": _before(row.now, limit, row.speed) for limit in _LIMITS_S}
    return {**given, "overdue": _before(reached, allowed_s, row.speed)}


def _before(now: datetime, limit_s: int, speed: float) -> datetime | None:
    return now - timedelta(seconds=limit_s * speed) if speed > 0 else None


def _reached_until(now: datetime, alert_path: dict[str, Any], grace_s: int) -> datetime:
    last = [datetime.fromisoformat(at) for silent_s, at in alert_path.values() if float(silent_s) > grace_s]
    return min([now, *last])
