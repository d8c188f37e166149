"""A day at speed: mothers order, stores answer, refuse or sleep, customer service finds a way; then what happened is told.

    python -m app.demo.day [--speed 240] [--minutes 2.5] [--mothers 240] [--seed 1]

Everything goes over HTTP, through the doors that people use. The house that runs at the configured address is used if it is
a demo, else one is started for the day. Exit code 1 if an invariant is violated or a door answered what it never should.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from app.config import MAX_CLOCK_SPEED, Config
from app.db import Database
from app.demo.day_agenda import Agenda
from app.demo.day_desk import Desk
from app.demo.day_door import Doors
from app.demo.day_house import NoHouse, a_house, compressed_time, run_at
from app.demo.day_mothers import Mother
from app.demo.day_people import World
from app.demo.day_plan import make_plan
from app.demo.day_report import tell
from app.demo.day_stores import Shop
from app.invariants import check
from app.keys import ConfigError
from wechat.standin.remote import Remote

THREADS: Final = 8
SETTLE_S: Final = 4.0  # real seconds for the relay and the queues to come to rest
EXTRA_S: Final = 60.0  # real seconds in which what began may come to its end
SHOWN_FAILURES: Final = 5


def main(arguments: list[str]) -> int:
    """Live a day; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        config = Config.from_env(os.environ)
        with a_house(config) as there:
            return _day(there, asked)
    except (NoHouse, ConfigError) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: stopped; the clock runs at its ordinary speed again", file=sys.stderr)
        return 130


def _day(config: Config, asked: argparse.Namespace) -> int:
    minutes = asked.minutes * asked.speed
    plan = make_plan(asked.seed, asked.mothers, minutes)
    wechat = Remote(config.standin_url) if config.wechat == "standin" else None
    world = World(Doors(config.base_url), Agenda(asked.speed, minutes, THREADS), asked.seed, wechat)
    mothers = [Mother(world, each) for each in plan.mothers]
    shops = [Shop(world, each) for each in plan.stores]
    desk = Desk(world)
    with compressed_time(config, asked.speed) as (db, morning):
        print(f"It is {morning:%Y-%m-%d %H:%M}. {len(shops)} stores and {len(mothers)} mothers log in …", flush=True)
        people: list[Desk | Shop | Mother] = [desk, *shops, *mothers]
        _all_at_once(each.log_in for each in people)
        print(
            f"The day: {minutes / 60:.1f} hours in {asked.minutes:g} minutes, {asked.speed:g} times real time …",
            flush=True,
        )
        _live(db, world, people, asked.speed, config.clock_speed)
        left = desk.tidy_up()
        time.sleep(SETTLE_S)
        return _conclude(db, world, morning, asked.speed, left)


def _all_at_once(works: Iterable[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def _live(db: Database, world: World, people: list[Desk | Shop | Mother], speed: float, afterwards: float) -> None:
    for each in people:
        each.begin()
    run_at(db, speed)
    agenda = world.agenda
    finished = agenda.run(agenda.minutes * 60 / speed + EXTRA_S)
    run_at(db, afterwards)
    if not finished:
        agenda.failures.append("not everything that was begun came to its end in time")


def _conclude(db: Database, world: World, morning: datetime, speed: float, left: int) -> int:
    for line in db.read(lambda session: tell(session, morning, speed)):
        print(line)
    answers = world.doors.answers
    print(f"\n{answers.total():,} requests: " + ", ".join(f"{n:,} x {status}" for status, n in sorted(answers.items())))
    print(f"{left} orders had not come to their end when the day did, and were cancelled by customer service")
    failures = world.agenda.failures
    for failure in failures[:SHOWN_FAILURES]:
        print(f"FAILED: {failure}")
    if len(failures) > SHOWN_FAILURES:
        print(f"… and {len(failures) - SHOWN_FAILURES} more")
    violated = _invariants(db)
    return 1 if failures or violated else 0


def _invariants(db: Database) -> bool:
    print("\nInvariants")
    results = db.read(check)
    for result in results:
        print(f"  {result.number:>2}  {result.name:<62} {result.violations}")
    return any(result.violations for result in results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.demo.day", description="A day at speed.")
    parser.add_argument(
        "--speed", type=_speed, default=240.0, help="virtual seconds a real second (default %(default)g)"
    )
    parser.add_argument("--minutes", type=float, default=2.5, help="real minutes (default %(default)g)")
    parser.add_argument("--mothers", type=int, default=240, help="how many order (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another day (default %(default)s)")
    return parser


def _speed(given: str) -> float:
    speed = float(given)
    if not 1 <= speed <= MAX_CLOCK_SPEED:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MAX_CLOCK_SPEED:g}")
    return speed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
