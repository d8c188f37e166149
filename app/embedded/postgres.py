"""PostgreSQL from a wheel, on a unix socket, without TCP."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from app.embedded.child import command_line
from app.embedded.find import EmbeddedError, postgres_bin, run_as, uid_behind
from app.embedded.sockets import LONGEST, socket_dir

SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",  # short statements only: compiling them costs more than it saves
    # DETAIL lines repeat the values of rows, and personal data has no place in a log.
    "log_error_verbosity": "terse",
}
# A backend's memory grows by a megabyte at a time, and is kept up to eight. By default glibc hands every 128 KB back to the kernel
# with the end of a statement and asks for them anew, zeroed, with the next: 6 % of the server's CPU for an order.
MALLOC: Final = "GLIBC_TUNABLES=glibc.malloc.top_pad=1048576:glibc.malloc.trim_threshold=8388608"
# For tests: what is lost with the machine's power is not missed.
HASTY: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One database server whose data lie in ``var_dir/postgres``."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": sessions are ended, everything is written
    insist_signal = signal.SIGQUIT

    def __init__(self, var_dir: Path, *, durable: bool = True, database: str = "jindan") -> None:
        self.data = var_dir.resolve() / "postgres"
        self.database = database
        self._settings = SETTINGS if durable else SETTINGS | HASTY
        self._durable = durable
        self._var_dir = var_dir.resolve()

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        """SQLAlchemy's address of another database on this server."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.sockets), safe='/')}"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the server's socket."""
        return socket_dir(self._var_dir)

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed server left. Before every start."""
        self._give(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        if self.running_pid() is None:
            self._disown_stale_files()

    def argv(self) -> list[str]:
        """The server in the foreground."""
        quoted = '"' + str(self.sockets).replace('"', '""') + '"'
        settings = self._settings | {"unix_socket_directories": quoted}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [*self._way, "env", MALLOC, str(self._bin / "postgres"), "-D", str(self.data), *options]

    def is_ready(self) -> bool:
        """Whether it lets us in."""
        with suppress(psycopg.OperationalError), self._connect():
            return True
        return False

    def running_pid(self) -> int | None:
        """The process of a live server on this data folder, whoever started it."""
        pid = self._noted_pid()
        if pid is None:
            return None
        words = command_line(pid)
        return pid if "postgres" in words and str(self.data) in words else None

    def finish(self) -> None:
        """Make the database if it is missing. After every start."""
        with self._connect() as connection:
            missing = (
                connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.database,)).fetchone() is None
            )
            if missing:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(self.database)))

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname="postgres", connect_timeout=3, autocommit=True
        )

    @cached_property
    def _bin(self) -> Path:
        version = self.data / "PG_VERSION"
        return postgres_bin(int(version.read_text()) if version.exists() else None)

    @cached_property
    def _way(self) -> list[str]:
        made = (self.data / "PG_VERSION").exists()
        return run_as(self.data.stat().st_uid if made else None, self._bin / "postgres")

    def _give(self, folder: Path) -> None:
        """Let the server's user write there."""
        uid = uid_behind(self._way)
        if uid != os.geteuid():
            os.chown(folder, uid, uid)

    def _initdb(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # a first start that was cut off
        self.data.mkdir(mode=0o700, parents=True)
        self._give(self.data)
        command = [*self._way, str(self._bin / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust"]
        command += ["--encoding=UTF8", "--no-locale"] + ([] if self._durable else ["--no-sync"])
        made = subprocess.run(command, capture_output=True, text=True, cwd="/")
        if made.returncode:
            raise EmbeddedError(
                f"initdb could not make {self.data}: {made.stderr.strip()[-600:]}\n"
                "Remedy: point JINDAN_VAR at a folder that you own, or set DATABASE_URL"
            )

    def _noted_pid(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        return None

    def _disown_stale_files(self) -> None:
        """After kill -9 the noted number may belong to another program by now, and PostgreSQL would not dare to start.

        The rest of the note stays: by it PostgreSQL makes sure that no backend of the dead server still writes.
        It takes its parent's number for a stale one, so that is what we note.
        """
        note = self.data / "postmaster.pid"
        if note.exists():
            lines = note.read_text().splitlines()
            note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        for name in (LONGEST, f"{LONGEST}.lock"):
            (self.sockets / name).unlink(missing_ok=True)
