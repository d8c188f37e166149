"""The board that customer service watches all day, in one answer; a row is read again when the feed says that it changed."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from app.console.kit import as_json, documented, part
from app.console.orders import states_of
from app.errors import Invalid
from app.web.access import operation
from app.web.door import Typed
from app.web.house import house
from app.web.schemas import LocalTime, Out, Strict
from dispatch.domain.sla import SLAS
from dispatch.models import CHANNELS
from dispatch.views.agent_words import CHANNEL_ZH, NEEDS_ZH
from dispatch.views.board import SLA_ZH, board
from dispatch.views.common import STATE_ZH

board_door = part("board", "The board / 看板")
AT_ONCE = 500  # rows asked for by number: what a second of a busy feed may name


class BoardQuery(Strict):
    """Which orders; nothing: all that are not over."""

    state = fields.String(load_default=None, metadata={"description": "one or more states, separated by commas"})
    city = Typed(40, load_default=None)
    chain = Typed(80, load_default=None)
    channel = fields.String(load_default=None, validate=validate.OneOf((*CHANNELS, "jd", "tmall")))
    orders = fields.String(
        load_default=None, metadata={"description": f"up to {AT_ONCE} order numbers, separated by commas"}
    )


class ConsoleBoardRow(Out):
    """One order. ``expires_at``: until when the store may answer; ``due_at``: when whose turn it is runs out."""

    order_no = fields.String()
    state = fields.String()
    channel = fields.String()
    store_code = fields.String(allow_none=True)
    store_name = fields.String(allow_none=True)
    city = fields.String(allow_none=True)
    chain = fields.String(allow_none=True)
    total_fen = fields.Integer()
    placed_at = LocalTime()
    expires_at = LocalTime(allow_none=True)
    due_at = LocalTime(allow_none=True)
    began_at = LocalTime(metadata={"description": "since when it is whose turn it is"})
    offers_made = fields.Integer()
    needs_person_reason = fields.String(allow_none=True)
    held = fields.Boolean()
    no_device = fields.Boolean(metadata={"description": "it waits for a store where nothing rings"})
    sla = fields.String(validate=validate.OneOf(SLAS))


class ConsoleBoardCounters(Out):
    """Of all states, under the other filters."""

    live = fields.Integer()
    held = fields.Integer()
    overdue = fields.Integer()
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_sla = fields.Dict(keys=fields.String(), values=fields.Integer())


class ConsoleBoard(Out):
    """Every order that is not over, what needs a person first. ``words``: Chinese for the codes of the rows."""

    now = LocalTime()
    orders = fields.List(fields.Nested(ConsoleBoardRow()))
    counters = fields.Nested(ConsoleBoardCounters())
    words = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String()))


WORDS = {"state": STATE_ZH, "channel": CHANNEL_ZH, "needs_person_reason": NEEDS_ZH, "sla": SLA_ZH}


@board_door.route("/board", methods=["GET"])
@documented(board_door, "Every order that is not over, in one answer")
@board_door.arguments(BoardQuery(), location="query")
@board_door.response(200, ConsoleBoard())
@operation("console.board")
def read_board(query: dict[str, Any]) -> Response:
    """`orders=NO,NO` reads rows again that the feed named: one that does not come back is no longer on this board."""
    wanted = {**query, "states": states_of(query.pop("state")), "orders": _numbers(query["orders"])}
    wanted.pop("state", None)
    found = house().db.read(lambda session: board(session, **wanted))
    return as_json({**found, "words": WORDS})


def _numbers(written: str | None) -> list[str] | None:
    if written is None:
        return None
    numbers = [number for number in written.split(",") if number]
    if len(numbers) > AT_ONCE:
        raise Invalid(fields={"orders": [f"一次最多 {AT_ONCE} 张订单"]})
    return numbers
