"""The street of a real address, and nothing else of it: malls, floors, units and brands are left behind."""

import re

_ADMIN = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:自治区|自治州|自治县|[左右前中后治]旗|省|市|区|县|盟)"
    r"|[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡|村)(?![路街道])"
)
_STREET = re.compile(
    r"(?P<street>[\u4e00-\u9fff]{2,9}?(?:大道|大街|路|街(?!区)|巷|道(?=\d))"
    r"(?:[东西南北中]段|[东南西北一二三四五六]段|[东西南北](?=\d))?)"
    r"(?P<number>\d{1,4}(?:-\d{1,3})?(?:弄\d{1,4})?号)?"
)
_BEFORE_STREET = re.compile(
    r"^.*(?:新城|委员会|办事处|开发区|工业区|园区|街道|社区|小区|片区|新区|号楼|线|号)|^[村区县]|^镇(?=..[路街道大])"
)
_NOT_A_STREET = re.compile(
    r"[与及跟、至层栋幢铁]|交[叉汇界口]|[东西南北内外]侧|以[东西南北]|广场|大厦|项目|商[业店场铺]|地块|高速|高架|机场|航站|出口|步行|位于|"
    r"银泰|万达|吾悦|天街|小镇|风情|美食|购物|公馆|[路街道].*[路街道]$|^(?:大道|委会|市.*大道|祠|内)"
)
_FALLBACKS = ("人民路", "解放路", "建设路", "文化路", "和平路", "新华路", "幸福路", "青年路")
_LONGEST = 7


def street_of(raw_address: str, place_names: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """(street, house number or "") of a free-text address; None when it names no clean street.

    `place_names` are city and district names without suffix, which some addresses put before the street once more.
    """
    tail = re.sub(r"\s|[A-Za-z]{2,}", "", raw_address.replace("巿", "市"))
    while (admin := _ADMIN.match(tail)) and len(tail) - admin.end() >= 3:
        tail = tail[admin.end() :]
    for found in _STREET.finditer(tail):
        street = _without_places(_BEFORE_STREET.sub("", found["street"]), place_names)
        if 3 <= len(street) <= _LONGEST and not _NOT_A_STREET.search(street.replace("大街", "大道")):
            return street, found["number"] or ""
    return None


def _without_places(street: str, place_names: tuple[str, ...]) -> str:
    for name in place_names * 2:
        if street.startswith(name) and len(street) - len(name) >= 3:
            street = street.removeprefix(name)
    return street


def fallback_street(number: int) -> str:
    """A street name every Chinese town has, for a site whose neighbourhood names none."""
    return _FALLBACKS[number % len(_FALLBACKS)]
