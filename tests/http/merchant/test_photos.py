"""A photo at the door: it may stand for her code, only customer service looks at it, and it goes when its days are over."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.db import Database
from app.housekeeping import tidy
from tests.support.people import Caller, house_of, make_agent
from tests.support.world import TUESDAY_10, change, freeze, insert, rows, value
from tests.unit.test_pictures import SECRET, camera, drawn

from .walk import DOOR, accepted, ok, on_the_road, refused, wrong_code

JPEG = drawn("JPEG", exif=camera())


def shoot(who: Caller, order_no: str, raw: bytes = JPEG, kind: str = "image/jpeg") -> Any:
    return who.post(f"{DOOR}/orders/{order_no}/photo", data=raw, content_type=kind)


def look_at(agent: Caller, order_no: str, **more: Any) -> Any:
    return agent.post(f"/console/v1/orders/{order_no}/photo", {"reason": "顾客说没收到", **more})


@pytest.fixture
def agent(app: Flask) -> Caller:
    """Customer service."""
    return make_agent(app)


def test_a_photo_stands_for_her_code(db: Database, mother: Caller, clerk: Caller, agent: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    taken = ok(shoot(clerk, order_no), 201)
    assert taken["taken_at"] == "2026-11-24T10:00:00.000+08:00"
    assert ok(shoot(clerk, order_no)) == taken, "a double tap is the same photo"
    sheet = ok(clerk.get(f"{DOOR}/orders/{order_no}"))
    assert (sheet["photo_allowed"], sheet["delivery"]["photo_id"]) == (True, taken["photo_id"])
    done = ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": taken["photo_id"]}))
    assert (done["state"], done["delivery"]["proof"]) == ("delivered", "photo")
    assert (
        ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": taken["photo_id"]}))["state"] == "delivered"
    )
    assert value(db, "SELECT count(*) FROM entries") == 1
    hers = ok(mother.get(f"/mom/v1/orders/{order_no}"))
    assert hers["photo_taken_at"] == taken["taken_at"]
    assert "浦东一店 已拍下送达照片" in [entry["text"] for entry in hers["timeline"]]
    [delivery] = ok(agent.get(f"/console/v1/orders/{order_no}"))["deliveries"]
    assert [(photo["id"], photo["used"], photo["erased"]) for photo in delivery["photos"]] == [
        (taken["photo_id"], True, False)
    ]


def test_only_with_a_reason_and_it_leaves_a_row(db: Database, mother: Caller, clerk: Caller, agent: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    refused(look_at(agent, order_no), 404, "not_found")
    first = ok(shoot(clerk, order_no), 201)["photo_id"]
    second = ok(shoot(clerk, order_no, drawn("PNG", (30, 30)), "image/png"), 201)["photo_id"]
    ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": first}))
    refused(look_at(agent, order_no, reason=""), 422, "invalid")
    answer = look_at(agent, order_no)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(answer.data)).size == (60, 40), "the one that proved it, not the latest"
    assert SECRET not in answer.data and b"Exif" not in answer.data
    assert Image.open(io.BytesIO(look_at(agent, order_no, photo_id=second).data)).size == (30, 30)
    looks = rows(db, "SELECT agent_id, what, reason FROM reveals ORDER BY id")
    assert [tuple(row) for row in looks] == [(agent.id, "photo", "顾客说没收到")] * 2
    kept = b"".join(bytes(row.picture_sealed) for row in rows(db, "SELECT picture_sealed FROM proof_photos"))
    assert b"JFIF" not in kept, "sealed at rest"


def test_as_a_form_too(db: Database, mother: Caller, clerk: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    form = {"photo": (io.BytesIO(drawn("WEBP")), "p.webp")}
    answer = clerk.post(f"{DOOR}/orders/{order_no}/photo", data=form, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text


def test_what_is_no_photo_or_too_large(db: Database, mother: Caller, clerk: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    for raw in (b"", b"not a picture", b"\xff\xd8" + b"\0" * 2_000_000):
        assert "photo" in refused(shoot(clerk, order_no, raw), 422, "invalid")["fields"]
    refused(shoot(clerk, order_no, b"\xff\xd8" + b"\0" * 2_200_000), 413, "too_large")
    assert value(db, "SELECT count(*) FROM proof_photos") == 0


def test_five_of_a_delivery(db: Database, mother: Caller, clerk: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    for number in range(5):
        ok(shoot(clerk, order_no, drawn("PNG", (10 + number, 10))), 201)
    refused(shoot(clerk, order_no), 429, "too_many_photos")


def test_only_on_the_road_and_only_its_own(db: Database, mother: Caller, clerk: Caller, rival: Caller) -> None:
    first = on_the_road(db, mother, clerk, "key-00000001")
    second = accepted(db, mother, clerk, "key-00000002")
    refused(shoot(clerk, second), 409, "not_on_the_road")
    assert shoot(rival, first).data == shoot(rival, "2611249999999999").data
    others = ok(shoot(clerk, first), 201)["photo_id"]
    ok(clerk.post(f"{DOOR}/orders/{second}/leave"))
    path = f"{DOOR}/orders/{second}/delivered"
    for photo_id in (others, 999_999):
        assert "photo_id" in refused(clerk.post(path, {"photo_id": photo_id}), 422, "invalid")["fields"]
    for body in ({}, {"code": wrong_code(db, second), "photo_id": others}, {"photo_id": None}):
        assert "code" in refused(clerk.post(path, body), 422, "invalid")["fields"]


def test_where_the_policy_wants_her_code(db: Database, mother: Caller, clerk: Caller) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired'")
    insert(db, "policy_versions", {"settings": '{"photo_proof": false}', "state": "active", "created_by": "test"})
    order_no = on_the_road(db, mother, clerk)
    photo_id = ok(shoot(clerk, order_no), 201)["photo_id"]
    assert ok(clerk.get(f"{DOOR}/orders/{order_no}"))["photo_allowed"] is False
    refused(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": photo_id}), 409, "photo_not_allowed")
    ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))


def test_it_goes_when_its_days_are_over(app: Flask, db: Database, mother: Caller, clerk: Caller, agent: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    photo_id = ok(shoot(clerk, order_no), 201)["photo_id"]
    ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": photo_id}))
    freeze(db, TUESDAY_10 + timedelta(days=90) - timedelta(seconds=1))
    tidy(house_of(app))
    assert value(db, "SELECT picture_sealed IS NOT NULL FROM proof_photos") is True
    freeze(db, TUESDAY_10 + timedelta(days=90))
    tidy(house_of(app))
    assert value(db, "SELECT picture_sealed IS NULL AND erased_at IS NOT NULL FROM proof_photos") is True
    late = make_agent(app, login="late")
    refused(look_at(late, order_no), 409, "photo_erased")
    assert value(db, "SELECT count(*) FROM reveals") == 0, "nothing was shown"


def test_it_is_hers_to_take_along_and_to_have_erased(db: Database, mother: Caller, clerk: Caller) -> None:
    order_no = on_the_road(db, mother, clerk)
    photo_id = ok(shoot(clerk, order_no), 201)["photo_id"]
    ok(clerk.post(f"{DOOR}/orders/{order_no}/delivered", {"photo_id": photo_id}))
    [photo] = ok(mother.get("/mom/v1/me/export"))["photos_at_her_door"]
    assert photo["order_no"] == order_no and photo["jpeg_base64"].startswith("/9j/")
    assert mother.delete("/mom/v1/me").status_code == 204
    assert value(db, "SELECT picture_sealed IS NULL AND erased_at IS NOT NULL FROM proof_photos") is True
