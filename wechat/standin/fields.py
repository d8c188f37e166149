"""The limits of a template's fields, told by the field's name: ``thing2`` is a 事物 of at most 20 characters.

Source: developers.weixin.qq.com, 订阅消息参数值内容限制说明; template messages have had the same limits since 2023.
"""

from __future__ import annotations

import re
from typing import Any

_CJK = r"[\u4e00-\u9fff]"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
_DATE = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2})"
_MOMENT = rf"({_DATE}( ?{_CLOCK})?|{_CLOCK})"
_RULES = {
    "thing": r".{1,20}",
    "number": r"-?\d{1,32}(\.\d{1,32})?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e ]{1,32}",
    "time": rf"{_MOMENT}(~{_MOMENT})?",
    "date": rf"{_DATE}( ?{_CLOCK})?(~{_DATE}( ?{_CLOCK})?)?",
    "amount": r"[¥￥$€]?\d{1,10}(\.\d{1,2})?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": r".{1,8}",
    "name": rf"({_CJK}{{1,10}}|[A-Za-z .·]{{1,20}}|(?=.*{_CJK})[\w .·]{{1,10}})",
    "phrase": rf"{_CJK}{{1,5}}",
    "const": r".{1,20}",
}


def fault(data: Any) -> str:
    """The first field that breaks its limit, as WeChat's errmsg names it; empty if all is well."""
    if not isinstance(data, dict) or not data:
        return "data"
    for name, cell in data.items():
        value = cell.get("value") if isinstance(cell, dict) else None
        rule = _RULES.get(re.sub(r"\d+$", "", name))
        if rule is None or not isinstance(value, str | int | float) or not re.fullmatch(rule, str(value).strip(" ")):
            return f"data.{name}.value"
    return ""


_LABELS = {
    "thing": "事项",
    "number": "数量",
    "character_string": "编号",
    "time": "时间",
    "date": "日期",
    "amount": "金额",
}
_LABELS |= {
    "phone_number": "电话",
    "name": "姓名",
    "phrase": "状态",
    "const": "类型",
    "letter": "代号",
    "car_number": "车牌",
}


def label(name: str) -> str:
    """A word for a field whose own title only WeChat's console knows."""
    return _LABELS.get(re.sub(r"\d+$", "", name), name)
