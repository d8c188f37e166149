"""The store itself: hours, dated exceptions, capacity, pause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.stores import keeping
from app.web.access import me, operation
from app.web.house import house
from dispatch.views.store_self import store_sheet
from merchant_app_api.kit import documented, my_store, part
from merchant_app_api.store_schemas import CapacityIn, ExceptionsIn, HoursIn, PauseIn, StoreSheet

store = part("store", "The store's own sheet, hours, capacity and pause / 本店")


@store.route("/store", methods=["GET"])
@documented(store, "The store's hours, area, capacity, pause and live load")
@store.response(200, StoreSheet())
@operation("merchant.store.get")
def read_store() -> dict[str, Any]:
    """Points and area in GCJ-02."""
    store_id = my_store()
    return house().db.read(lambda session: store_sheet(session, store_id))


@store.route("/store/hours", methods=["PUT"])
@documented(store, "Change the hours of the week", 422)
@store.arguments(HoursIn())
@store.response(200, StoreSheet())
@operation("merchant.store.hours")
def put_hours(body: dict[str, Any]) -> dict[str, Any]:
    """For orders from now on; the deadline of a running offer stays as it was promised."""
    store_id = my_store()
    return _change(lambda session: keeping.set_hours(session, store_id, body["hours"]))


@store.route("/store/exceptions", methods=["PUT"])
@documented(store, "Replace the dated exceptions from today on", 422)
@store.arguments(ExceptionsIn())
@store.response(200, StoreSheet())
@operation("merchant.store.exceptions")
def put_exceptions(body: dict[str, Any]) -> dict[str, Any]:
    """Holidays, stocktaking; the deadline of a running offer stays as it was promised."""
    store_id = my_store()
    dated = [keeping.DatedHours(**row) for row in body["exceptions"]]
    return _change(lambda session: keeping.set_exceptions(session, store_id, dated))


@store.route("/store/capacity", methods=["PUT"])
@documented(store, "Change how many live orders the store takes at once", 422)
@store.arguments(CapacityIn())
@store.response(200, StoreSheet())
@operation("merchant.store.capacity")
def put_capacity(body: dict[str, Any]) -> dict[str, Any]:
    """Null for no limit. Orders that the store has already stay."""
    store_id = my_store()
    return _change(lambda session: keeping.set_capacity(session, store_id, body["capacity"]))


@store.route("/store/pause", methods=["POST"])
@documented(store, "Take no new orders for a while", 422)
@store.arguments(PauseIn())
@store.response(200, StoreSheet())
@operation("merchant.store.pause")
def pause(body: dict[str, Any]) -> dict[str, Any]:
    """Offers that run already can still be answered."""
    who, store_id = me().who, my_store()
    return _change(lambda session: keeping.pause(session, store_id, who, body["reason"], body["minutes"]))


@store.route("/store/resume", methods=["POST"])
@documented(store, "Take orders again")
@store.response(200, StoreSheet())
@operation("merchant.store.resume")
def resume() -> dict[str, Any]:
    """A second tap changes nothing."""
    who, store_id = me().who, my_store()
    return _change(lambda session: keeping.resume(session, store_id, who))


def _change(act: Callable[[Session], None]) -> dict[str, Any]:
    store_id = my_store()

    def change(session: Session) -> dict[str, Any]:
        act(session)
        return store_sheet(session, store_id)

    return house().db.run(change)
