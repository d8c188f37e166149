"""What the console's door gives out about why a store was chosen, and who could be."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import maybe_at, maybe_number, maybe_text
from app.web.schemas import LocalTime, Out


class ConsoleCandidate(Out):
    """A store that was considered. ``dropped``: the first check it failed, null if it could take the order."""

    store_code = fields.String()
    store_name = maybe_text()
    relation = fields.String()
    relation_zh = fields.String()
    rank = fields.Integer()
    distance_m = fields.Integer()
    dropped = maybe_text()
    dropped_zh = maybe_text()
    skus = fields.List(fields.String())
    chosen = fields.Boolean()


class ConsoleDecision(Out):
    """Why this store, or why none."""

    at = LocalTime()
    policy_version = fields.Integer()
    reason = fields.String()
    reason_zh = fields.String()
    cap = maybe_text()
    cap_zh = maybe_text()
    store_name = maybe_text()
    distance_m = fields.Float(allow_none=True)
    by = maybe_text()
    by_zh = maybe_text()
    person_reason = maybe_text()
    candidates = fields.List(fields.Nested(ConsoleCandidate()))


class ConsoleSuggestion(Out):
    """A store as routing sees it now. ``may``: yes, overrule (having spoken with it), no."""

    store_code = fields.String()
    store_name = fields.String()
    store_phone = fields.String()
    city = maybe_text()
    relation = fields.String()
    relation_zh = fields.String()
    rank = fields.Integer()
    distance_m = fields.Integer()
    dropped = maybe_text()
    dropped_zh = maybe_text()
    skus = fields.List(fields.String())
    may = fields.String()
    would_expire_at = maybe_at()
    offered_before = maybe_text()
    offered_before_zh = maybe_text()
    live_orders = fields.Integer()
    capacity = maybe_number()
    on_shift = fields.Integer()
    open_now = fields.Boolean()


class ConsoleDecisions(Out):
    """Every decision about an order, and what routing would say now."""

    decisions = fields.List(fields.Nested(ConsoleDecision()))
    suggestions = fields.List(fields.Nested(ConsoleSuggestion()))
