"""Every error leaves as ``application/problem+json`` (RFC 9457) with a stable code, a Chinese detail and the request's id."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, g, request
from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from app.db import Retry
from app.errors import Invalid, NotFound, Problem

log = logging.getLogger(__name__)

_HTTP = {
    400: ("bad_request", "请求有误，请检查后再试"),
    404: (NotFound.code, NotFound.detail),
    405: ("method_not_allowed", "不支持这种操作"),
    413: ("too_large", "内容太大"),
    415: ("unsupported_media_type", "请用 JSON 格式提交"),
    422: (Invalid.code, Invalid.detail),
    429: ("too_many_requests", "操作太频繁，请稍后再试"),
}


def install(app: Flask) -> None:
    """Answer every failure of ``app`` as a problem."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(Retry, _busy)
    app.register_error_handler(ValidationError, _validation)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _no_such_value)
    app.register_error_handler(UnicodeEncodeError, _no_such_value)
    app.register_error_handler(Exception, _unexpected)


def problem_response(
    status: int, code: str, detail: str, fields: Any = None, facts: dict[str, Any] | None = None
) -> Response:
    """One problem. A 404 carries no request id: a missing object and another's must be the same bytes."""
    body: dict[str, Any] = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    if fields:
        body["fields"] = fields
    body.update(facts or {})
    if status != NotFound.status:
        body["request_id"] = g.get("request_id", "")
    text = json.dumps(body, ensure_ascii=False, default=str)
    return Response(text, status, content_type="application/problem+json; charset=utf-8")


def _problem(error: Problem) -> Response:
    return problem_response(error.status, error.code, error.detail, error.fields, error.facts)


def _busy(error: Retry) -> Response:
    return problem_response(503, "busy", "现在订单较多，请再试一次")


def _validation(error: ValidationError) -> Response:
    return problem_response(422, Invalid.code, Invalid.detail, flat(error.normalized_messages()))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    if status == 422 and messages:  # webargs puts what marshmallow found here, by location
        merged: dict[str, Any] = {}
        for found in messages.values():
            merged.update(found if isinstance(found, dict) else {"_schema": found})
        return problem_response(422, Invalid.code, Invalid.detail, flat(merged))
    code, detail = _HTTP.get(status, ("http_error", "请求没有成功"))
    return problem_response(status, code, detail)


def _no_such_value(error: DataError | UnicodeEncodeError) -> Response:
    # A number beyond bigint, a NUL or half a character in a text: PostgreSQL cannot hold it, so nothing can have it.
    log.warning("%s in %s", type(getattr(error, "orig", error)).__name__, request.endpoint)
    return problem_response(422, Invalid.code, Invalid.detail)


def _unexpected(error: Exception) -> Response:
    # The message of an exception may hold what somebody typed; its type and place are enough to find it.
    log.error("unexpected %s in %s", type(error).__name__, request.endpoint, exc_info=_without_message(error))
    return problem_response(500, "internal", "系统开小差了，请稍后再试")


def _without_message(error: Exception) -> tuple[Any, Any, Any]:
    return type(error), type(error).__new__(type(error)), error.__traceback__


def flat(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested messages as ``{"lines.0.sku": ["…"]}``."""
    if isinstance(messages, dict):
        found: dict[str, list[str]] = {}
        for key, value in messages.items():
            name = prefix if key == "_schema" else f"{prefix}.{key}" if prefix else str(key)
            found.update(flat(value, name))
        return found
    return {prefix or "_": [str(message) for message in (messages if isinstance(messages, list) else [messages])]}
