"""Headquarters' settings of routing and of the clock, version by version."""

from __future__ import annotations

from typing import Any

from app.console.answers import ConsolePolicies, ConsolePolicy
from app.console.kit import ID, documented, part
from app.console.schemas import ActivateIn, PolicyIn
from app.web.access import me, operation
from app.web.house import house
from dispatch import policies as rules

policies = part("policies", "Policies / 派单规则")


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
