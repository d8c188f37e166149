"""From a typed address to a point: a port, and the adapter that needs nothing from outside.

A geocoder may take a second and may be away, so it is never asked inside a transaction. How sure it is decides whether she
has to put the pin herself: anything but ``door`` only says where to open the map.

No adapter of a map service is shipped: the published interfaces of the Chinese ones (Tencent's ``/ws/geocoder/v1``, AMap's
``/v3/geocode/geo``) take the address in the URL, and no address of hers leaves this house in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from app.db import Database
from app.stores.book import shelf_of
from app.stores.places import whereabouts

Confidence = Literal["door", "road", "district"]


@dataclass(frozen=True, slots=True)
class Located:
    """A point (WGS-84), and how near it is: the ``door`` itself, somewhere on its ``road``, or just the ``district``."""

    lng: float
    lat: float
    confidence: Confidence


class Geocoder(Protocol):
    """Finds where an address is."""

    def locate(self, address: str) -> Located | None:
        """The best guess; None when nothing of it is known. Must not raise because a service is away: None then."""


class Districts:
    """By the shipped outlines of districts and the shops in them; never surer than the road."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def locate(self, address: str) -> Located | None:
        """Amid the shops of the road that is named, else amid those of the district, else amid the district."""

        def find(session: Session) -> Located | None:
            found = whereabouts(shelf_of(session).latest(session), address)
            return None if found is None else Located(*found.centre, "road" if found.on_road else "district")

        return self._db.read(find)
