"""The embedded servers: found, started, found running, killed, and started again with their data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisAway
from redis.retry import Retry

from app.config import Config
from app.embedded import EmbeddedError, Postgres, Valkey, find, servers, start
from app.embedded.child import stop
from app.embedded.find import NOBODY, run_as
from app.embedded.sockets import socket_dir
from tests.setup.running import ROOT, eventually, lives, machine

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def var() -> Iterator[Path]:
    """A short folder that other users may reach."""
    folder = Path(tempfile.mkdtemp(prefix="jindan-var-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def config(var: Path) -> Config:
    return Config.from_env({"JINDAN_VAR": str(var), "JINDAN_ENV": "test"})


def query(server: Postgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not lives(pid))


def test_both_start_keep_their_data_and_stop(var: Path) -> None:
    for turn in (1, 2):
        with servers(config(var)) as where:
            with Redis.from_url(where.redis_url) as redis:
                assert redis.incr("turns") == turn
                assert redis.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            postgres = Postgres(var)
            query(postgres, "CREATE TABLE IF NOT EXISTS turns (n int)")
            query(postgres, "INSERT INTO turns VALUES (1)")
            assert query(postgres, "SELECT count(*) FROM turns") == [(turn,)]
            assert query(postgres, "SHOW fsync") == [("on",)]
            assert query(postgres, "SHOW listen_addresses") == [("",)]
        assert postgres.running_pid() is None and not postgres.is_ready()
        assert Valkey(var).running_pid() is None


def test_a_second_command_uses_what_runs_and_leaves_it_running(var: Path) -> None:
    with servers(config(var)):
        pids = Postgres(var).running_pid(), Valkey(var).running_pid()
        with servers(config(var)):
            assert (Postgres(var).running_pid(), Valkey(var).running_pid()) == pids
        assert Postgres(var).is_ready() and Valkey(var).is_ready()


def test_servers_of_the_environment_are_not_touched(var: Path) -> None:
    given = {"DATABASE_URL": "postgresql://u@h/d", "REDIS_URL": "redis://h/1", "JINDAN_VAR": str(var)}
    with servers(Config.from_env(given)) as where:
        assert (where.database_url, where.redis_url) == ("postgresql+psycopg://u@h/d", "redis://h/1")
    assert not (var / "postgres").exists()


def test_starts_in_a_folder_whose_name_is_long_and_odd(var: Path) -> None:
    deep = var / ("d" * 80) / "two words, 金蛋"
    with servers(config(deep)) as where:
        assert query(Postgres(deep), "SELECT 1") == [(1,)]
        assert Redis.from_url(where.redis_url).ping()
        assert len(str(socket_dir(deep))) < 90
    shutil.rmtree(socket_dir(deep))


def test_a_note_of_a_dead_server_whose_number_lives_on_does_not_keep_it_from_starting(var: Path) -> None:
    server = Postgres(var)
    child = start(server, var / "log")
    assert child
    query(server, "CREATE TABLE kept AS SELECT 7 AS n")
    child.kill()
    child.wait()
    note = server.data / "postmaster.pid"
    lock = server.sockets / ".s.PGSQL.5432.lock"
    assert note.exists() and lock.exists()
    # The number now belongs to somebody who lives and is no database: us, or the first process of the machine.
    bystander = subprocess.Popen(["sleep", "60"])
    for file in (note, lock):
        file.write_text("\n".join([str(bystander.pid), *file.read_text().splitlines()[1:]]) + "\n")
    again = start(server, var / "log")
    bystander.kill()
    bystander.wait()
    assert again
    try:
        assert query(server, "SELECT n FROM kept") == [(7,)]
    finally:
        stop(again, server.stop_signal, 5.0)


def test_a_first_start_that_was_cut_off_is_begun_anew(var: Path) -> None:
    half = var / "postgres"
    half.mkdir(mode=0o700)
    (half / "base").mkdir()
    with servers(config(var)):
        assert query(Postgres(var), "SELECT 1") == [(1,)]


def test_a_server_that_cannot_start_says_why(var: Path) -> None:
    with servers(config(var)):
        pass
    (var / "postgres" / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(EmbeddedError, match="nonsense"), servers(config(var)):
        pass


def test_data_of_another_version_are_refused_with_the_remedy(var: Path) -> None:
    with pytest.raises(EmbeddedError, match="install postgresql-9, or set DATABASE_URL"):
        find.postgres_bin(9)


def test_killed_servers_are_started_again_with_their_data(var: Path) -> None:
    with machine(var, "stores") as running:
        running.wait_for("READY")
        postgres = Postgres(var)
        query(postgres, "CREATE TABLE kept AS SELECT 7 AS n")
        retry = Retry(ConstantBackoff(0.1), 5, supported_errors=(RedisAway,))
        redis = Redis.from_url(Valkey(var).url, retry=retry)
        redis.set("kept", "7")
        redis.execute_command("WAITAOF", 1, 0, 2000)
        kill(running.pids("postgres")[0])
        kill(running.pids("valkey")[0])
        eventually(lambda: postgres.is_ready() and Valkey(var).is_ready())
        assert query(postgres, "SELECT n FROM kept") == [(7,)]
        assert redis.get("kept") == b"7"
        redis.close()
        assert running.stop() < 10
    assert "database system is shut down" in (var / "log/postgres.log").read_text().splitlines()[-1]


def test_busy_sessions_do_not_keep_a_killed_server_down(var: Path) -> None:
    with machine(var, "stores") as running:
        running.wait_for("READY")
        postgres = Postgres(var)
        held = psycopg.connect(postgres.url.replace("+psycopg", ""))
        held.execute("CREATE TABLE unfinished (n int)")
        kill(running.pids("postgres")[0])
        eventually(postgres.is_ready)
        held.close()
        assert query(postgres, "SELECT to_regclass('unfinished')") == [(None,)]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the kernel's death signal is Linux's")
def test_the_database_shuts_down_cleanly_when_its_supervisor_is_killed(var: Path) -> None:
    with machine(var, "stores") as running:
        running.wait_for("READY")
        running.stop(signal.SIGKILL)
        eventually(lambda: not any(lives(running.pids(name)[0]) for name in ("postgres", "valkey")))
    assert "database system is shut down" in (var / "log/postgres.log").read_text().splitlines()[-1]


def test_a_supervisor_takes_over_from_a_command_that_ends(var: Path) -> None:
    with servers(config(var)):
        running = machine(var, "stores")
        taking = running.__enter__()
        taking.wait_for("READY")
        assert "postgres: runs already" in taking.said()
    try:
        eventually(lambda: bool(taking.pids("postgres")) and bool(taking.pids("valkey")))
        eventually(lambda: Postgres(var).is_ready() and Valkey(var).is_ready())
    finally:
        running.__exit__(None, None, None)


@pytest.mark.root
@pytest.mark.skipif(not IS_ROOT, reason="an ordinary user needs no other user's name")
def test_root_lends_postgres_another_user(var: Path) -> None:
    with servers(config(var)):
        status = Path(f"/proc/{Postgres(var).running_pid()}/status").read_text()
        effective = int(next(line for line in status.splitlines() if line.startswith("CapEff")).split()[1], 16)
        assert effective == 0, "the server has root's powers"


@pytest.mark.root
@pytest.mark.skipif(not IS_ROOT, reason="only root can change users")
def test_without_user_namespaces_root_uses_setpriv(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "UNSHARE", ("false",))
    server = Postgres(var)
    _require_reachable(server._bin)
    child = start(server, var / "log")
    assert child
    try:
        assert server.data.stat().st_uid == NOBODY
        assert query(server, "SELECT 1") == [(1,)]
    finally:
        stop(child, server.stop_signal, 5.0)
    monkeypatch.undo()
    # Later, with namespaces, the data still belong to that user, and so must the server.
    assert run_as(NOBODY, server._bin / "postgres")[0] == "setpriv"
    with servers(config(var)):
        assert query(Postgres(var), "SELECT 1") == [(1,)]


@pytest.mark.root
@pytest.mark.skipif(not IS_ROOT, reason="the whole run is an ordinary user's already")
def test_an_ordinary_user_needs_nothing(var: Path) -> None:
    os.chown(var, NOBODY, NOBODY)
    python = _python_for_anybody()
    program = (
        "import sys, pathlib, psycopg; from app.config import Config; from app.embedded import servers\n"
        "with servers(Config.from_env({'JINDAN_VAR': sys.argv[1]})) as where:\n"
        "    url = where.database_url.replace('+psycopg', '')\n"
        "    print('ANSWER', psycopg.connect(url).execute('SELECT 6 * 7').fetchone()[0])\n"
    )
    done = subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--", python, "-c", program, str(var)],
        env={"HOME": str(var), "PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}"},
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert "ANSWER 42" in done.stdout, done.stderr
    assert (var / "postgres").stat().st_uid == NOBODY
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600


def _require_reachable(path: Path) -> None:
    if subprocess.run(["setpriv", f"--reuid={NOBODY}", "--clear-groups", "--", "test", "-x", path]).returncode:
        pytest.skip(f"{path} lies in a folder that is closed to other users")


def _python_for_anybody() -> str:
    """This interpreter, or the system's of the same version, if another user may run it."""
    for python in (os.path.realpath(sys.executable), f"/usr/bin/python3.{sys.version_info.minor}"):
        way = ["setpriv", f"--reuid={NOBODY}", "--clear-groups", "--", "test", "-x", python]
        if subprocess.run(way).returncode == 0:
            return python
    pytest.skip("no Python of this version that another user may run")
