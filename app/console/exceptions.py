"""What waits for a person: payments that do not match, refunds that failed, a bill that differs, printers that are dead."""

from __future__ import annotations

from typing import Any

from app.console.exception_answers import ConsoleException, ConsoleExceptions, ExceptionsQuery, ResolveIn
from app.console.kit import ID, documented, part
from app.payments.exceptions import exceptions_page, resolve
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor

exceptions = part("exceptions", "What does not add up or does not work / 异常")


@exceptions.route("/exceptions", methods=["GET"])
@documented(exceptions, "What waits for a person, the newest first; and how often strangers were turned away this week")
@exceptions.arguments(ExceptionsQuery(), location="query")
@exceptions.response(200, ConsoleExceptions())
@operation("console.exceptions.list")
def list_exceptions(query: dict[str, Any]) -> dict[str, Any]:
    """Open ones, or with `resolved` those that were."""
    before = id_cursor(query["cursor"])
    page = house().db.read(lambda session: exceptions_page(session, query["resolved"], before, query["limit"]))
    going_on = page.pop("next_id")
    return {**page, "next_cursor": encode_cursor(going_on) if going_on else None}


@exceptions.route(f"/exceptions/<{ID}:exception_id>/resolve", methods=["POST"])
@documented(exceptions, "Somebody has seen to it, and says how", 404, 409)
@exceptions.arguments(ResolveIn())
@exceptions.response(200, ConsoleException())
@operation("console.exceptions.resolve")
def resolve_exception(body: dict[str, Any], exception_id: int) -> dict[str, Any]:
    """Nothing is booked by this: it is the word of a person."""
    who = me().who
    return house().db.run(lambda session: resolve(session, exception_id, who, body["reason"]))
