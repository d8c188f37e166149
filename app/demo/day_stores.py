"""A store: hears offers, answers in its own way, picks, brings, and sometimes cannot."""

from __future__ import annotations

import itertools
from typing import Any

from app.demo.day_people import World, log_in
from app.demo.day_plan import StorePlan
from dispatch.answering import DECLINE_REASONS
from dispatch.delivering import FAILURE_REASONS, GIVE_BACK_REASONS

DOOR = "/merchant/v1"
LOOK_EVERY_S = 1.5  # real seconds
ANSWER_MIN = {"quick": (1.0, 7.0), "slow": (18.0, 59.5), "choosy": (2.0, 25.0)}
CHOOSY_REFUSES, QUICK_MISSES = 0.6, 0.04
GIVES_BACK, WRONG_CODE, FAILS = 0.04, 0.05, 0.04
# Every reason has its turn, over all stores.
_declines = itertools.cycle(DECLINE_REASONS)
_failures = itertools.cycle(FAILURE_REASONS)
_give_backs = itertools.cycle(GIVE_BACK_REASONS)


class Shop:
    """One store, in the hands of its manager."""

    def __init__(self, world: World, plan: StorePlan) -> None:
        self._world, self._plan = world, plan
        self._doors, self._agenda = world.doors, world.agenda
        self._token = ""
        self._heard: set[int] = set()

    def log_in(self) -> None:
        """Before the day: the manager is at work, or in bed."""
        if self._plan.style == "asleep":
            return
        self._token = log_in(self._doors, DOOR, self._plan.phone, store_code=self._plan.code)
        self._call("/shift")
        self._world.awake.add(self._plan.code)

    def begin(self) -> None:
        """She looks at her phone now and then."""
        if self._token:
            self._agenda.every(LOOK_EVERY_S, self._look)

    def _look(self) -> None:
        _, page = self._doors.call("GET", f"{DOOR}/offers?limit=100", self._token)
        for offer in page["offers"]:
            if offer["id"] not in self._heard and self._world.mother_of(offer["order_no"]) is not None:
                self._heard.add(offer["id"])
                self._hear(offer)

    def _hear(self, offer: dict[str, Any]) -> None:
        style = self._plan.style
        if style == "quick" and self._world.chance(QUICK_MISSES):
            return
        answer = self._decline if style == "choosy" and self._world.chance(CHOOSY_REFUSES) else self._accept
        self._agenda.after(self._world.draw(*ANSWER_MIN[style]), lambda: answer(offer))

    def _decline(self, offer: dict[str, Any]) -> None:
        reason = next(_declines)
        skus = [offer["lines"][0]["sku"]] if reason == "out_of_stock" else []
        self._call(f"/offers/{offer['id']}/decline", {"reason": reason, "skus": skus}, may=(409,))

    def _accept(self, offer: dict[str, Any]) -> None:
        status, _ = self._call(f"/offers/{offer['id']}/accept", may=(409,))  # too late, cancelled, or moved
        if status == 200:
            self._agenda.after(self._world.draw(2, 10), lambda: self._pick(offer["order_no"]))

    def _pick(self, order_no: str) -> None:
        status, _ = self._call(f"/orders/{order_no}/picking", may=(404, 409))
        if status != 200:
            return
        if self._world.chance(GIVES_BACK):
            self._call(f"/orders/{order_no}/give-back", {"reason": next(_give_backs)}, may=(404, 409))
        else:
            self._agenda.after(self._world.draw(4, 20), lambda: self._leave(order_no))

    def _leave(self, order_no: str) -> None:
        status, _ = self._call(f"/orders/{order_no}/leave", may=(404, 409))  # cancelled while it was picked
        if status == 200:
            self._agenda.after(self._world.draw(8, 40), lambda: self._arrive(order_no))

    def _arrive(self, order_no: str) -> None:
        if self._world.chance(FAILS):
            self._call(f"/orders/{order_no}/failed", {"reason": next(_failures)})
            return
        mother = self._world.mother_of(order_no)
        code = mother.proof_code(order_no)
        if self._world.chance(WRONG_CODE):
            wrong = f"{(int(code) + 1) % 10_000:04d}"
            self._call(f"/orders/{order_no}/delivered", {"code": wrong}, may=(422,))
        self._call(f"/orders/{order_no}/delivered", {"code": code})
        mother.received(order_no)

    def _call(self, path: str, body: object = None, may: tuple[int, ...] = ()) -> tuple[int, Any]:
        return self._doors.call("POST", DOOR + path, self._token, body, may=may)
