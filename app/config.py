"""What the environment says, read once, checked, and frozen.

Every variable is named in ``Config.from_env``; a bad value stops the process with an error that names the variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.keys import ConfigError, Keys, keys_from_env

ROOT: Final = Path(__file__).resolve().parent.parent
ENVIRONMENTS: Final = ("demo", "production", "test")
POSTGRES_SCHEMES: Final = ("postgres", "postgresql", "postgresql+psycopg")
WECHAT_MODES: Final = ("off", "standin", "live")
PRINTER_MODES: Final = ("off", "standin", "live")
REDIS_SCHEMES: Final = ("redis", "rediss", "unix", "valkey", "valkeys")
# Virtual seconds a real second: an hour in 3.6 s at the fastest, which still leaves the timers room to be right.
MAX_CLOCK_SPEED: Final = 1000.0
TILE_PARTS: Final = ("{z}", "{x}", "{y}")
DEMO_SERVICE_PHONE: Final = "400-500-0000"
SERVICE_PHONE: Final = re.compile(r"\+?[0-9](?:[0-9 -]{1,18})[0-9]", re.ASCII)


@dataclass(frozen=True)
class Config:
    """The settings of one process. Nothing here opens a connection."""

    env: str
    var_dir: Path
    host: str
    port: int
    web_processes: int
    web_threads: int
    sms: str
    wechat: str  # off, standin (a local server plays WeChat's side), live
    public_url: str  # where WeChat and mothers reach this house; no trailing slash
    clock_speed: float
    # None: the embedded servers of app.embedded are used.
    database_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    keys: Keys = field(repr=False)
    # WECHAT_… and WECHATPAY_…, checked by wechat.settings.
    wechat_environ: Mapping[str, str] = field(repr=False, default_factory=dict)
    map_tiles: str | None = (
        None  # pictures under the desk's maps (GCJ-02): an address with {z} {x} {y}; None: outlines alone
    )
    service_phone: str | None = None  # customer service's, for mothers to call; None: none is shown
    calls: str = "off"  # who lends masked numbers; off: a store sees her phone while it brings her order
    printers: str = "off"  # off, standin (a local server plays the providers' side), live
    # FEIE_… and YILIANYUN_…, checked by app.printers.settings.
    printer_environ: Mapping[str, str] = field(repr=False, default_factory=dict)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """Read the configuration; raises ``ConfigError`` naming the variable that is wrong."""
        env = _choice(environ, "JINDAN_ENV", ENVIRONMENTS, "demo")
        var_dir = Path(environ.get("JINDAN_VAR") or ROOT / "var").expanduser().resolve()
        return cls(
            env=env,
            var_dir=var_dir,
            host=environ.get("JINDAN_HOST") or "127.0.0.1",
            port=_integer(environ, "JINDAN_PORT", 8000, 1, 65535),
            web_processes=_integer(environ, "JINDAN_WEB_PROCESSES", 2, 1, 64),
            # A live feed (SSE) holds a thread for as long as a screen is open; threads are made only when used.
            web_threads=_integer(environ, "JINDAN_WEB_THREADS", 256, 1, 4096),
            sms=_sms(environ, env),
            wechat=_wechat(environ, env),
            public_url=_public_url(environ, env),
            clock_speed=_clock_speed(environ, env),
            map_tiles=_map_tiles(environ),
            service_phone=_service_phone(environ, env),
            database_url=_database_url(environ),
            redis_url=_redis_url(environ),
            keys=keys_from_env(environ, env, var_dir / "secrets.json"),
            calls=_calls(environ, env),
            wechat_environ={name: value for name, value in environ.items() if name.startswith("WECHAT")},
            printers=_printers(environ, env),
            printer_environ={n: value for n, value in environ.items() if n.startswith(("FEIE_", "YILIANYUN_"))},
        )

    @property
    def is_production(self) -> bool:
        """True where real mothers order: no demo log-ins, no virtual clock, no generated keys."""
        return self.env == "production"

    @property
    def data_keys(self) -> Mapping[str, bytes]:
        """AES-256-GCM keys by id; the first seals, all open."""
        return self.keys.data

    @property
    def hash_key(self) -> bytes:
        """The key of the blind index of phones."""
        return self.keys.hash

    @property
    def token_key(self) -> bytes:
        """The key for signed short-lived values (cursors, WeChat state), derived from the hash key."""
        return self.keys.token

    @property
    def base_url(self) -> str:
        """Where this machine's web server answers."""
        return _base_url(self.host, self.port)

    @property
    def standin_port(self) -> int:
        """Where the stand-in for WeChat listens in the demo: beside the web server."""
        return self.port + 1 if self.port < 65535 else self.port - 1

    @property
    def standin_url(self) -> str:
        """Where the stand-in answers."""
        return _base_url("127.0.0.1", self.standin_port)

    @property
    def standin_folder(self) -> Path:
        """What the stand-in keeps: the account at "WeChat", and what was sent to it."""
        return self.var_dir / "wechat-standin"

    @property
    def printers_port(self) -> int:
        """Where the stand-in for cloud printers listens in the demo: beside the other one."""
        return self.port + 2 if self.port < 65534 else self.port - 2

    @property
    def printers_url(self) -> str:
        """Where it answers, and shows what was printed."""
        return _base_url("127.0.0.1", self.printers_port)

    @property
    def printers_folder(self) -> Path:
        """What it keeps."""
        return self.var_dir / "printer-standin"


