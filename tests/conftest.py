"""Servers for tests: one PostgreSQL and one Valkey for the whole run, a database of its own for each xdist worker.

The process that was started by hand (xdist's controller, or pytest itself) owns the servers and tells the workers where
they are; the servers die with it. ``DATABASE_URL`` / ``REDIS_URL`` are not used: tests erase what they find.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.db import Database
from app.embedded import Server, start
from app.embedded.child import stop
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from app.factory import create_app
from app.migrate import upgrade
from app.web.house import House
from tests.support.world import Network, make_house, make_network

try:
    from app.invariants import check
except ImportError:  # being written

    def check(session):  # type: ignore
        return []


TEMPLATE = "jindan_template"
STOP_GRACE_S = 5.0
_ROOT_KEY = pytest.StashKey["Servers"]()


@dataclass
class Servers:
    """Where this run's servers are, by their folder."""

    root: Path

    @property
    def postgres(self) -> Postgres:
        """The database server, quick and forgetful."""
        return Postgres(self.root, durable=False, database="postgres")

    @property
    def valkey(self) -> Valkey:
        """The queue server."""
        return Valkey(self.root, durable=False)


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the controller; a worker finds them through its input."""
    given = getattr(config, "workerinput", {}).get("servers")
    if given:
        config.stash[_ROOT_KEY] = Servers(Path(given))
        return
    if config.option.collectonly or config.option.help:
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    root = Path(tempfile.mkdtemp(prefix="jindan-test-"))
    stack.callback(shutil.rmtree, root, ignore_errors=True)
    servers = Servers(root)
    for server in (servers.postgres, servers.valkey):
        _start(server, root, stack)
    _make_template(servers.postgres)
    config.stash[_ROOT_KEY] = servers


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell an xdist worker where the servers are."""
    node.workerinput["servers"] = str(node.config.stash[_ROOT_KEY].root)  # type: ignore[attr-defined]


def _start(server: Server, root: Path, stack: ExitStack) -> None:
    child = start(server, root / "log")
    assert child is not None, "a fresh folder has no running server"
    stack.callback(stop, child, server.stop_signal, STOP_GRACE_S, server.insist_signal)


def _make_template(postgres: Postgres) -> None:
    _execute(postgres.url, f"CREATE DATABASE {TEMPLATE}")
    upgrade(postgres.url_of(TEMPLATE))


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Servers:
    """This run's servers."""
    return request.config.stash[_ROOT_KEY]


@pytest.fixture(scope="session")
def worker_number() -> int:
    """0 for the first (or only) worker."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def worker_database_url(servers: Servers, worker_number: int) -> str:
    """A migrated database that only this worker uses."""
    name = f"test_{worker_number}"
    _execute(servers.postgres.url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return servers.postgres.url_of(name)


@pytest.fixture
def database_url(worker_database_url: str) -> str:
    """The worker's database, empty but for what migrations put in."""
    _empty(worker_database_url)
    return worker_database_url


@pytest.fixture
def fresh_database_url(servers: Servers, worker_number: int) -> Iterator[str]:
    """A migrated database for one test alone, for tests that change its shape or kill its sessions."""
    name = f"fresh_{worker_number}"
    _execute(
        servers.postgres.url,
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}",
    )
    yield servers.postgres.url_of(name)
    _execute(servers.postgres.url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def redis_url(servers: Servers, worker_number: int) -> str:
    """A queue database that only this worker uses, empty."""
    url = servers.valkey.url_of(worker_number)
    with Redis.from_url(url) as redis:
        redis.flushdb()
    return url


# What migrations put in stays; the first policy is put back, since a test may have made others.
_EMPTY = """
DO $$ DECLARE names text; BEGIN
  SELECT string_agg(quote_ident(tablename), ', ') INTO names FROM pg_tables
  WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'revisions');
  EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE';
  INSERT INTO policy_versions (settings, state, created_by, activated_at)
  VALUES ('{}', 'active', 'system', clock_timestamp());
END $$
"""


def _empty(url: str) -> None:
    _execute(url, "SET synchronous_commit = off", _EMPTY)


@pytest.fixture
def house(request: pytest.FixtureRequest, database_url: str, redis_url: str) -> Iterator[House]:
    """A house over empty servers. When the test is over, the invariants must hold (unless it says that it breaks them)."""
    made = make_house(database_url, redis_url)
    yield made
    try:
        if request.node.get_closest_marker("breaks_invariants") is None:
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
