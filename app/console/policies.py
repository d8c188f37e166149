"""Headquarters' settings of routing and of the clock, version by version."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.console.answers import ConsolePolicies, ConsolePolicy
from app.console.kit import ID, documented, part
from app.console.schemas import ActivateIn, PolicyIn
from app.web.access import me, operation
from app.web.house import house
from app.web.schemas import Out, Strict
from dispatch import policies as rules

policies = part("policies", "Policies / 派单规则")


class DiffQuery(Strict):
    """Against which version; nothing: the one in force."""

    against = fields.Integer(load_default=None)


class ConsoleChange(Out):
    """One setting that differs."""

    setting = fields.String()
    setting_zh = fields.String()
    before = fields.Raw()
    after = fields.Raw()


class ConsoleDiff(Out):
    """What a version would change."""

    version = fields.Integer()
    against = fields.Integer()
    changes = fields.List(fields.Nested(ConsoleChange()))


@policies.route("/policies", methods=["GET"])
@documented(policies, "Every version, the latest first")
@policies.response(200, ConsolePolicies())
@operation("console.policies.list")
def list_policies() -> dict[str, Any]:
    """With what each setting means."""
    return {"policies": house().db.read(rules.versions), "settings_zh": rules.SETTINGS_ZH}


@policies.route("/policies", methods=["POST"])
@documented(policies, "Draft a new version")
@policies.arguments(PolicyIn())
@policies.response(201, ConsolePolicy())
@operation("console.policies.create")
def create_policy(body: dict[str, Any]) -> dict[str, Any]:
    """Not in force until it is activated."""
    who = me().who
    return house().db.run(lambda session: rules.draft(session, body["settings"], who))


@policies.route(f"/policies/<{ID}:version>/activate", methods=["POST"])
@documented(policies, "Put a version in force", 404, 409)
@policies.arguments(ActivateIn())
@policies.response(200, ConsolePolicy())
@operation("console.policies.activate")
def activate_policy(body: dict[str, Any], version: int) -> dict[str, Any]:
    """From now on. Running offers keep their deadlines, old decisions their version."""
    who = me().who
    return house().db.run(lambda session: rules.activate(session, version, who, body["reason"]))


@policies.route(f"/policies/<{ID}:version>/diff", methods=["GET"])
@documented(policies, "What a version would change", 404)
@policies.arguments(DiffQuery(), location="query")
@policies.response(200, ConsoleDiff())
@operation("console.policies.diff")
def diff_policy(query: dict[str, Any], version: int) -> dict[str, Any]:
    """Of the one in force, or of the version `against`."""
    return house().db.read(lambda session: rules.diff(session, version, query["against"]))


@policies.route("/policies/back", methods=["POST"])
@documented(policies, "Put the version before this one in force again", 409)
@policies.arguments(ActivateIn())
@policies.response(200, ConsolePolicy())
@operation("console.policies.back")
def back_to_policy(body: dict[str, Any]) -> dict[str, Any]:
    """One click when a new version turns out badly. Decisions made meanwhile keep its number."""
    who = me().who
    return house().db.run(lambda session: rules.back(session, who, body["reason"]))
