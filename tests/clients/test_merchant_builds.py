"""The stores' app as it was built: small, of one piece with the API, installable, and nothing in it from elsewhere."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.config import ROOT
from app.stores.keeping import PAUSE_REASONS
from app.web.screens import MERCHANT
from dispatch.answering import DECLINE_REASONS
from dispatch.delivering import FAILURE_REASONS, GIVE_BACK_REASONS
from tests.clients.test_builds import ADDRESS, FIRST_SCREEN_BYTES, MAIN_PACKAGE_BYTES, NAMES

MINI = ROOT / "clients/merchant/dist/build/mp-weixin"
SOURCE = ROOT / "clients/merchant/src"
# Opened by a tap on 导航, in the phone's map app; nothing of them is loaded.
MAP_APPS = {"https://uri.amap.com", "https://apis.map.qq.com"}


def test_types_are_what_the_api_says(app: Flask) -> None:
    document = app.test_client().get("/docs/openapi.json").get_data()
    tool, types = ROOT / "clients/tools/api-types.mjs", SOURCE / "api/schema.d.ts"
    node = [str(ROOT / "bin/with-node"), str(ROOT / ".venv"), "node"]
    command = [*node, str(tool), "/merchant/v1", str(types), "--check"]
    done = subprocess.run(command, input=document, capture_output=True, cwd=ROOT / "clients")
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("DECLINE", DECLINE_REASONS),
        ("FAILURE", FAILURE_REASONS),
        ("GIVE_BACK", GIVE_BACK_REASONS),
        ("PAUSE", PAUSE_REASONS),
    ],
)
def test_reasons_are_the_houses(name: str, reasons: dict[str, str]) -> None:
    line = re.search(rf"export const {name}: Reasons = {{(.*)}}", (SOURCE / "logic/reasons.ts").read_text())
    assert line and dict(re.findall(r"(\w+): '([^']+)'", line[1])) == reasons


def test_the_first_screen_is_small() -> None:
    page = (MERCHANT / "index.html").read_text()
    first = set(re.findall(r'(?:src|href)="/merchant/(assets/[^"]+)"', page))
    assert any("pages-desk-desk" in name for name in first), "the first screen is not asked for with the page"
    packed = sum(len(gzip.compress((MERCHANT / name).read_bytes())) for name in first) + len(
        gzip.compress(page.encode())
    )
    assert packed < FIRST_SCREEN_BYTES, f"{packed} bytes gzip"


def test_the_mini_programs_main_package_is_small() -> None:
    size = sum(file.stat().st_size for file in MINI.rglob("*") if file.is_file())
    assert size < MAIN_PACKAGE_BYTES, f"{size} bytes"


def test_the_mini_program_has_every_screen_and_its_voice() -> None:
    manifest = json.loads((MINI / "app.json").read_text())
    assert {f"pages/{folder.name}/{folder.name}" for folder in (SOURCE / "pages").iterdir()} == set(manifest["pages"])
    for page in manifest["pages"]:
        assert (MINI / f"{page}.wxml").is_file(), page
    for tab in manifest["tabBar"]["list"]:
        assert (MINI / tab["iconPath"]).is_file() and (MINI / tab["selectedIconPath"]).is_file()
    assert (MINI / "static/sound/new-order.mp3").is_file()


@pytest.mark.parametrize("build", [MERCHANT, MINI], ids=["h5", "mini"])
def test_nothing_is_fetched_from_elsewhere(build: Path) -> None:
    texts = (file.read_text() for file in build.rglob("*") if file.suffix in (".js", ".css", ".html", ".wxml", ".wxss"))
    assert {address for text in texts for address in ADDRESS.findall(text)} <= NAMES | MAP_APPS


def test_it_can_be_installed(app: Flask) -> None:
    door = app.test_client()
    manifest = door.get("/merchant/manifest.json").get_json()
    assert manifest["start_url"] == manifest["scope"] == "/merchant/" and manifest["display"] == "standalone"
    sizes = set()
    for icon in manifest["icons"]:
        wide, high = Image.open(MERCHANT / icon["src"]).size
        assert icon["sizes"] == f"{wide}x{high}"
        sizes.add((wide, icon["purpose"]))
    assert sizes == {(192, "any"), (512, "any"), (512, "maskable")}


def test_the_service_worker_keeps_the_shell_and_never_the_api(app: Flask) -> None:
    door = app.test_client()
    answer = door.get("/merchant/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"  # a new version must be found
    shell = json.loads(re.search(r"SHELL = (\[.*?\])", answer.get_data(as_text=True))[1])  # type: ignore[index]
    assert shell[0] == "/merchant/" and not [path for path in shell if path.startswith("/merchant/v1")]
    assert "/merchant/static/sound/new-order.mp3" in shell
    for path in shell:
        assert door.get(path).status_code == 200, path
    assert "__VERSION__" not in answer.get_data(as_text=True)


def test_an_address_of_the_api_is_no_screen(app: Flask) -> None:
    door = app.test_client()
    assert door.get("/merchant/v1/nothing").status_code == 404
    assert door.get("/merchant/v1/offers").status_code == 401
