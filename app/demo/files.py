"""Reading and writing the demo files: the same rows give the same bytes."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"

STORES = "stores.csv.gz"
CATALOGUE = "catalogue.csv"
STOCK = "stock.csv.gz"
PURCHASES = "purchases.csv.gz"
MEMBERS = "members.csv"
STAFF = "staff.csv"
AGENTS = "agents.csv"
ADDRESSES = "addresses.csv.gz"

HEADERS: dict[str, tuple[str, ...]] = {
    STORES: (
        *("code", "name", "address", "phone", "lng", "lat", "datum", "hours"),
        *("radius_m", "area_wkt", "capacity", "status", "successor"),
    ),
    CATALOGUE: ("sku", "name", "category", "stage", "price_fen", "days_per_unit", "unit"),
    STOCK: ("store_code", "sku", "on_hand"),
    PURCHASES: ("member_ref", "phone", "store_code", "purchased_at", "receipt_no", "sku", "quantity", "paid_fen"),
    MEMBERS: (
        *("member_ref", "phone", "name", "baby_nickname", "baby_birth_month"),
        *("address", "door", "lng", "lat", "datum", "home_store", "story"),
    ),
    STAFF: ("phone", "name", "role", "store_codes"),
    AGENTS: ("login", "name", "role", "password"),
    ADDRESSES: ("lng", "lat", "city"),
}


def write(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    """Write one demo file under its header; `.gz` names are compressed, without a time stamp or a file name inside."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS[name])
    writer.writerows(rows)
    plain = text.getvalue().encode()
    path = folder / name
    path.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0) if name.endswith(".gz") else plain)
    return path


def read(name: str, folder: Path = DATA) -> list[dict[str, str]]:
    """The rows of a demo file, each a dict by header."""
    raw = (folder / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    return list(csv.DictReader(io.StringIO(text)))
