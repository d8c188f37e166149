"""``python -m benchmarks [order|routing|storm|load|feeds ...]``: measures, prints a table, writes JSON.

A missed goal is said and is no failure; the exit code is 1 only if something broke.
"""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from app.config import ROOT
from benchmarks import feeds, load, orders, routing, storm
from benchmarks.house import Grounds, grounds
from benchmarks.network import SIZES
from benchmarks.report import machine, markdown, rewrite, save, table
from benchmarks.stats import Report


def routed(on: Grounds) -> Report:
    with on.connect("postgres") as connection:
        return routing.measure(connection, SIZES, timed=5_000, orders=10_000)


BENCHMARKS: dict[str, Callable[[Grounds], Report]] = {
    "order": orders.measure,
    "routing": routed,
    "load": load.measure,
    "storm": storm.measure,
    "feeds": feeds.measure,
}


def main(arguments: list[str]) -> int:
    """Run what is asked for; the exit code."""
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # so that the servers are stopped, too
    where, reports, broken = machine(), [], []
    for name in asked.benchmarks or BENCHMARKS:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            # Servers of its own for each: no benchmark finds the caches or the dust of another.
            with grounds() as on:
                reports.append(BENCHMARKS[name](on))
        except Exception:
            traceback.print_exc()
            broken.append(name)
    print(where, table(reports), sep="\n")
    save(reports, where, asked.json)
    if asked.markdown:
        rewrite(asked.markdown, markdown(reports, where))
    return _conclude(reports, broken)


def _conclude(reports: list[Report], broken: list[str]) -> int:
    missed = [
        f"{report.title}: {figure.name}" for report in reports for figure in report.figures if figure.met is False
    ]
    print()
    print("Goals missed: " + "; ".join(missed) if missed else "All goals met.")
    if broken:
        print(f"BROKEN: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "benchmarks", nargs="*", metavar="order|routing|load|storm|feeds", help="which; all when none is named"
    )
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json", help="where the figures go")
    parser.add_argument("--markdown", type=Path, help="a page whose figures' section is rewritten")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
