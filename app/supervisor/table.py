"""The table of processes: name, command, and in which environments it runs."""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.config import ROOT, Config
from app.demo.printer_list import DEMO_PRINTERS
from app.embedded import Server, endpoints, needed
from app.supervisor.process import Process

ALWAYS: Final = ("demo", "production", "test")
ANSWER_TIMEOUT_S: Final = 2.0


@dataclass(frozen=True)
class Line:
    """One service: its name, its arguments after ``python -m``, and the environments that have it."""

    name: str
    arguments: tuple[str, ...]
    environments: tuple[str, ...] = ALWAYS


# The web first, as a stage of its own: the others would take the processors from it, and nobody waits for them.
SERVICES: Final = (
    Line("web", ("gunicorn", "--config", str(ROOT / "app" / "gunicorn_conf.py"), "wsgi:app")),
    Line("worker-dispatch", ("app.processes", "worker", "dispatch")),
    Line("worker-notify", ("app.processes", "worker", "notify")),
    Line("worker-reports", ("app.processes", "worker", "reports")),
    Line("scheduler", ("app.processes", "scheduler")),
    Line("sweep", ("app.processes", "sweep")),
    Line("relay", ("app.processes", "relay")),
    Line("reconcile", ("app.processes", "reconcile")),
    Line("alerts", ("app.processes", "alerts")),
)


def stores(config: Config) -> list[Process]:
    """The embedded servers, if the environment does not name others."""
    return [_store(server) for server in needed(config)]


def services(config: Config) -> list[Process]:
    """Web, workers and loops. The web process is ready when it can take orders."""
    env = child_environ(config)
    return [
        Process(
            line.name,
            [sys.executable, "-m", *line.arguments],
            env,
            ready=(lambda: answers(f"{config.base_url}/readyz")) if line.name == "web" else _lives,
        )
        for line in (*SERVICES, *_standin(config), *_printers(config))
        if config.env in line.environments
    ]


def _standin(config: Config) -> tuple[Line, ...]:
    """The local server that plays WeChat's side, where the configuration asks for it."""
    if config.wechat != "standin":
        return ()
    where = ("--folder", str(config.standin_folder), "--port", str(config.standin_port))
    return (Line("wechat-standin", ("wechat.standin", *where, "--public-url", config.public_url), ("demo", "test")),)


def _printers(config: Config) -> tuple[Line, ...]:
    """The local server that plays the cloud printers."""
    if config.printers != "standin":
        return ()
    where = ("--folder", str(config.printers_folder), "--port", str(config.printers_port))
    told = tuple(word for each in DEMO_PRINTERS for word in ("--printer", f"{each.provider}:{each.serial}:{each.key}"))
    return (Line("printer-standin", ("app.printers.standin", *where, *told), ("demo", "test")),)


def child_environ(config: Config) -> Mapping[str, str]:
    """What every service is told, so that all agree with the supervisor."""
    return {
        **endpoints(config).environ(),
        "JINDAN_ENV": config.env,
        "JINDAN_VAR": str(config.var_dir),
        "PYTHONUNBUFFERED": "1",
        # A thread pool for matrices in each of eight processes helps nobody, and does not survive a fork.
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
    }


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        # No proxy: this is a question to our own machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=ANSWER_TIMEOUT_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _store(server: Server) -> Process:
    return Process(
        server.name,
        server.argv(),
        stop_signal=server.stop_signal,
        insist_signal=server.insist_signal,
        before=server.prepare,
        ready=server.is_ready,
        after=server.finish,
        running=server.running_pid,
    )


def _lives() -> bool:
    return True
