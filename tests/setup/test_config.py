"""What the environment may say, and how a wrong word is answered."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import ROOT, Config
from app.keys import ConfigError

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()
PRODUCTION = {
    "JINDAN_ENV": "production",
    "JINDAN_DATA_KEYS": f"new:{KEY},old:{OTHER}",
    "JINDAN_HASH_KEY": OTHER,
    "JINDAN_SMS": "somebody",
}


def read(tmp_path: Path, **environ: str) -> Config:
    return Config.from_env({"JINDAN_VAR": str(tmp_path / "var"), **environ})


def test_defaults_are_a_demo_on_this_machine(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert (config.env, config.base_url, config.sms, config.clock_speed) == ("demo", "http://127.0.0.1:8000", "demo", 1)
    assert config.database_url is None and config.redis_url is None
    assert (config.web_processes, config.web_threads) == (2, 256)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JINDAN_ENV", "prod"),
        ("JINDAN_PORT", "0"),
        ("JINDAN_PORT", "65536"),
        ("JINDAN_PORT", "８０８０"),
        ("JINDAN_PORT", "-1"),
        ("JINDAN_WEB_PROCESSES", "two"),
        ("JINDAN_WEB_THREADS", "0"),
        ("JINDAN_SERVICE_PHONE", "call us"),
        ("JINDAN_SERVICE_PHONE", "４００-123"),
        ("JINDAN_MAP_TILES", "https://tiles.example/map.png"),
        ("JINDAN_MAP_TILES", "ftp://tiles.example/{z}/{x}/{y}"),
        ("JINDAN_PRINTERS", "on"),
        ("JINDAN_CLOCK_SPEED", "-1"),
        ("JINDAN_CLOCK_SPEED", "nan"),
        ("JINDAN_CLOCK_SPEED", "inf"),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("DATABASE_URL", "mysql://h/d"),
        ("REDIS_URL", "localhost:6379"),
        ("JINDAN_DATA_KEYS", "short:YWJj"),
        ("JINDAN_DATA_KEYS", KEY),
        ("JINDAN_DATA_KEYS", f"a:{KEY},a:{OTHER}"),
        ("JINDAN_HASH_KEY", "not base64!"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} "):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize("name", ["JINDAN_DATA_KEYS", "JINDAN_HASH_KEY", "JINDAN_SMS"])
def test_production_does_not_start_without_what_it_needs(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, **PRODUCTION).is_production
    with pytest.raises(ConfigError, match=f"^{name} must"):
        read(tmp_path, **{key: value for key, value in PRODUCTION.items() if key != name})
    assert not (tmp_path / "var" / "secrets.json").exists()


def test_production_says_how_to_make_a_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="make a key with `python -c"):
        read(tmp_path, JINDAN_ENV="production", JINDAN_SMS="somebody")


def test_customer_services_number_is_the_houses_own(tmp_path: Path) -> None:
    assert read(tmp_path).service_phone == "400-500-0000"  # the demo's, which cannot be dialled
    assert read(tmp_path, JINDAN_SERVICE_PHONE="021-12345678").service_phone == "021-12345678"
    assert read(tmp_path, **PRODUCTION).service_phone is None


def test_maps_have_no_tiles_unless_the_operator_names_some(tmp_path: Path) -> None:
    assert read(tmp_path).map_tiles is None
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    assert read(tmp_path, JINDAN_MAP_TILES=tiles).map_tiles == tiles


def test_printers_are_played_in_the_demo_and_off_in_production(tmp_path: Path) -> None:
    demo = read(tmp_path, FEIE_UKEY="hidden")
    assert (demo.printers, demo.printers_url) == ("standin", "http://127.0.0.1:8002")
    assert demo.printer_environ == {"FEIE_UKEY": "hidden"} and "hidden" not in repr(demo)
    assert read(tmp_path, **PRODUCTION).printers == "off"
    with pytest.raises(ConfigError, match="^JINDAN_PRINTERS is 'standin' in production"):
        read(tmp_path, **PRODUCTION, JINDAN_PRINTERS="standin")


def test_an_hour_is_an_hour_in_production(tmp_path: Path) -> None:
    assert read(tmp_path, JINDAN_CLOCK_SPEED="60").clock_speed == 60
    with pytest.raises(ConfigError, match="^JINDAN_CLOCK_SPEED may not be set in production"):
        read(tmp_path, **PRODUCTION, JINDAN_CLOCK_SPEED="60")


def test_the_first_data_key_is_the_current_one(tmp_path: Path) -> None:
    config = read(tmp_path, **PRODUCTION)
    assert list(config.data_keys.items()) == [("new", b"k" * 32), ("old", b"o" * 32)]
    assert config.hash_key == b"o" * 32
    assert config.token_key not in (config.hash_key, b"")


def test_keys_of_the_demo_are_made_once_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        configs = list(pool.map(lambda _: read(tmp_path), range(8)))
    assert len({config.hash_key for config in configs}) == 1
    file = tmp_path / "var" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secrets.json"]


def test_a_damaged_key_file_is_not_replaced(tmp_path: Path) -> None:
    read(tmp_path)
    file = tmp_path / "var" / "secrets.json"
    file.write_text("{")
    with pytest.raises(ConfigError, match="damaged"):
        read(tmp_path)
    assert file.read_text() == "{"


def test_secrets_do_not_show(tmp_path: Path) -> None:
    config = read(tmp_path, **PRODUCTION, DATABASE_URL="postgres://u:hidden@h/d", REDIS_URL="redis://:hidden@h")
    shown = repr(config) + repr(config.keys)
    assert "hidden@" not in shown and "kkkk" not in shown and "oooo" not in shown


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgres_is_taken(tmp_path: Path, scheme: str) -> None:
    assert read(tmp_path, DATABASE_URL=f"{scheme}://u@h/d").database_url == "postgresql+psycopg://u@h/d"


def test_addresses_for_people(tmp_path: Path) -> None:
    assert read(tmp_path, JINDAN_HOST="0.0.0.0").base_url == "http://127.0.0.1:8000"
    assert read(tmp_path, JINDAN_HOST="::1", JINDAN_PORT="81").base_url == "http://[::1]:81"


def test_a_command_tells_a_bad_setting_in_one_line(tmp_path: Path) -> None:
    environ = {**os.environ, "JINDAN_VAR": str(tmp_path), "JINDAN_PORT": "x"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "jindan: JINDAN_PORT is 'x'; it must be a whole number from 1 to 65535\n"


def test_a_command_without_a_house_tells_the_remedy_in_one_line(tmp_path: Path) -> None:
    without = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    orders = tmp_path / "orders.csv"
    orders.write_text("order_no,member_ref,lng,lat,datum,placed_at,lines\n")
    for words in (("invariants",), ("dispatch", "replay", str(orders), "--out", str(tmp_path / "out.csv"))):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        environ = {**without, "JINDAN_VAR": str(tmp_path)}
        done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1
        remedy = "start the house with `make run`, or set DATABASE_URL to one that runs"
        assert done.stderr == f"Error: the database does not answer: {remedy}\n"


def test_numbers_of_the_demo_reach_nobody_in_production(tmp_path: Path) -> None:
    assert (read(tmp_path).calls, read(tmp_path, **PRODUCTION).calls) == ("demo", "off")
    assert read(tmp_path, JINDAN_CALLS="off").calls == "off"
    with pytest.raises(ConfigError, match="^JINDAN_CALLS is 'demo' in production"):
        read(tmp_path, **PRODUCTION, JINDAN_CALLS="demo")
