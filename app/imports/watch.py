"""Showing progress on stderr: one moving line on a terminal, a line every ten seconds elsewhere, nothing when it is quick."""

from __future__ import annotations

import sys
import time
from types import TracebackType

import click

_TERMINAL_S = 0.2
_ELSEWHERE_S = 10.0


class Watch:
    """A ``Progress`` that people see; use it as a context, so that its line is cleared at the end."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._every_s = _TERMINAL_S if self._terminal else _ELSEWHERE_S
        self._shown_at = time.monotonic()
        self._shown = False

    def __call__(self, what: str, rows: int) -> None:
        """Say what is being done and how far it is."""
        now = time.monotonic()
        if now - self._shown_at < self._every_s:
            return
        self._shown_at, self._shown = now, True
        line = f"{what}: {rows:,}" if rows else what
        click.echo(f"\r{line}\033[K" if self._terminal else line, err=True, nl=not self._terminal)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._terminal and self._shown:
            click.echo("\r\033[K", err=True, nl=False)
