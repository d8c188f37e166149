"""The shell scripts behind `make setup`, on machines that lack something."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.running import ROOT

BIN = ROOT / "bin"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with nothing on it but what the scripts themselves need."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("bash", "dirname", "rm", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def fake(tools: Path, name: str, body: str) -> None:
    file = tools / name
    file.write_text(f"#!{shutil.which('bash')}\n{body}\n")
    file.chmod(0o755)


def run(tools: Path, script: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("bash") or "bash", str(BIN / script), *arguments],
        env={"PATH": str(tools), "PYTHON": "", "SYSTEM_PYTHON": "", **environ},
        capture_output=True,
        text=True,
    )


def test_a_missing_package_is_named_to_a_user_who_may_not_install(tools: Path) -> None:
    fake(tools, "id", "echo 1000")
    fake(tools, "apt-get", "echo should not run; exit 1")
    done = run(tools, "system-packages", "chromium", "chromium")
    assert done.returncode == 1
    assert "the command 'chromium' is missing" in done.stderr and "apt-get install chromium" in done.stderr
    assert "should not run" not in done.stdout


def test_root_gets_it_installed_fetching_lists_only_when_needed(tools: Path, tmp_path: Path) -> None:
    fake(tools, "id", "echo 0")
    fake(tools, "apt-get", f"echo $1 >> {tmp_path}/calls; case $1 in update) :> {tmp_path}/lists;; "
         f"install) test -e {tmp_path}/lists;; esac")  # fmt: skip
    assert run(tools, "system-packages", "thing", "thing").returncode == 0
    assert (tmp_path / "calls").read_text().split() == ["install", "update", "install"]


def test_sudo_is_used_when_it_asks_nothing(tools: Path, tmp_path: Path) -> None:
    fake(tools, "id", "echo 1000")
    fake(tools, "sudo", f'echo "$@" >> {tmp_path}/calls; [ "$2" = true ] || "${{@:2}}"')
    fake(tools, "apt-get", "exit 0")
    assert run(tools, "install-package", "thing", "it is missing").returncode == 0
    assert "apt-get install -y --no-install-recommends thing" in (tmp_path / "calls").read_text()


def test_nothing_is_done_for_a_command_that_is_there(tools: Path) -> None:
    fake(tools, "chromium", "exit 0")
    assert run(tools, "system-packages", "chromium", "chromium").returncode == 0


def test_python_without_venv_says_which_package(tools: Path, tmp_path: Path) -> None:
    body = f'case "$*" in *ensurepip*) exit 1;; *venv*) echo venv >&2; exit 9;; *) exec {sys.executable} "$@";; esac'
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python"):
        fake(tools, name, body)
    fake(tools, "id", "echo 1000")
    fake(tools, "apt-get", "exit 1")
    done = run(tools, "make-venv", str(tmp_path / "venv"))
    assert done.returncode != 0
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in done.stderr


def test_a_shim_that_does_not_run_is_passed_over(tools: Path, tmp_path: Path) -> None:
    fake(tools, "python3", "echo no such version >&2; exit 127")
    fake(tools, "python3.11", f'exec {sys.executable} "$@"')
    fake(tools, "uv", f'echo "$@" > {tmp_path}/uv')
    assert run(tools, "make-venv", str(tmp_path / "venv")).returncode == 0
    assert f"--python {tools}/python3.11 {tmp_path}/venv" in (tmp_path / "uv").read_text()


def test_the_distributions_python_comes_first_and_the_one_that_is_asked_for_before_it(
    tools: Path, tmp_path: Path
) -> None:
    system, asked = tmp_path / "system-python", tmp_path / "asked-python"
    for name in ("python3", "../system-python", "../asked-python"):
        fake(tools, name, f'exec {sys.executable} "$@"')
    fake(tools, "uv", f'echo "$@" > {tmp_path}/uv')
    assert run(tools, "make-venv", str(tmp_path / "v"), SYSTEM_PYTHON=str(system)).returncode == 0
    assert f"--python {system} " in (tmp_path / "uv").read_text()
    assert run(tools, "make-venv", str(tmp_path / "v"), SYSTEM_PYTHON=str(system), PYTHON=str(asked)).returncode == 0
    assert f"--python {asked} " in (tmp_path / "uv").read_text()


def test_a_python_that_can_make_environments_comes_before_one_that_cannot(tools: Path, tmp_path: Path) -> None:
    fake(tools, "../bare", f'case "$*" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    fake(
        tools, "python3", f'case "$*" in "-m venv"*) echo made > {tmp_path}/made;; *) exec {sys.executable} "$@";; esac'
    )
    assert run(tools, "make-venv", str(tmp_path / "v"), SYSTEM_PYTHON=str(tmp_path / "bare")).returncode == 0
    assert (tmp_path / "made").exists()


def test_a_good_environment_is_kept(tools: Path, tmp_path: Path) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    assert run(tools, "make-venv", str(tmp_path / "venv")).returncode == 0
    assert (tmp_path / "venv" / "bin" / "python").exists()


def test_make_explains_itself() -> None:
    said = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True).stdout
    assert all(f"make {target} " in said for target in ("setup", "run", "test", "demo", "bench", "clean"))
