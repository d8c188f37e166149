"""The console's and the tills' doors document themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.web.operations import CONSOLE, POS

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def operations(app: Flask) -> dict[str, dict[str, Any]]:
    """Every documented operation of the two doors."""
    document = app.test_client().get("/docs/openapi.json").get_json()
    return dict(_operations(document))


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        if path.startswith(("/console/v1", "/pos/v1")):
            for method in METHODS:
                if method in item:
                    parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
                    yield f"{method.upper()} {path}", {**item[method], "parameters": parameters}


def test_every_operation_says_what_it_does_and_how_it_refuses(operations: dict[str, dict[str, Any]]) -> None:
    assert len(operations) == len(CONSOLE) + len(POS)
    for name, operation in operations.items():
        assert operation["summary"] and operation["tags"], name
        assert any(str(status).startswith("2") for status in operation["responses"]), name
        assert "422" in operation["responses"], name
        if operation.get("security") != []:
            assert {"401", "403"} <= operation["responses"].keys(), name
        if "{" in name:
            assert "404" in operation["responses"], name


def test_what_is_placed_twice_asks_for_a_key(operations: dict[str, dict[str, Any]]) -> None:
    keyed = {
        name for name, each in operations.items() if any(one["name"] == "Idempotency-Key" for one in each["parameters"])
    }
    assert keyed == {
        "POST /console/v1/orders", "POST /console/v1/orders/{order_no}/refunds", "POST /console/v1/orders/{order_no}/messages",
    }  # fmt: skip


def test_no_phone_stands_in_a_url(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        assert not [one for one in operation["parameters"] if "phone" in one["name"]], name
