"""The door documents itself: every operation, every reference, and the refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.web.operations import MOM

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    found: dict[str, Any] = app.test_client().get("/docs/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        if path.startswith("/mom/v1"):
            for method in METHODS:
                if method in item:
                    shared = item.get("parameters", [])
                    own = item[method].get("parameters", [])
                    yield f"{method.upper()} {path}", {**item[method], "parameters": [*shared, *own]}


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.0.3"
    for reference in set(references(document)):
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_every_operation_says_what_it_does_and_how_it_refuses(document: dict[str, Any]) -> None:
    found = dict(operations(document))
    assert len(found) == len(MOM)
    for name, operation in found.items():
        assert operation["summary"] and operation["tags"], name
        assert any(str(status).startswith("2") for status in operation["responses"]), name
        if operation.get("security") != []:
            assert {"401", "403"} <= operation["responses"].keys(), name
        declared = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert declared == {part[1:-1] for part in name.split("/") if part.startswith("{")}, name


def test_every_operation_of_the_table_has_its_endpoint(app: Flask) -> None:
    named = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/mom/"):
            named.add(app.view_functions[rule.endpoint].operation)  # type: ignore[attr-defined]
    assert named == MOM.keys()


def test_what_is_placed_twice_asks_for_a_key(document: dict[str, Any]) -> None:
    keyed = {
        name
        for name, operation in operations(document)
        if any(each["name"] == "Idempotency-Key" for each in operation["parameters"])
    }
    assert keyed == {"POST /mom/v1/orders", "POST /mom/v1/orders/{order_no}/refunds"}


def test_schemas_are_not_doubled(document: dict[str, Any]) -> None:
    # apispec numbers a schema that is there twice under one name.
    assert not [name for name in document["components"]["schemas"] if name[-1].isdigit()]
