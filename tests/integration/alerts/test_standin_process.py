"""The stand-in as the supervisor starts it: the house finds its account in the folder, and paper outlives a restart."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from app.embedded.child import wait_until
from app.printers.feie import Feie
from app.printers.port import Line
from app.printers.standin import ensure_account
from app.supervisor.table import answers
from benchmarks.house import free_port
from tests.setup.running import ROOT


@contextmanager
def running(folder: Path, port: int) -> Iterator[str]:
    command = [sys.executable, "-m", "app.printers.standin", "--folder", str(folder), "--port", str(port)]
    child = subprocess.Popen([*command, "--printer", "feie:960000001:demokey00"], cwd=ROOT, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        assert wait_until(lambda: answers(f"{url}/_standin/health"), 30.0, 0.05)
        yield url
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0


def test_a_printer_is_in_use_from_the_start_and_its_paper_stays(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as url:
        account = ensure_account(tmp_path)
        feie = Feie(account.feie_user, account.feie_ukey, url)
        number = feie.print("960000001", (Line("新订单", "title"),), "offer1")
        assert feie.is_printed("960000001", number)
    with running(tmp_path, port) as url:
        assert feie.is_printed("960000001", number)
        assert "新订单" in requests.get(url, timeout=10).text
    assert "ukey" not in repr(account)
