"""The threads that send notices, and end refunds whose time has come."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from wechat.standin import notices, pay_refunds, push
from wechat.standin.switches import Switch
from wechat.standin.world import World

_IDLE_S = 0.1
_THREADS = 32  # most of them asleep in a delay, if any
_HOLD_S = 2.0


class Sender:
    """Runs until ``stop``; what was not sent then is sent after the next start."""

    def __init__(self, of: World) -> None:
        self._of = of
        self._stopping = threading.Event()
        self._sent = threading.Condition()
        self._count = 0
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="standin-notice")
        self._thread = threading.Thread(target=self._run, name="standin-sender", daemon=True)

    def start(self) -> None:
        """Begin; an attempt that a kill broke off is made anew."""
        with self._of.store.write() as db:
            db.execute("UPDATE notices SET sending = 0")
        self._thread.start()

    def stop(self) -> None:
        """Wait for attempts under way."""
        self._stopping.set()
        self._of.woken.set()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._of.woken.wait(_IDLE_S)
            self._of.woken.clear()
            try:
                pay_refunds.end_due(self._of)
                for row in self._claim():
                    self._pool.submit(self._attempt, row)
            except Exception:  # one bad round must not be the last one
                logging.getLogger(__name__).exception("a round of sending failed")
                self._stopping.wait(_IDLE_S)

    def _claim(self) -> list[sqlite3.Row]:
        due = "state = 'waiting' AND NOT sending AND next_real <= ?"
        if not self._of.store.one(f"SELECT 1 FROM notices WHERE {due}", time.time()):
            return []
        with self._of.store.write() as db:
            rows = db.execute(f"SELECT * FROM notices WHERE {due} ORDER BY next_real, rowid", (time.time(),)).fetchall()
            db.executemany("UPDATE notices SET sending = 1 WHERE id = ?", [(row["id"],) for row in rows])
        return rows

    def _attempt(self, row: sqlite3.Row) -> None:
        switches = self._of.switches.take({row["kind"], row["kind"].split(".")[0]})
        try:
            self._hold(switches)
            status = 0 if "drop" in switches else self._send_all(row, switches)
        except Exception as error:  # an address that is none, a broken switch: told in the list of notices
            status = -1
            switches = {**switches, type(error).__name__: Switch("error", {})}
        answer = {"at": self._of.now(), "status": status, "switches": sorted(switches)}
        notices.record(self._of, row["id"], answer)
        with self._sent:
            self._count += 1
            self._sent.notify_all()

    def _hold(self, switches: dict[str, Switch]) -> None:
        if "delay" in switches:
            self._stopping.wait(float(switches["delay"].value.get("seconds", 1)))
        if "reorder" in switches:  # after the next one, whichever that is
            longest = float(switches["reorder"].value.get("seconds", _HOLD_S))
            with self._sent:
                before = self._count
                self._sent.wait_for(lambda: self._count > before or self._stopping.is_set(), longest)

    def _send_all(self, row: sqlite3.Row, switches: dict[str, Switch]) -> int:
        """The status of the first; 0 if nobody answered in time."""
        first = self._send(row, switches)
        if "duplicate" in switches:
            value = switches["duplicate"].value
            times, at_once = int(value.get("times", 1)), int(value.get("at_once", 8))
            with ThreadPoolExecutor(at_once, thread_name_prefix="standin-duplicate") as pool:
                list(pool.map(lambda _: self._send(row, switches), range(times)))
        return first

    def _send(self, row: sqlite3.Row, switches: dict[str, Switch]) -> int:
        url, headers, body = self._built(row, json.loads(row["content"]), switches)
        timeout = float(self._of.option("notice_timeout_s"))
        try:
            answer = self._session().post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False)
        except requests.RequestException:
            return 0
        return answer.status_code

    def _built(
        self, row: sqlite3.Row, content: dict[str, Any], switches: dict[str, Switch]
    ) -> tuple[str, dict[str, str], bytes]:
        if row["kind"].startswith("push"):
            query, headers, body = push.build(self._of, content, switches)
            return f"{row['url']}?{query}", headers, body
        return row["url"], *notices.build(self._of, row["id"], content, switches)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False  # no proxy between this machine and itself
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session
