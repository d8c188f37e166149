"""The built clients, each under a path of its own. A build gives every asset a name with its contents' hash in it."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response as AnyResponse

from app.config import ROOT

MALL = ROOT / "clients/mall/dist/build/h5"
CONSOLE = ROOT / "clients/console/dist"
MERCHANT = ROOT / "clients/merchant/dist/build/h5"
_A_YEAR_S = 31_536_000
_HASHED = "assets/"
# What a browser takes, the smallest first; `make clients` lays them beside the files.
_PACKED = (("br", ".br"), ("gzip", ".gz"))
_MISSING = "这里还没有页面：请先运行 make clients。\nThe clients are not built yet. Remedy: make clients\n"


class ScreenPath(PathConverter):
    """Any path but a door's: what the door at ``/name/v1`` does not know is the door's to refuse."""

    regex = r"(?!v1(?:/|$))[^/].*?"


def screens(name: str, folder: Path) -> Blueprint:
    """A blueprint that serves the client built in ``folder`` at ``/name/``."""
    blueprint = Blueprint(f"screens-{name}", __name__)
    blueprint.record_once(lambda state: state.app.url_map.converters.update(screen=ScreenPath))

    @blueprint.get(f"/{name}")
    def bare() -> AnyResponse:
        """With the slash, so that relative addresses in the page are right."""
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"/{name}/" + (f"?{query}" if query else ""))

    @blueprint.get(f"/{name}/", defaults={"path": "index.html"})
    @blueprint.get(f"/{name}/<screen:path>")
    def serve(path: str) -> AnyResponse:
        """One file; 404 for what was not built."""
        if not (folder / "index.html").is_file():
            return Response(_MISSING, 503, content_type="text/plain; charset=utf-8")
        return _file(folder, path)

    return blueprint


def _file(folder: Path, path: str) -> AnyResponse:
    encoding, suffix = _packed(folder, path)
    if path.endswith((".br", ".gz")):
        raise NotFound()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    answer = send_from_directory(folder, path + suffix, mimetype=kind, conditional=True)
    answer.headers["Vary"] = "Accept-Encoding"
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    hashed = path.startswith(_HASHED)
    answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR_S}, immutable" if hashed else "no-cache"
    return answer


def _packed(folder: Path, path: str) -> tuple[str, str]:
    for encoding, suffix in _PACKED:
        if request.accept_encodings[encoding] and (folder / (path + suffix)).is_file():
            return encoding, suffix
    return "", ""