def _base_url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = environ.get(name) or default
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}; it must be one of {', '.join(choices)}")
    return value


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    value = int(text) if text.isascii() and text.isdigit() else None
    if value is None or not low <= value <= high:
        raise ConfigError(f"{name} is {text!r}; it must be a whole number from {low} to {high}")
    return value


def _clock_speed(environ: Mapping[str, str], env: str) -> float:
    text = environ.get("JINDAN_CLOCK_SPEED") or "1"
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= MAX_CLOCK_SPEED:
        raise ConfigError(f"JINDAN_CLOCK_SPEED is {text!r}; it must be a number from 0 to {MAX_CLOCK_SPEED:g}")
    if env == "production" and speed != 1.0:
        raise ConfigError("JINDAN_CLOCK_SPEED may not be set in production: an hour is an hour there. Unset it")
    return speed


def _sms(environ: Mapping[str, str], env: str) -> str:
    name = environ.get("JINDAN_SMS") or "demo"
    if env == "production" and name == "demo":
        raise ConfigError(
            "JINDAN_SMS must name the text-message adapter in production; 'demo' only shows texts on a page"
        )
    return name


def _calls(environ: Mapping[str, str], env: str) -> str:
    name = environ.get("JINDAN_CALLS") or ("off" if env == "production" else "demo")
    if env == "production" and name == "demo":
        raise ConfigError(
            "JINDAN_CALLS is 'demo' in production: nobody would be reached. Name an adapter, or set it to off"
        )
    return name


def _wechat(environ: Mapping[str, str], env: str) -> str:
    mode = _choice(environ, "JINDAN_WECHAT", WECHAT_MODES, "standin" if env == "demo" else "off")
    if env == "production" and mode == "standin":
        raise ConfigError("JINDAN_WECHAT is 'standin' in production: nobody would be paid. Set it to live, or to off")
    return mode


def _printers(environ: Mapping[str, str], env: str) -> str:
    mode = _choice(environ, "JINDAN_PRINTERS", PRINTER_MODES, "standin" if env == "demo" else "off")
    if env == "production" and mode == "standin":
        raise ConfigError(
            "JINDAN_PRINTERS is 'standin' in production: no paper would come out. Set it to live, or to off"
        )
    return mode


def _public_url(environ: Mapping[str, str], env: str) -> str:
    own = _base_url(environ.get("JINDAN_HOST") or "127.0.0.1", _integer(environ, "JINDAN_PORT", 8000, 1, 65535))
    url = (environ.get("JINDAN_PUBLIC_URL") or own).rstrip("/")
    live = environ.get("JINDAN_WECHAT") == "live"
    if not url.startswith("https://" if live else ("https://", "http://")):
        wanted = "https://" if live else "http:// or https://"
        raise ConfigError(f"JINDAN_PUBLIC_URL must begin with {wanted} and be reachable by WeChat")
    return url


def _map_tiles(environ: Mapping[str, str]) -> str | None:
    tiles = environ.get("JINDAN_MAP_TILES") or None
    if tiles is not None and not (
        tiles.startswith(("https://", "http://")) and all(part in tiles for part in TILE_PARTS)
    ):
        raise ConfigError(
            "JINDAN_MAP_TILES must be an address with {z}, {x} and {y}, like https://tiles.example/{z}/{x}/{y}.png"
        )
    return tiles


def _service_phone(environ: Mapping[str, str], env: str) -> str | None:
    # The demo's cannot be dialled: its block has not been issued.
    phone = environ.get("JINDAN_SERVICE_PHONE") or (DEMO_SERVICE_PHONE if env == "demo" else None)
    if phone is not None and not SERVICE_PHONE.fullmatch(phone):
        raise ConfigError("JINDAN_SERVICE_PHONE must be a telephone number, like 021-12345678 or 400-123-4567")
    return phone


def _database_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("DATABASE_URL")
    if not url:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in POSTGRES_SCHEMES:
        raise ConfigError("DATABASE_URL must begin with postgresql:// ; PostgreSQL is the only database Jindan runs on")
    return f"postgresql+psycopg://{rest}"


def _redis_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("REDIS_URL")
    if not url:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in REDIS_SCHEMES:
        raise ConfigError(f"REDIS_URL must begin with one of {', '.join(s + '://' for s in REDIS_SCHEMES)}")
    return f"{scheme.replace('valkey', 'redis')}://{rest}"
