"""What was built: small enough, nothing from elsewhere, declared as the platform demands, and typed as the API is."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import ROOT
from app.web.screens import MALL

MINI = ROOT / "clients/mall/dist/build/mp-weixin"
SOURCE = ROOT / "clients/mall/src"
FIRST_SCREEN_BYTES, MAIN_PACKAGE_BYTES = 250 * 1024, int(1.5 * 1024 * 1024)
ADDRESS = re.compile(r"https?://[\w.-]+")
# Names of standards and of an error page in a message, never fetched.
NAMES = {"http://www.w3.org", "https://vuejs.org", "https://uniapp.dcloud.net.cn", "https://uniapp.dcloud.io"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The mini-program's app.json."""
    found: dict[str, Any] = json.loads((MINI / "app.json").read_text())
    return found


def test_types_are_what_the_api_says(app: Flask) -> None:
    document = app.test_client().get("/docs/openapi.json").get_data()
    tool, types = ROOT / "clients/tools/api-types.mjs", SOURCE / "api/schema.d.ts"
    command = [str(ROOT / "bin/with-node"), str(ROOT / ".venv"), "node", str(tool), "/mom/v1", str(types), "--check"]
    done = subprocess.run(command, input=document, capture_output=True, cwd=ROOT / "clients")
    assert done.returncode == 0, done.stderr.decode()


def test_the_check_of_types_finds_a_drift(app: Flask, tmp_path: Path) -> None:
    document = app.test_client().get("/docs/openapi.json").get_json()
    document["components"]["schemas"]["MomQuote"]["properties"]["total_fen"] = {"type": "string"}
    types = shutil.copy(SOURCE / "api/schema.d.ts", tmp_path)
    tool = ROOT / "clients/tools/api-types.mjs"
    command = [str(ROOT / "bin/with-node"), str(ROOT / ".venv"), "node", str(tool), "/mom/v1", str(types), "--check"]
    done = subprocess.run(command, input=json.dumps(document).encode(), capture_output=True, cwd=ROOT / "clients")
    assert done.returncode == 1 and b"make api-types" in done.stderr


def test_the_first_screen_of_h5_is_small() -> None:
    page = (MALL / "index.html").read_text()
    entry = re.findall(r'(?:src|href)="/mall/(assets/[^"]+)"', page)
    home = re.findall(
        r"assets/pages-home-home[\w.-]+js", "".join((MALL / name).read_text() for name in entry if name.endswith("js"))
    )
    assert entry and home
    first = {*entry, *home, *_imported(home[0])}
    packed = len(gzip.compress(page.encode())) + sum(len(gzip.compress((MALL / name).read_bytes())) for name in first)
    assert packed < FIRST_SCREEN_BYTES, f"{packed} bytes gzip"


def _imported(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    found = {f"assets/{each}" for each in re.findall(r'from"\./([\w.-]+\.js)"', (MALL / name).read_text())} - seen
    return found.union(*(_imported(each, seen | found) for each in found))


def test_the_mini_programs_main_package_is_small() -> None:
    size = sum(file.stat().st_size for file in MINI.rglob("*") if file.is_file())
    assert size < MAIN_PACKAGE_BYTES, f"{size} bytes"


@pytest.mark.parametrize("build", [MALL, MINI], ids=["h5", "mini"])
def test_nothing_is_fetched_from_elsewhere(build: Path) -> None:
    texts = (file.read_text() for file in build.rglob("*") if file.suffix in (".js", ".css", ".html", ".wxml", ".wxss"))
    assert {address for text in texts for address in ADDRESS.findall(text)} <= NAMES


def test_app_json_declares_what_the_code_uses(manifest: dict[str, Any]) -> None:
    sources = "".join(file.read_text() for file in SOURCE.rglob("*") if file.suffix in (".ts", ".vue"))
    used = {name for name in ("chooseLocation", "chooseAddress", "getLocation") if f"uni.{name}(" in sources}
    assert set(manifest["requiredPrivateInfos"]) == used & {"chooseLocation", "getLocation"} | used & {"chooseAddress"}
    assert manifest["permission"]["scope.userLocation"]["desc"]
    assert manifest["__usePrivacyCheck__"] is True and manifest["lazyCodeLoading"] == "requiredComponents"


def test_app_json_has_every_screen_and_no_screen_of_the_browser(manifest: dict[str, Any]) -> None:
    assert "pages/pin/pin" not in manifest["pages"]
    for page in manifest["pages"]:
        for suffix in (".js", ".json", ".wxml"):
            assert (MINI / f"{page}{suffix}").is_file(), page
    folders = {f"pages/{folder.name}/{folder.name}" for folder in (SOURCE / "pages").iterdir()}
    assert folders - {"pages/pin/pin"} == set(manifest["pages"])
    for tab in manifest["tabBar"]["list"]:
        assert (MINI / tab["iconPath"]).is_file() and (MINI / tab["selectedIconPath"]).is_file()
