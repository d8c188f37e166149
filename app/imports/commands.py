"""The commands: ``flask --app wsgi stores import FILE.csv`` and its three siblings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.db import Database
from app.imports import catalogue, purchases, stock, stores
from app.imports.catalogue import import_catalogue
from app.imports.errors import SHOWN, BadFile
from app.imports.purchases import import_purchases
from app.imports.report import Progress, Report, quiet
from app.imports.stock import import_stock
from app.imports.stores_write import import_stores
from app.imports.table import Row, open_table
from app.imports.watch import Watch
from app.web.house import house

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Importer(Protocol):
    """One of the four imports."""

    def __call__(
        self, session: Session, rows: Iterable[Row], *, dry_run: bool = False, progress: Progress = quiet
    ) -> Report:
        """Read, check, write (or only say what would be written)."""
        ...


def import_file(
    db: Database,
    importer: Importer,
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    *,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Report:
    """Import one file in one transaction; with ``dry_run`` the transaction only reads. Raises ``BadFile``."""

    def work(session: Session) -> Report:
        return importer(session, open_table(path, columns, optional), dry_run=dry_run, progress=progress)

    if not dry_run:
        return db.run(work)
    with db.session() as session:  # never committed
        return work(session)


stores_file = partial(import_file, importer=import_stores, columns=stores.COLUMNS, optional=stores.OPTIONAL)
catalogue_file = partial(import_file, importer=import_catalogue, columns=catalogue.COLUMNS)
stock_file = partial(import_file, importer=import_stock, columns=stock.COLUMNS)
purchases_file = partial(import_file, importer=import_purchases, columns=purchases.COLUMNS)

_COMMON = (
    "FILE is CSV, plain or gzipped, in UTF-8 or GB18030, with its columns in any order. Every row is checked first: if one is"
    " wrong, the faults are listed by row and column and nothing is written. The same file again changes nothing."
)
_HELP = {
    "stores": (
        "Add or change stores.",
        f"Columns: {', '.join(stores.COLUMNS)}; and, if wanted, {', '.join(stores.OPTIONAL)}.",
        "lng and lat are in the row's datum (gcj02, wgs84 or bd09), and so is area_wkt. hours are written like"
        " 'Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00'. Only a closed store has a successor. Without a column chain, a"
        " store's chain is its name up to the first space. A point outside of the district that the address names is a warning.",
        "To renumber a store, give its old code as former_code: it keeps its customers, its orders and its receipts under the"
        " new code. Stores that are not in the file stay as they are.",
    ),
    "catalogue": (
        "Add or change articles.",
        f"Columns: {', '.join(catalogue.COLUMNS)}. Prices are whole fen; stage and days_per_unit may be empty.",
    ),
    "stock": (
        "Set what stores have on their shelves.",
        f"Columns: {', '.join(stock.COLUMNS)}. The stores of the file count their stock from now on. on_hand may not be less"
        " than what live orders hold.",
    ),
    "purchases": (
        "Add receipts of other systems, and the members they name.",
        f"Columns: {', '.join(purchases.COLUMNS)}. Rows with one store_code and receipt_no are one purchase; paid_fen is for"
        " the whole line. A member is known by phone, by member_ref or by both. purchased_at has its offset, like"
        " 2026-11-20T10:00:00+08:00.",
    ),
}


def _group(name: str, importer: partial[Report]) -> click.Group:
    group = click.Group(name, help=_HELP[name][0])

    @group.command("import", help="\n\n".join((*_HELP[name], _COMMON)))
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="Check everything and say what would change; write nothing.")
    @with_appcontext
    def import_(file: Path, dry_run: bool) -> None:
        with exit_on_bad_file(), Watch() as watch:
            report = importer(house().db, path=file, dry_run=dry_run, progress=watch)
        show(report, dry_run)

    return group


def show(report: Report, dry_run: bool) -> None:
    """The counts on stdout, warnings on stderr."""
    for warning in report.warnings[:SHOWN]:
        click.echo(f"warning: {warning}", err=True)
    if len(report.warnings) > SHOWN:
        click.echo(f"warning: and {len(report.warnings) - SHOWN:,} more", err=True)
    click.echo(report.line(dry_run))


@contextmanager
def exit_on_bad_file() -> Iterator[None]:
    """Faults on stderr and exit 1."""
    try:
        yield
    except BadFile as bad:
        for line in (*bad.lines, "nothing was written"):
            click.echo(line, err=True)
        sys.exit(1)


GROUPS = [
    _group(name, importer)
    for name, importer in (
        ("stores", stores_file),
        ("catalogue", catalogue_file),
        ("stock", stock_file),
        ("purchases", purchases_file),
    )
]
