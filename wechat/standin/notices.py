"""Notices on their way to the house: kept first, sent by a pool of threads, repeated on WeChat's schedule until answered."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from typing import Any

from wechat.standin import keys, pay_door
from wechat.standin.spoil import spoiled
from wechat.standin.switches import Switch
from wechat.standin.world import World, rfc3339

# Seconds after each unanswered attempt; divided by the option ``speed``. A pushed message is repeated three times, 5 s apart.
PAY_SCHEDULE_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
PUSH_SCHEDULE_S = (5, 5, 5)
GOOD = (200, 204)


def add(of: World, kind: str, url: str, content: dict[str, Any]) -> str:
    """A notice to be sent at once; returns its id, which all its repetitions share. ``kind``: notice.pay, notice.refund, push.…"""
    notice_id = str(uuid.uuid4())
    with of.store.write() as db:
        sql = "INSERT INTO notices (id, kind, url, content, made_at, next_real) VALUES (?, ?, ?, ?, ?, ?)"
        db.execute(sql, (notice_id, kind, url, json.dumps(content), of.now(), time.time()))
    of.woken.set()
    return notice_id


def shown(of: World, kind: str = "") -> list[dict[str, Any]]:
    """The newest first, without what they tell."""
    rows = of.store.all("SELECT * FROM notices WHERE kind LIKE ? ORDER BY rowid DESC", kind + "%")
    return [
        {
            **{name: row[name] for name in ("id", "kind", "url", "attempts", "state")},
            "answers": json.loads(row["answers"]),
        }
        for row in rows
    ]


def record(of: World, notice_id: str, answer: dict[str, Any]) -> None:
    """One attempt is over: done, to be repeated, or given up."""
    with of.store.write() as db:
        row = db.execute("SELECT * FROM notices WHERE id = ?", (notice_id,)).fetchone()
        if row is None:
            return  # everything was reset meanwhile
        attempts = row["attempts"] + 1
        wait = _wait(of, row["kind"], attempts)
        state = "done" if answer["status"] in GOOD else "given_up" if wait is None else "waiting"
        sql = "UPDATE notices SET attempts = ?, state = ?, sending = 0, next_real = ?, answers = ? WHERE id = ?"
        told = json.dumps([*json.loads(row["answers"]), answer])
        db.execute(sql, (attempts, state, time.time() + (wait or 0), told, notice_id))


def again(of: World, notice_id: str) -> None:
    """Sent once more now, whatever became of it. Raises ``LookupError``."""
    with of.store.write() as db:
        sql = "UPDATE notices SET state = 'waiting', next_real = ? WHERE id = ?"
        if db.execute(sql, (time.time(), notice_id)).rowcount == 0:
            raise LookupError("notice: no such id")
    of.woken.set()


def build(
    of: World, notice_id: str, content: dict[str, Any], switches: dict[str, Switch]
) -> tuple[dict[str, str], bytes]:
    """(headers, body) of one attempt of a WeChat Pay notice: sealed and signed anew each time, as WeChat does."""
    kind = content["original_type"]
    plain = json.dumps(spoiled(content["resource"], switches), ensure_ascii=False, separators=(",", ":")).encode()
    sealed, nonce = keys.seal(of.account.apiv3_key, plain, kind, break_tag="bad_tag" in switches)
    resource = {"original_type": kind, "algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed, "associated_data": kind}
    told = {
        "id": notice_id,
        "create_time": rfc3339(of.now()),
        "resource_type": "encrypt-resource",
        "event_type": content["event_type"],
        "summary": content["summary"],
        "resource": {**resource, "nonce": nonce},
    }
    return _signed(of, json.dumps(told, ensure_ascii=False, separators=(",", ":")), switches)


def sign(of: World, body: str, serial: str = "", age_s: int = 0, forge: bool = False) -> dict[str, str]:
    """Headers for any body, for tests that send what no switch sends."""
    serial = serial or of.signing_serial()
    stamp = str(int(of.now()) - age_s)
    return pay_door.signed_headers(of.account.signing_keys[serial], serial, stamp, body, forge=forge)


def _signed(of: World, body: str, switches: dict[str, Switch]) -> tuple[dict[str, str], bytes]:
    cut = body[: len(body) // 2] if "truncated" in switches else body
    # Cut on the way, the signature no longer fits; {"signed": true} signs what is left.
    signed = cut if "truncated" in switches and switches["truncated"].value.get("signed") else body
    age = 2 * pay_door.TOLERANCE_S if "stale" in switches else 0
    headers = sign(of, signed, age_s=age, forge="forge" in switches)
    agent = {"User-Agent": "Mozilla/4.0", "Content-Type": "application/json", "Accept": "*/*"}
    return headers | agent | {"Request-ID": secrets.token_hex(16).upper()}, cut.encode()


def _wait(of: World, kind: str, attempts: int) -> float | None:
    schedule = PUSH_SCHEDULE_S if kind.startswith("push") else PAY_SCHEDULE_S
    return schedule[attempts - 1] / float(of.option("speed")) if attempts <= len(schedule) else None
