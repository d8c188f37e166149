"""Switches to misbehave. A switch has a target (an endpoint's path, or a notice), a kind, and how often it still applies."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from wechat.standin.store import Store

# For answers: what a caller may meet.
_SPOILT = (
    "delay",
    "drop",
    "forge",
    "stale",
    "bad_tag",
    "truncated",
    "wrong_amount",
    "wrong_mchid",
    "wrong_appid",
    "wrong_currency",
)
ANSWER_KINDS = frozenset({"5xx", "slow", "token_expiry", "rate_limit", "not_enough", "busy", *_SPOILT})
# For notices of WeChat Pay and for pushed messages: what the house may receive.
NOTICE_KINDS = frozenset({"duplicate", "reorder", *_SPOILT})
NOTICE_TARGETS = ("notice", "push")


class BadSwitch(ValueError):
    """The message names the field."""


@dataclass(frozen=True, slots=True)
class Switch:
    """``value``: what the kind needs to know (see the package's text); empty for its default."""

    kind: str
    value: dict[str, Any]


class Switches:
    """Kept in the store, so that they hold over a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, target: str, kind: str, count: int | None = None, value: dict[str, Any] | None = None) -> int:
        """Turn one on: for ``count`` uses, or until it is cleared. Returns its number."""
        _check(target, kind, count)
        with self._store.write() as db:
            sql = "INSERT INTO switches (target, kind, left, value) VALUES (?, ?, ?, ?)"
            return int(db.execute(sql, (target, kind, count, json.dumps(value or {}))).lastrowid or 0)

    def list(self) -> list[dict[str, Any]]:
        """Those that are on."""
        rows = self._store.all("SELECT * FROM switches ORDER BY id")
        return [{**dict(row), "count": row["left"], "value": json.loads(row["value"])} for row in rows]

    def clear(self) -> None:
        """All off."""
        with self._store.write() as db:
            db.execute("DELETE FROM switches")

    def take(self, names: Collection[str], path: str = "") -> dict[str, Switch]:
        """What applies to this one use, by kind. ``names``: the target's exact names; ``path``: also by a path's beginning."""
        if not self._store.one("SELECT 1 FROM switches LIMIT 1"):
            return {}
        taken: dict[str, Switch] = {}
        with self._store.write() as db:
            for row in db.execute("SELECT * FROM switches ORDER BY id").fetchall():
                if row["kind"] in taken or not _meant(row["target"], names, path):
                    continue
                taken[row["kind"]] = Switch(row["kind"], json.loads(row["value"]))
                db.execute("UPDATE switches SET left = left - 1 WHERE id = ? AND left IS NOT NULL", (row["id"],))
            db.execute("DELETE FROM switches WHERE left <= 0")
        return taken


def _meant(target: str, names: Collection[str], path: str) -> bool:
    return target in names or (target.startswith("/") and bool(path) and path.startswith(target))


def _check(target: str, kind: str, count: int | None) -> None:
    if not isinstance(target, str) or not (target.startswith("/") or target in ("api", "pay") or _is_notice(target)):
        raise BadSwitch("target: a path, api, pay, notice[.pay|.refund] or push[.Event]")
    known = NOTICE_KINDS if _is_notice(target) else ANSWER_KINDS
    if kind not in known:
        raise BadSwitch(f"kind: one of {', '.join(sorted(known))}")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
        raise BadSwitch("count: a whole number from 1, or nothing")


def _is_notice(target: str) -> bool:
    return target.split(".")[0] in NOTICE_TARGETS
