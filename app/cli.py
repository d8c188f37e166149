"""Commands: ``flask --app wsgi …``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from app.desk_commands import AGENTS
from app.imports.commands import GROUPS
from app.imports.dispatch_commands import DISPATCH
from app.web.house import house
from wechat.commands import WECHAT


def install(app: Flask) -> None:
    """Add every command to ``app``."""
    for command in (
        up,
        relay,
        sweep,
        reconcile,
        alerts,
        worker,
        scheduler,
        invariants,
        *GROUPS,
        DISPATCH,
        AGENTS,
        WECHAT,
    ):
        app.cli.add_command(command)
    for command in _leaves((invariants, *GROUPS, DISPATCH, AGENTS)):
        command.callback = _with_remedy(command.callback)


def _leaves(commands: Iterable[click.Command]) -> list[click.Command]:
    """The commands themselves, without the groups that they are in."""
    found: list[click.Command] = []
    for command in commands:
        found += _leaves(command.commands.values()) if isinstance(command, click.Group) else [command]
    return found


def _with_remedy(work: Callable[..., Any] | None) -> Callable[..., Any]:
    """The same, saying in a sentence that there is no database instead of where in the code that was noticed."""
    assert work is not None, "a command without a function"
    if getattr(work, "has_remedy", False):  # a second application over the same commands
        return work

    @wraps(work)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        try:
            return work(*arguments, **options)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None):  # the database did answer
                raise
            raise click.ClickException(
                "the database does not answer: start the house with `make run`, or set DATABASE_URL to one that runs"
            ) from None

    wrapped.has_remedy = True  # type: ignore[attr-defined]
    return wrapped


@click.command()
def up() -> None:
    """Start everything under one supervisor, until Ctrl-C."""
    from app import supervisor  # the other processes never need it

    sys.exit(supervisor.up(house().config))


@click.command()
@with_appcontext
def relay() -> None:
    """Publish events and tell their subscribers."""
    from app.processes import log_to_stderr, run_relay

    log_to_stderr()
    run_relay(house())


@click.command()
@click.option("--every", "every_s", default=1.0, show_default=True, help="Seconds between rounds.")
@with_appcontext
def sweep(every_s: float) -> None:
    """Expire what is overdue and route what waits; the guarantee behind every timer."""
    from app.processes import log_to_stderr, run_sweep

    log_to_stderr()
    run_sweep(house(), every_s)


@click.command()
@with_appcontext
def reconcile() -> None:
    """Ask payment providers after what they have not told us; compare their bills with the ledger."""
    from app.processes import log_to_stderr, run_reconcile

    log_to_stderr()
    run_reconcile(house())


@click.command()
@with_appcontext
def alerts() -> None:
    """Climb the alert ladder of every offer that waits for an answer; ask after tickets."""
    from app.processes import log_to_stderr, run_alerts

    log_to_stderr()
    run_alerts(house())


@click.command()
@click.argument("queue", type=click.Choice(["dispatch", "notify", "reports"]))
@with_appcontext
def worker(queue: str) -> None:
    """Run the jobs of one queue."""
    from app.processes import log_to_stderr, run_worker

    log_to_stderr()
    run_worker(house(), queue)


@click.command()
@with_appcontext
def scheduler() -> None:
    """Put prompts on their queues when their time comes."""
    from app.processes import log_to_stderr, run_scheduler

    log_to_stderr()
    run_scheduler(house())


@click.command()
@with_appcontext
def invariants() -> None:
    """Prove what must always hold, on live data: one line an invariant with its violations; exit 1 if there are any."""
    from app.invariants import check

    broken = False
    for result in house().db.read(check):
        broken |= result.violations > 0
        click.echo(f"{result.number:>2}  {result.name:<55} {result.violations}")
    sys.exit(1 if broken else 0)
