"""The people one can log in as: eight mothers with a story each, the staff of thirty stores, customer service."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from app.demo.naming import person
from app.demo.network import SEED, DemoStore, Network, metres
from app.demo.shape import offset
from app.demo.tills import DEMO_DATE, Visit
from dispatch.domain.hours import SHANGHAI

DEMO_PASSWORD = "jindan-demo"  # documented in data/README.md; demo accounts only
AGENTS = (
    ("kefu", "顾小满", "customer_service", DEMO_PASSWORD),
    ("kefu2", "白露", "customer_service", DEMO_PASSWORD),
    ("zongbu", "江云", "headquarters", DEMO_PASSWORD),
)
SOLD_OUT_SKU = "MN-2-800"  # at 孙可欣's home store
_MOVED_TO = "闵行区"


@dataclass(frozen=True, slots=True)
class Mother:
    """One of the named demo mothers. `bought`: (store, days before the demo's day, lines), any order."""

    name: str
    baby: str
    baby_months: int
    lives_near: DemoStore
    bought: tuple[tuple[DemoStore, int, tuple[tuple[str, int], ...]], ...]
    story: str

    @property
    def home(self) -> DemoStore | None:
        """The store of her latest purchase."""
        return min(self.bought, key=lambda bought: bought[1])[0] if self.bought else None


def mothers(network: Network) -> list[Mother]:
    """Eight mothers around the staffed stores of Shanghai; together they show every way of the routing rule."""
    s, tins = network.staffed, (("MN-2-800", 2),)
    far = [store for store in network.in_city("上海市") if store.district == _MOVED_TO]
    moved_to = max(far, key=lambda store: (metres(store.point, s[2].point), store.code))
    return [
        Mother("林晓芸", "小米", 8, s[0], ((s[0], 9, tins), (s[0], 40, tins)), "老客回老店：一直在家门口这家店买"),
        Mother("周雨桐", "豆豆", 1, s[3], (), "新客就近派：还没有买过"),
        Mother("陈思敏", "果果", 10, network.closed, ((network.closed, 25, tins),), "老店已关：由接手的门店服务"),
        Mother(
            "王佳宁",
            "团子",
            14,
            s[5],
            ((s[8], 12, (("LX-3-800", 2),)), (s[5], 70, tins)),
            "两家老店：最近买的优先，不是最近的",
        ),
        Mother("赵悦然", "可可", 9, network.suspended, ((network.suspended, 15, tins),), "老店停业：改派附近门店"),
        Mother("刘若溪", "乐乐", 11, moved_to, ((s[2], 45, tins),), "搬了家：老店送不到，改派新家附近"),
        Mother("孙可欣", "暖暖", 9, s[10], ((s[10], 20, tins),), f"老店缺货：{SOLD_OUT_SKU} 没有库存"),
        Mother(
            "何语嫣",
            "安安",
            10,
            s[12],
            ((s[12], 16, (("MN-2-800", 2), ("RN-L", 2))),),
            "快用完了：两罐奶粉已经喝了十六天",
        ),
    ]


def sold_out(network: Network) -> dict[str, str]:
    """Store code -> the SKU its shelf lacks, for the story of the mother whose home store has run out."""
    return {network.staffed[10].code: SOLD_OUT_SKU}


def mother_visits(network: Network) -> Iterator[Visit]:
    """The named mothers' till purchases."""
    for number, mother in enumerate(mothers(network), start=1):
        for store, days_ago, lines in mother.bought:
            at = datetime.combine(DEMO_DATE - timedelta(days=days_ago), time(10, 30 + number), SHANGHAI)
            yield Visit(_ref(number), _phone(number), store, at, lines)


def member_rows(network: Network) -> Iterator[tuple[object, ...]]:
    """Rows of members.csv."""
    for number, mother in enumerate(mothers(network), start=1):
        rng = Random(f"{SEED}/mother/{number}")
        near = mother.lives_near
        point = near.point
        lng, lat = offset(point.lng_gcj02, point.lat_gcj02, rng.uniform(250, 600), rng.uniform(0, 2 * math.pi))
        address = f"{point.city}{point.district}{near.street}{rng.randint(100, 990)}弄"
        door = f"{rng.randint(1, 30)}号{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
        birth = DEMO_DATE - timedelta(days=round(mother.baby_months * 30.44))
        home = mother.home.code if mother.home else ""
        who = (_ref(number), _phone(number), mother.name, mother.baby, f"{birth:%Y-%m}")
        yield *who, address, door, f"{lng:.6f}", f"{lat:.6f}", "gcj02", home, mother.story


def _ref(number: int) -> str:
    return f"D{number:05d}"


def _phone(number: int) -> str:
    return f"139{number:08d}"


def staff_rows(network: Network) -> Iterator[tuple[str, str, str, str]]:
    """Rows of staff.csv: a manager and a clerk for each staffed store, a manager for each chain that has several."""
    rng = Random(f"{SEED}/staff")
    chains: dict[str, list[str]] = {}
    for number, store in enumerate(network.staffed, start=1):
        chains.setdefault(store.chain, []).append(store.code)
        yield f"13800001{number:03d}", person(rng), "manager", store.code
        yield f"13800002{number:03d}", person(rng), "clerk", store.code
    several = sorted((codes for codes in chains.values() if len(codes) > 1), key=lambda codes: (-len(codes), codes))
    for number, codes in enumerate(several, start=1):
        yield f"13800003{number:03d}", person(rng), "chain_manager", ";".join(codes)
