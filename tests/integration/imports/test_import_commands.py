"""The commands as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.db import Database
from app.imports.commands import GROUPS
from app.imports.dispatch_commands import DISPATCH
from tests.support.tables import PRODUCT, PURCHASE, STORE, table
from tests.support.world import freeze, value


@pytest.fixture
def run(app: Flask, db: Database):
    """``run("stores", "import", path)``."""
    freeze(db)
    for group in (*GROUPS, DISPATCH):
        if group.name not in app.cli.commands:
            app.cli.add_command(group)

    def run_(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])

    return run_


def test_the_four_imports(run, tmp_path: Path, db: Database) -> None:
    stores = table(tmp_path / "stores.csv", [STORE], encoding="gb18030")
    products = table(tmp_path / "catalogue.csv.gz", [PRODUCT])
    stock = table(tmp_path / "stock.csv", [{"store_code": "S1", "sku": "F1", "on_hand": 3}], encoding="utf-8-sig")
    purchases = table(tmp_path / "purchases.csv", [PURCHASE])
    dry = run("stores", "import", stores, "--dry-run")
    assert dry.exit_code == 0 and value(db, "SELECT count(*) FROM stores") == 0
    assert dry.stdout == "stores: dry run, nothing was written; would be: 1 added, 0 changed, 0 unchanged\n"
    for name, file in (("stores", stores), ("catalogue", products), ("stock", stock), ("purchases", purchases)):
        first, second = run(name, "import", file), run(name, "import", file)
        assert first.exit_code == second.exit_code == 0, first.output + second.output
        assert ": 1 added, 0 changed, 0 unchanged" in first.stdout
        assert ": 0 added, 0 changed, 1 unchanged" in second.stdout
        assert first.stderr == ""


def test_a_bad_file_is_exit_1_with_row_numbers_on_stderr(run, tmp_path: Path, db: Database) -> None:
    bad = run("stores", "import", table(tmp_path / "stores.csv", [STORE, {**STORE, "code": "S2", "lat": ""}]))
    assert bad.exit_code == 1 and bad.stdout == ""
    assert bad.stderr == "row 3, column lat: is empty\nnothing was written\n"
    assert value(db, "SELECT count(*) FROM stores") == 0
    assert run("stores", "import", tmp_path / "none.csv").exit_code == 2


def test_warnings_do_not_stop_an_import(run, tmp_path: Path, db: Database) -> None:
    done = run("stores", "import", table(tmp_path / "stores.csv", [{**STORE, "address": "北京市海淀区中关村"}]))
    assert done.exit_code == 0 and done.stderr.startswith("warning: row 2, column address: it names 海淀区 (北京市)")
    assert value(db, "SELECT count(*) FROM stores") == 1


@pytest.mark.parametrize("name", ["stores", "catalogue", "stock", "purchases"])
def test_help_names_every_column(run, name: str) -> None:
    from app.imports import catalogue, purchases, stock, stores

    columns = {"stores": stores, "catalogue": catalogue, "stock": stock, "purchases": purchases}[name].COLUMNS
    shown = run(name, "import", "--help").output
    assert [column for column in (*columns, "--dry-run") if column not in shown] == []


def test_replay_and_simulate(run, tmp_path: Path) -> None:
    run("stores", "import", table(tmp_path / "stores.csv", [STORE]))
    order = {
        "order_no": "A1", "member_ref": "", "lng": "121.6045", "lat": "31.2138", "datum": "gcj02",
        "placed_at": "2026-11-24T10:00:00+08:00", "lines": "",
    }  # fmt: skip
    orders, out = table(tmp_path / "orders.csv", [order]), tmp_path / "D.csv"
    policy = tmp_path / "near.json"
    policy.write_text('{"default_radius_m": 500}')
    assert run("dispatch", "replay", orders, "--out", out).stdout == f"1 orders decided: {out}\n"
    assert out.read_text().splitlines()[1].startswith("A1,S1,nearest,1108")
    assert run("dispatch", "replay", orders, "--out", out, "--policy", policy).exit_code == 0
    assert out.read_text().splitlines()[1] == "A1,,needs_person,,,1,S1:out_of_area"
    simulated = run("dispatch", "simulate", "--hours", 2, "--orders-per-hour", 30, "--policy", policy)
    assert simulated.exit_code == 0 and "minutes to acceptance, p50" in simulated.stdout
    policy.write_text('{"radius": 1}')
    refused = run("dispatch", "replay", orders, "--out", tmp_path / "E.csv", "--policy", policy)
    assert refused.exit_code == 1 and "near.json: policy 'radius' is not a setting" in refused.stderr
    assert not (tmp_path / "E.csv").exists()
