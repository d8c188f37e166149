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


def test_what_a_version_would_change(boss: Caller) -> None:
    version = ok(boss.post(f"{DOOR}/policies", {"settings": {"acceptance_minutes": 30, "clock": "wall"}}), 201)[
        "version"
    ]
    shown = ok(boss.get(f"{DOOR}/policies/{version}/diff"))
    assert (shown["version"], shown["against"]) == (version, 1)
    assert {row["setting"]: (row["before"], row["after"]) for row in shown["changes"]} == {
        "acceptance_minutes": (60, 30), "clock": ("open_hours", "wall"),
    }  # fmt: skip
    assert shown["changes"][0]["setting_zh"] == "接单时限（分钟）"
    assert ok(boss.get(f"{DOOR}/policies/{version}/diff?against={version}"))["changes"] == []
    refused(boss.get(f"{DOOR}/policies/99/diff"), 404, "not_found")
    refused(boss.get(f"{DOOR}/policies/1/diff?against=99"), 404, "not_found")


def test_a_section_is_compared_setting_by_setting(boss: Caller) -> None:
    settings = {"alerts": {"sms_s": 1200}}
    version = ok(boss.post(f"{DOOR}/policies", {"settings": settings}), 201)["version"]
    (change,) = ok(boss.get(f"{DOOR}/policies/{version}/diff"))["changes"]
    assert (change["setting"], change["after"]) == ("alerts.sms_s", 1200)
    assert change["setting_zh"].startswith("短信") and change["before"] != 1200


def test_back_to_the_version_before_with_old_decisions_as_they_were(boss: Caller, mother: Caller, db: Database) -> None:
    refused(boss.post(f"{DOOR}/policies/back", WHY), 409, "nothing_before")
    address_id = add_address(mother)
    made = [place_order(mother, "key-00000001", address_id=address_id)["order_no"]]
    version = ok(boss.post(f"{DOOR}/policies", {"settings": {"acceptance_minutes": 120}}), 201)["version"]
    refused(boss.post(f"{DOOR}/policies/back", WHY), 409, "nothing_before")  # a draft was never in force
    ok(boss.post(f"{DOOR}/policies/{version}/activate", WHY))
    made.append(place_order(mother, "key-00000002", address_id=address_id)["order_no"])
    assert ok(boss.post(f"{DOOR}/policies/back", WHY))["version"] == 1
    made.append(place_order(mother, "key-00000003", address_id=address_id)["order_no"])
    decided = [ok(boss.get(f"{DOOR}/orders/{no}/decisions"))["decisions"][0]["policy_version"] for no in made]
    assert decided == [1, version, 1]
    assert "reason" in refused(boss.post(f"{DOOR}/policies/back", {}), 422, "invalid")["fields"]
    kinds = [row.kind for row in rows(db, "SELECT kind FROM outbox_events WHERE kind LIKE 'policy.%' ORDER BY id")]
    assert kinds == ["policy.drafted", "policy.activated", "policy.activated"]
