"""The supervisor over tiny children: order, restarts, clean ends."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from app.supervisor.logs import bound, tail
from app.supervisor.process import LONGEST_PAUSE_S, pause_after
from tests.setup.running import eventually, lives, machine

SLEEP = ["sleep", "600"]


def on_term(name: str, diary: Path) -> list[str]:
    """A child that notes when it is asked to stop; once it would, ``DIARY.NAME`` is there."""
    return [
        "sh",
        "-c",
        f"trap 'echo {name} >> {diary}; exit 0' TERM; touch {diary}.{name}; while :; do sleep 0.05; done",
    ]


def test_a_killed_child_is_back_at_once(tmp_path: Path) -> None:
    with machine(tmp_path / "v", [["a", SLEEP, None]]) as running:
        running.wait_for("READY")
        os.kill(running.pids("a")[0], signal.SIGKILL)
        eventually(lambda: len(running.pids("a")) == 2)
        assert "a: was killed by SIGKILL; starting it again now" in running.said()
        assert lives(running.pids("a")[1])


def test_a_child_that_always_dies_is_started_less_and_less_often(tmp_path: Path) -> None:
    began = time.monotonic()
    with machine(tmp_path / "v", [["a", SLEEP, None]], [["bad", ["sh", "-c", "exit 3"], None]]) as running:
        eventually(lambda: len(running.pids("bad")) >= 4)
        # Starts at 0 s, 0 s, 0.5 s, 1.5 s, 3.5 s, whenever the first one was.
        took = time.monotonic() - began
        assert took >= 1.5 and len(running.pids("bad")) <= 4 + (took >= 3.5) + (took >= 7.5) + (took >= 15.5)
        assert "bad: ended with code 3" in running.said()
        assert len(running.pids("a")) == 1


def test_pauses_double_and_are_bounded() -> None:
    assert [pause_after(n) for n in (1, 2, 3, 4)] == [0, 0.5, 1, 2]
    assert pause_after(50) == LONGEST_PAUSE_S


def test_a_stage_waits_for_the_one_before(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    first = ["sh", "-c", f"sleep 0.5; touch {flag}; exec sleep 600"]
    second = ["sh", "-c", f"test -e {flag} && touch {flag}.seen; exec sleep 600"]
    with machine(tmp_path / "v", [["first", first, str(flag)]], [["second", second, f"{flag}.seen"]]) as running:
        running.wait_for("READY")


def test_what_does_not_become_ready_is_told_with_its_log_and_the_rest_is_stopped(tmp_path: Path) -> None:
    bad = ["sh", "-c", "echo the reason why; exit 1"]
    with machine(tmp_path / "v", [["good", SLEEP, None]], [["bad", bad, "/nonexistent"]]) as running:
        running.wait_for("FAILED bad does not start")
        assert running.process.wait(60) == 1
        assert "    the reason why" in running.said()
        assert not lives(running.pids("good")[0])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_the_last_stage_first(tmp_path: Path, how: signal.Signals) -> None:
    diary = tmp_path / "diary"
    stages = [[[name, on_term(name, diary), f"{diary}.{name}"]] for name in ("store", "service", "front")]
    with machine(tmp_path / "v", *stages) as running:
        running.wait_for("READY")
        running.stop(how)
        assert running.process.returncode == 0
        assert diary.read_text().split() == ["front", "service", "store"]


def test_a_child_that_will_not_stop_is_killed_in_time(tmp_path: Path) -> None:
    deaf = ["sh", "-c", "trap '' TERM INT; echo deaf; while :; do sleep 1; done"]
    with machine(tmp_path / "v", [["deaf", deaf, None], ["also", deaf, None]]) as running:
        running.wait_for("READY")
        eventually(lambda: "deaf" in (tmp_path / "v/log/deaf.log").read_text())
        assert running.stop() < 10
        assert not any(lives(pid) for name in ("deaf", "also") for pid in running.pids(name))


def test_a_second_one_says_who_is_first(tmp_path: Path) -> None:
    with machine(tmp_path / "v", [["a", SLEEP, None]]) as running:
        running.wait_for("READY")
        with machine(tmp_path / "v", [["a", SLEEP, None]]) as second:
            assert second.process.wait(60) == 1
            assert f"Jindan already runs here (process {running.process.pid})" in second.said()
        assert lives(running.pids("a")[0])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the kernel's death signal is Linux's")
def test_children_die_with_a_killed_supervisor_and_the_next_one_starts(tmp_path: Path) -> None:
    with machine(tmp_path / "v", [["a", SLEEP, None]]) as running:
        running.wait_for("READY")
        running.stop(signal.SIGKILL)
        eventually(lambda: not lives(running.pids("a")[0]))
    with machine(tmp_path / "v", [["a", SLEEP, None]]) as running:
        running.wait_for("READY")


def test_ctrl_c_ends_a_long_preparation(tmp_path: Path) -> None:
    with machine(tmp_path / "v", [["a", SLEEP, None]], "linger") as running:
        running.wait_for("LINGERING")
        assert running.stop(signal.SIGINT) < 5
        assert running.process.returncode == 0
        assert not lives(running.pids("a")[0])


def test_grandchildren_of_a_killed_child_are_gone_before_it_starts_again(tmp_path: Path) -> None:
    parent = ["sh", "-c", f"sleep 599 & echo $! >> {tmp_path}/grandchildren; wait"]
    with machine(tmp_path / "v", [["a", parent, str(tmp_path / "grandchildren")]]) as running:
        running.wait_for("READY")
        os.kill(running.pids("a")[0], signal.SIGKILL)
        eventually(lambda: len((tmp_path / "grandchildren").read_text().split()) == 2)
        first, second = map(int, (tmp_path / "grandchildren").read_text().split())
        eventually(lambda: not lives(first))
        assert lives(second)


def test_a_log_is_emptied_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 2000)
        bound(tmp_path, limit_bytes=1000)
        writer.write(b"after\n")
    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "a.log.1").stat().st_size == 2000
    assert tail(log) == "    after"
