"""What the demo members bought at the tills in the twelve months before the demo's day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from app.demo.network import CITIES, SEED, STAFFED_CITY, DemoStore, Network, metres
from app.demo.products import CATALOGUE, PRICE_FEN, diaper_sku, formula_stage
from dispatch.domain.hours import SHANGHAI, Hours

DEMO_DATE = date(2026, 11, 20)  # purchases end the evening before
MEMBERS = 3_000
_NEIGHBOURHOOD_M = 8_000
_ONE_STORE_SHARE = 0.85
_STAFFED_SHARE = 0.35  # of the Shanghai members, so that the thirty counters have customers
_DAYS_PER_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Visit:
    """One receipt of one member; `lines` are (sku, quantity)."""

    member_ref: str
    phone: str
    store: DemoStore
    at: datetime
    lines: tuple[tuple[str, int], ...]


def member_visits(network: Network) -> Iterator[Visit]:
    """The visits of all anonymous members M00001 to M03000."""
    pools = {city: network.in_city(city, "active", "suspended", "closed") for city in CITIES}
    for number in range(1, MEMBERS + 1):
        rng = Random(f"{SEED}/member/{number}")
        stores = _her_stores(network, pools, rng)
        yield from _visits(f"M{number:05d}", f"1990000{number:04d}", stores, rng)


def _her_stores(network: Network, pools: dict[str, list[DemoStore]], rng: Random) -> list[DemoStore]:
    city = rng.choices(list(CITIES), weights=list(CITIES.values()))[0]
    staffed = city == STAFFED_CITY and rng.random() < _STAFFED_SHARE
    home = rng.choice(network.staffed if staffed else pools[city])
    if rng.random() < _ONE_STORE_SHARE:
        return [home]
    near = [s for s in pools[city] if s.code != home.code and metres(s.point, home.point) < _NEIGHBOURHOOD_M]
    return [home, *rng.sample(near, min(len(near), rng.choice((1, 2))))]


def _visits(ref: str, phone: str, stores: Sequence[DemoStore], rng: Random) -> Iterator[Visit]:
    born = DEMO_DATE - timedelta(days=rng.randint(20, 1_100))
    brand = rng.choices(("MN", "LX", "YM"), weights=(5, 3, 2))[0]
    count = max(len(stores), rng.choices(range(1, 7), weights=(18, 24, 22, 16, 12, 8))[0])
    day = DEMO_DATE - timedelta(days=rng.randint(1, 120))
    for visit in range(count):
        if (DEMO_DATE - day).days > 365 or (visit > 0 and day < born):
            return
        store = stores[visit] if visit < len(stores) else stores[0]
        age_months = max(0.0, (day - born).days / _DAYS_PER_MONTH)
        yield Visit(ref, phone, store, _moment(store, day, rng), _basket(age_months, brand, rng))
        day -= timedelta(days=rng.randint(12, 45))


def _moment(store: DemoStore, day: date, rng: Random) -> datetime:
    """A second of that day at which the store is open."""
    hours = Hours.parse(store.hours)
    while True:
        at = datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=rng.randrange(9 * 3600, 22 * 3600))
        if hours.is_open(at):
            return at


def _basket(age_months: float, brand: str, rng: Random) -> tuple[tuple[str, int], ...]:
    stage = min(formula_stage(age_months), 3 if brand == "YM" else 4)
    lines: dict[str, int] = {}
    if rng.random() < 0.8:
        lines[f"{brand}-{stage}-800"] = rng.choices((1, 2, 3, 4, 6), weights=(20, 35, 20, 15, 10))[0]
    if rng.random() < 0.45 and age_months < 36:
        lines[diaper_sku(age_months)] = rng.choices((1, 2, 3, 4), weights=(30, 40, 15, 15))[0]
    suitable = [p.sku for p in CATALOGUE if p.category not in ("奶粉", "纸尿裤") and _suits(p.stage, age_months)]
    for sku in rng.sample(suitable, rng.choices((0, 1, 2), weights=(55, 32, 13))[0] or (0 if lines else 1)):
        lines[sku] = rng.choices((1, 2, 3), weights=(70, 20, 10))[0]
    return tuple(lines.items())


def _suits(stage: str, age_months: float) -> bool:
    return not stage or age_months >= int(stage.removesuffix("m+"))


def purchase_rows(visits: Iterable[Visit]) -> Iterator[tuple[object, ...]]:
    """Rows of purchases.csv in the order they happened; receipts are numbered per store and day."""
    ordered = sorted(visits, key=lambda visit: (visit.at.date(), visit.store.code, visit.at, visit.member_ref))
    for (day, code), same_day in groupby(ordered, key=lambda visit: (visit.at.date(), visit.store.code)):
        for serial, visit in enumerate(same_day, start=1):
            receipt = f"{code}-{day:%y%m%d}-{serial:03d}"
            for sku, quantity in visit.lines:
                paid_fen = PRICE_FEN[sku] * quantity
                yield visit.member_ref, visit.phone, code, visit.at.isoformat(), receipt, sku, quantity, paid_fen
