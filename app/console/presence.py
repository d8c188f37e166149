"""Who else has this order open, so that two agents do not work on one."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from app.console.kit import documented, part
from app.web.access import me, operation, own_order
from app.web.house import house
from app.web.schemas import LocalTime, Out
from dispatch import presence
from dispatch.presence import BEAT_S

presence_door = part("presence", "Who else looks at an order / 同时查看")


class ConsoleViewer(Out):
    """Another agent who has it open."""

    name = fields.String()
    since = LocalTime(metadata={"description": "in real time, also in a demo whose clock runs faster"})


class ConsolePresence(Out):
    """Who else is there; a ``last_event_id`` beyond the one on the screen says that the order has changed."""

    others = fields.List(fields.Nested(ConsoleViewer()))
    last_event_id = fields.Integer(allow_none=True)


@presence_door.route("/orders/<order_no>/presence", methods=["POST"])
@documented(presence_door, f"I have it open (say so every {BEAT_S} s); who else has?", 404)
@presence_door.response(200, ConsolePresence())
@operation("console.orders.presence")
def be_there(order_no: str) -> dict[str, Any]:
    """Whoever has said nothing for a while is gone."""
    principal = me()

    def work(session: Session) -> dict[str, Any]:
        return presence.look_at(session, own_order(session, order_no, principal).id, principal.id)

    return house().db.run(work)


@presence_door.route("/orders/<order_no>/presence", methods=["DELETE"])
@documented(presence_door, "I closed it", 404)
@presence_door.response(204)
@operation("console.orders.presence_end")
def be_gone(order_no: str) -> None:
    """At once, instead of when the last sign of life is too old."""
    principal = me()
    house().db.run(lambda session: presence.leave(session, own_order(session, order_no, principal).id, principal.id))
