"""``python -m wechat.standin --folder F --port P --public-url URL``: run the stand-in until it is told to end."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from wechat.standin.server import Standin


def main() -> None:
    """Serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m wechat.standin", description="Plays WeChat's side on this machine."
    )
    parser.add_argument("--folder", type=Path, required=True, help="keeps the account (keys) and what happened")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="the door to all its controls is open: keep it local")
    parser.add_argument("--base-url", default="", help="how others reach it, if not at that host and port")
    parser.add_argument("--public-url", required=True, help="where the house is reached, as WeChat would")
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Standin(asked.folder, asked.public_url, asked.host, asked.port, asked.base_url) as standin:
        print(f"WeChat stand-in at {standin.url} for {asked.public_url}", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
