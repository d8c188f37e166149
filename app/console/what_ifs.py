"""What a draft would do, before it is in force: the last weeks' orders, or a made-up stream, under both policies."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from app.console.kit import ID, documented, part
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from app.web.schemas import LocalTime, Out, PageQuery, Strict
from dispatch import what_ifs as trials
from dispatch.what_ifs import MAX_DAYS

what_ifs = part("what-ifs", "What-if / 规则试算")


class ConsoleWhatIfIn(Strict):
    """A draft's settings (what is left out has its default), or a version that there is."""

    policy = fields.Dict(keys=fields.String(), load_default=None)
    version = fields.Integer(strict=True, load_default=None, validate=validate.Range(1, 2**31 - 1))
    days = fields.Integer(
        strict=True, load_default=14, validate=validate.Range(1, MAX_DAYS, error=f"须在 1 到 {MAX_DAYS} 天之间")
    )
    mode = fields.String(load_default="replay", validate=validate.OneOf(("replay", "simulate")))
    seed = fields.Integer(strict=True, load_default=1, validate=validate.Range(0, 2**31 - 1))


class ConsoleSide(Out):
    """One policy in numbers. Shares are 0..1; minutes from the order to its acceptance, by the clock on the wall."""

    orders = fields.Integer()
    returning = fields.Integer()
    kept = fields.Integer(metadata={"description": "of the returning, how many their old store took"})
    kept_share = fields.Float(allow_none=True)
    accepted = fields.Integer()
    offers = fields.Integer()
    refused = fields.Integer()
    expired = fields.Integer()
    needs_person = fields.Integer()
    minutes_p50 = fields.Float(allow_none=True)
    minutes_p90 = fields.Float(allow_none=True)
    distance_p50_m = fields.Float(allow_none=True)
    distance_p90_m = fields.Float(allow_none=True)
    revenue_fen = fields.Integer()


class ConsoleSideStore(Out):
    """What a store would have had under each."""

    code = fields.String()
    name = fields.String()
    live_orders = fields.Integer()
    draft_orders = fields.Integer()
    live_fen = fields.Integer()
    draft_fen = fields.Integer()
    diff_fen = fields.Integer()


class ConsoleWhatIfResults(Out):
    """Both, and the stores that win or lose most."""

    live_version = fields.Integer()
    orders = fields.Integer()
    bounded = fields.Boolean(metadata={"description": "there were more; the latest were taken"})
    assumed = fields.List(fields.String())
    live = fields.Nested(ConsoleSide())
    draft = fields.Nested(ConsoleSide())
    winners = fields.List(fields.Nested(ConsoleSideStore()))
    losers = fields.List(fields.Nested(ConsoleSideStore()))
    stores = fields.List(fields.Nested(ConsoleSideStore()))


class ConsoleWhatIfRow(Out):
    """One that was asked for."""

    id = fields.Integer()
    state = fields.String(metadata={"description": "queued, running, done, failed"})
    progress = fields.Integer(metadata={"description": "percent"})
    mode = fields.String()
    days = fields.Integer()
    seed = fields.Integer()
    asked_by_zh = fields.String(allow_none=True)
    asked_at = LocalTime()
    finished_at = LocalTime(allow_none=True)
    failure = fields.String(allow_none=True)


class ConsoleWhatIf(ConsoleWhatIfRow):
    """With the draft's settings, and the results when it is done."""

    settings = fields.Dict(keys=fields.String())
    results = fields.Nested(ConsoleWhatIfResults(), allow_none=True)


class ConsoleWhatIfs(Out):
    """A page, the latest first."""

    what_ifs = fields.List(fields.Nested(ConsoleWhatIfRow()))
    next_cursor = fields.String(allow_none=True)


@what_ifs.route("/what-ifs", methods=["POST"])
@documented(what_ifs, "Try a policy beside the one in force", 409)
@what_ifs.arguments(ConsoleWhatIfIn())
@what_ifs.response(202, ConsoleWhatIf())
@operation("console.what_ifs.ask")
def ask(body: dict[str, Any]) -> dict[str, Any]:
    """Worked out by a worker; ask for it by its id. The same seed on the same data gives the same results."""
    who = me().who

    def work(session: Session) -> dict[str, Any]:
        which = trials.ask(
            session, body["policy"], body["version"], body["mode"], body["days"], body["seed"], who
        )  # fmt: skip
        return trials.one(session, which)

    return house().db.run(work)


@what_ifs.route("/what-ifs", methods=["GET"])
@documented(what_ifs, "What was tried, the latest first")
@what_ifs.arguments(PageQuery(), location="query")
@what_ifs.response(200, ConsoleWhatIfs())
@operation("console.what_ifs.list")
def list_what_ifs(query: dict[str, Any]) -> dict[str, Any]:
    """Without results."""
    before = id_cursor(query["cursor"])
    rows, going_on = house().db.read(lambda session: trials.latest(session, before, query["limit"]))
    return {"what_ifs": rows, "next_cursor": encode_cursor(going_on) if going_on else None}


@what_ifs.route(f"/what-ifs/<{ID}:which>", methods=["GET"])
@documented(what_ifs, "One: how far it is, and what came of it", 404)
@what_ifs.response(200, ConsoleWhatIf())
@operation("console.what_ifs.get")
def get_what_if(which: int) -> dict[str, Any]:
    """Minutes to acceptance, share kept by old stores, orders that need a person, distances, revenue by store."""
    return house().db.read(lambda session: trials.one(session, which))
