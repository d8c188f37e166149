"""What the tests of the console say again and again."""

from __future__ import annotations

from typing import Any

from tests.support.people import Caller

DOOR = "/console/v1"
WHY = {"reason": "顾客来电要求"}


def ok(answer: Any, status: int = 200) -> Any:
    """The body of an answer that had to succeed."""
    assert answer.status_code == status, answer.text
    return answer.get_json()


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that had to be a refusal of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.content_type.startswith("application/problem+json")
    body: dict[str, Any] = answer.get_json()
    assert body["code"] == code, body
    return body


def act(agent: Caller, order_no: str, what: str, **more: Any) -> Any:
    """One act on an order, with a reason."""
    return agent.post(f"{DOOR}/orders/{order_no}/{what}", {**WHY, **more})


def order(agent: Caller, order_no: str) -> dict[str, Any]:
    """The order as the console shows it."""
    found: dict[str, Any] = ok(agent.get(f"{DOOR}/orders/{order_no}"))
    return found


def texts(shown: dict[str, Any]) -> list[str]:
    """The words of its timeline."""
    return [line["text"] for line in shown["timeline"]]
