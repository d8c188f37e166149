"""Policy versions: drafted, checked, activated; old decisions keep theirs."""

from __future__ import annotations

from app.db import Database
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.walk import add_address, place_order
from tests.support.world import rows

WHY = {"reason": "试行两小时"}


def test_a_version_is_drafted_and_activated(boss: Caller, mother: Caller, db: Database) -> None:
    address_id = add_address(mother)
    old = place_order(mother, "key-00000001", address_id=address_id)["order_no"]
    draft = ok(boss.post(f"{DOOR}/policies", {"settings": {"acceptance_minutes": 120}}), 201)
    assert (draft["state"], draft["created_by_zh"], draft["settings"]["max_offers"]) == ("draft", "客服 总部", 5)
    assert place_order(mother, "key-00000002", address_id=address_id)["offer"]["seconds_left"] == 3600
    active = ok(boss.post(f"{DOOR}/policies/{draft['version']}/activate", WHY))
    assert (active["state"], active["activated_at"]) == ("active", "2026-11-24T10:00:00.000+08:00")
    assert place_order(mother, "key-00000003", address_id=address_id)["offer"]["seconds_left"] == 7200
    versions = ok(boss.get(f"{DOOR}/policies"))["policies"]
    assert [(row["version"], row["state"]) for row in versions] == [(2, "active"), (1, "retired")]
    decided = ok(boss.get(f"{DOOR}/orders/{old}/decisions"))["decisions"]
    assert [row["policy_version"] for row in decided] == [1]
    event = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'policy.activated'")[0].payload
    assert (event["version"], event["why"]) == (2, WHY["reason"])


def test_a_version_may_come_back(boss: Caller) -> None:
    version = ok(boss.post(f"{DOOR}/policies", {"settings": {}}), 201)["version"]
    ok(boss.post(f"{DOOR}/policies/{version}/activate", WHY))
    refused(boss.post(f"{DOOR}/policies/{version}/activate", WHY), 409, "already_active")
    ok(boss.post(f"{DOOR}/policies/1/activate", WHY))
    refused(boss.post(f"{DOOR}/policies/99/activate", WHY), 404, "not_found")
    refused(boss.post(f"{DOOR}/policies/1/activate", {}), 422, "invalid")


def test_a_bad_setting_is_named(boss: Caller) -> None:
    settings = {"acceptance_minutes": 0, "clock": "sundial", "speed": 3, "max_offers": "five", "delivery_minutes": 60}
    fields = refused(boss.post(f"{DOOR}/policies", {"settings": settings}), 422, "invalid")["fields"]
    alerts = {"sms_s": "soon", "call_s": None, "pigeon_s": 1, "quiet_hours": "night"}
    named = refused(
        boss.post(f"{DOOR}/policies", {"settings": {"alerts": alerts, "require_device": 1}}), 422, "invalid"
    )
    assert named["fields"].keys() == {
        "settings.alerts.sms_s", "settings.alerts.pigeon_s", "settings.alerts.quiet_hours", "settings.require_device",
    }  # fmt: skip
    assert fields == {
        "settings.acceptance_minutes": ["须为 1 到 10080 之间的整数"], "settings.clock": ["须为 open_hours 或 wall"],
        "settings.speed": ["没有这个设置"], "settings.max_offers": ["须为 1 到 1000 之间的整数"],
    }  # fmt: skip


def test_only_headquarters_reads_and_writes_them(agent: Caller, colleague: Caller) -> None:
    refused(agent.get(f"{DOOR}/policies"), 403, "forbidden")
    refused(agent.post(f"{DOOR}/policies", {"settings": {}}), 403, "forbidden")
