"""The server keeps one plan of each statement on an order's way: planning one anew costs more than running it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from app.db import Database
from app.wire import _written
from dispatch.views.store_seen import _one
from tests.support.people import Caller, login_mother, make_staff
from tests.support.walk import add_address, place_order
from tests.support.world import Network, change

# PostgreSQL plans a prepared statement five times for the values at hand before it may keep a plan.
TRIED = 5
ORDERS = 14
_KEPT = text("""
SELECT statement, custom_plans FROM pg_prepared_statements
WHERE custom_plans > :tried AND generic_plans = 0 AND statement ~* 'select|insert|update'
""")


def test_no_statement_is_planned_for_every_order(app: Flask, db: Database, network: Network) -> None:
    mother, clerk = login_mother(app), make_staff(app, network["S1"], "clerk")
    address_id = add_address(mother)
    for number in range(ORDERS):
        _one_order(mother, clerk, db, address_id, f"key-{number:08d}")
    planned = [
        *db.run(lambda session: session.execute(_KEPT, {"tried": TRIED}).all()),
        *db.ask(_KEPT, {"tried": TRIED}).all(),
    ]
    assert [(row.custom_plans, " ".join(row.statement.split())) for row in planned] == []


def _one_order(mother: Caller, clerk: Caller, db: Database, address_id: int, key: str) -> None:
    asked = {"address_id": address_id, "lines": [{"sku": "F1", "quantity": 1}]}
    assert mother.post("/mom/v1/quotes", asked).status_code == 200
    order_no = place_order(mother, key, **asked)["order_no"]
    [offer] = clerk.get("/merchant/v1/offers").get_json()["offers"]
    steps = (f"offers/{offer['id']}/accept", f"orders/{order_no}/picking", f"orders/{order_no}/leave")
    for step in steps:
        assert clerk.post(f"/merchant/v1/{step}").status_code == 200
    proof = {"code": db.vault.proof_code(order_no)}
    assert clerk.post(f"/merchant/v1/orders/{order_no}/delivered", proof).status_code == 200


def test_whose_event_it_was_is_worked_out_once(db: Database, network: Network) -> None:
    """Not once for every member of the staff: a hundred of them made a store's order cost the server seven times as much."""
    change(
        db,
        "INSERT INTO staff (phone_hash, phone_sealed, name, created_at)"
        " SELECT int4send(n), :sealed, '店员' || n, now() FROM generate_series(1, 100) AS n",
        sealed=db.vault.seal("13900000000", "staff.phone"),
    )
    change(db, "ANALYZE staff")
    asked = _written(_one(("order.accepted",), done=True).text).query.decode()
    with db.reading.connect() as connection:
        plan = [line for (line,) in connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {asked}")]
    assert any("on staff" in line for line in plan)
    assert [line for line in plan if "substring" in line] == []
