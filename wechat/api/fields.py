"""Template messages have typed fields, told by their names (``thing1``, ``amount2``); a value beyond its type's limits is
refused with 47003, and with it the whole message. Here values are made to fit, or named as impossible. Pure.

Limits: developers.weixin.qq.com, 订阅消息参数值内容限制说明. A character is a UTF-16 unit, the stricter reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

NOTHING: Final = "无"  # an empty field refuses the message too
_NAME: Final = re.compile(r"([a-z_]+?)\d*(?:\.DATA)?")
_HAN: Final = re.compile(r"[㐀-䶿一-鿿]")
_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2})?"
_DAY: Final = (
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}|\d{4}[-/.]\d{1,2})"
)
_TIME: Final = rf"(?:{_CLOCK}|{_DAY}(?: ?{_CLOCK})?)"
_TIMES: Final = re.compile(rf"{_TIME}(?:~{_TIME})?")
_DATES: Final = re.compile(rf"{_DAY}(?: ?{_CLOCK})?(?:~{_TIME})?")
_AMOUNT: Final = re.compile(r"[¥￥$€£]?\d{1,10}(?:\.\d+)?元?")
_NUMBER: Final = re.compile(r"-?(?=[\d.]{1,32}$)\d+(?:\.\d+)?")
_PHONE: Final = re.compile(r"[-+()\d ]{1,17}")
_PLATE: Final = re.compile(r"[㐀-鿿]?[A-Za-z0-9]{1,7}[㐀-鿿]?")


def fit(field: str, value: str) -> str:
    """``value`` within the limits of ``field``. Texts are cut; a number, a time or an amount that does not fit is a ``ValueError``
    that names the field (cut, it would be untrue). Fields of no known type (``keyword1``) stay as they are.
    """
    named = _NAME.fullmatch(field)
    rule = RULES.get(named[1]) if named else None
    if rule is None:
        return value
    fitted = rule(" ".join(_plain(value).split()))
    if fitted is None:
        raise ValueError(f"{field} does not take such a value")
    return fitted


def fit_all(data: Mapping[str, str]) -> dict[str, str]:
    """Every field fitted; raises ``ValueError`` naming the first that cannot be."""
    return {field: fit(field, value) for field, value in data.items()}


def _plain(value: str) -> str:
    # Control characters are refused in every field.
    return "".join(" " if not char.isprintable() else char for char in value)


def _units(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1


def _cut(value: str, most: int, width: Callable[[str], int] = _units) -> str:
    """The longest beginning that fits; an ellipsis tells that something is missing."""
    if sum(map(width, value)) <= most:
        return value
    kept, used = "", width("…")
    for char in value:
        used += width(char)
        if used > most:
            break
        kept += char
    return kept.rstrip() + "…"


def _thing(value: str) -> str:
    return _cut(value, 20) or NOTHING


def _phrase(value: str) -> str:
    return "".join(_HAN.findall(value))[:5] or NOTHING


def _name(value: str) -> str:
    # Ten characters as soon as one is Chinese, twenty letters otherwise.
    return _cut(value, 10 if _HAN.search(value) else 20) or NOTHING


def _character_string(value: str) -> str | None:
    return "".join(char for char in value if "!" <= char <= "~")[:32] or None


def _letter(value: str) -> str | None:
    return "".join(char for char in value if char.isascii() and char.isalpha())[:32] or None


def _symbol(value: str) -> str | None:
    return "".join(char for char in value if not char.isalnum() and char != " ")[:5] or None


def _as_is(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if pattern.fullmatch(value) else None


RULES: Final[dict[str, Callable[[str], str | None]]] = {
    "thing": _thing,
    "phrase": _phrase,
    "name": _name,
    "character_string": _character_string,
    "letter": _letter,
    "symbol": _symbol,
    "number": _as_is(_NUMBER),
    "amount": _as_is(_AMOUNT),
    "time": _as_is(_TIMES),
    "date": _as_is(_DATES),
    "phone_number": _as_is(_PHONE),
    "car_number": _as_is(_PLATE),
}
