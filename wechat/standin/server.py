"""The stand-in as a process's or a test's server."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from wechat.settings import WechatSettings
from wechat.standin.account import StandinAccount, ensure_account, settings
from wechat.standin.app import create
from wechat.standin.remote import Remote
from wechat.standin.sender import Sender
from wechat.standin.world import World


class _Quiet(WSGIRequestHandler):
    """Addresses hold access tokens and openids: no line a request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        if type == "error":
            logging.getLogger(__name__).error("a request could not be served")


class Standin(Remote):
    """Serves from a thread of its own.

    ``public_url``: where the house is, as browsers see it: OAuth and pay sheets lead back there, messages are pushed there.
    ``base_url``: where others reach this server, if not at the address on which it listens.

    The folder keeps account and memory: a second one over the same folder goes on where the first stopped.
    """

    def __init__(
        self, folder: Path, public_url: str, host: str = "127.0.0.1", port: int = 0, base_url: str = ""
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._server: BaseWSGIServer = make_server(host, port, _nowhere, threaded=True, request_handler=_Quiet)
        near = "127.0.0.1" if host == "0.0.0.0" else host
        super().__init__(f"http://{near}:{self._server.port}")
        self.account: StandinAccount = ensure_account(folder, base_url or self.url, public_url)
        self.world = World(folder, self.account)
        self._server.app = create(self.world)
        self._sender = Sender(self.world)
        self._thread = threading.Thread(target=self._server.serve_forever, name="standin", daemon=True)

    @property
    def settings(self) -> WechatSettings:
        """What the house needs to know."""
        return settings(self.account)

    def start(self) -> Standin:
        """Answers from now on."""
        self._sender.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends what is under way; the folder may be used again."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._sender.stop()
        self.world.store.close()
        self.close()

    def __enter__(self) -> Standin:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _nowhere(environ: Any, start_response: Any) -> list[bytes]:
    """Before the real application is there, whose account must know the port."""
    start_response("503 Service Unavailable", [("Content-Length", "0")])
    return []
