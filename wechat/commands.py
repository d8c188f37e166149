"""``flask --app wsgi wechat …``: is everything as WeChat wants it, and the few things that are set up once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import click
from flask.cli import with_appcontext

from app import reconcile
from app.bills import compare
from app.web.house import house
from app.wechat_port import WechatError
from wechat.checks import checks
from wechat.house import api_of
from wechat.pay import PayError

T = TypeVar("T")


@click.group("wechat")
def WECHAT() -> None:
    """WeChat: check the accounts, set up the order centre, compare a bill."""


@WECHAT.command()
@with_appcontext
def check() -> None:
    """Ask WeChat about every setting, one line each; exit 1 if one is wrong. Sends nothing to anybody, takes no money."""
    failed = False
    for name, problem in checks(house()):
        failed |= problem is not None
        click.echo(f"{'ok  ' if problem is None else 'FAIL'}  {name}" + (f": {problem}" if problem else ""))
    sys.exit(1 if failed else 0)


@WECHAT.command("order-path")
@with_appcontext
def order_path() -> None:
    """Tell WeChat which page of the mini-program shows an order, for its order centre. Once, and when the page moves."""
    port = api_of(house().wechat)
    if port is None:
        raise click.ClickException("JINDAN_WECHAT is off")
    _told(lambda: port.set_order_path(ORDER_CENTRE_PATH))
    click.echo(f"the order centre opens {ORDER_CENTRE_PATH}")


@WECHAT.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@with_appcontext
def bill(day: datetime) -> None:
    """Compare WeChat's bill of DAY (YYYY-MM-DD) with the ledger, now; lists every difference, exit 1 if there are any."""
    wanted: date = day.date()
    rows = _told(lambda: house().payments.bill(wanted))
    found = house().db.run(lambda session: compare(session, house().payments.name, wanted, rows))
    for row in found:
        click.echo(f"{row['kind']}  {row['key']}  bill {row['bill_fen']}  ledger {row['ledger_fen']}")
    click.echo(f"{wanted}: {len(rows)} lines in the bill, {len(found)} differences")
    sys.exit(1 if found else 0)


def _told(ask: Callable[[], T]) -> T:
    """What WeChat answered; its refusal is one line, not a traceback."""
    try:
        return ask()
    except (WechatError, PayError) as error:
        raise click.ClickException(f"WeChat did not do it: {error}") from None


@WECHAT.command()
@with_appcontext
def once() -> None:
    """One round of the reconciler, now."""
    click.echo(f"{reconcile.reconcile_once(house())} asked after")


# WeChat puts the merchant's number of the payment, and its own, in place of the two words.
ORDER_CENTRE_PATH = "pages/order/order?out_trade_no=${商品订单号}"
