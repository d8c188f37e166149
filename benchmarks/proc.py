"""CPU time and memory of processes and their children, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Stat:
    """One line of /proc/<pid>/stat. ``reaped_ms``: what children that have ended used, theirs included."""

    pid: int
    parent: int
    own_ms: float
    reaped_ms: float


def stat(pid: int) -> Stat | None:
    """None when the process is gone."""
    with suppress(OSError):
        # The name stands in brackets and may hold anything: the rest begins after the last one.
        rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system, reaped_user, reaped_system = (int(word) * TICK_MS for word in rest[11:15])
        return Stat(pid, int(rest[1]), user + system, reaped_user + reaped_system)
    return None


def tree(root: int) -> list[int]:
    """The process and everything under it."""
    children: dict[int, list[int]] = {}
    for each in _all():
        children.setdefault(each.parent, []).append(each.pid)
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cpu_ms(root: int) -> float:
    """CPU time of the whole tree since it began, ended children included: nothing that runs in between is lost."""
    return sum(each.own_ms + each.reaped_ms for each in map(stat, tree(root)) if each is not None)


def pss_mb(pid: int) -> tuple[float, float]:
    """Memory of one process: resident, and resident with shared pages divided among those that share them. 0 if gone."""
    rss = pss = 0.0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Rss:", "Pss:")):
                size = int(line.split()[1]) / 1024
                rss, pss = (size, pss) if line.startswith("Rss:") else (rss, size)
    return rss, pss


def own_cpu_ms() -> float:
    """CPU time of this very process."""
    spent = os.times()
    return (spent.user + spent.system) * 1000


def _all() -> Iterator[Stat]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and (found := stat(int(entry.name))):
            yield found
