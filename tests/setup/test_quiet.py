"""Who judges by the clock is alone, and gets its turn."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

from tests.quiet import turn
from tests.setup.running import eventually


def test_others_run_together_and_wait_for_the_one_that_is_alone(tmp_path: Path) -> None:
    came: list[str] = []
    ends = {name: threading.Event() for name in ("a", "b", "alone", "late")}

    def work(name: str) -> None:
        with turn(tmp_path, alone=name == "alone"):
            came.append(name)
            assert ends[name].wait(60)
            came.append(f"{name} over")

    threads = {name: threading.Thread(target=work, args=(name,)) for name in ends}
    threads["a"].start()
    threads["b"].start()
    eventually(lambda: sorted(came) == ["a", "b"])
    threads["alone"].start()
    eventually(lambda: _taken(tmp_path / "door.lock"))
    threads["late"].start()  # the room is only shared, but somebody stands in the door
    for name in ends:
        ends[name].set()
        threads[name].join(60)
    assert sorted(came[2:4]) == ["a over", "b over"]
    assert came[4:] == ["alone", "alone over", "late", "late over"]


def _taken(door: Path) -> bool:
    with door.open() as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(stream, fcntl.LOCK_UN)
        return False
