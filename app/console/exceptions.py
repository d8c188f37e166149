"""What waits for a person: payments that do not match, refunds that failed, a bill that differs, printers that are dead."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.console.exception_answers import (
    GROUP_ZH,
    WRITTEN,
    ConsoleException,
    ConsoleExceptions,
    ExceptionsQuery,
    ResolveIn,
)
from app.console.kit import ID, documented, part
from app.payments.exceptions import exceptions_page, open_counts, resolve
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from dispatch.views.troubles import GROUPS

exceptions = part("exceptions", "What does not add up or does not work / 异常")


@exceptions.route("/exceptions", methods=["GET"])
@documented(
    exceptions, "What waits for a person, the newest first; how much of each group; strangers turned away this week"
)
@exceptions.arguments(ExceptionsQuery(), location="query")
@exceptions.response(200, ConsoleExceptions())
@operation("console.exceptions.list")
def list_exceptions(query: dict[str, Any]) -> dict[str, Any]:
    """Without `group`, and of `money` and `printer`: what was written down, open, or with `resolved` what was seen to.

    The other groups are looked up as things are now: their rows have 0 for an `id`, and leave when the trouble is over.
    """
    group = query["group"]
    ask = _written if group in (None, *WRITTEN) else _looked_up
    found = house().db.read(lambda session: ask(session, group, query))
    return {**found, "counters": house().db.read(_counters) if query["cursor"] is None else {}, "groups": GROUP_ZH}


def _written(session: Session, group: str | None, query: dict[str, Any]) -> dict[str, Any]:
    printers = None if group is None else group == "printer"
    page = exceptions_page(session, query["resolved"], id_cursor(query["cursor"]), query["limit"], printers)
    going_on = page.pop("next_id")
    rows = [
        {
            **row, "key": str(row["id"]), "group": "printer" if row["kind"] == "printer_dead" else "money",
            "store_code": row["facts"].get("store_code"), "store_name": None,
        }
        for row in page["exceptions"]
    ]  # fmt: skip
    return {**page, "exceptions": rows, "next_cursor": encode_cursor(going_on) if going_on else None}


def _looked_up(session: Session, group: str, query: dict[str, Any]) -> dict[str, Any]:
    if query["resolved"]:  # what is over is not kept
        return {"exceptions": [], "rejections": [], "next_cursor": None}
    begin, limit = id_cursor(query["cursor"]) or 0, query["limit"]
    rows = GROUPS[group][1](session)
    page = [
        {**row, "group": group, "key": f"{row['kind']}:{row['order_no'] or row['store_code'] or row['facts']}"}
        for row in rows[begin : begin + limit]
    ]
    going_on = encode_cursor(begin + limit) if len(rows) > begin + limit else None
    return {"exceptions": page, "rejections": [], "next_cursor": going_on}


def _counters(session: Session) -> dict[str, int]:
    return {**open_counts(session), **{name: len(find(session)) for name, (_, find) in GROUPS.items()}}


@exceptions.route(f"/exceptions/<{ID}:exception_id>/resolve", methods=["POST"])
@documented(exceptions, "Somebody has seen to it, and says how", 404, 409)
@exceptions.arguments(ResolveIn())
@exceptions.response(200, ConsoleException())
@operation("console.exceptions.resolve")
def resolve_exception(body: dict[str, Any], exception_id: int) -> dict[str, Any]:
    """Nothing is booked by this: it is the word of a person."""
    who = me().who
    return house().db.run(lambda session: resolve(session, exception_id, who, body["reason"]))
