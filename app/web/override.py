"""PATCH for clients that cannot say it: WeChat's ``wx.request`` knows only GET, POST, PUT and DELETE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADER = "HTTP_X_HTTP_METHOD_OVERRIDE"


def install(app: Flask) -> None:
    """A POST with ``X-HTTP-Method-Override: PATCH`` is a PATCH, before anything is routed or let in. No other method."""
    inner: WSGIApplication = app.wsgi_app

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") == "POST" and environ.get(_HEADER, "").upper() == "PATCH":
            environ["REQUEST_METHOD"] = "PATCH"
        return inner(environ, start_response)

    app.wsgi_app = outer  # type: ignore[method-assign]
