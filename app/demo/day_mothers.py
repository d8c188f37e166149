"""A mother: quote, place, pay or not, wait or not, say her code at the door, confirm or complain."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from app.demo.day_people import World, log_in, log_in_with_wechat
from app.demo.day_plan import MotherPlan
from wechat.standin.remote import ControlError

DOOR = "/mom/v1"


class Mother:
    """One mother with one order."""

    def __init__(self, world: World, plan: MotherPlan) -> None:
        self._world, self._plan = world, plan
        self._doors, self._agenda = world.doors, world.agenda
        self._token = ""
        self._address_id = 0

    def log_in(self) -> None:
        """Before the day; with an address, hers from another day if she has one."""
        plan, wechat = self._plan, self._world.wechat
        doors = self._doors
        self._token = log_in_with_wechat(doors, wechat, plan.phone) if wechat else log_in(doors, DOOR, plan.phone)
        _, known = self._doors.call("GET", f"{DOOR}/addresses", self._token)
        if known["addresses"]:
            self._address_id = known["addresses"][0]["id"]
            return
        point = {"lng": plan.lng, "lat": plan.lat, "datum": "wgs84"}
        body = {
            "name": "演示妈妈",
            "phone": plan.phone,
            "text": f"{plan.city}演示路 1 号",
            "door": "1 室",
            "point": point,
        }
        self._address_id = self._doors.call("POST", f"{DOOR}/addresses", self._token, body)[1]["id"]

    def begin(self) -> None:
        """Her order is on the agenda."""
        self._agenda.at(self._plan.at_min, self._order)

    def proof_code(self, order_no: str) -> str | None:
        """What she says at the door."""
        code: str | None = self._get(order_no)["proof_code"]
        return code

    def received(self, order_no: str) -> None:
        """She has it. Some confirm, some find something wrong, most say nothing."""
        if self._plan.afterwards == "confirm":
            self._agenda.after(self._world.draw(1, 20), lambda: self._confirm(order_no))
        elif self._plan.afterwards == "refund":
            self._agenda.after(self._world.draw(1, 20), lambda: self._complain(order_no))

    def _order(self) -> None:
        lines = [{"sku": sku, "quantity": quantity} for sku, quantity in self._plan.lines]
        asked: dict[str, Any] = {"address_id": self._address_id, "lines": lines}
        _, quote = self._doors.call("POST", f"{DOOR}/quotes", self._token, asked)
        order = self._place(asked, quote)
        if order is None:
            return
        order_no = order["order_no"]
        if order["payment"] and self._plan.pays_after_min is not None:
            payment = order["payment"]
            self._agenda.after(self._plan.pays_after_min, lambda: self._pay(payment))
        if self._plan.cancels_after_min is not None:
            self._agenda.after(self._plan.cancels_after_min, lambda: self._cancel(order_no))

    def _place(self, asked: dict[str, Any], quote: dict[str, Any]) -> dict[str, Any] | None:
        """She agrees to what she is told; if it has changed meanwhile she is told again, once or twice."""
        method = "online" if self._plan.online else "on_delivery"
        for _ in range(3):
            agreed = {**asked, "channel": "mini_program", "payment_method": method,
                      "expect_store_code": quote["expect_store_code"]}  # fmt: skip
            key = uuid.uuid4().hex
            status, answer = self._doors.call("POST", f"{DOOR}/orders", self._token, agreed, key=key, may=(409,))
            if status != 409:
                self._world.expect(answer["order_no"], self)
                return dict(answer)
            quote = answer["quote"]
        return None

    def _pay(self, payment: dict[str, Any]) -> None:
        number, wechat = payment["out_trade_no"], self._world.wechat
        if payment["provider"] == "demo" or wechat is None:
            self._doors.form(f"/demo/pay/{number}")
            return
        params = {name: text for name, text in payment["params"].items() if name != "sheet_url"}
        # She may have cancelled meanwhile: then her phone says so, and that is that.
        with suppress(ControlError):
            wechat.pay(number, params)

    def _cancel(self, order_no: str) -> None:
        body = {"reason": "too_slow"}
        self._doors.call("POST", f"{DOOR}/orders/{order_no}/cancel", self._token, body, may=(409,))

    def _confirm(self, order_no: str) -> None:
        self._doors.call("POST", f"{DOOR}/orders/{order_no}/confirm", self._token, may=(409,))

    def _complain(self, order_no: str) -> None:
        total = self._get(order_no)["total_fen"]
        body = {"reason": "damaged", **({"amount_fen": total // 3} if self._world.chance(0.5) else {})}
        path = f"{DOOR}/orders/{order_no}/refunds"
        _, refund = self._doors.call("POST", path, self._token, body, key=uuid.uuid4().hex)
        self._world.refunds.append(refund["refund_no"])

    def _get(self, order_no: str) -> dict[str, Any]:
        return dict(self._doors.call("GET", f"{DOOR}/orders/{order_no}", self._token)[1])
