"""The built clients as the house serves them: cacheable where the name holds the contents, packed, and nothing else of the disk."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.screens import screens

SCRIPT = "assets/index-abc123.js"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build: a page, a script with its packed copies, and a secret beside the folder."""
    build = tmp_path / "h5"
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text("<title>金蛋</title>", encoding="utf-8")
    (build / SCRIPT).write_text("let x = 1")
    (build / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"let x = 1"))
    (build / f"{SCRIPT}.br").write_bytes(b"pretend brotli")
    (tmp_path / "secret.txt").write_text("secret")
    return build


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    """A browser of an application that serves only this build."""
    app = Flask("screens", static_folder=None)
    app.register_blueprint(screens("mall", folder))
    return app.test_client()


def test_the_page_is_asked_for_anew_each_time(client: FlaskClient) -> None:
    answer = client.get("/mall/")
    assert (answer.status_code, answer.text) == (200, "<title>金蛋</title>")
    assert answer.headers["Cache-Control"] == "no-cache" and answer.content_type == "text/html; charset=utf-8"
    again = client.get("/mall/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_without_the_slash_she_is_sent_on_with_what_she_brought(client: FlaskClient) -> None:
    assert client.get("/mall?code=1&state=2").headers["Location"] == "/mall/?code=1&state=2"


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip")]
)
def test_a_script_is_kept_for_good_and_packed_as_the_browser_can(
    client: FlaskClient, accepts: str, encoding: str | None
) -> None:
    answer = client.get(f"/mall/{SCRIPT}", headers={"Accept-Encoding": accepts})
    assert answer.status_code == 200 and answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding" and answer.content_type.startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "..%2fsecret.txt", "assets/../../secret.txt", "nothing.js", f"{SCRIPT}.gz", "assets", "%00"],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/mall/{path}").status_code in (404, 400)


def test_before_the_build_the_remedy_is_said(client: FlaskClient, folder: Path) -> None:
    (folder / "index.html").unlink()
    answer = client.get("/mall/")
    assert answer.status_code == 503 and "make clients" in answer.text


@pytest.mark.parametrize(("path", "status"), [("v1/nothing", 404), ("v1", 404), ("v10/page", 200), ("v1x.js", 200)])
def test_what_the_door_beside_it_does_not_know_is_the_doors_to_refuse(folder: Path, path: str, status: int) -> None:
    (folder / "v10").mkdir()
    for name in ("v10/page", "v1x.js"):
        (folder / name).write_text("ours")
    app = Flask("screens", static_folder=None)
    app.register_blueprint(screens("console", folder))
    app.add_url_rule("/console/v1/orders", view_func=lambda: "placed", methods=["POST"], endpoint="door")
    client = app.test_client()
    assert client.get(f"/console/{path}").status_code == status
    assert client.get("/console/v1/orders").status_code == 405
