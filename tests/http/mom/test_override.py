"""PATCH said through a POST, as a mini-program must."""

from __future__ import annotations

from tests.support.people import Caller

OVERRIDE = {"X-HTTP-Method-Override": "PATCH"}


def test_a_post_may_mean_patch(mother: Caller, address_id: int) -> None:
    answer = mother.post(f"/mom/v1/addresses/{address_id}", {"door": "5 室"}, headers=OVERRIDE)
    assert (answer.status_code, answer.get_json()["door"]) == (200, "5 室")


def test_it_is_let_in_as_a_patch_is(mother: Caller, other: Caller, address_id: int) -> None:
    path = f"/mom/v1/addresses/{address_id}"
    assert Caller(mother.app).post(path, {"door": "1"}, headers=OVERRIDE).status_code == 401
    assert other.post(path, {"door": "1"}, headers=OVERRIDE).status_code == 404


def test_nothing_else_can_be_meant(mother: Caller, address_id: int) -> None:
    path = f"/mom/v1/addresses/{address_id}"
    assert mother.post(path, {"door": "1"}, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 405
    assert mother.get(path, headers=OVERRIDE).status_code == 200
