"""Mothers and stores as their phones would call: one kept connection each, no library in between."""

from __future__ import annotations

import http.client
import itertools
import json
from collections.abc import Iterator
from typing import Any

from app.security import Vault
from benchmarks.house import Broken, House
from benchmarks.seed import Mother, Town


class Line:
    """A kept HTTP connection to one house."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call(self, method: str, path: str, token: str, body: object = None, key: str | None = None) -> Any:
        """The answer's JSON; raises ``Broken`` unless it is a 2xx."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status // 100 != 2:
            raise Broken(f"{method} {path} was answered {answer.status}: {text[:300].decode(errors='replace')}")
        return json.loads(text) if text else None

    def close(self) -> None:
        self._connection.close()


class Errand:
    """Whole orders, one after the other: quote, place, route, offer, accept, leave, deliver.

    ``picking``: the store also taps that it has begun to pick, which it may leave out.
    """

    def __init__(self, house: House, town: Town, name: str) -> None:
        self._line, self._town, self._name = Line(house.port), town, name
        self._vault: Vault = house.db.vault
        self._numbers = itertools.count(1)

    def run(self, mother: Mother, *, picking: bool = False) -> str:
        """One order of two articles, delivered; the reason why its store got it."""
        number = next(self._numbers)
        lines = self._lines(number)
        call = self._line.call
        asked = {"address_id": mother.address_id, "lines": lines}
        quote = call("POST", "/mom/v1/quotes", mother.token, asked)
        wanted = {
            **asked, "channel": "mini_program", "payment_method": "on_delivery",
            "expect_store_code": quote["expect_store_code"],
        }  # fmt: skip
        order = call("POST", "/mom/v1/orders", mother.token, wanted, f"{self._name}-{number:08d}")
        counter = self._town.counters[order["store"]["code"]]
        self._bring(counter, order["order_no"], picking)
        return str(quote["reason"])

    def _bring(self, counter: str, order_no: str, picking: bool) -> None:
        call, place = self._line.call, f"/merchant/v1/orders/{order_no}"
        offers = call("GET", "/merchant/v1/offers?limit=100", counter)["offers"]
        offer = next(each for each in offers if each["order_no"] == order_no)
        call("POST", f"/merchant/v1/offers/{offer['id']}/accept", counter)
        if picking:
            call("POST", f"{place}/picking", counter)
        call("POST", f"{place}/leave", counter)
        done = call("POST", f"{place}/delivered", counter, {"code": self._vault.proof_code(order_no)})
        if done["state"] != "delivered":
            raise Broken(f"the order is {done['state']}")

    def _lines(self, number: int) -> list[dict[str, Any]]:
        skus = self._town.skus
        return [
            {"sku": skus[number % len(skus)], "quantity": 1},
            {"sku": skus[(number + 7) % len(skus)], "quantity": 2},
        ]

    def close(self) -> None:
        self._line.close()


def endless(mothers: list[Mother]) -> Iterator[Mother]:
    """Each mother once; raises ``Broken`` when they are used up, since a second order would change who she is."""
    yield from mothers
    raise Broken("more orders than mothers")
