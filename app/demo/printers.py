"""Printers for the demo's shops."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import vault_of
from app.demo.printer_list import DEMO_PRINTERS
from app.printers.keeping import PURPOSE

_STORES = text("SELECT DISTINCT s.id, s.code FROM stores s JOIN staff_roles r ON r.store_id = s.id ORDER BY s.code")
_ADD = text("""
INSERT INTO printers (store_id, provider, serial, key_sealed, name, created_by, created_at)
VALUES (:store_id, :provider, :serial, :key_sealed, :name, 'system', jindan_now()) ON CONFLICT DO NOTHING
""")


def put_up(session: Session, codes: list[str]) -> int:
    """One at each of the first stores of ``codes``; how many stand."""
    known = {row.code: row.id for row in session.execute(_STORES)}
    stores = [known[code] for code in codes if code in known]
    vault = vault_of(session)
    for printer, store_id in zip(DEMO_PRINTERS, stores, strict=False):
        session.execute(
            _ADD,
            {
                "store_id": store_id, "provider": printer.provider, "serial": printer.serial, "name": printer.name,
                "key_sealed": vault.seal(printer.key, PURPOSE),
            },
        )  # fmt: skip
    return min(len(DEMO_PRINTERS), len(stores))
