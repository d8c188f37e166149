"""What Prometheus reads, of a web that has several processes."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from tests.integration.test_faults import KEYS_ENV
from tests.support.web_process import web_process

ASKED = 40
_COUNTED = re.compile(r'^jindan_answers_total\{endpoint="health.healthz",status="200"\} ([\d.]+)$', re.M)


@pytest.fixture
def port(db: Database, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[int]:
    """Three web processes."""
    servers = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, **KEYS_ENV}
    with web_process(servers, tmp_path, processes=3) as port:
        yield port


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())


def test_whichever_process_is_asked_answers_for_all(port: int) -> None:
    for _ in range(ASKED):
        _get(port, "/healthz")
    told = [float(number) for _ in range(10) for number in _COUNTED.findall(_get(port, "/metrics"))]
    assert told == [ASKED] * 10
