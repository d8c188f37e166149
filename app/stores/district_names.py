"""Which districts a free-text Chinese address names. Text only, no geometry.

An address is read from left to right. Province and city names set the scene ("江苏省南京市"); a district name then
means the district of that scene, because four cities have a 鼓楼区. A name whose scene contradicts every district of
that name is skipped: 石家庄市桥东区 was dissolved years ago, and must not be taken for the 桥东区 of 张家口.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_ETHNIC = (
    "各族|蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|"
    "佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|"
    "塔吉克族|塔吉克|怒族|鄂温克族|鄂伦春|裕固族|保安族|独龙族|普米族"
)
_AUTONOMOUS = re.compile(rf"(?:{_ETHNIC})*(?:自治)?[州县旗区]$")
_PLACE_SUFFIX = re.compile(rf"(?:省|市|地区|盟|特别行政区|(?:{_ETHNIC})*自治[区州])$")
# "上海长宁路" names a road, "杭州西湖风景区" a lake: after a bare name these say that no district was meant.
_NOT_A_DISTRICT = re.compile(
    r"(?:[东西南北中前后内外环\d一二三四五六七八九十]{0,2}(?:路|街|道|大道|大街|巷|弄|里|桥|站|门|湖|山|河|江|港|寺|塔|村)"
    r"|[东西南北]|广场|公园|大厦|中心|机场|风景|名胜|景区|开发|高新|经济|技术|工业|科技|新城|新区|国际|商|大学|医院|火车|高铁|地铁)"
)
_BEGIN_WITH_CITY = ("市中区", "市南区", "市北区")  # 青岛市南区 is written for 青岛市市南区


@dataclass(frozen=True, slots=True)
class District:
    """A county-level division. `adcode` is its six-digit GB/T 2260 code."""

    adcode: str
    name: str
    city: str
    province: str


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    city: str | None = None  # its full name, when the text is a city
    province: str | None = None  # likewise; 北京市 is both
    whole: tuple[District, ...] = ()  # districts with exactly this name
    bare: tuple[District, ...] = ()  # districts whose name without its suffix is this text

    @property
    def is_place(self) -> bool:
        return bool(self.city or self.province)


@dataclass(slots=True)
class _Scene:
    """The provinces and cities read so far, and where the last of them ended."""

    cities: set[str] = field(default_factory=set)
    provinces: set[str] = field(default_factory=set)
    end: int = -1

    def enter(self, entry: _Entry, end: int) -> None:
        self.cities |= {entry.city} if entry.city else set()
        self.provinces |= {entry.province} if entry.province else set()
        self.end = end

    def agreeing(self, districts: Iterable[District]) -> list[District]:
        """Those of the cities read; of the provinces, when no city was read; all, when neither was.

        天门市 is its own city: it needs no scene.
        """
        if self.cities:
            return [d for d in districts if d.city in self.cities or d.city == d.name]
        return [d for d in districts if not self.provinces or d.province in self.provinces]


def short_district(name: str) -> str:
    """浦东新区 -> 浦东, 昆山市 -> 昆山, 景宁畲族自治县 -> 景宁; 城区 and 萧县 stay whole."""
    if "自治" in name or name.endswith(("族区", "尔族区")):
        return _AUTONOMOUS.sub("", name) or name
    for suffix in ("新区", "区", "县", "市", "旗"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


def short_place(name: str) -> str:
    """江苏省 -> 江苏, 广西壮族自治区 -> 广西, 恩施土家族苗族自治州 -> 恩施."""
    return _PLACE_SUFFIX.sub("", name) or name


_Fields = dict[str, dict[str, Any]]


class NameTable:
    """Every province, city and district name, found by its first two characters."""

    def __init__(self, districts: Iterable[District]) -> None:
        entries: _Fields = {}
        for district in districts:
            self._add(entries, district)
        self._by_head: dict[str, list[_Entry]] = {}
        for text, fields in entries.items():
            self._by_head.setdefault(text[:2], []).append(_Entry(text, **fields))
        for same_head in self._by_head.values():
            same_head.sort(key=lambda entry: -len(entry.text))

    @staticmethod
    def _add(entries: _Fields, district: District) -> None:
        for kind, place in (("province", district.province), ("city", district.city)):
            for text in (place, short_place(place)):
                entries.setdefault(text, {}).setdefault(kind, place)
        short = short_district(district.name)
        aliases = [("whole", district.name)] + ([("bare", short)] if short != district.name else [])
        if "自治" in district.name:  # people write 恭城县 for 恭城瑶族自治县
            aliases.append(("whole", short + district.name[-1]))
        for kind, text in aliases:
            known = entries.setdefault(text, {})
            known[kind] = (*known.get(kind, ()), district)

    def named_in(self, address: str) -> list[District]:
        """The districts the address names, in reading order; several when a name stays ambiguous."""
        scene, named, position = _Scene(), dict[District, None](), 0
        while position < len(address) - 1:
            length, found = self._read(address, position, scene)
            named.update(dict.fromkeys(found))
            position += length
        return list(named)

    def _read(self, address: str, position: int, scene: _Scene) -> tuple[int, list[District]]:
        """The longest name at a position: how far it reaches (1 for none) and the districts it means."""
        for entry in self._by_head.get(address[position : position + 2], ()):
            if not address.startswith(entry.text, position):
                continue
            found, end = _meant(entry, address, position, scene), position + len(entry.text)
            if entry.is_place:
                end -= address.startswith(_BEGIN_WITH_CITY, end - 1)
                scene.enter(entry, end)
            if found or entry.is_place or entry.whole:
                return end - position, found
        return 1, []


def _meant(entry: _Entry, address: str, position: int, scene: _Scene) -> list[District]:
    adjacent = scene.end == position
    if entry.whole and (adjacent or len(entry.text) > 2):  # 城区 and 萧县 mean a district only right after their city
        return scene.agreeing(entry.whole)
    if entry.bare and adjacent and not _NOT_A_DISTRICT.match(address, position + len(entry.text)):
        return scene.agreeing(entry.bare)
    return []
