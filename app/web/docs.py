"""The API's description as a page: rendered here, so that it needs no script from elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template_string
from flask_smorest import Api

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ title }}</title><style>body{font:15px/1.55 system-ui,"Noto Sans CJK SC",sans-serif;max-width:64rem;margin:2rem auto;
padding:0 1rem;color:#222}code{background:#f4f0ea;border-radius:4px;padding:.1em .35em;
overflow-wrap:anywhere}summary{cursor:pointer;padding:.35rem 0}
h2{margin-top:2rem;border-bottom:1px solid #ddd}b{display:inline-block;min-width:4rem;color:#8a5a00}dl{margin:.2rem 0 .8rem 4rem}
dt{font-family:monospace}dd{color:#666;margin-left:1rem}</style>
<h1>{{ title }}</h1><p>The whole document: <a href="openapi.json">openapi.json</a>. Every refusal is
<code>application/problem+json</code> with a stable <code>code</code> and a Chinese <code>detail</code>.</p>
{% for door, operations in doors.items() %}<h2>{{ door }}</h2>{% for o in operations %}
<details><summary><b>{{ o.method }}</b> <code>{{ o.path }}</code> {{ o.summary }}</summary>
{% if o.description %}<p>{{ o.description }}</p>{% endif %}
{% if o.fields %}<dl>{% for name, about in o.fields %}<dt>{{ name }}</dt><dd>{{ about }}</dd>
{% endfor %}</dl>{% endif %}</details>{% endfor %}{% endfor %}</html>"""

_METHODS = ("get", "post", "put", "patch", "delete")


def docs_page(api: Api) -> Blueprint:
    """A blueprint with the page ``/docs/`` for ``api``."""
    blueprint = Blueprint("docs-page", __name__)

    @blueprint.get("/docs/")
    def page() -> str:
        """Every operation by door, with the fields of its body."""
        spec = api.spec.to_dict()
        return render_template_string(_PAGE, title=spec["info"]["title"], doors=by_door(spec))

    return blueprint


def by_door(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations of an OpenAPI document by the first two parts of their paths."""
    doors: dict[str, list[dict[str, Any]]] = {}
    for path, item in sorted(spec["paths"].items()):
        for method in _METHODS:
            if method in item:
                door = "/".join(path.split("/")[:3])
                doors.setdefault(door, []).append(_row(spec, path, method, item[method]))
    return doors


def _row(spec: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "fields": _fields(spec, operation),
    }


def _fields(spec: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, str]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = body.get("$ref", "").rpartition("/")[2]
    schema = spec.get("components", {}).get("schemas", {}).get(name, {})
    required = set(schema.get("required", ()))
    return [
        (field, ", ".join(filter(None, [about.get("type", ""), "required" if field in required else ""])))
        for field, about in schema.get("properties", {}).items()
    ]
