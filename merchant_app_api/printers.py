"""The store's cloud printers: 飞鹅 and 易联云."""

from __future__ import annotations

from typing import Any

from app.printers import keeping
from app.web.access import me, operation
from app.web.house import house
from app.web.printers import PrinterOut
from merchant_app_api.kit import ID, documented, my_store, part
from merchant_app_api.printer_schemas import PrinterIn, PrintersOut, TriedOut

printers = part("printers", "Cloud printers / 云打印机")


@printers.route("/printers", methods=["GET"])
@documented(printers, "The store's printers")
@printers.response(200, PrintersOut())
@operation("merchant.printers.list")
def list_printers() -> dict[str, Any]:
    """With what their providers said of them last, and which providers the house works with."""
    store_id, known = my_store(), sorted(house().printers or ())
    return {"printers": house().db.read(lambda session: keeping.printers_of(session, store_id)), "providers": known}


@printers.route("/printers", methods=["POST"])
@documented(printers, "Add a printer", 409, 503)
@printers.arguments(PrinterIn())
@printers.response(201, PrinterOut())
@operation("merchant.printers.add")
def add_printer(body: dict[str, Any]) -> dict[str, Any]:
    """Number and key stand on its underside. The key is kept sealed and shown to nobody."""
    return keeping.add_printer(house(), my_store(), me().who, **body)


@printers.route(f"/printers/<{ID}:printer_id>", methods=["DELETE"])
@documented(printers, "Remove a printer", 404)
@printers.response(204)
@operation("merchant.printers.remove")
def remove_printer(printer_id: int) -> None:
    """Nothing is sent to it any more."""
    keeping.remove_printer(house(), my_store(), printer_id, me().who)


@printers.route(f"/printers/<{ID}:printer_id>/test", methods=["POST"])
@documented(printers, "Print a trial slip", 404, 409, 503)
@printers.response(200, TriedOut())
@operation("merchant.printers.test")
def try_printer(printer_id: int) -> dict[str, Any]:
    """And ask its provider how it is."""
    return keeping.try_printer(house(), my_store(), printer_id)
