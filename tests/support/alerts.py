"""The ladder climbed by hand: orders placed, the clock moved, what each rung did read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.alerts import rounds
from app.identity.devices import sign_of_life
from app.identity.login import issue_token
from app.identity.staff import start_shift
from app.notify.sms import shown
from app.printers import checking, keeping
from app.web.house import House
from tests.support.core import offers_of, place
from tests.support.world import TUESDAY_10, Network, freeze, insert, rows, value


@dataclass
class Ladder:
    """One house. Seconds are counted from ten o'clock."""

    house: House
    network: Network
    staff: int = 0

    def order(self, **changes: Any) -> Any:
        """An order before S1: its offer."""
        order = place(self.house.db, **changes)
        return offers_of(self.house.db, order.id)[-1]

    def at(self, seconds: float, base: datetime = TUESDAY_10) -> None:
        """The clock stands so many seconds after ten, and the ladder is climbed."""
        self.clock(seconds, base)
        self.climb()

    def clock(self, seconds: float, base: datetime = TUESDAY_10) -> None:
        """Only the clock."""
        freeze(self.house.db, base + timedelta(seconds=seconds))

    def climb(self) -> int:
        """One round of the loop."""
        done = rounds.climb_once(self.house)
        checking.check_tickets(self.house)
        return done

    def hire(self, phone: str, store: str = "S1", role: str = "clerk", *, on_duty: bool = True) -> tuple[int, int]:
        """Somebody with a phone that rings, on shift or not: her id and her token's."""
        db = self.house.db
        values = {
            "phone_hash": db.vault.blind_index(phone), "phone_sealed": db.vault.seal(phone, "staff.phone"), "name": "店员",
            "created_at": TUESDAY_10,
        }  # fmt: skip
        staff_id, store_id = int(insert(db, "staff", values, returning="id")), self.network[store]
        insert(db, "staff_roles", {"staff_id": staff_id, "store_id": store_id, "role": role})
        db.run(lambda s: issue_token(s, "staff", staff_id, store_id=store_id))
        token_id = int(value(db, "SELECT max(id) FROM tokens"))
        if on_duty:
            db.run(lambda s: (start_shift(s, staff_id, store_id), sign_of_life(s, token_id, store_id)))
        return staff_id, token_id

    def printer(self, paper: Any, provider: str = "feie", serial: str = "960000001", store: str = "S1") -> int:
        """A printer at a store, added as a manager would."""
        paper.place(provider, serial, "abcd1234")
        added = keeping.add_printer(self.house, self.network[store], "staff:1", provider, serial, "abcd1234", "收银台")
        return int(added["id"])

    def rungs(self, offer_id: int) -> list[tuple[str, str, str | None]]:
        """What was done for an offer, rung by rung: rung, state, failure."""
        query = "SELECT rung, state, failure FROM alerts WHERE offer_id = :id ORDER BY id"
        return [tuple(row) for row in rows(self.house.db, query, id=offer_id)]

    def reached(self, offer_id: int) -> list[str]:
        """The rungs that were used."""
        return [rung for rung, state, _ in self.rungs(offer_id) if state in ("sent", "seen")]

    def texts(self) -> list[tuple[str, str]]:
        """(phone, words) of every text message, the oldest first."""
        return [(told["phone"], told["text"]) for told in reversed(self.house.db.read(shown))]
