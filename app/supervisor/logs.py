"""Logs of bounded size: a full one is copied aside and emptied while its writer goes on appending."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

MAX_LOG_BYTES: Final = 5 * 1024 * 1024


def bound(folder: Path, limit_bytes: int = MAX_LOG_BYTES) -> None:
    """Turn every ``x.log`` over the limit into ``x.log.1``; a few lines written meanwhile may be lost."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > limit_bytes:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def tail(log: Path, lines: int = 6) -> str:
    """The last lines, indented, to show why something failed."""
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - 8192))
        text = stream.read().decode(errors="replace")
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
