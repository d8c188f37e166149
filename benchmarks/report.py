"""Reports as a table for a terminal, as JSON, and as the figures' section of a page."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.stats import Report

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def machine() -> str:
    """Where and when: figures mean nothing without it."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory_kb = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M %z}, {cores} cores ({model or platform.machine()}),"
        f" {memory_kb / 1024 / 1024:.0f} GB, Linux {platform.release()}, Python {platform.python_version()},"
        f" load at the start {os.getloadavg()[0]:.2f}"
    )


def table(reports: Sequence[Report]) -> str:
    """For a terminal."""
    rows = [figure.row() for report in reports for figure in report.figures]
    widths = [max([len(row[column]) for row in rows], default=0) for column in range(4)]
    out = []
    for report in reports:
        out += ["", report.title, "-" * len(report.title)]
        for name, value, goal, met in (figure.row() for figure in report.figures):
            out.append(f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {goal:>{widths[2]}}  {met}".rstrip())
        out += [f"  * {remark}" for remark in report.remarks]
    return "\n".join(out)


def save(reports: Sequence[Report], where: str, path: Path) -> None:
    """All figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"machine": where, "reports": [report.as_dict() for report in reports]}
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n")


def markdown(reports: Sequence[Report], where: str) -> str:
    """The figures' section."""
    out = [BEGIN, "", f"Measured {where}.", ""]
    for report in reports:
        out += [f"### {report.title}", "", "| | measured | goal | |", "|---|--:|--:|---|"]
        out += ["| " + " | ".join(figure.row()) + " |" for figure in report.figures]
        out += ["", *(f"- {remark}" for remark in report.remarks), ""]
    return "\n".join([*out, END])


def rewrite(page: Path, section: str) -> None:
    """Put the section in the place of the one between the markers. ValueError if the page has none."""
    text = page.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} lacks the lines {BEGIN} and {END}")
    page.write_text(before + section + after)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
