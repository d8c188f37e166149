"""Where the servers' programs are looked for: the wheel's, then the system's, else the remedy is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.embedded import EmbeddedError, find


@pytest.fixture
def no_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_package_folder", lambda name: None)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of PATH; empty."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, said: str = "") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{said}'\n")
    file.chmod(0o755)
    return file


def test_the_wheels_programs_go_before_the_systems(path: Path) -> None:
    program(path, "postgres", "postgres (PostgreSQL) 99.1")
    program(path, "initdb")
    program(path, "valkey-server")
    assert find.postgres_major(find.postgres_bin()) == 18
    assert path not in find.valkey_server().parents


@pytest.mark.usefixtures("no_wheels")
def test_without_wheels_the_systems_are_taken(path: Path) -> None:
    redis = program(path, "redis-server")
    assert find.valkey_server() == redis
    valkey = program(path, "valkey-server")
    assert find.valkey_server() == valkey
    program(path, "postgres", "postgres (PostgreSQL) 99.1")
    program(path, "initdb")
    assert find.postgres_bin(99) == path


@pytest.mark.usefixtures("no_wheels", "path")
def test_without_either_the_remedy_is_said() -> None:
    with pytest.raises(EmbeddedError, match="run `make setup`, or install valkey or redis-server, or set REDIS_URL"):
        find.valkey_server()
    with pytest.raises(EmbeddedError, match="install postgresql(-0)?, or set DATABASE_URL"):
        find.postgres_bin(0)
