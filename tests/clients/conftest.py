"""A browser, and the small network's house behind a real socket with its sweeper and relay."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import WSGIRequestHandler, make_server

from app.clock import now, set_clock
from app.config import ROOT
from app.outbox import publish
from app.stores.districts import shipped
from app.web.house import House
from app.web.screens import CONSOLE, MALL
from dispatch.timers import sweep
from tests.clients.browser import chromium, phone
from tests.clients.desk import Desk, desk_context
from tests.clients.mall import Mall
from tests.clients.test_builds import MINI
from tests.support.people import latest_code
from tests.support.world import Network


class Quiet(WSGIRequestHandler):
    """No line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run."""
    with chromium() as made:
        yield made


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build laid out for a browser."""
    folder = tmp_path_factory.mktemp("mini")
    assert (MINI / "app.json").is_file(), "the mini-program is not built. Remedy: make clients"
    tool = ROOT / "clients/mall/mini/build.mjs"
    command = [str(ROOT / "bin/with-node"), str(ROOT / ".venv"), "node", str(tool), str(MINI), str(folder)]
    subprocess.run(command, check=True, cwd=ROOT / "clients/mall")
    return folder


@pytest.fixture
def url(app: Flask, network: Network) -> Iterator[str]:
    """Where the house answers."""
    shipped()  # a house that has been up for a while has read its districts
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@dataclass(frozen=True)
class Clock:
    """The house's clock, which stands still until it is moved; then what is due happens, as the sweeper would do it."""

    house: House

    def at(self) -> datetime:
        return self.house.db.read(now)

    def pass_by(self, **span: float) -> None:
        """So much time goes by."""
        later = self.at() + timedelta(**span)
        self.house.db.run(lambda session: set_clock(session, later, 0))
        sweep(self.house.db)
        self.house.db.run(lambda session: publish(session, ()))


@pytest.fixture
def clock(house: House) -> Clock:
    """Time at the test's will."""
    return Clock(house)


@pytest.fixture
def new_phone(browser: Browser, url: str) -> Iterator[Callable[[], BrowserContext]]:
    """Phones that have never been here; no request leaves the house, no script fails."""
    made: list[BrowserContext] = []
    faults: list[str] = []

    def make() -> BrowserContext:
        context = phone(browser, url)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        context.on(
            "request",
            lambda asked: (
                faults.append(asked.url) if not asked.url.startswith((url, "data:", "blob:", "tel:")) else None
            ),
        )
        made.append(context)
        return context

    assert (MALL / "index.html").is_file(), "the mall is not built. Remedy: make clients"
    yield make
    for context in made:
        context.close()
    assert not faults, faults


@pytest.fixture
def mall(new_phone: Callable[[], BrowserContext], house: House) -> Mall:
    """The mall on a new phone."""
    return Mall(new_phone().new_page(), lambda number: latest_code(house.db, number))


@pytest.fixture
def new_desk(browser: Browser, url: str) -> Iterator[Callable[[], Desk]]:
    """Desks where nobody has sat yet; no request leaves the house, no script fails."""
    made: list[BrowserContext] = []
    faults: list[str] = []

    def make() -> Desk:
        context = desk_context(browser, url)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        context.on(
            "request",
            lambda asked: (
                faults.append(asked.url) if not asked.url.startswith((url, "data:", "blob:", "tel:")) else None
            ),
        )
        made.append(context)
        return Desk(context.new_page())

    assert (CONSOLE / "index.html").is_file(), "the console is not built. Remedy: make clients"
    yield make
    for context in made:
        context.close()
    assert not faults, faults
