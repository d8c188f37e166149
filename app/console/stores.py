"""Stores: where something is wrong, what goes on there, what they earned; headquarters suspends and closes them."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from app.console.kit import documented, part
from app.console.schemas import DaysQuery, StandingIn, StatementQuery, StoresQuery
from app.console.store_answers import ConsolePerformance, ConsoleStanding, ConsoleStatement, ConsoleStore, ConsoleStores
from app.errors import Conflict, Invalid
from app.ledger.statement import period, statement, statement_csv
from app.members.links import scene_of
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import decode_cursor, encode_cursor
from app.web.wechat import asked, wechat_port
from dispatch import standing
from dispatch.views.agent_store_list import WantedStores, stores_by_score, stores_page
from dispatch.views.agent_stores import store_id_or_404, store_row
from dispatch.views.performance import performance

stores = part("stores", "Stores / 门店")
CSV = "text/csv"
STORE_PAGE = "pages/index/index"  # where the code opens the mini-program
STATEMENT = ConsoleStatement()
ROUNDS = 3  # offers that were just being made when the store was closed show up in a second look


@stores.route("/stores", methods=["GET"])
@documented(stores, "Stores, with what goes on there now")
@stores.arguments(StoresQuery(), location="query")
@stores.response(200, ConsoleStores())
@operation("console.stores.list")
def list_stores(query: dict[str, Any]) -> dict[str, Any]:
    """By code, or with `sort` the worst by that figure first. `nobody_there` finds open stores where nobody hears an order."""
    parts, limit, sort = decode_cursor(query.pop("cursor"), 1), query.pop("limit"), query.pop("sort")
    after = parts[0] if parts else ("" if sort == "code" else 0)
    if not isinstance(after, str if sort == "code" else int):
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    wanted = WantedStores(**query)

    def ask(session: Session) -> tuple[list[dict[str, Any]], str | int | None]:
        if isinstance(after, str):
            return stores_page(session, wanted, after, limit)
        return stores_by_score(session, wanted, sort, max(0, after), limit)

    rows, last = house().db.read(ask)
    return {"stores": rows, "next_cursor": encode_cursor(last) if last else None}


@stores.route("/stores/<code>", methods=["GET"])
@documented(stores, "Everything about a store", 404)
@stores.response(200, ConsoleStore())
@operation("console.stores.get")
def get_store(code: str) -> dict[str, Any]:
    """Facts, hours, who is at work, load, today's offers."""
    return house().db.read(lambda session: store_row(session, code))


@stores.route("/stores/<code>/wxacode", methods=["GET"])
@documented(stores, "The store's mini-program code, to be printed and put up in the shop", 404, 409, 503)
@stores.response(200, description="An image")
@operation("console.stores.wxacode")
def read_wxacode(code: str) -> Response:
    """Who scans it and buys there is the store's customer (`POST /mom/v1/me/stores` links her)."""
    store_id = house().db.read(lambda session: store_id_or_404(session, code))
    port = wechat_port()
    image = asked(lambda: port.store_code(scene_of(store_id), STORE_PAGE))
    return Response(image, content_type="image/png" if image.startswith(b"\x89PNG") else "image/jpeg")


@stores.route("/stores/<code>/performance", methods=["GET"])
@documented(stores, "Day by day: offers, answers, deliveries, money", 404)
@stores.arguments(DaysQuery(), location="query")
@stores.response(200, ConsolePerformance())
@operation("console.stores.performance")
def read_performance(query: dict[str, Any], code: str) -> dict[str, Any]:
    """Offers belong to the day they were made; deliveries and money to the day they happened."""
    days = period(query["from_"], query["to"])
    return house().db.read(lambda session: performance(session, store_id_or_404(session, code), days))


@stores.route("/stores/<code>/statement", methods=["GET"])
@documented(stores, "What a store earned in a period, to the fen", 404)
@stores.arguments(StatementQuery(), location="query")
@stores.response(200, STATEMENT)
@stores.doc(responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}})
@operation("console.stores.statement")
def read_statement(query: dict[str, Any], code: str) -> Any:
    """`format=csv` for a table that Excel opens."""
    days = period(query["from_"], query["to"])
    found = house().db.read(lambda session: statement(session, store_id_or_404(session, code), days))
    if query["format"] == "json":
        return found
    name = f'attachment; filename="statement-{days.first}-{days.last}.csv"'
    return Response(statement_csv(found), mimetype=CSV, headers={"Content-Disposition": name})


@stores.route("/stores/<code>/status", methods=["POST"])
@documented(stores, "Suspend, close or reopen a store", 404)
@stores.arguments(StandingIn())
@stores.response(200, ConsoleStanding())
@operation("console.stores.status")
def set_status(body: dict[str, Any], code: str) -> dict[str, Any]:
    """What a suspended or closed store has not answered goes to others at once; what it has accepted stays with it."""
    who = me().who
    command = standing.NewStanding(code, body["status"], who, body["reason"], body["successor_code"])
    store_id = house().db.run(lambda session: standing.set_standing(session, command))
    sent_on = _send_on(store_id, who)
    return {**house().db.read(lambda session: store_row(session, code)), "orders_sent_on": sent_on}


def _send_on(store_id: int, who: str) -> int:
    """Each order in a transaction of its own: a chain's store may have hundreds, and each waits for nobody else's."""
    sent_on = 0
    for _ in range(ROUNDS):
        waiting = house().db.read(lambda session: standing.unanswered(session, store_id))
        for order_id in waiting:
            try:
                sent_on += house().db.run(_sender(order_id, store_id, who))
            except Conflict:
                return sent_on  # reopened meanwhile
        if not waiting:
            break
    return sent_on


def _sender(order_id: int, store_id: int, who: str) -> Any:
    def send(session: Session) -> bool:
        return standing.send_on(session, order_id, store_id, who)

    return send
