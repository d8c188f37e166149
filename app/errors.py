"""What can go wrong, as it is told to the person who asked: a stable code, an HTTP status, a Chinese sentence."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A refusal that a door answers as ``application/problem+json``.

    ``code`` is stable and for programs; ``detail`` is Chinese and for people; ``fields`` names what was wrong in the
    input; ``facts`` are further members of the answer (who was first, what the new quote is).
    """

    status = 400
    code = "bad_request"
    detail = "请求有误，请检查后再试"

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        fields: dict[str, list[str]] | None = None,
        **facts: Any,
    ) -> None:
        self.detail = detail or type(self).detail
        self.code = code or type(self).code
        self.fields = fields
        self.facts = facts
        super().__init__(self.code)


class Invalid(Problem):
    """The input is malformed; ``fields`` says where."""

    status, code, detail = 422, "invalid", "填写的内容有误，请检查标出的项目"


class NotFound(Problem):
    """Missing, or another's: the two are answered with the same bytes."""

    status, code, detail = 404, "not_found", "没有找到"


class Unauthenticated(Problem):
    """No token, or one that is unknown, expired or revoked."""

    status, code, detail = 401, "unauthenticated", "请先登录"


class Forbidden(Problem):
    """Logged in, but this role may not do this."""

    status, code, detail = 403, "forbidden", "您没有此项权限"


class Conflict(Problem):
    """Somebody else was first, or the thing is no longer in a state that allows this."""

    status, code, detail = 409, "conflict", "状态已变化，请刷新后再试"


class TooMany(Problem):
    """Asked too often."""

    status, code, detail = 429, "too_many_requests", "操作太频繁，请稍后再试"
