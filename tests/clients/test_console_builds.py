"""The console as it was built: typed as the API is, nothing from elsewhere, packed, and not more than a desk needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from flask import Flask

from app.config import ROOT
from app.web.screens import CONSOLE

TYPES = ROOT / "clients/console/src/api/schema.d.ts"
ADDRESS = re.compile(r"https?://[\w.-]+")
# Names of standards, and of error pages and licences in messages and comments; never fetched.
NAMES = re.compile(r"https?://(www\.w3\.org|vuejs\.org|router\.vuejs\.org|element-plus\.org|www\.apache\.org|echarts\.apache\.org|github\.com|developer\.mozilla\.org|popper\.js\.org)")
FIRST_BYTES = 600 * 1024


def check(document: bytes, types: Path) -> subprocess.CompletedProcess[bytes]:
    """The tool that makes the types, asked whether they are what ``document`` gives."""
    tool = ROOT / "clients/tools/api-types.mjs"
    command = [str(ROOT / "bin/with-node"), str(ROOT / ".venv"), "node", str(tool), "/console/v1", str(types), "--check"]
    return subprocess.run(command, input=document, capture_output=True, cwd=ROOT / "clients")


def test_types_are_what_the_api_says(app: Flask) -> None:
    done = check(app.test_client().get("/docs/openapi.json").get_data(), TYPES)
    assert done.returncode == 0, done.stderr.decode()


def test_a_drift_of_the_types_is_found(app: Flask, tmp_path: Path) -> None:
    document = app.test_client().get("/docs/openapi.json").get_data()
    types = Path(shutil.copy(TYPES, tmp_path))
    types.write_text(types.read_text().replace("needs_person_reason: string | null", "needs_person_reason: string"))
    done = check(document, types)
    assert done.returncode == 1 and b"make api-types" in done.stderr


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = [file for file in CONSOLE.rglob("*") if file.suffix in (".js", ".css", ".html")]
    assert files, "the console is not built. Remedy: make clients"
    foreign = {address for file in files for address in ADDRESS.findall(file.read_text()) if not NAMES.match(address)}
    assert not foreign
    assert not [file for file in files if re.search(r"url\((['\"]?)https?:|@import\s+(['\"])https?:", file.read_text())]


def test_what_a_desk_loads_first_is_packed_and_small() -> None:
    page = (CONSOLE / "index.html").read_text()
    first = re.findall(r'(?:src|href)="/console/(assets/[^"]+)"', page)
    assert first
    packed = [CONSOLE / f"{name}.br" for name in first]
    assert all(file.is_file() for file in packed)
    assert sum(file.stat().st_size for file in packed) < FIRST_BYTES
