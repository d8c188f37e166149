"""Tests that judge by the clock have the machine to themselves, whichever worker they fall to.

Every test holds the lock together with the others'; one that is marked ``timed`` holds it alone. Who waits to be alone
stands in the door, so no new test begins before it: the kernel by itself would let them in for ever.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Wait until this test may run, and hold the others off (``alone``) or only those that want to be alone.

    ``folder`` is the run's own; both locks are the kernel's (flock), so a killed worker's are free again.
    """
    with (folder / "door.lock").open("w") as door, (folder / "room.lock").open("w") as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
