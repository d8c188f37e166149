"""``flask --app wsgi up``: everything on one machine under one process."""

from __future__ import annotations

import dataclasses
import socket
import sys
from contextlib import closing

from app.config import ROOT, Config
from app.embedded import EmbeddedError, endpoints
from app.supervisor.core import Stage, Supervisor, SupervisorError
from app.supervisor.process import Process
from app.supervisor.table import services, stores

__all__ = ["Process", "Stage", "Supervisor", "SupervisorError", "up"]


def up(config: Config) -> int:
    """Start everything and stay until Ctrl-C or SIGTERM; the exit code. A failure is told in one paragraph."""
    try:
        _supervisor(config).run()
    except (SupervisorError, EmbeddedError) as error:
        print(f"jindan: {error}", file=sys.stderr)
        return 1
    return 0


def _supervisor(config: Config) -> Supervisor:
    web, *others = services(config)
    return Supervisor(
        [
            Stage(stores(config), then=lambda: _prepare(config)),
            Stage([web]),
            Stage(others, then=lambda: _greet(config)),
        ],
        config.var_dir,
        cwd=ROOT,
        say=say,
    )


def say(line: str) -> None:
    """One line on the terminal, at once."""
    print(f"[jindan] {line}", flush=True)


def _prepare(config: Config) -> None:
    """The database in its newest shape; in a demo, with something in it."""
    from app.migrate import upgrade  # heavy, and needed once

    _require_free_port(config)
    upgrade(endpoints(config).database_url)
    say("database: migrated")
    if not config.is_production:
        _prepare_demo(config)


def _prepare_demo(config: Config) -> None:
    from app.clock import set_clock
    from app.demo.load import load_if_empty
    from app.wiring import wire

    where = endpoints(config)
    house = wire(dataclasses.replace(config, database_url=where.database_url, redis_url=where.redis_url))
    try:
        if config.env == "demo":
            load_if_empty(house.db, say)
        if config.clock_speed != 1:
            house.db.run(lambda session: set_clock(session, None, config.clock_speed))
            say(f"clock: {config.clock_speed:g} seconds a second")
    finally:
        house.db.dispose()


def _require_free_port(config: Config) -> None:
    """Said before the web process tries and fails; raises ``SupervisorError``."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise SupervisorError(
                f"{config.host}:{config.port} cannot be used ({error.strerror}): set JINDAN_PORT to a free port,"
                " or stop what uses it"
            ) from error


def _greet(config: Config) -> None:
    """Where everything is and who may log in."""
    lines = [
        "", "Jindan runs. Ctrl-C stops it.", "", f"  the mothers' mall      {config.base_url}/mall/",
        f"  the stores' app        {config.base_url}/merchant/",
        f"  API and documentation  {config.base_url}/docs/",
    ]  # fmt: skip
    if config.env == "demo":
        from app.demo.load import log_ins

        lines += [
            f"  text messages          {config.base_url}/demo/sms",
            *([f"  WeChat (stand-in)      {config.standin_url}/"] if config.wechat == "standin" else []),
            *([f"  cloud printers         {config.printers_url}/"] if config.printers == "standin" else []),
            "",
            *(f"  {line}" for line in log_ins(config)),
        ]
    print("\n".join([*lines, ""]), flush=True)
