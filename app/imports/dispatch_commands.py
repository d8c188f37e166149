"""The commands ``dispatch replay`` and ``dispatch simulate``: the rule tried out, nothing written to the database."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.clock import SHANGHAI, now
from app.imports.cells import instant
from app.imports.commands import FILE, exit_on_bad_file
from app.imports.replay import read_policy, replay_file
from app.imports.watch import Watch
from app.web.house import house
from dispatch.domain.policy import Policy
from dispatch.replay import Network, active_policy, load_network
from dispatch.simulate import Day, simulate, table

DISPATCH = click.Group("dispatch", help="Try the routing rule on a file of orders, or on a made-up day.")
SHARE = click.FloatRange(0, 1)


@DISPATCH.command("replay")
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where decisions go (CSV).")
@click.option("--policy", type=FILE, help="Settings (JSON); left out: the policy in force.")
@click.option("--processes", type=click.IntRange(1, 256), help="Left out: one for each processor.")
@with_appcontext
def replay_command(file: Path, out: Path, policy: Path | None, processes: int | None) -> None:
    """Decide every order of FILE and write the decisions.

    In: order_no,member_ref,lng,lat,datum,placed_at,lines, where lines is SKU:QTY;SKU:QTY or empty. Out:
    order_no,store_code,reason,distance_m,rank,candidates,dropped, where candidates is how many stores were considered and
    dropped is code:reason;… of those that could not take it, with the missing articles as code:out_of_stock(SKU|SKU).

    Stores, their state, their stock and live orders are taken as they are now; what she bought, as it was when she ordered.
    Each order stands alone: it takes nothing from the shelf of the next. Every row is checked first; if one is wrong, nothing
    is written. The database is only read.
    """
    with exit_on_bad_file(), Watch() as watch:
        chosen = read_policy(policy) if policy else None
        done = replay_file(house().db, file, out, policy=chosen, processes=processes, progress=watch)
    for warning in done.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{done.orders:,} orders decided: {out}")


@DISPATCH.command("simulate")
@click.option(
    "--hours", default=12.0, show_default=True, type=click.FloatRange(0, 24 * 7), help="How long orders come."
)
@click.option("--orders-per-hour", default=200.0, show_default=True, type=click.FloatRange(0, 1_000_000, min_open=True))
@click.option("--from", "start", help="When it begins, like 2026-11-24T09:00:00+08:00; left out: nine o'clock today.")
@click.option("--returning", default=0.6, show_default=True, type=SHARE, help="Share of mothers who have a home store.")
@click.option("--refuse", default=0.1, show_default=True, type=SHARE, help="Share of offers that are declined.")
@click.option("--sleep", default=0.1, show_default=True, type=SHARE, help="Share of offers that nobody answers.")
@click.option("--answer-minutes", default=8.0, show_default=True, type=click.FloatRange(0, 600, min_open=True))
@click.option("--seed", default=1, show_default=True, help="The same seed: the same day.")
@click.option(
    "--speed", default=0.0, show_default=True, type=click.FloatRange(0), help="Virtual seconds a second; 0: at once."
)
@click.option("--policy", "policies", multiple=True, type=FILE, help="Settings (JSON); may be given again, to compare.")
@with_appcontext
def simulate_command(start: str | None, speed: float, policies: tuple[Path, ...], **day: float) -> None:
    """Live through a day with stores that answer, refuse or sleep, in memory, and say what came of it."""
    with exit_on_bad_file(), Watch() as watch:
        rules = {path.stem: read_policy(path) for path in policies}
        network, policy, at = house().db.read(_look)
        begin = _start(start) if start else at.replace(hour=9, minute=0, second=0, microsecond=0)
        plan = Day(begin, **day)  # type: ignore[arg-type]
        tallies = {
            name: simulate(network, rule, plan, _Pace(plan.start, speed, watch))
            for name, rule in (rules or {f"policy {policy.version}": policy}).items()
        }
    for line in table(tallies):
        click.echo(line)


def _look(session: Session) -> tuple[Network, Policy, datetime]:
    policy = active_policy(session)
    return load_network(session, [], policy.device_online_s), policy, now(session)


def _start(text: str) -> datetime:
    try:
        return instant(text).astimezone(SHANGHAI)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--from") from None


class _Pace:
    """Waits at every event until its time has come, and says where the day is."""

    def __init__(self, start: datetime, speed: float, watch: Watch) -> None:
        self._start, self._speed, self._watch = start, speed, watch
        self._began = time.monotonic()

    def __call__(self, at: datetime) -> None:
        if self._speed:
            due = self._began + (at - self._start).total_seconds() / self._speed
            time.sleep(max(0.0, due - time.monotonic()))
        self._watch(f"simulated until {at:%d %H:%M}", 0)
