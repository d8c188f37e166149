"""The wrong_… switches: an answer or a notice that is properly signed and tells something else than was agreed."""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import Any

OTHER_APP = "wx" + "0" * 16
OTHER_MERCHANT = "1900000000"
_AMOUNTS = ("total", "payer_total", "refund", "payer_refund")
_CURRENCIES = ("currency", "payer_currency")


def spoiled(told: dict[str, Any], kinds: Collection[str]) -> dict[str, Any]:
    """A copy, altered as the switches say. What a text does not tell cannot be wrong in it."""
    copied = copy.deepcopy(told)
    amount: dict[str, Any] = copied.get("amount", {})
    if "wrong_amount" in kinds:
        amount.update({name: amount[name] + 1 for name in _AMOUNTS if name in amount})
    if "wrong_currency" in kinds:
        amount.update({name: "USD" for name in _CURRENCIES if name in amount})
    for kind, name, value in (("wrong_appid", "appid", OTHER_APP), ("wrong_mchid", "mchid", OTHER_MERCHANT)):
        if kind in kinds and name in copied:
            copied[name] = value
    return copied
