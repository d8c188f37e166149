"""Fixtures for every test: real servers, a database of one's own that is new for each test, the house over it.

Nothing is skipped because a server is missing: the run brings its own (see tests/keeper.py), started by the first test
that asks, shared by all workers, gone with the run. ``DATABASE_URL`` / ``REDIS_URL`` are not used: tests erase what they
find.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from redis import Redis

from app.db import Database
from app.factory import create_app
from app.invariants import check
from app.outbox import publish
from app.web.house import House
from tests.databases import TestDatabase
from tests.keeper import demand, folder_for
from tests.quiet import turn
from tests.support.world import Network, make_house, make_network

# How long one example takes says how busy the machine is; what time costs is measured by the benchmarks.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

FOLDER, OWNER = "JINDAN_TEST_FOLDER", "JINDAN_TEST_OWNER"


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run says where the servers will lie; xdist's workers inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = str(folder_for(os.getpid()))
        os.environ[OWNER] = str(os.getpid())
        Path(os.environ[FOLDER]).mkdir()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The folder goes with the keeper of the servers; a run that asked for none removes it itself."""
    if not hasattr(config, "workerinput") and not Path(os.environ[FOLDER], "start.lock").exists():
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What judges by the clock runs while no other test does, its fixtures included."""
    with turn(Path(os.environ[FOLDER]), alone=item.get_closest_marker("timed") is not None):
        return (yield)


@pytest.fixture(scope="session")
def servers() -> dict[str, str]:
    """Addresses of the run's servers: ``template`` (a migrated database) and ``redis``."""
    return demand(Path(os.environ[FOLDER]), int(os.environ[OWNER]))


@pytest.fixture(scope="session")
def worker_number() -> int:
    """0 for the first (or only) worker."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def worker_database(servers: dict[str, str], worker_number: int) -> Iterator[TestDatabase]:
    """The database that only this worker uses."""
    database = TestDatabase(servers["template"], f"test_{worker_number}")
    yield database
    database.close()


@pytest.fixture
def database_url(worker_database: TestDatabase) -> str:
    """The worker's database, just as the migrations leave it."""
    worker_database.renew()
    return worker_database.url


@pytest.fixture
def fresh_database_url(servers: dict[str, str], worker_number: int) -> Iterator[str]:
    """A migrated database for one test alone, beside ``database_url``."""
    database = TestDatabase(servers["template"], f"fresh_{worker_number}")
    yield database.url
    database.close()


@pytest.fixture
def redis_url(servers: dict[str, str], worker_number: int) -> str:
    """A queue database that only this worker uses, empty."""
    url = servers["redis"].replace("?db=0", f"?db={worker_number}")
    with Redis.from_url(url) as redis:
        redis.flushdb()
    return url


@pytest.fixture
def house(request: pytest.FixtureRequest, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[House]:
    """A house over empty servers. When the test is over, the invariants must hold (unless it says that it breaks them)."""
    made = make_house(database_url, redis_url, tmp_path)
    yield made
    try:
        if request.node.get_closest_marker("breaks_invariants") is None:
            made.db.run(lambda session: publish(session, ()))  # what a relay would have done long ago
            violated = [result for result in made.db.read(check) if result.violations]
            assert not violated, f"invariants violated: {violated}"
    finally:
        made.db.dispose()
        made.redis.close()


@pytest.fixture
def db(house: House) -> Database:
    """The house's database."""
    return house.db


@pytest.fixture
def app(house: House) -> Flask:
    """The application over the house."""
    return create_app(house=house)


@pytest.fixture
def network(db: Database) -> Network:
    """The small network of tests.support.world, on a Tuesday morning at ten."""
    return make_network(db)
