"""``python -m app.printers.standin --folder F --port P``: run the stand-in until it is told to end."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from app.printers.standin.server import PrinterStandin


def main() -> None:
    """Serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m app.printers.standin", description="Plays the cloud printers.")
    parser.add_argument("--folder", type=Path, required=True, help="keeps the accounts and the paper")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="the door to all its controls is open: keep it local")
    parser.add_argument("--printer", action="append", default=[], help="PROVIDER:SERIAL:KEY, in use from the start")
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with PrinterStandin(asked.folder, asked.host, asked.port) as standin:
        for printer in asked.printer:
            provider, serial, key = printer.split(":")
            standin.world.place(provider, serial, key, bound=True)
        print(f"printers' stand-in at {standin.url}", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
