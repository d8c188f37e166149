"""The command ``agents``: the first account of headquarters, and the way back in when nobody of it can log in."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Problem
from app.identity import desk
from app.identity.agents import ROLE_ZH
from app.identity.models import Agent
from app.web.house import house

AGENTS = click.Group("agents", help="Accounts of the desk; headquarters keeps them in the console.")
_PASSWORD = click.password_option(help="Left out: asked for, so that it stands in no history.")
WHO = "system"


@AGENTS.command("add")
@click.argument("login")
@click.option("--name", required=True, help="As colleagues know her.")
@click.option("--role", type=click.Choice(tuple(ROLE_ZH)), default="headquarters", show_default=True)
@_PASSWORD
@with_appcontext
def add(login: str, name: str, role: str, password: str) -> None:
    """Make an account: the first one of headquarters, which then makes the others."""
    agent_id = _tried(lambda session: desk.create(session, login, name, role, password, WHO))
    click.echo(f"agent {agent_id}: {login} ({role})")


@AGENTS.command("reset")
@click.argument("login")
@_PASSWORD
@with_appcontext
def reset(login: str, password: str) -> None:
    """A new password and no second factor, for headquarters who lost both. Every device of hers is logged out."""

    def work(session: Session) -> int:
        found = session.execute(select(Agent.id).where(Agent.login == login)).scalar()
        if found is None:
            raise click.ClickException(f"there is no account {login}")
        changes = {"password": password, "reset_totp": True, "active": True}
        desk.change(session, found, changes, WHO, "by the operator's command")
        return int(found)

    click.echo(f"agent {_tried(work)}: {login} has a new password and no second factor")


def _tried(work: Callable[[Session], int]) -> int:
    try:
        return house().db.run(work)
    except Problem as problem:
        for field, said in (problem.fields or {"": [problem.detail]}).items():
            click.echo(f"{field}: {'; '.join(said)}", err=True)
        sys.exit(1)
