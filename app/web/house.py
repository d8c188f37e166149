"""What a door needs of the house: made once by app.wiring, found through the running application."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from redis import Redis

from app.config import Config
from app.db import Database
from app.notify.sms import SmsPort
from app.payments.port import PaymentPort

EXTENSION = "jindan"


@dataclass(frozen=True, slots=True)
class House:
    """One process's connections and ports. Nothing connects before it is used."""

    config: Config
    db: Database
    redis: Redis
    sms: SmsPort
    payments: PaymentPort


def house() -> House:
    """The house of the application that handles this request or command."""
    found: House = current_app.extensions[EXTENSION]
    return found
