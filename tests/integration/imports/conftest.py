"""The four imports over the test's database, and files to feed them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.db import Database
from app.imports.commands import catalogue_file, purchases_file, stock_file, stores_file
from app.imports.errors import BadFile
from app.imports.report import Report
from tests.support.tables import PRODUCT, PURCHASE, STORE, table

IMPORTERS = {"stores": stores_file, "catalogue": catalogue_file, "stock": stock_file, "purchases": purchases_file}
BASE: dict[str, Mapping[str, Any]] = {
    "stores": STORE,
    "catalogue": PRODUCT,
    "stock": {"store_code": "S1", "sku": "F1", "on_hand": "5"},
    "purchases": PURCHASE,
}

Bring = Callable[..., Report]
Refused = Callable[..., list[str]]


@pytest.fixture
def bring(db: Database, tmp_path: Path) -> Bring:
    """``bring("stores", {"code": "S2"}, {…})``: import a file of such rows; what a row leaves out is as in ``BASE``."""

    def bring_(what: str, *rows: Mapping[str, Any], encoding: str = "utf-8", **options: Any) -> Report:
        header = list(dict.fromkeys(name for row in (BASE[what], *rows) for name in row))
        file = table(tmp_path / f"{what}.csv", [{**BASE[what], **row} for row in rows or ({},)], header, encoding)
        return IMPORTERS[what](db, path=file, **options)

    return bring_


@pytest.fixture
def refused(bring: Bring) -> Refused:
    """The faults for which a file is refused."""

    def refused_(what: str, *rows: Mapping[str, Any], **options: Any) -> list[str]:
        with pytest.raises(BadFile) as caught:
            bring(what, *rows, **options)
        return caught.value.lines

    return refused_


@pytest.fixture
def shop(bring: Bring) -> None:
    """Two stores and two articles."""
    bring("stores", {}, {"code": "S2", "lng": "121.614500"})
    bring("catalogue", {}, {"sku": "F2", "stage": "2"})
