"""The stand-in as a process's or a test's server."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.printers.standin import providers, screens
from app.printers.standin.account import StandinAccount, ensure_account
from app.printers.standin.world import World

TIMEOUT_S = 10


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Only that something failed."""
        if type == "error":
            logging.getLogger(__name__).error("a request could not be served")


class PrinterStandin:
    """Serves from a thread of its own; the folder keeps account and paper over a restart."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self.account: StandinAccount = ensure_account(folder)
        self.world = World(folder, self.account)
        app = Flask(__name__)
        app.extensions["printers"] = self.world
        for blueprint in (providers.routes, screens.routes):
            app.register_blueprint(blueprint)
        self._server = make_server(host, port, app, threaded=True, request_handler=_Quiet)
        self.url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="printers", daemon=True)
        self._http = requests.Session()
        self._http.trust_env = False

    def place(self, provider: str, serial: str, key: str) -> None:
        """A printer is put up somewhere."""
        self._post("/printers", provider=provider, serial=serial, key=key)

    def change(self, provider: str, serial: str, **values: Any) -> None:
        """``condition``: online, offline, no_paper. ``delay_s``: how long a slip takes."""
        self._post(f"/printers/{provider}/{serial}", **values)

    def misbehave(self, kind: str, count: int = 1) -> None:
        """``5xx``, ``rubbish``, ``slow``, ``stale_token`` or ``refuse``, for the answers to come."""
        self._post("/misbehave", kind=kind, count=count)

    def reset(self) -> None:
        """As new."""
        self._post("/reset")

    def jobs(self) -> list[dict[str, Any]]:
        """Every job, the latest first."""
        found: list[dict[str, Any]] = self._http.get(f"{self.url}/_standin/jobs", timeout=TIMEOUT_S).json()
        return found

    def _post(self, path: str, **body: Any) -> None:
        self._http.post(f"{self.url}/_standin{path}", json=body, timeout=TIMEOUT_S).raise_for_status()

    def __enter__(self) -> PrinterStandin:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._http.close()
        self.world.close()
