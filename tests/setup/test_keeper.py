"""The keeper of the test servers: they end with the run, however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.keeper import demand, folder_for, remove_leftovers
from tests.setup.running import eventually, lives


@pytest.mark.parametrize("victim", ["run", "keeper"])
def test_servers_go_when_the_run_or_their_keeper_is_killed(victim: str) -> None:
    with subprocess.Popen(["sleep", "600"]) as run:
        folder = folder_for(run.pid)
        found = demand(folder, run.pid)
        assert demand(folder, run.pid) == found, "the second who asks gets the same servers"
        server = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        keeper = int(json.loads((folder / "ready.json").read_text())["keeper"])
        os.kill(run.pid if victim == "run" else keeper, signal.SIGKILL)
        eventually(lambda: not lives(server))
        run.kill()
        run.wait()
        eventually(lambda: not lives(keeper))
    if victim == "keeper":
        assert folder.exists()
        remove_leftovers()  # as the next run does
    assert not folder.exists()


def test_what_went_wrong_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", "/nonexistent")
    (tmp_path / "s" / "run").mkdir(parents=True)
    (tmp_path / "s" / "postgres").write_text("in the way")
    with pytest.raises(RuntimeError, match=r"did not start:(.|\n)*postgres"):
        demand(tmp_path / "s", os.getpid())
