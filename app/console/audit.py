"""Who did what at the desk, and who looked at whom."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.console.kit import documented, part
from app.errors import Invalid
from app.ledger.statement import period
from app.web.access import operation
from app.web.door import Typed
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from app.web.schemas import LocalTime, Out, PageQuery
from dispatch.domain.events import KINDS
from dispatch.views.audit import GROUPS, audit_page

audit = part("audit", "What was done / 操作记录")


class AuditQuery(PageQuery):
    """Whose, what, which order, which days (both, or neither)."""

    who = fields.Integer(
        load_default=None, validate=validate.Range(1, 2**63 - 1), metadata={"description": "an agent's id"}
    )
    kind = fields.String(
        load_default=None, validate=validate.OneOf((*GROUPS, *sorted(KINDS)), error="没有这类记录"),
        metadata={"description": f"an event's kind, or one of {', '.join(GROUPS)}"},
    )  # fmt: skip
    order = Typed(40, load_default=None)
    from_ = fields.Date(load_default=None, data_key="from")
    to = fields.Date(load_default=None)


class ConsoleAudit(Out):
    """One thing that somebody did."""

    id = fields.Integer()
    at = LocalTime()
    kind = fields.String()
    kind_zh = fields.String()
    by = fields.String()
    by_zh = fields.String(allow_none=True)
    order_no = fields.String(allow_none=True)
    store_code = fields.String(allow_none=True)
    member_id = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)
    facts = fields.Dict()


class ConsoleAuditPage(Out):
    """A page, the latest first."""

    actions = fields.List(fields.Nested(ConsoleAudit()))
    next_cursor = fields.String(allow_none=True)


@audit.route("/audit", methods=["GET"])
@documented(audit, "Every action and every look at what is masked, the latest first")
@audit.arguments(AuditQuery(), location="query")
@audit.response(200, ConsoleAuditPage())
@operation("console.audit")
def read_audit(query: dict[str, Any]) -> dict[str, Any]:
    """By person, kind, order and days."""
    kind, limit, before = query["kind"], query["limit"], id_cursor(query["cursor"])
    if (query["from_"] is None) != (query["to"] is None):
        raise Invalid(fields={"to": ["请同时给出起止日期"]})
    days = period(query["from_"], query["to"]) if query["from_"] else None
    kinds = GROUPS.get(kind, (kind,)) if kind else None
    wanted = {"who": query["who"], "kinds": kinds, "order_no": query["order"], "days": days}
    rows = house().db.read(lambda session: audit_page(session, **wanted, before=before, limit=limit))
    going_on = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return {"actions": rows[:limit], "next_cursor": going_on}
