"""What doors give out is what marshmallow itself would make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from marshmallow import Schema, fields

from app.web.schemas import LocalTime, Out

SAMPLES: dict[type, Any] = {
    fields.String: "金蛋", fields.Integer: 7, fields.Float: 1.5, fields.Boolean: False, fields.Date: date(2026, 11, 27),
    LocalTime: datetime(2026, 11, 27, 3, 0, 0, 123456, tzinfo=UTC), fields.Raw: {"any": ["thing"]},
    fields.DateTime: datetime(2026, 11, 27, tzinfo=UTC), fields.Time: datetime(2026, 11, 27, 9, 30).time(),
}  # fmt: skip


def every(schema: type[Out] = Out) -> Iterator[type[Out]]:
    for each in schema.__subclasses__():
        yield each
        yield from every(each)


def sample(field: Any) -> Any:
    """A value such as a view gives to this field."""
    if isinstance(field, fields.Nested):
        made = {name: sample(each) for name, each in field.schema.dump_fields.items()}
        return [made] if field.many or field.schema.many else made
    if isinstance(field, fields.List):
        return [sample(field.inner)] * 2
    if isinstance(field, fields.Dict):
        return {"a": sample(field.value_field) if field.value_field else 1}
    return SAMPLES[type(field)]


def by_marshmallow(schema: Out, value: Any) -> Any:
    """The same, with every ``Out`` in it dumped by marshmallow's own code."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Out, "dump", Schema.dump)
        return schema.dump(value)


def test_every_answer_is_marshmallows(app: Any) -> None:
    schemas = set(every())
    assert len(schemas) > 100
    for schema in (each() for each in schemas):
        full = {name: sample(field) for name, field in schema.dump_fields.items()}
        nothing: dict[str, Any] = dict.fromkeys(full)
        half = dict(list(full.items())[::2]) | {"of no field": 1}
        for value in (full, nothing, half, {}):
            assert schema.dump(value) == by_marshmallow(schema, value), type(schema)
        assert schema.dump([full, half], many=True) == [by_marshmallow(schema, each) for each in (full, half)]


class Line(Out):
    """For the odd ones below."""

    name = fields.String()
    count = fields.Integer()
    share = fields.Float()
    late = fields.Boolean()


@pytest.mark.parametrize(
    "odd",
    [
        {"name": 7, "count": "3", "share": 2, "late": 1},
        {"name": b"abc", "count": True, "share": "1.5", "late": "false"},
        {"name": "", "count": 2.9, "share": True, "late": None},
    ],
)
def test_a_value_of_another_kind_is_turned_as_marshmallow_does(odd: dict[str, Any]) -> None:
    assert repr(Line().dump(odd)) == repr(by_marshmallow(Line(), odd))


def test_what_is_no_dictionary_is_left_to_marshmallow() -> None:
    class Seen:
        name, count = "a", 1

    assert Line().dump(Seen()) == {"name": "a", "count": 1}
    assert Line(only=("count",)).dump({"name": "a", "count": 1}) == {"count": 1}
    assert Line(many=True).dump([{"count": 1}]) == [{"count": 1}]
