"""What the answers of the console's door are made of."""

from __future__ import annotations

from marshmallow import fields

from app.web.schemas import LocalTime, Out


def maybe_text() -> fields.String:
    """A text, or null."""
    return fields.String(allow_none=True)


def maybe_number() -> fields.Integer:
    """A whole number, or null."""
    return fields.Integer(allow_none=True)


def maybe_at() -> LocalTime:
    """An instant, or null."""
    return LocalTime(allow_none=True)


class ConsolePoint(Out):
    """A point as WeChat's maps speak it."""

    lng = fields.Float()
    lat = fields.Float()
    datum = fields.String(metadata={"description": "always gcj02"})
