"""Building blocks of every door's schemas: strict, with Chinese messages, times in RFC 3339 with offset."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from app.clock import local

CHANNEL_PHONE = validate.Regexp(r"^1[3-9][0-9]{9}\Z", error="请输入 11 位手机号")
DATUM = validate.OneOf(("gcj02", "wgs84", "bd09"), error="坐标系须为 gcj02、wgs84 或 bd09")

_ZH = {
    "required": "必填",
    "null": "不能为空",
    "validator_failed": "格式不正确",
    "invalid": "格式不正确",
    "type": "格式不正确",
    "unknown": "没有这个字段",
    "special": "不是有效的数字",
    "too_large": "数字太大",
}
fields.Field.default_error_messages |= {"required": "必填", "null": "不能为空", "validator_failed": "格式不正确"}
for _field in (
    fields.String,
    fields.Integer,
    fields.Float,
    fields.Boolean,
    fields.DateTime,
    fields.Date,
    fields.List,
    fields.Nested,
):
    _field.default_error_messages = {
        **_field.default_error_messages,
        **{key: _ZH[key] for key in _field.default_error_messages if key in _ZH},
    }
# marshmallow reads these when a validator is made, so they must be set before any schema is.
validate.Length.message_min = "至少 {min} 个"
validate.Length.message_max = "最多 {max} 个"
validate.Length.message_all = "长度须在 {min} 到 {max} 之间"
validate.Length.message_equal = "长度须为 {equal}"
validate.Range.message_min = "不能小于 {{min}}"
validate.Range.message_max = "不能大于 {{max}}"
validate.Range.message_all = "须在 {{min}} 到 {{max}} 之间"
validate.OneOf.default_message = "须为其中之一：{choices}"
validate.Regexp.default_message = "格式不正确"


class Strict(Schema):
    """Unknown members are an error: a misspelt field must not be silently ignored."""

    class Meta:
        """marshmallow's settings."""

        unknown = RAISE

    error_messages = {"unknown": "没有这个字段", "type": "应是一个 JSON 对象"}


class Out(Schema):
    """What a door gives out, from dictionaries: ``dump`` goes straight through the fields.

    marshmallow looks at every value as if it could come from any object and be of any kind, which took longer than making it.
    """

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """As marshmallow's."""
        many = self.many if many is None else many
        return [self._dumped(each) for each in obj] if many else self._dumped(obj)

    def _dumped(self, obj: Any) -> Any:
        if type(obj) is not dict:
            return super().dump(obj, many=False)
        dumped: dict[str, Any] = {}
        for key, name, kind, field in self._ways:
            if name in obj:
                value = obj[name]
                # What JSON knows is left as it is.
                dumped[key] = value if value is None or type(value) is kind else field._serialize(value, name, obj)
        return dumped

    @cached_property
    def _ways(self) -> list[tuple[str, str, type | None, fields.Field[Any]]]:
        """Of each field: under which name it goes out, under which it comes, which kind of value needs no change, and itself."""
        return [
            (field.data_key or name, name, _UNCHANGED.get(type(field)), field)
            for name, field in self.dump_fields.items()
        ]


# What these fields make of such a value is the value.
_UNCHANGED: dict[type, type] = {fields.String: str, fields.Integer: int, fields.Boolean: bool, fields.Float: float}


class LocalTime(fields.DateTime):
    """An instant, always written in Asia/Shanghai with its offset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else local(value).isoformat(timespec="milliseconds")


class Problem(Schema):
    """What every refusal looks like (application/problem+json)."""

    type = fields.String()
    status = fields.Integer()
    code = fields.String(metadata={"description": "stable, for programs"})
    detail = fields.String(metadata={"description": "Chinese, for people"})
    fields_ = fields.Dict(data_key="fields", keys=fields.String(), values=fields.List(fields.String()))
    request_id = fields.String()


class LineIn(Strict):
    """One article she wants."""

    sku = fields.String(required=True, validate=validate.Length(1, 64))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 99, error="数量须在 1 到 99 之间"))


class PointIn(Strict):
    """A point as a map gave it."""

    lng = fields.Float(required=True)
    lat = fields.Float(required=True)
    datum = fields.String(load_default="gcj02", validate=DATUM)


class PageQuery(Strict):
    """Lists are paged by cursor."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100, error="每页 1 到 100 条"))
