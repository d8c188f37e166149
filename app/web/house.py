"""What a door needs of the house: made once by app.wiring, found through the running application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app
from redis import Redis

from app.calls.port import CallPort
from app.config import Config
from app.db import Database
from app.geocoding import Districts, Geocoder, Located
from app.notify.sms import SmsPort
from app.payments.port import PaymentPort
from app.printers.port import Printers
from app.wechat_port import WechatPort

EXTENSION = "jindan"
DISPATCH, NOTIFY, REPORTS = "dispatch", "notify", "reports"
QUEUES = (DISPATCH, NOTIFY, REPORTS)


@dataclass(frozen=True, slots=True)
class House:
    """One process's connections and ports. Nothing connects before it is used."""

    config: Config
    db: Database
    redis: Redis
    sms: SmsPort
    payments: PaymentPort  # where new payments are opened
    wechat: WechatPort | None = None
    # Those whose payments may still be alive, by name.
    providers: Mapping[str, PaymentPort] = field(default_factory=dict)
    geocoder: Geocoder | None = None
    calls: CallPort | None = None  # masked numbers; without them a store is shown her phone while it brings her order
    printers: Printers | None = None  # None: the house works without

    def locate(self, address: str) -> Located | None:
        """Where an address is, by this house's geocoder; without one, by its district and the shops there.

        Not to be called inside a transaction.
        """
        return (self.geocoder or Districts(self.db)).locate(address)

    def provider(self, name: str) -> PaymentPort:
        """The provider of a payment that exists. Raises ``KeyError`` if the house no longer knows it."""
        return self.payments if name == self.payments.name else self.providers[name]


def house() -> House:
    """The house of the application that handles this request or command."""
    found: House = current_app.extensions[EXTENSION]
    return found
