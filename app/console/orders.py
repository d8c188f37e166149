"""Orders to look at: the list, one in full, why this store."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from app.console.board_answers import ConsoleOrders
from app.console.decision_answers import ConsoleDecisions
from app.console.feed import console_feed
from app.console.kit import documented, part
from app.console.order_answers import ConsoleOrder
from app.console.schemas import OrdersQuery
from app.errors import Invalid
from app.ledger.statement import Period
from app.web.access import me, operation, own_order
from app.web.house import house
from app.web.paging import decode_cursor, encode_cursor
from dispatch.domain.states import ORDER
from dispatch.views.agent import counters, orders_page
from dispatch.views.agent_decisions import decisions, suggestions
from dispatch.views.agent_order import order_row
from dispatch.views.wanted import LIVE, Wanted

orders = part("orders", "Orders / 订单")


@orders.route("/orders", methods=["GET"])
@documented(orders, "Orders: what needs a person first, then by the time that is left")
@orders.arguments(OrdersQuery(), location="query")
@orders.response(200, ConsoleOrders())
@operation("console.orders.list")
def list_orders(query: dict[str, Any]) -> dict[str, Any]:
    """Without `state`: all that are not over. Counters are of living orders under the same filters."""
    after, limit = _place(query.pop("cursor")), query.pop("limit")
    states = states_of(query.pop("state"))
    wanted = Wanted(states=states, **_instants(query))

    def ask(session: Session) -> dict[str, Any]:
        rows, going_on = orders_page(session, wanted, after, limit)
        next_cursor = encode_cursor(*going_on) if going_on else None
        return {"orders": rows, "counters": counters(session, wanted), "next_cursor": next_cursor}

    return house().db.read(ask)


@orders.route("/orders/<order_no>", methods=["GET"])
@documented(orders, "Everything about one order", 404)
@orders.response(200, ConsoleOrder())
@operation("console.orders.get")
def get_order(order_no: str) -> dict[str, Any]:
    """Lines, money, offers, deliveries, ledger entries, messages, notes, and every event with who did it."""
    principal = me()
    return house().db.read(lambda session: order_row(session, own_order(session, order_no, principal)))


@orders.route("/orders/<order_no>/decisions", methods=["GET"])
@documented(orders, "Why this store, and what routing would say now", 404)
@orders.response(200, ConsoleDecisions())
@operation("console.orders.decisions")
def get_decisions(order_no: str) -> dict[str, Any]:
    """Every candidate with the first check it failed. `suggestions` are judged afresh, for a person who chooses."""
    principal = me()

    def ask(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        return {"decisions": decisions(session, order), "suggestions": suggestions(session, order)}

    return house().db.read(ask)


@orders.route("/feed", methods=["GET"])
@documented(orders, "All events as they happen (SSE)")
@orders.doc(responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}})
@orders.response(200, description="Server-sent events; ids resume by Last-Event-ID")
@operation("console.feed")
def read_feed() -> Response:
    """Resumable by `Last-Event-ID` (or `last_event_id` in the query): nothing is missed, nothing comes twice."""
    return console_feed(house().db)


def _instants(query: dict[str, Any]) -> dict[str, Any]:
    """Days as the instants between which they lie."""
    for name in ("placed", "offered", "credited"):
        first, last = query.pop(f"{name}_from"), query.pop(f"{name}_to")
        query[f"{name}_from"] = None if first is None else Period(first, first).from_at
        query[f"{name}_until"] = None if last is None else Period(last, last).until_at
    return query


def states_of(written: str | None) -> tuple[str, ...]:
    """The states that a query names, all that are not over if it names none. Raises ``Invalid``."""
    if not written:
        return LIVE
    if written == "all":
        return ORDER.states
    states = tuple(dict.fromkeys(written.split(",")))
    if not set(states) <= set(ORDER.states):
        raise Invalid(fields={"state": [f"须为其中之一：{', '.join(ORDER.states)}"]})
    return states


def _place(cursor: str | None) -> list[int] | None:
    parts = decode_cursor(cursor, 3)
    if parts is not None and not all(isinstance(part, int) and abs(part) < 2**63 for part in parts):
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    return parts
