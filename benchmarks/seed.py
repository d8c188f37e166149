"""Fills a benchmark's database: stores that count their stock, staff and mothers with tokens, some with till purchases."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import psycopg
from psycopg import sql

from app.demo import files
from app.imports.staging import filled_tables
from app.members.addresses import PURPOSE
from app.security import Vault, new_token, token_hash
from benchmarks.house import TUESDAY_10, House, plain
from benchmarks.network import AROUND, SEED, Point, Shop, apart_m

PLENTY = 1_000_000


@dataclass(frozen=True, slots=True)
class Mother:
    """Somebody who may order once: her token and her address."""

    member_id: int
    token: str
    address_id: int


@dataclass(frozen=True)
class Town:
    """Who and what there is. ``counters``: a staff token by store code; ``skus``: everything on sale."""

    mothers: list[Mother]
    counters: dict[str, str]
    store_ids: dict[str, int]
    skus: list[str]


def fill(house: House, shops: Sequence[Shop], homes: Sequence[Point], *, staffed: int = AROUND) -> Town:
    """Stores, the demo's catalogue, stock and staff at the first ``staffed`` stores, a mother in each home.

    Every other mother has bought at a till of the stores around: half of the orders go home, half to the nearest.
    """
    with psycopg.connect(plain(house.database_url)) as connection:
        store_ids = stores(connection, shops, counting=range(staffed))
        skus = products(connection)
        local = [store_ids[shop.code] for shop in shops[:staffed]]
        stock(connection, local, skus)
        tokens = staff(connection, house.db.vault, local)
        usual = [store_ids[shop.code] for shop in _usual(shops[:staffed], homes)]
        mothers = people(connection, house.db.vault, homes, usual)
    tidy(house)
    counters = dict(zip((shop.code for shop in shops[:staffed]), tokens, strict=True))
    return Town(mothers, counters, store_ids, skus)


def tidy(house: House) -> None:
    """Vacuum and analyse what was filled. Not the empty tables of orders, as in a new house: see ``filled_tables``."""
    names = sql.SQL(", ").join(map(sql.Identifier, house.db.read(filled_tables)))
    house.watch.execute(sql.SQL("VACUUM ANALYZE {}").format(names))


def _usual(shops: Sequence[Shop], homes: Sequence[Point]) -> list[Shop]:
    """Where the mother of each home would be a regular: one of the five nearest."""
    rng = Random(f"{SEED}/regulars")
    open_ones = [shop for shop in shops if shop.status == "active"]
    return [rng.choice(sorted(open_ones, key=lambda s: apart_m(home, (s.lng, s.lat)))[:5]) for home in homes]


def stores(connection: psycopg.Connection, shops: Sequence[Shop], *, counting: Container[int]) -> dict[str, int]:
    """Insert them; ids by code. Those whose places are in ``counting`` count their stock."""
    columns = (
        "code, name, address, phone, lng, lat, source_lng, source_lat, source_datum, hours, radius_m, area_wkt, capacity,"
        " status, tracks_stock"
    )
    copy_rows(
        connection, f"stores ({columns})",
        (
            (s.code, s.name, s.address, s.phone, s.lng, s.lat, s.lng, s.lat, "wgs84", s.hours, s.radius_m, s.area_wkt,
             s.capacity, s.status, number in counting)
            for number, s in enumerate(shops)
        ),
    )  # fmt: skip
    return dict(connection.execute("SELECT code, id FROM stores").fetchall())


def products(connection: psycopg.Connection) -> list[str]:
    """The demo's catalogue; its SKUs."""
    rows = files.read(files.CATALOGUE)
    copy_rows(
        connection, "products (sku, name, category, stage, price_fen, days_per_unit, unit)",
        ((r["sku"], r["name"], r["category"], r["stage"] or None, int(r["price_fen"]), r["days_per_unit"] or None, r["unit"])
         for r in rows),
    )  # fmt: skip
    return [row["sku"] for row in rows]


