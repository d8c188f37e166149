"""What everybody in the day shares, and how people log in: by the code on their phone."""

from __future__ import annotations

import threading
import time
from random import Random
from typing import Any

from app.demo.day_agenda import Agenda
from app.demo.day_door import Doors, Unexpected
from wechat.standin.remote import Remote

LOG_IN_TRIES = 5


class World:
    """The doors, the agenda, and who waits for which order."""

    def __init__(self, doors: Doors, agenda: Agenda, seed: int, wechat: Remote | None = None) -> None:
        self.doors, self.agenda = doors, agenda
        self.wechat = wechat  # the stand-in: mothers' phones have WeChat on them
        self.rng = Random(f"jindan-day/{seed}/answers")
        self.awake: set[str] = set()  # codes of stores that answer
        self.refunds: list[str] = []  # asked for, not yet decided
        self._waiting: dict[str, Any] = {}
        self._lock = threading.Lock()

    def expect(self, order_no: str, mother: Any) -> None:
        """She waits for this order from now on."""
        with self._lock:
            self._waiting[order_no] = mother

    def mother_of(self, order_no: str) -> Any:
        """Who waits for it; None for an order that was there before the day."""
        with self._lock:
            return self._waiting.get(order_no)

    def orders(self) -> list[str]:
        """The numbers of all orders of the day so far."""
        with self._lock:
            return list(self._waiting)

    def draw(self, low: float, high: float) -> float:
        """A number between; threads take turns."""
        with self._lock:
            return self.rng.uniform(low, high)

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.draw(0, 1) < share


def log_in(doors: Doors, door: str, phone: str, **more: str) -> str:
    """A token from ``/mom/v1`` or ``/merchant/v1``: a code is sent, read on the demo's page, and typed in."""
    for _ in range(LOG_IN_TRIES):
        status, _ = doors.call("POST", f"{door}/sms-codes", body={"phone": phone}, may=(429,))
        if status == 202:
            found, code = doors.form("/demo/code", phone=phone)
            if found == 200:
                status, made = doors.call(
                    "POST", f"{door}/sessions", body={"phone": phone, "code": code, **more}, may=(422,)
                )
                if status == 201:
                    return str(made["token"])
        time.sleep(1.5)
    raise Unexpected(f"nobody can log in at {door}")


def log_in_with_wechat(doors: Doors, wechat: Remote, phone: str) -> str:
    """A mother's token from the mini-program: her WeChat, and her number by WeChat's phone button."""
    hers = wechat.phone("演示妈妈", phone)["id"]
    asked = {"app": "mini_program", "code": wechat.code(hers)}
    status, made = doors.call("POST", "/mom/v1/wechat-sessions", body=asked)
    if status == 202:
        told = {"ticket": made["ticket"], "phone_code": wechat.code(hers, "phone")}
        _, made = doors.call("POST", "/mom/v1/wechat-sessions/phone", body=told)
    return str(made["token"])
