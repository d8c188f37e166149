"""Accounts at the providers, read from the environment and checked."""

from __future__ import annotations

from collections.abc import Mapping

from redis import Redis

from app.keys import ConfigError
from app.printers.feie import URL as FEIE_URL
from app.printers.feie import Feie
from app.printers.port import PrinterPort, Printers
from app.printers.yilianyun import URL as YILIANYUN_URL
from app.printers.yilianyun import Yilianyun


def live_printers(environ: Mapping[str, str], redis: Redis) -> Printers:
    """One provider or both, by what is set. Raises ``ConfigError`` naming what is missing."""
    found: dict[str, PrinterPort] = {}
    if feie := _pair(environ, "FEIE_USER", "FEIE_UKEY"):
        found["feie"] = Feie(*feie, _address(environ, "FEIE_URL", FEIE_URL))
    if yilianyun := _pair(environ, "YILIANYUN_CLIENT_ID", "YILIANYUN_CLIENT_SECRET"):
        found["yilianyun"] = Yilianyun(*yilianyun, redis, _address(environ, "YILIANYUN_URL", YILIANYUN_URL))
    if not found:
        raise ConfigError(
            "JINDAN_PRINTERS is 'live': set FEIE_USER and FEIE_UKEY, or YILIANYUN_CLIENT_ID and YILIANYUN_CLIENT_SECRET"
        )
    return found


def _pair(environ: Mapping[str, str], first: str, second: str) -> tuple[str, str] | None:
    values = environ.get(first, "").strip(), environ.get(second, "").strip()
    if not any(values):
        return None
    if not all(values):
        raise ConfigError(f"{second if values[0] else first} is missing: {first} and {second} belong together")
    return values


def _address(environ: Mapping[str, str], name: str, otherwise: str) -> str:
    url = (environ.get(name) or otherwise).rstrip("/")
    if not url.startswith("https://"):
        raise ConfigError(f"{name} must begin with https:// (leave it out to speak with the provider itself)")
    return url
