"""CSV files as people hand them in, and a fingerprint of what the database keeps of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.db import Database

STORE: Mapping[str, Any] = {
    "code": "S1", "name": "小荷母婴 张江店", "address": "上海市浦东新区张江路1号", "phone": "021-0555 0001",
    "lng": "121.604500", "lat": "31.203800", "datum": "gcj02", "hours": "Mo-Su 09:00-21:00", "radius_m": "",
    "area_wkt": "", "capacity": "", "status": "active", "successor": "",
}  # fmt: skip
PRODUCT: Mapping[str, Any] = {
    "sku": "F1", "name": "牧小暖 1段 800克", "category": "奶粉", "stage": "1", "price_fen": "29800",
    "days_per_unit": "7.5", "unit": "罐",
}  # fmt: skip
PURCHASE: Mapping[str, Any] = {
    "member_ref": "M1", "phone": "13812345678", "store_code": "S1", "purchased_at": "2026-11-01T10:00:00+08:00",
    "receipt_no": "R1", "sku": "F1", "quantity": "2", "paid_fen": "59600",
}  # fmt: skip

IMPORTED = ("stores", "products", "stock_levels", "members", "purchases", "purchase_lines", "revisions")


def table(
    path: Path,
    rows: Iterable[Mapping[str, Any]],
    header: Sequence[str] | None = None,
    encoding: str = "utf-8",
) -> Path:
    """Write rows under a header (that of the first row, if none is given); a name in ``.gz`` is compressed."""
    rows = list(rows)
    text_file = io.StringIO()
    writer = csv.DictWriter(text_file, header or list(rows[0]), lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    raw = text_file.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def fingerprint(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row version of the tables that imports write: a row that was updated without a change differs too."""
    with db.session() as session:
        return {
            name: [tuple(row) for row in session.execute(text(f"SELECT xmin, ctid, t FROM {name} t ORDER BY ctid"))]
            for name in IMPORTED
        }
