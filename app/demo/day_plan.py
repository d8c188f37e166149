"""Who wants what and when, and how each store behaves: drawn once from a seed, so that a day can be repeated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from app.demo import files
from app.demo.shape import offset
from dispatch.domain.datum import to_wgs84

Style = Literal["quick", "slow", "choosy", "asleep"]
Kind = Literal["regular", "new", "afar"]
Home = tuple[str, float, float, str]  # phone if she is known, WGS-84 point, city

# Every thirty stores: how many answer within minutes, late in the hour, refuse half of what they get, or never answer.
STYLES: Final[tuple[tuple[Style, int], ...]] = (("quick", 14), ("slow", 6), ("choosy", 5), ("asleep", 5))
KINDS: Final[tuple[tuple[Kind, int], ...]] = (("regular", 55), ("new", 37), ("afar", 8))
NEW_WITHIN_M: Final = 700.0
REGULAR_WITHIN_M: Final = 1_500.0
ORDERS_UNTIL: Final = 0.65  # of the day: later ones could not come to their end
NEW_PHONE: Final = 17_000_000_000  # + a running number; no till of the demo knows these


@dataclass(frozen=True, slots=True)
class MotherPlan:
    """One mother and her order. Times are minutes of the day; the point is WGS-84."""

    phone: str
    kind: Kind
    lng: float
    lat: float
    city: str
    at_min: float
    lines: tuple[tuple[str, int], ...]
    online: bool
    pays_after_min: float | None  # None: she forgets
    cancels_after_min: float | None
    afterwards: Literal["confirm", "refund", "nothing"]


@dataclass(frozen=True, slots=True)
class StorePlan:
    """A store that can log in, and how it answers."""

    phone: str
    code: str
    style: Style


@dataclass(frozen=True)
class Plan:
    """A whole day."""

    mothers: tuple[MotherPlan, ...]
    stores: tuple[StorePlan, ...]


def make_plan(seed: int, mothers: int, minutes: float) -> Plan:
    """A day of ``minutes`` with so many mothers. The same arguments give the same day."""
    rng = Random(f"jindan-day/{seed}")
    return Plan(tuple(_mothers(rng, mothers, minutes)), tuple(_stores(rng)))


def _stores(rng: Random) -> list[StorePlan]:
    managers = [row for row in files.read(files.STAFF) if row["role"] == "manager"]
    styles = [style for style, count in STYLES for _ in range(count)]
    rng.shuffle(styles)
    return [
        StorePlan(row["phone"], row["store_codes"].split(";")[0], styles[number % len(styles)])
        for number, row in enumerate(managers)
    ]


def _mothers(rng: Random, count: int, minutes: float) -> list[MotherPlan]:
    homes = {"regular": _regulars(rng), "new": _around(rng), "afar": _afar()}
    skus = [row["sku"] for row in files.read(files.CATALOGUE)]
    kinds: list[Kind] = rng.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS], k=count)
    return [_mother(rng, number, kind, homes[kind], skus, minutes) for number, kind in enumerate(kinds)]


def _mother(rng: Random, number: int, kind: Kind, homes: list[Home], skus: list[str], minutes: float) -> MotherPlan:
    phone, lng, lat, city = homes[number % len(homes)] if kind == "regular" else rng.choice(homes)
    online = rng.random() < 0.25
    return MotherPlan(
        phone or str(NEW_PHONE + number), kind, lng, lat, city,
        at_min=rng.uniform(0, minutes * ORDERS_UNTIL),
        lines=tuple((sku, rng.choice((1, 1, 1, 2, 3))) for sku in rng.sample(skus, rng.choice((1, 1, 2, 3)))),
        online=online,
        pays_after_min=rng.uniform(1, 12) if online and rng.random() < 0.85 else None,
        cancels_after_min=rng.uniform(2, 70) if rng.random() < 0.06 else None,
        afterwards=rng.choices(("confirm", "refund", "nothing"), (35, 8, 57))[0],
    )  # fmt: skip


def _regulars(rng: Random) -> list[Home]:
    """Members of the tills whose latest purchase was at a store that can log in, at home around it."""
    latest: dict[str, tuple[str, str]] = {}
    for row in files.read(files.PURCHASES):
        if row["member_ref"].startswith("M"):  # the named mothers (D…) stay as their stories tell them
            latest[row["phone"]] = max(latest.get(row["phone"], ("", "")), (row["purchased_at"], row["store_code"]))
    shops = _staffed_points()
    found = []
    for phone, (_, code) in sorted(latest.items()):
        if code in shops:
            lng, lat = offset(*shops[code], rng.uniform(50, REGULAR_WITHIN_M), rng.uniform(0, 2 * math.pi))
            found.append((phone, lng, lat, "上海市"))
    rng.shuffle(found)
    return found


def _staffed_points() -> dict[str, tuple[float, float]]:
    codes = {code for row in files.read(files.STAFF) for code in row["store_codes"].split(";")}
    return {
        row["code"]: to_wgs84(float(row["lng"]), float(row["lat"]), row["datum"])
        for row in files.read(files.STORES)
        if row["code"] in codes
    }


def _around(rng: Random) -> list[Home]:
    """Around the corner from stores that can log in."""
    shops = sorted(_staffed_points().items())
    drawn = [
        offset(*rng.choice(shops)[1], rng.uniform(50, NEW_WITHIN_M), rng.uniform(0, 2 * math.pi)) for _ in range(400)
    ]
    return [("", lng, lat, "上海市") for lng, lat in drawn]


def _afar() -> list[Home]:
    """Other cities, where no store of the demo can log in: their offers run out, one after the other."""
    homes = [("", float(row["lng"]), float(row["lat"]), row["city"]) for row in files.read(files.ADDRESSES)]
    return [home for home in homes if home[3] != "上海市"]
