"""``dispatch replay`` against a rule written a second time, as plainly as can be, and against the living shop."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely
from geopy.distance import geodesic

from app.clock import SHANGHAI
from app.db import Database
from app.imports import replay as files
from app.imports.errors import BadFile
from app.imports.replay import read_policy, replay_file
from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.policy import Policy
from dispatch.facts import her_stores
from dispatch.finding import verdict
from dispatch.replay import COLUMNS
from dispatch.scene import look
from tests.support.tables import fingerprint, table
from tests.support.world import TUESDAY_10, add_purchase, change, freeze, insert, make_store, rows, set_stock, value

DAY, NIGHT = [(540, 1260)], []
TIMETABLES: dict[str, dict[int, list[tuple[int, int]]]] = {
    "Mo-Su 09:00-21:00": {day: DAY for day in range(7)},
    "Mo-Fr 09:00-12:00,13:30-21:00": {day: [(540, 720), (810, 1260)] if day < 5 else [] for day in range(7)},
    "Mo-Su 18:00-23:00": {day: [(1080, 1380)] for day in range(7)},
    "Sa-Su 10:00-20:00": {day: [(600, 1200)] if day > 4 else [] for day in range(7)},
    "Mo-Su 09:00-09:40": {day: [(540, 580)] for day in range(7)},
}
CENTRE = (121.5, 31.2)
HOLIDAY = date(2026, 11, 18)
SKUS = ("F1", "F2", "D1")


@dataclass
class Plain:
    """A store as a test may know it."""

    id: int
    code: str
    lng: float
    lat: float
    week: dict[int, list[tuple[int, int]]]
    status: str = "active"
    paused: bool = False
    full: bool = False
    radius_m: float = 5_000
    area: Any = None
    holiday: list[tuple[int, int]] | None = None
    stock: dict[str, int] | None = None
    successor: str | None = None

    def is_open(self, at: datetime) -> bool:
        minutes = at.hour * 60 + at.minute
        spans = self.week[at.weekday()] if self.holiday is None or at.date() != HOLIDAY else self.holiday
        return any(start <= minutes < end for start, end in spans)

    def opens_too_late(self, at: datetime) -> bool:
        """Minute by minute: is there an hour of open time within fourteen?"""
        opened = (minute for minute in range(14 * 60) if self.is_open(at + timedelta(minutes=minute)))
        return len(list(islice(opened, 60))) < 60

    def delivers_to(self, lng: float, lat: float) -> bool:
        if self.area is not None:
            return bool(shapely.intersects_xy(self.area, lng, lat))
        return self.metres(lng, lat) <= self.radius_m

    def metres(self, lng: float, lat: float) -> float:
        return float(geodesic((lat, lng), (self.lat, self.lng)).meters)

    def dropped(self, lng: float, lat: float, at: datetime, lines: dict[str, int]) -> str | None:
        short = [sku for sku in sorted(lines) if self.stock is not None and self.stock.get(sku, 0) < lines[sku]]
        checks = (
            ("not_active", self.status != "active"),
            ("paused", self.paused),
            ("at_capacity", self.full),
            ("out_of_area", not self.delivers_to(lng, lat)),
            (f"out_of_stock({'|'.join(short)})", bool(short)),
            ("opens_too_late", self.opens_too_late(at)),
        )
        return next((reason for reason, holds in checks if holds), None)


@dataclass
class Town:
    """Sixty stores, what twelve mothers bought, and the plain rule over them."""

    stores: dict[str, Plain] = field(default_factory=dict)
    bought: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    def hers(self, ref: str, at: datetime) -> list[str]:
        latest_first = sorted((each for each in self.bought.get(ref, []) if each[0] < at), reverse=True)
        return list(dict.fromkeys(self.stores[code].successor or code for _, code in latest_first))

    def decide(self, order: dict[str, str]) -> dict[str, str]:
        lng, lat, at = float(order["lng"]), float(order["lat"]), datetime.fromisoformat(order["placed_at"])
        lines = {sku: int(n) for sku, n in (part.split(":") for part in order["lines"].split(";") if part)}
        hers = [self.stores[code] for code in self.hers(order["member_ref"], at)]
        others = [store for store in self.stores.values() if store not in hers]
        others.sort(key=lambda store: (not store.is_open(at), store.metres(lng, lat), store.code))
        inside = [store for store in others if store.delivers_to(lng, lat)]
        nearest = sorted((s for s in others if s not in inside), key=lambda s: (s.metres(lng, lat), s.code))[:5]
        outside = [store for store in others if store in nearest]
        # looked at: hers and the first 8, then 16 and 32 more, until one can; at last five that do not deliver to her
        steps = [0, len(hers) + 8, len(hers) + 24, len(hers) + 56]
        chunks = [[*hers, *inside][start:end] for start, end in pairwise(steps)]
        seen: list[Plain] = []
        why: dict[str, str | None] = {}
        for chunk in (*chunks, outside):
            seen += chunk
            why |= {store.code: store.dropped(lng, lat, at, lines) for store in chunk}
            if able := [store for store in seen if why[store.code] is None]:
                break
        dropped = [f"{code}:{reason}" for code, reason in why.items() if reason]
        answer = {"order_no": order["order_no"], "candidates": str(len(seen)), "dropped": ";".join(dropped)}
        if not able:
            return answer | {"store_code": "", "reason": "needs_person", "distance_m": "", "rank": ""}
        best, rank = able[0], seen.index(able[0]) + 1
        reason = "nearest" if best not in hers else "home_store" if best is hers[0] else "her_other_store"
        return answer | {
            "store_code": best.code, "reason": reason, "distance_m": f"{best.metres(lng, lat):.3f}", "rank": str(rank),
        }  # fmt: skip


def build(db: Database, rng: Random) -> Town:
    """A town with everything in it that can go wrong."""
    freeze(db)
    for sku in SKUS:
        insert(db, "products", {"sku": sku, "name": sku, "category": "奶粉", "price_fen": 100, "unit": "罐"})
    town = Town()
    for number in range(60):
        code = f"T{number:02d}"
        lng, lat = CENTRE[0] + rng.uniform(-0.06, 0.06), CENTRE[1] + rng.uniform(-0.06, 0.06)
        if number % 10 == 9:  # under one roof with its neighbour: the code decides
            lng, lat = town.stores[f"T{number - 1:02d}"].lng, town.stores[f"T{number - 1:02d}"].lat
        town.stores[code] = _store(db, rng, code, lng, lat)
    for code, heir in (("T50", "T05"), ("T51", "T06")):
        change(db, "UPDATE stores SET status = 'closed', successor_id = (SELECT id FROM stores WHERE code = :heir)"
                   " WHERE code = :code", code=code, heir=heir)  # fmt: skip
        town.stores[code].status, town.stores[code].successor = "closed", heir
    for number in range(12):
        ref = f"M{number:02d}"
        member_id = insert(db, "members", {"ref": ref, "created_at": TUESDAY_10}, returning="id")
        town.bought[ref] = []
        for visit in range(rng.randint(1, 5)):
            code = rng.choice(["T50", "T51", *rng.sample(sorted(town.stores), 3)])
            at = datetime(2026, 11, rng.randint(1, 22), rng.randint(9, 20), number, visit, tzinfo=SHANGHAI)
            state = "voided" if visit == 3 else "completed"
            add_purchase(db, member_id, town.stores[code].id, at, f"{ref}-{visit}", state=state)
            if state == "completed":
                town.bought[ref].append((at, code))
    return town


def _store(db: Database, rng: Random, code: str, lng: float, lat: float) -> Plain:
    hours = rng.choices(list(TIMETABLES), weights=(60, 15, 10, 10, 5))[0]
    store = Plain(0, code, lng, lat, TIMETABLES[hours])
    more: dict[str, Any] = {"hours": hours}
    kind = rng.random()
    if kind < 0.08:
        store.status = more["status"] = "suspended"
    elif kind < 0.16:
        store.paused, more["paused_at"] = True, TUESDAY_10
    elif kind < 0.24:
        store.full, more["capacity"] = True, 0
    if rng.random() < 0.2:
        store.radius_m = more["radius_m"] = rng.choice((800, 2_500, 9_000))
    elif rng.random() < 0.2:
        store.area = shapely.box(lng - 0.02, lat - 0.01, lng + 0.01, lat + 0.02)
        more["area_wkt"] = shapely.to_wkt(store.area, rounding_precision=12)
        store.area = shapely.from_wkt(more["area_wkt"])
    store.id = make_store(db, code, lng, lat, **more)
    if rng.random() < 0.3:
        store.holiday = rng.choice(([], [(600, 660)]))
        insert(
            db,
            "store_exceptions",
            {"store_id": store.id, "date": HOLIDAY, "hours": "10:00-11:00" if store.holiday else ""},
        )
    if rng.random() < 0.4:
        store.stock = {sku: rng.randint(0, 4) for sku in SKUS if rng.random() < 0.8}
        set_stock(db, store.id, **store.stock)
    return store


def orders_of(town: Town, rng: Random, count: int, at: datetime | None = None) -> Iterator[dict[str, str]]:
    """Orders in and around the town, of its mothers and of strangers."""
    for number in range(count):
        placed = at or datetime(2026, 11, rng.randint(15, 23), rng.randint(0, 23), rng.randint(0, 59), tzinfo=SHANGHAI)
        lines = ";".join(f"{sku}:{rng.randint(1, 3)}" for sku in rng.sample(SKUS, rng.randint(0, 3)))
        far = 0.3 if rng.random() < 0.05 else 0.07
        yield {
            "order_no": f"A{number}", "member_ref": rng.choice([*town.bought, "stranger", "", ""]),
            "lng": f"{CENTRE[0] + rng.uniform(-far, far):.6f}", "lat": f"{CENTRE[1] + rng.uniform(-far, far):.6f}",
            "datum": "wgs84", "placed_at": placed.isoformat(), "lines": lines,
        }  # fmt: skip


def answers(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("seed", [1, 2])
def test_replay_agrees_with_the_rule_written_plainly(db: Database, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    town = build(db, rng)
    orders = list(orders_of(town, rng, 400))
    before = fingerprint(db)
    done = replay_file(db, table(tmp_path / "orders.csv", orders), tmp_path / "D.csv")
    assert (done.orders, done.warnings) == (400, [])
    made = answers(tmp_path / "D.csv")
    assert list(made[0]) == list(COLUMNS)
    for order, answer in zip(orders, made, strict=True):
        expected = town.decide(order)
        if expected["distance_m"]:
            assert float(answer.pop("distance_m")) == pytest.approx(float(expected.pop("distance_m")), abs=0.001)
        assert {name: answer[name] for name in expected if name in answer} == {
            name: expected[name] for name in expected if name in answer
        }, order
    # every way of the rule was walked
    assert {answer["reason"] for answer in made} == {"home_store", "her_other_store", "nearest", "needs_person"}
    reasons = {part.split(":")[1].split("(")[0] for answer in made for part in answer["dropped"].split(";") if part}
    assert reasons == {
        *("not_active", "paused", "at_capacity", "out_of_area", "out_of_stock"),
        "opens_too_late",
    }
    assert fingerprint(db) == before


def test_replay_of_this_moment_is_what_the_shop_would_do(db: Database, tmp_path: Path) -> None:
    rng = Random(3)
    town = build(db, rng)
    orders = list(orders_of(town, rng, 200, TUESDAY_10))
    replay_file(db, table(tmp_path / "orders.csv", orders), tmp_path / "D.csv")
    members = dict(rows(db, "SELECT ref, id FROM members"))
    with db.session() as session:
        scene = look(session)
        for order, answer in zip(orders, answers(tmp_path / "D.csv"), strict=True):
            member_id = members.get(order["member_ref"])
            hers = her_stores(session, member_id, scene.book) if member_id else ()
            lines = {sku: int(n) for sku, n in (part.split(":") for part in order["lines"].split(";") if part)}
            request = RouteRequest(float(order["lng"]), float(order["lat"]), scene.now, hers)
            made, _ = verdict(session, scene, request, lines)
            code = scene.book.cards[made.store_id].code if made.store_id else ""
            assert (answer["store_code"], answer["reason"], answer["candidates"]) == (
                *(code, made.reason),
                str(len(made.candidates)),
            )


def test_several_processes_give_the_same_file_as_one(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(4)
    town = build(db, rng)
    orders = table(tmp_path / "orders.csv.gz", orders_of(town, rng, 1_300))
    replay_file(db, orders, tmp_path / "one.csv")
    monkeypatch.setattr(files, "_WORTH_PROCESSES", 0)
    replay_file(db, orders, tmp_path / "two.csv", processes=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_another_policy_and_the_one_in_force(db: Database, tmp_path: Path) -> None:
    freeze(db)
    make_store(db, "S1", 121.5, 31.2)
    order = next(orders_of(Town(), Random(1), 1, TUESDAY_10)) | {"lng": "121.53", "lat": "31.2", "lines": ""}
    file, out = table(tmp_path / "orders.csv", [order]), tmp_path / "D.csv"
    replay_file(db, file, out)
    assert answers(out)[0]["store_code"] == "S1"
    settings = tmp_path / "P.json"
    settings.write_text(json.dumps({"default_radius_m": 1_000}))
    replay_file(db, file, out, policy=read_policy(settings))
    assert answers(out)[0] == dict(zip(COLUMNS, ("A0", "", "needs_person", "", "", "1", "S1:out_of_area"), strict=True))
    change(db, "UPDATE policy_versions SET state = 'retired'")
    insert(
        db,
        "policy_versions",
        {"version": 2, "settings": '{"default_radius_m": 900}', "state": "active", "created_by": "x"},
    )
    replay_file(db, file, out)
    assert answers(out)[0]["reason"] == "needs_person"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"max_offers": "5"}', '{"version": 3}'])
def test_a_policy_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "P.json").write_text(content)
    with pytest.raises(BadFile, match=r"^P\.json: "):
        read_policy(tmp_path / "P.json")
    (tmp_path / "P.json").write_text("{}")
    assert read_policy(tmp_path / "P.json") == Policy(0)


def test_orders_do_not_take_from_each_other(db: Database, tmp_path: Path) -> None:
    freeze(db)
    insert(db, "products", {"sku": "F1", "name": "F1", "category": "奶粉", "price_fen": 100, "unit": "罐"})
    set_stock(db, make_store(db, "S1", 121.5, 31.2, capacity=1), F1=1)
    orders = [
        order | {"lng": "121.5", "lat": "31.2", "lines": "F1:1"}
        for order in orders_of(Town(), Random(1), 5, TUESDAY_10)
    ]
    replay_file(db, table(tmp_path / "orders.csv", orders), tmp_path / "D.csv")
    assert {answer["store_code"] for answer in answers(tmp_path / "D.csv")} == {"S1"}
    assert value(db, "SELECT reserved FROM stock_levels") == 0


def test_bad_rows_are_told_and_no_file_appears(db: Database, tmp_path: Path) -> None:
    freeze(db)
    make_store(db, "S1", 121.5, 31.2)
    good = next(orders_of(Town(), Random(1), 1, TUESDAY_10))
    faults = [
        {"order_no": ""}, {"lng": ""}, {"lng": good["lat"], "lat": good["lng"]}, {"datum": ""},
        {"placed_at": "2026-11-24T10:00:00"}, {"lines": "F1"}, {"lines": "F1:0"}, {"lines": "F1:2,F2:1"}, {},
    ]  # fmt: skip
    file = table(
        tmp_path / "o.csv", [good, *({**good, "order_no": f"B{i}", **f} for i, f in enumerate(faults[:-1])), good]
    )
    with pytest.raises(BadFile) as caught:
        replay_file(db, file, tmp_path / "D.csv")
    written = "lines are written SKU:QTY;SKU:QTY"
    assert caught.value.lines == [
        "row 3, column order_no: is empty",
        "row 4, column lng: is empty",
        "row 5, column lat: lng and lat look swapped: the point lies in China only when they change places",
        "row 6, column datum: is empty",
        "row 7, column placed_at: has no offset from UTC; write it like 2026-11-20T10:00:00+08:00",
        f"row 8, column lines: 'F1' has no quantity; {written}",
        f"row 9, column lines: 'F1:0' must be at least 1; {written}",
        f"row 10, column lines: 'F1:2,F2:1' is not a whole number; {written}",
        "row 11, column order_no: stands in row 2 already",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["o.csv"]


def test_a_failure_while_deciding_leaves_the_old_file(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(db)
    make_store(db, "S1", 121.5, 31.2)
    file = table(tmp_path / "o.csv", orders_of(Town(), Random(1), 3, TUESDAY_10))
    (tmp_path / "D.csv").write_text("of yesterday")

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(files, "replay", fail)
    with pytest.raises(RuntimeError):
        replay_file(db, file, tmp_path / "D.csv")
    assert (tmp_path / "D.csv").read_text() == "of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["D.csv", "o.csv"]
    with pytest.raises(BadFile, match="No such file"):
        replay_file(db, file, tmp_path / "nowhere" / "D.csv")


def test_an_article_that_nobody_knows_is_a_warning(db: Database, tmp_path: Path) -> None:
    freeze(db)
    store_id = make_store(db, "S1", 121.5, 31.2)
    make_store(db, "S2", 121.5, 31.21)
    set_stock(db, store_id)
    order = next(orders_of(Town(), Random(1), 1, TUESDAY_10)) | {"lng": "121.5", "lat": "31.2", "lines": "NEW:1;NEW:2"}
    done = replay_file(db, table(tmp_path / "o.csv", [order]), tmp_path / "D.csv")
    assert done.warnings == ["1 articles are not in the catalogue: NEW"]
    (answer,) = answers(tmp_path / "D.csv")
    assert (answer["store_code"], answer["dropped"]) == ("S2", "S1:out_of_stock(NEW)")
