"""The proof code at the door, with few tries: four digits would otherwise be guessed in an afternoon.

A wrong try is an event of its own, so it survives whatever process saw it, and customer service can read it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Invalid, TooMany
from app.trips import foresee
from dispatch.delivering import deliver, foresee_delivery
from dispatch.domain import events
from dispatch.models import Order
from dispatch.trail import lock_order, note

MAX_TRIES = 5
WINDOW = timedelta(minutes=10)

_TRIES = text("""
SELECT clock.now,
       (SELECT count(*) FROM outbox_events e WHERE e.order_id = (SELECT o.id FROM orders o WHERE o.order_no = :order_no)
        AND e.kind = :kind AND e.at > clock.now - :window) AS wrong
FROM (SELECT jindan_now() AS now) clock
""")


def foresee_hand_over(session: Session, order_no: str) -> None:
    """The order is about to be locked and handed over: all that is asked for it goes in one trip."""
    foresee(session, _TRIES, _asked(order_no))
    foresee_delivery(session, order_no)


def _asked(order_no: str) -> dict[str, Any]:
    return {"order_no": order_no, "kind": events.DELIVERY_WRONG_CODE, "window": WINDOW}


def hand_over(session: Session, key: int | Order, who: str, code: str) -> Order | None:
    """Deliver by her code. None: it was wrong, and the try is counted; the caller commits, and then refuses by ``refuse``.

    Raises ``TooMany`` after ``MAX_TRIES`` wrong ones within ``WINDOW``, whatever the code; a second tap after delivery
    changes nothing.
    """
    order = lock_order(session, key)  # two phones at once: the second counts the first one's try
    if order.state in ("delivered", "completed"):
        return order
    tries = session.execute(_TRIES, _asked(order.order_no)).one()
    if tries.wrong >= MAX_TRIES:
        raise TooMany("收货码连续输错，请 10 分钟后再试，或联系客服", code="too_many_tries")
    try:
        return deliver(session, order, who, code=code)
    except Invalid as error:
        if error.code != refuse().code:
            raise
    note(session, order, events.DELIVERY_WRONG_CODE, local(tries.now), by=who)
    return None


def refuse() -> Invalid:
    """The answer to a wrong code."""
    return Invalid("收货码不对，请向顾客核对", code="wrong_proof_code", fields={"code": ["收货码不对"]})
