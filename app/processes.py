"""The long-running processes: ``flask --app wsgi relay | sweep | reconcile | alerts | worker QUEUE | scheduler``.

``python -m app.processes relay`` and so on is the same without the doors, which these processes never open: it starts in
two thirds of the time.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType

from flask import Flask
from rq import Queue, SimpleWorker
from rq.scheduler import RQScheduler
from rq.timeouts import TimerDeathPenalty

from app import reconcile as reconciling
from app import relay as relaying
from app.alerts import rounds
from app.config import Config
from app.heartbeat import beat
from app.keys import ConfigError
from app.web.house import EXTENSION, QUEUES, House
from app.wiring import wire
from dispatch.lost_time import alive
from dispatch.timers import sweep as sweep_once

log = logging.getLogger(__name__)

BEAT_EVERY_S = 2.0
SWEEP_EVERY_S = 1.0


class Stop:
    """Set by SIGTERM or SIGINT; ``wait`` returns early, and true, when it is."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def on_signals(self) -> Stop:
        """Listen; only the main thread may."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)
        return self

    def wait(self, seconds: float) -> bool:
        """Sleep up to ``seconds``; true when it is time to stop."""
        return self._event.wait(seconds)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._event.set()


def beating(house: House, name: str) -> Callable[[], None]:
    """A function that says, at most every ``BEAT_EVERY_S``, that ``name`` is alive."""
    last = 0.0

    def maybe() -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_EVERY_S:
            extended = house.db.run(lambda session: alive(session, name))
            last = time.monotonic()
            if extended:
                log.warning("an outage ended: %s offers got their lost time back", extended)

    return maybe


def run_relay(house: House) -> None:
    """Publish and tell until stopped."""
    relaying.run(house, beating(house, "relay"), Stop().on_signals().wait)


def run_sweep(house: House, every_s: float = SWEEP_EVERY_S) -> None:
    """Sweep every second until stopped. A failing round is logged and the next one tries again."""
    stop = Stop().on_signals()
    while True:
        try:
            done = sweep_once(house.db)
            house.db.run(lambda session: beat(session, "sweep"))
            if done.anything:
                log.info("swept: %s", done)
        except Exception as error:
            log.warning("a round of the sweeper failed: %s", type(error).__name__)
        if stop.wait(every_s):
            return


def run_reconcile(house: House) -> None:
    """Ask payment providers after what they have not told us, until stopped."""
    reconciling.run(house, Stop().on_signals().wait)


def run_alerts(house: House) -> None:
    """Climb the alert ladder of every offer that waits, until stopped."""
    rounds.run(house, Stop().on_signals().wait)


def start_web_beat(house: House) -> None:
    """A web process says that phones can reach it; the thread ends with the process."""
    maybe = beating(house, "web")

    def loop() -> None:
        while True:
            try:
                maybe()
            except Exception as error:
                log.warning("no heartbeat: %s", type(error).__name__)
            time.sleep(BEAT_EVERY_S)

    threading.Thread(target=loop, name="web-beat", daemon=True).start()


class Worker(SimpleWorker):
    """Runs jobs in this process. Timer-based time limits: signals belong to stopping."""

    death_penalty_class = TimerDeathPenalty


def run_worker(house: House, queue: str) -> None:
    """One worker, one queue: a worker on two loses the job it had just taken when it is killed."""
    Worker([Queue(queue, connection=house.redis)], connection=house.redis).work(logging_level="WARNING")


def run_scheduler(house: House) -> None:
    """Moves prompts whose time has come onto their queues. Ends when Redis goes away; its supervisor starts it again."""
    RQScheduler([Queue(name, connection=house.redis) for name in QUEUES], connection=house.redis, interval=1).work()


def log_to_stderr() -> None:
    """What these processes have to say goes where their supervisor looks for it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)


LOOPS: Mapping[str, Callable[[House], None]] = {
    "relay": run_relay, "sweep": run_sweep, "reconcile": run_reconcile, "alerts": run_alerts,
    "scheduler": run_scheduler
}  # fmt: skip


def main(arguments: list[str]) -> None:
    """Be the process that is named, until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m app.processes", description="One process of the house.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in LOOPS:
        kinds.add_parser(kind)
    kinds.add_parser("worker").add_argument("queue", choices=QUEUES)
    asked = parser.parse_args(arguments)
    log_to_stderr()
    house = _house()
    if asked.kind == "worker":
        run_worker(house, asked.queue)
    else:
        LOOPS[asked.kind](house)


def _house() -> House:
    """The house of this process, where jobs find it: in an application, although one without doors."""
    try:
        made = wire(Config.from_env(os.environ))
    except ConfigError as error:
        sys.exit(f"jindan: {error}")
    app = Flask("jindan", static_folder=None)
    app.extensions[EXTENSION] = made
    app.app_context().push()
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
