"""The demo network, loaded on the first start: all of it in one transaction, so that a crash leaves nothing behind."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import now
from app.config import Config
from app.db import Database
from app.demo import files, printers, settle
from app.imports.catalogue import import_catalogue
from app.imports.purchases import import_purchases
from app.imports.report import one_import_at_a_time
from app.imports.staging import filled_tables
from app.imports.stock import import_stock
from app.imports.stores_write import import_stores
from app.imports.table import Row, open_table
from app.stores.models import Store
from dispatch.domain.hours import SHANGHAI

Say = Callable[[str], object]
_DAY_S = 86_400


def load_if_empty(db: Database, progress: Say = print) -> bool:
    """Load everything in app/demo/data when there is no store yet; False when there is. For the demo only.

    Purchases that would lie in the future are moved back, all of them by the same whole days.
    """
    return db.run(lambda session: _load(session, progress))


def _load(session: Session, progress: Say) -> bool:
    one_import_at_a_time(session)
    if session.query(Store.id).limit(1).first() is not None:
        return False
    progress("demo network: loading (some seconds, once)")
    days_back = days_ahead(session)
    for report in (
        import_catalogue(session, _rows(files.CATALOGUE)),
        import_stores(session, _rows(files.STORES)),
        import_stock(session, _rows(files.STOCK)),
        import_purchases(session, _moved_back(_rows(files.PURCHASES), days_back)),
    ):
        progress(f"demo network: {report.added:,} {report.what}")
    settle.policy(session)
    settle.mothers(session, days_back)
    settle.staff(session)
    settle.agents(session)
    settle.terminal(session)
    printers.put_up(session, [row["store_codes"] for row in files.read(files.STAFF) if row["role"] == "manager"])
    # Before the first order, not when autovacuum comes round.
    session.execute(text(f"ANALYZE {', '.join(filled_tables(session))}"))
    return True


def _rows(name: str) -> Iterator[Row]:
    return open_table(files.DATA / name, files.HEADERS[name])


def days_ahead(session: Session) -> int:
    """By how many whole days the latest demo purchase lies in the future of the house's clock; 0 when it does not."""
    latest = max(settle.moment(row.cells["purchased_at"]) for row in _rows(files.PURCHASES))
    return max(0, math.ceil((latest - now(session)).total_seconds() / _DAY_S))


def _moved_back(rows: Iterator[Row], days: int) -> Iterator[Row]:
    if not days:
        return rows
    return (Row(row.number, row.cells | {"purchased_at": _earlier(row.cells["purchased_at"], days)}) for row in rows)


def _earlier(at: str, days: int) -> str:
    return (settle.moment(at) - timedelta(days=days)).astimezone(SHANGHAI).isoformat()


@dataclass(frozen=True, slots=True)
class LogIn:
    """One of the people one can be. ``path`` is her door on this server; ``secret`` how she proves who she is."""

    person: str
    name: str
    path: str
    login: str
    secret: str


def people() -> list[LogIn]:
    """A mother, the manager of her home store, customer service."""
    mother, manager, agent = (files.read(name)[0] for name in (files.MEMBERS, files.STAFF, files.AGENTS))
    by_sms = "code by SMS, shown on /demo/sms"
    return [
        LogIn("mother 妈妈", mother["name"], "/mall/", mother["phone"], by_sms),
        LogIn("store staff 店长", manager["name"], "/merchant/", manager["phone"], by_sms),
        LogIn("customer service 客服", agent["name"], "/console/", agent["login"], f"password {agent['password']}"),
    ]


def log_ins(config: Config) -> list[str]:
    """Lines for the terminal: who can log in where, and how; and the till with its token."""
    lines = [f"{one.person} {one.name}: {config.base_url}{one.path}  {one.login}  ({one.secret})" for one in people()]
    return [*lines, f"till {settle.SERIAL}: {config.base_url}/pos/v1  token {settle.TERMINAL_TOKEN}"]
