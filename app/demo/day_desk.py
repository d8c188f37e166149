"""Customer service: finds a store for what has none, decides on refunds, tidies up at the end of the day."""

from __future__ import annotations

from typing import Any

from app.demo import files
from app.demo.day_people import World

DOOR = "/console/v1"
LOOK_EVERY_S = 2.5  # real seconds
MOST_TRIES = 2
OPEN_STATES = "awaiting_payment,paid,offered,accepted,needs_person"


class Desk:
    """One agent at her screen."""

    def __init__(self, world: World) -> None:
        self._world, self._doors, self._agenda = world, world.doors, world.agenda
        self._token = ""
        self._tries: dict[str, int] = {}

    def log_in(self) -> None:
        """With the documented password of the demo."""
        row = files.read(files.AGENTS)[0]
        body = {"login": row["login"], "password": row["password"]}
        self._token = self._doors.call("POST", f"{DOOR}/sessions", body=body)[1]["token"]

    def begin(self) -> None:
        """She looks at her list now and then."""
        self._agenda.every(LOOK_EVERY_S, self._look)

    def tidy_up(self) -> int:
        """Cancel what the day left without an end, so that nothing of it stays before a store; how many."""
        mine, count = set(self._world.orders()), 0
        for row in self._list(OPEN_STATES):
            if row["order_no"] in mine:
                status, _ = self._act(row["order_no"], "cancel", {"reason": "演示结束，清理订单"})
                count += status == 200
        return count

    def _look(self) -> None:
        for row in self._list("needs_person"):
            if self._world.mother_of(row["order_no"]) is not None:
                self._find_store(row["order_no"])
        while self._world.refunds:
            self._decide(self._world.refunds.pop())

    def _find_store(self, order_no: str) -> None:
        tries = self._tries[order_no] = self._tries.get(order_no, 0) + 1
        chosen = self._choose(order_no) if tries <= MOST_TRIES else None
        if chosen is not None:
            body = {
                "store_code": chosen["store_code"],
                "overrule": chosen["may"] == "overrule",
                "reason": "已电话与门店确认",
            }
            status, _ = self._act(order_no, "assign", body)
            if status == 200:
                return
        if tries >= MOST_TRIES or chosen is None:
            self._act(order_no, "cancel", {"reason": "附近没有门店能送，已与顾客说明"})

    def _choose(self, order_no: str) -> dict[str, Any] | None:
        """The best store that picks up the telephone."""
        _, told = self._doors.call("GET", f"{DOOR}/orders/{order_no}/decisions", self._token)
        for store in told["suggestions"]:
            if store["may"] != "no" and store["store_code"] in self._world.awake:
                return dict(store)
        return None

    def _decide(self, refund_no: str) -> None:
        body = {"approve": self._world.chance(0.8), "reason": "看过照片"}
        self._doors.call("POST", f"{DOOR}/refunds/{refund_no}/decide", self._token, body, may=(409,))

    def _act(self, order_no: str, what: str, body: dict[str, Any]) -> tuple[int, Any]:
        return self._doors.call("POST", f"{DOOR}/orders/{order_no}/{what}", self._token, body, may=(409,))

    def _list(self, states: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor = ""
        while True:
            path = f"{DOOR}/orders?state={states}&limit=200{cursor}"
            _, page = self._doors.call("GET", path, self._token)
            rows += page["orders"]
            if not page["next_cursor"]:
                return rows
            cursor = f"&cursor={page['next_cursor']}"
