"""As a process of its own: it ends when told, and goes on where it stopped, also after a kill."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.integration.wechat_standin.conftest import create, peer
from tests.support.listener import Listener
from wechat.standin import Remote, read_account
from wechat.standin.server import Standin


class Process:
    """python -m wechat.standin over one folder."""

    def __init__(self, folder: Path, house: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder, self._house = folder, house
        self.remote = Remote(f"http://127.0.0.1:{self._port}")

    def start(self) -> None:
        told = ["--folder", str(self._folder), "--port", str(self._port), "--public-url", self._house]
        self.child = subprocess.Popen(
            [sys.executable, "-m", "wechat.standin", *told], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                self.remote.ask("GET", "/health")
                return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("it did not start")

    def end(self, number: int) -> str:
        self.child.send_signal(number)
        said, _ = self.child.communicate(timeout=30)
        return said


@pytest.fixture
def process(tmp_path: Path, house: Listener) -> Iterator[Process]:
    made = Process(tmp_path, house.url)
    yield made
    made.remote.close()
    if made.child.poll() is None:
        made.child.kill()
        made.child.communicate()


def test_it_survives_a_kill_and_sends_what_was_left(process: Process, tmp_path: Path, house: Listener) -> None:
    process.start()
    account = read_account(tmp_path)
    phone = process.remote.phone()
    process.remote.options(speed=100)
    process.remote.switch("notice", "drop")
    merchant = peer_of(process, tmp_path)
    assert create(merchant, phone, house)[0] == 200
    process.remote.pay("ORDER0001")
    process.remote.wait(lambda: process.remote.notices()[0]["attempts"])
    process.end(signal.SIGKILL)
    process.start()
    assert read_account(tmp_path).merchant_key_pem == account.merchant_key_pem
    assert process.remote.ask("GET", "/payments/ORDER0001")["state"] == "SUCCESS"
    process.remote.clear_switches()
    (notice,) = house.wait(1, 20)
    assert merchant.callback(notice.headers, notice.body)["resource"]["out_trade_no"] == "ORDER0001"
    said = process.end(signal.SIGTERM)
    assert process.child.returncode == 0 and phone["mini_openid"] not in said and "Traceback" not in said


def peer_of(process: Process, folder: Path) -> object:
    class There:
        url, account = process.remote.url, read_account(folder)

    return peer(There, There.account.mini_app_id)  # type: ignore[arg-type]


def test_one_that_is_stopped_can_be_opened_again_in_the_same_process(tmp_path: Path, house: Listener) -> None:
    with Standin(tmp_path, house.url) as first:
        phone = first.phone("林悦")
    with Standin(tmp_path, house.url) as second:
        assert second.ask("GET", f"/phones/{phone['id']}")["name"] == "林悦"
        assert first.account.apiv3_key == second.account.apiv3_key
