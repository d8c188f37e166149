"""The migrations make exactly the tables that the code describes, and can be taken back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app.migrate import alembic_config, upgrade
from app.tables import METADATA
from tests.databases import TestDatabase
from tests.keeper import TEMPLATE
from tests.setup.running import ROOT

OURS = "n.nspname = 'public' AND c.relname <> 'alembic_version'"
# What PostgreSQL itself has noted, in its own spelling: two ways to the same table read the same.
NOTED = {
    "columns": f"""SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
        WHERE {OURS} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": f"""SELECT c.relname, o.conname, pg_get_constraintdef(o.oid) FROM pg_constraint o
        JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND o.contype IN ('c', 'f', 'p', 'u', 'x')""",
    "indexes": f"""SELECT c.relname, i.relname, pg_get_indexdef(i.oid) FROM pg_index x
        JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}""",
}
BY_HAND = {
    "triggers": f"""SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND NOT t.tgisinternal""",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "others": f"SELECT relname, relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}",
    "types": """SELECT typname, typtype FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e', 'r')""",
}


@pytest.fixture
def bare_url(servers: dict[str, str], worker_number: int) -> Iterator[str]:
    """A database in which nothing was made yet."""
    database = TestDatabase(servers["template"].replace(TEMPLATE, "template0"), f"bare_{worker_number}")
    yield database.url
    database.close()


def at(url: str, work: Callable[[Connection], Any]) -> Any:
    """Do it over one connection and keep it."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        return work(connection)


def noted(questions: dict[str, str]) -> Callable[[Connection], dict[str, set[tuple[object, ...]]]]:
    return lambda c: {name: {tuple(row) for row in c.execute(text(asked))} for name, asked in questions.items()}


def migrate(step: Callable[[Config, str], None], to: str) -> Callable[[Connection], None]:
    return lambda connection: step(alembic_config(connection), to)


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def test_there_is_one_newest_migration_and_one_oldest() -> None:
    assert len(scripts().get_heads()) == 1, "two branches each added a migration: let one follow the other"
    assert len(scripts().get_bases()) == 1


def test_alembic_would_add_nothing(fresh_database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))

    assert at(fresh_database_url, differences) == []


def test_migrated_tables_are_those_of_the_code(fresh_database_url: str, bare_url: str) -> None:
    """Also what alembic does not look at: CHECKs, the WHERE and the order of an index, identities, defaults."""
    at(bare_url, METADATA.create_all)
    migrated, described = at(fresh_database_url, noted(NOTED)), at(bare_url, noted(NOTED))
    for what in NOTED:
        assert described[what], f"no {what} were found: the question is wrong"
        assert migrated[what] - described[what] == set(), (
            f"{what} that only the migrations make (a CHECK needs name=op.f(…))"
        )
        assert described[what] - migrated[what] == set(), f"{what} that no migration makes"


def test_all_the_way_back_and_up_again(bare_url: str) -> None:
    at(bare_url, migrate(command.stamp, "base"))  # alembic's own table stays
    nothing = at(bare_url, noted(NOTED | BY_HAND))
    upgrade(bare_url)
    first = at(bare_url, noted(NOTED | BY_HAND))
    assert first["triggers"] and first["functions"]
    at(bare_url, migrate(command.downgrade, "base"))
    assert at(bare_url, noted(NOTED | BY_HAND)) == nothing
    upgrade(bare_url)
    assert at(bare_url, noted(NOTED | BY_HAND)) == first


def test_each_step_back_leaves_what_the_step_before_had_made(bare_url: str) -> None:
    shapes = []
    steps = [script.revision for script in scripts().walk_revisions()][::-1]
    for revision in steps:
        upgrade(bare_url, revision)
        shapes.append(at(bare_url, noted(NOTED | BY_HAND)))
    for revision, shape in list(zip(steps, shapes, strict=True))[-2::-1]:
        at(bare_url, migrate(command.downgrade, revision))
        assert at(bare_url, noted(NOTED | BY_HAND)) == shape, f"going back to {revision}"


def test_processes_that_start_together_migrate_once(bare_url: str) -> None:
    argv = [sys.executable, "-c", "import sys; from app.migrate import upgrade; upgrade(sys.argv[1])", bare_url]
    several = [subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate(timeout=60)[1] for one in several]
    assert [one.returncode for one in several] == [0, 0, 0], said
    found = at(bare_url, lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalars().all())
    assert found == [scripts().get_current_head()]
    assert at(bare_url, lambda c: c.execute(text("SELECT count(*) FROM policy_versions")).scalar()) == 1
