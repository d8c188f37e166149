"""Invented names: chains, stores, codes, telephone numbers, people. None is real, and no number can be dialled."""

from collections import Counter
from collections.abc import Iterable
from random import Random

from app.stores.district_names import short_district, short_place

# Chain and its share of the network.
CHAINS = {
    "金蛋母婴": 24,
    "小荷母婴": 20,
    "贝壳妈妈": 16,
    "糯米团母婴": 13,
    "暖芽奶粉铺": 11,
    "月牙湾母婴": 9,
    "棉花糖母婴": 7,
}

_AREA_CODES = (
    "上海市 021, 北京市 010, 广州市 020, 天津市 022, 重庆市 023, 南京市 025, 武汉市 027, "
    "成都市 028, 西安市 029, 杭州市 0571, 苏州市 0512, 深圳市 0755, 宁波市 0574"
)
AREA_CODES: dict[str, str] = dict(pair.split() for pair in _AREA_CODES.split(", "))
_DIGITS = "零一二三四五六七八九"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_FIRST, _SECOND = (
    "丽秀晓雅美慧文佳雪海春玉思志建明俊子雨静梦若依小诗嘉淑桂",
    "华英燕琴玲敏静怡梅兰红婷远强国辉杰涵欣洁薇琪芬芳",
)


def chain_for(rng: Random) -> str:
    """A chain, by its share of the network."""
    return rng.choices(list(CHAINS), weights=list(CHAINS.values()))[0]


def numeral(number: int) -> str:
    """1..99 in Chinese: 3 -> 三, 12 -> 十二, 45 -> 四十五."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "")


class StoreNames:
    """Unique store names such as 小荷母婴 浦东张杨路店, the second on one street 小荷母婴 浦东张杨路二店."""

    def __init__(self, districts: Iterable[tuple[str, str]]) -> None:
        """`districts`: every (city, district) of the network; those of the same name get their city in front."""
        self._cities_of = Counter(district for _, district in set(districts))
        self._used: Counter[str] = Counter()

    def take(self, chain: str, city: str, district: str, street: str) -> str:
        """The next free name of a store of this chain on this street."""
        area = short_district(district)
        if self._cities_of[district] > 1 or len(area) < 2 or district in ("城区", "郊区", "矿区"):
            area = short_place(city) + area
        stem = f"{chain} {'' if street.startswith(area) else area}{street}"  # 浦东南路 says 浦东 already
        self._used[stem] += 1
        return stem + ("店" if self._used[stem] == 1 else f"{numeral(self._used[stem])}店")


def store_phone(city: str, number: int) -> str:
    """A number nobody can answer: local numbers never begin with 0, and the 400-5 block has not been issued."""
    if code := AREA_CODES.get(city):
        return f"{code}-0555 {number:04d}"
    return f"400-555-{number:04d}"


def person(rng: Random) -> str:
    """An invented surname and given name."""
    return rng.choice(_SURNAMES) + rng.choice(_FIRST) + rng.choice(_SECOND)
