"""The house the day takes place in: the one that runs, else one of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from app.clock import SHANGHAI, now, set_clock
from app.config import ROOT, Config
from app.db import Database
from app.embedded.child import spawn, stop, wait_until
from app.supervisor.table import answers
from app.wiring import wire

READY_TIMEOUT_S: Final = 180.0
OPENS, LATEST = time(9, 0), time(10, 30)


class NoHouse(Exception):
    """The day cannot take place here; the message says why and what to do."""


@contextmanager
def a_house(config: Config) -> Iterator[Config]:
    """The configuration of a running house with the demo network. Raises ``NoHouse``, always for production."""
    if config.is_production:
        raise NoHouse("this is production: the day at speed moves the clock and invents orders. Unset JINDAN_ENV")
    if answers(f"{config.base_url}/readyz"):
        if not _shows_messages(config):
            raise NoHouse(f"{config.base_url} runs, and is not a demo: stop it, or set JINDAN_PORT to a free port")
        print(f"Using the house that runs at {config.base_url}.", flush=True)
        yield config
    else:
        with _own_house() as own:
            yield own


@contextmanager
def _own_house() -> Iterator[Config]:
    print("No house runs here: starting one in a temporary folder (some seconds).", flush=True)
    with tempfile.TemporaryDirectory(prefix="jindan-day-") as folder:
        var = Path(folder)
        var.chmod(0o711)  # where PostgreSQL runs as another user it must get through
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        environ = {**kept, "JINDAN_VAR": folder, "JINDAN_PORT": str(_free_port()), "JINDAN_ENV": "demo"}
        config, log = Config.from_env(environ), var / "day.log"
        house = spawn([sys.executable, "-m", "flask", "--app", "wsgi", "up"], log=log, env=environ, cwd=ROOT)
        try:
            ready = wait_until(
                lambda: house.poll() is not None or answers(f"{config.base_url}/readyz"), READY_TIMEOUT_S, 0.3
            )
            if not ready or house.poll() is not None:
                raise NoHouse(f"the house did not start:\n{log.read_text(errors='replace')[-1500:]}")
            yield config
        finally:
            stop(house, signal.SIGTERM, 30.0)


@contextmanager
def compressed_time(config: Config, speed: float) -> Iterator[tuple[Database, datetime]]:
    """The house's clock at ``speed`` from a morning on; yields the database and the morning.

    Afterwards the clock runs at its ordinary speed from where the day ended. It is never set back: deadlines, codes and
    tokens made during the day would then lie in the future, and an offer would have more than its hour.
    """
    db = wire(config).db
    try:
        morning = _next_morning(db.read(now))
        db.run(lambda session: set_clock(session, morning, config.clock_speed))
        yield db, morning
    finally:
        db.run(lambda session: set_clock(session, None, config.clock_speed))
        db.dispose()


def run_at(db: Database, speed: float) -> None:
    """From now on the clock runs at ``speed``."""
    db.run(lambda session: set_clock(session, None, speed))


def _next_morning(at: datetime) -> datetime:
    """The present if it is a morning, else the next one: shops are open, and the day is before them."""
    at = at.astimezone(SHANGHAI)
    if OPENS <= at.time() <= LATEST:
        return at
    day = at.date() if at.time() < OPENS else at.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, SHANGHAI)


def _shows_messages(config: Config) -> bool:
    return answers(f"{config.base_url}/demo/sms")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