def stock(connection: psycopg.Connection, store_ids: Sequence[int], skus: Sequence[str]) -> None:
    """So much of everything that it never runs out."""
    rows = ((store_id, sku, PLENTY) for store_id in store_ids for sku in skus)
    copy_rows(connection, "stock_levels (store_id, sku, on_hand)", rows)


def staff(connection: psycopg.Connection, vault: Vault, store_ids: Sequence[int]) -> list[str]:
    """A manager with a token at each store."""
    phones = [f"1380900{number:04d}" for number in range(len(store_ids))]
    rows = ((vault.blind_index(p), vault.seal(p, "staff.phone"), "店长", TUESDAY_10) for p in phones)
    ids = insert_ids(connection, "staff (phone_hash, phone_sealed, name, created_at)", rows)
    pairs = list(zip(ids, store_ids, strict=True))
    copy_rows(connection, "staff_roles (staff_id, store_id, role)", ((who, where, "manager") for who, where in pairs))
    return tokens_for(connection, "staff", pairs)


def people(connection: psycopg.Connection, vault: Vault, homes: Sequence[Point], usual: Sequence[int]) -> list[Mother]:
    """A mother in every home; each second one has bought at her store of ``usual`` (ids)."""
    phones = [f"139{number:08d}" for number in range(len(homes))]
    rows = ((vault.blind_index(p), vault.seal(p, "members.phone"), TUESDAY_10, TUESDAY_10) for p in phones)
    ids = insert_ids(connection, "members (phone_hash, phone_sealed, phone_verified_at, created_at)", rows)
    details = [vault.seal_json(_details(phone), PURPOSE) for phone in phones]
    spots = (
        (who, sealed, *home, *home, "wgs84", True, TUESDAY_10)
        for who, sealed, home in zip(ids, details, homes, strict=True)
    )
    columns = "member_id, details_sealed, lng, lat, source_lng, source_lat, source_datum, is_default, created_at"
    addresses = insert_ids(connection, f"addresses ({columns})", spots)
    _regulars(connection, list(zip(ids, usual, strict=True))[::2])
    tokens = tokens_for(connection, "member", [(who, None) for who in ids])
    return [Mother(*each) for each in zip(ids, tokens, addresses, strict=True)]


def _details(phone: str) -> dict[str, str]:
    return {"name": "王小明", "phone": phone, "text": "重庆市渝中区民生路 88 号", "door": "3 号 502 室"}


def _regulars(connection: psycopg.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    rng = Random(f"{SEED}/receipts")
    rows = (
        ("till", f"bench-{who}", who, where, TUESDAY_10 - timedelta(days=rng.uniform(1, 300)), 29800)
        for who, where in pairs
    )
    copy_rows(connection, "purchases (source, source_key, member_id, store_id, purchased_at, total_fen)", rows)


def tokens_for(connection: psycopg.Connection, kind: str, pairs: Sequence[tuple[int, int | None]]) -> list[str]:
    """A token each for (subject, store)."""
    tokens = [new_token() for _ in pairs]
    until = TUESDAY_10 + timedelta(days=30)
    rows = (
        (token_hash(token), kind, who, where, TUESDAY_10, until)
        for token, (who, where) in zip(tokens, pairs, strict=True)
    )
    copy_rows(connection, "tokens (token_hash, kind, subject_id, store_id, created_at, expires_at)", rows)
    return tokens


def copy_rows(connection: psycopg.Connection, target: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_ids(connection: psycopg.Connection, target: str, rows: Iterable[Sequence[object]]) -> list[int]:
    """Copy rows into a table with an identity; their ids, in order."""
    table = target.partition(" ")[0]
    last = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    assert last is not None
    copy_rows(connection, target, rows)
    found = connection.execute(f"SELECT id FROM {table} WHERE id > %s ORDER BY id", last)
    return [row[0] for row in found.fetchall()]
