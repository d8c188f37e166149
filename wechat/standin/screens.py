"""Pages that show what a phone would show: people, pay sheets, messages; and what she can tap there."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from wechat.standin import gestures, messages, pages, pay_orders, people, shipping, wallet
from wechat.standin.login import COOKIE
from wechat.standin.world import world

routes = Blueprint("screens", __name__)


@routes.errorhandler(LookupError)
def _missing(error: LookupError) -> tuple[str, int]:
    return pages.notice("找不到", "没有这部手机，或没有这笔支付。"), 404


@routes.errorhandler(wallet.CannotPay)
def _cannot_pay(error: wallet.CannotPay) -> tuple[str, int]:
    return pages.notice("无法支付", str(error)), 409


@routes.get("/")
def everybody() -> str:
    """All phones."""
    rows = world().store.all("SELECT * FROM phones ORDER BY id")
    open_sheets = {row["id"]: len(_sheets(row)) for row in rows}
    return render_template("everybody.html", phones=rows, masked=pages.masked, sheets=open_sheets)


@routes.post("/phone")
def make_phone() -> Response:
    """A new one."""
    return redirect(f"/phone/{people.make(world())['id']}")


@routes.get("/phone/<int:phone_id>")
def phone(phone_id: int) -> Response:
    """One phone; opening it makes it the one that OAuth pages see."""
    row = people.get(world(), phone_id)
    accepts = world().store.all("SELECT template_id, left FROM accepts WHERE phone_id = ? AND left > 0", phone_id)
    left = {one["template_id"]: one["left"] for one in accepts}
    shown = [
        (pages.TITLES.get(name, name), left.get(key, 0)) for name, key in world().account.subscribe_templates.items()
    ]
    received = [pages.told(one) for one in messages.received(world(), phone_id)[:50]]
    home = world().account.public_url + world().option("home_path")
    parts = {"home": home, "sheets": _sheets(row), "paid": _paid(row), "accepts": shown, "messages": received}
    answer = make_response(
        render_template(
            "phone.html",
            phone=row,
            masked=pages.masked,
            **parts,
        )
    )
    answer.set_cookie(COOKIE, str(phone_id), httponly=True, samesite="Lax")
    return answer


@routes.post("/phone/<int:phone_id>/<what>")
def tap(phone_id: int, what: str) -> Response:
    """follow, unfollow or accept (every template once more)."""
    if what == "accept":
        gestures.answer_sheet(world(), phone_id, list(world().account.subscribe_templates.values()), "accept")
    elif what in ("follow", "unfollow"):
        gestures.follow(world(), phone_id, what == "follow")
    else:
        raise LookupError(what)
    return redirect(f"/phone/{phone_id}")


@routes.post("/phone/<int:phone_id>/receive/<out_trade_no>")
def receive(phone_id: int, out_trade_no: str) -> Response:
    """She confirms the receipt."""
    shipping.confirm(world(), wallet.find(world(), out_trade_no)["transaction_id"])
    return redirect(f"/phone/{phone_id}")


@routes.get("/q/<path:scene>")
def scan(scene: str) -> Response:
    """A code of the service account was scanned: by whom? She follows it, and the house is told."""
    chosen = request.args.get("phone", type=int)
    if chosen is None:
        phones = world().store.all("SELECT * FROM phones ORDER BY id")
        return make_response(pages.choose([(f"?phone={one['id']}", one) for one in phones]))
    gestures.scan(world(), chosen, scene, "service")
    return redirect(f"/phone/{chosen}")


@routes.get("/pay/<prepay_id>")
def sheet(prepay_id: str) -> str:
    """The pay sheet of an H5 page: ``?return=`` is where it goes on."""
    row = wallet.find(world(), prepay_id)
    wallet.check_open(world(), row)
    back = _safe(request.args.get("return", ""))
    return render_template("sheet.html", sheet=_sheet(row), back=back)


@routes.post("/pay/<prepay_id>")
def pay(prepay_id: str) -> Response:
    """支付, or the sheet is closed."""
    row = wallet.find(world(), prepay_id)
    if request.form.get("do") != "cancel":
        wallet.pay(world(), row)
    back = _safe(request.form.get("return", ""))
    return redirect(back) if back else make_response(_done(row, request.form.get("do") != "cancel"))


def _done(row: sqlite3.Row, paid: bool) -> str:
    return render_template("done.html", sheet=_sheet(row), paid=paid, phone=_owner(row))


def _safe(url: str) -> str:
    """Only back to the house or within the stand-in: nobody else's address is a link of ours."""
    parts = urlsplit(url)
    if url.startswith("/") and not url.startswith(("//", "/\\")):
        return url
    hosts = {urlsplit(world().account.public_url).netloc, request.host}
    return url if parts.scheme in ("http", "https") and parts.netloc in hosts else ""


def _owner(row: sqlite3.Row) -> sqlite3.Row | None:
    app = "mini" if row["app_id"] == world().account.mini_app_id else "service"
    return people.by_openid(world(), app, row["openid"])


def _orders(phone: sqlite3.Row) -> list[sqlite3.Row]:
    sql = "SELECT * FROM orders WHERE openid IN (?, ?) ORDER BY rowid DESC"
    return world().store.all(sql, phone["mini_openid"], phone["service_openid"])


def _sheets(phone: sqlite3.Row) -> list[dict[str, Any]]:
    states = ("NOTPAY", "PAYERROR")
    return [_sheet(row) for row in _orders(phone) if pay_orders.state_of(world(), row) in states]


def _paid(phone: sqlite3.Row) -> list[dict[str, Any]]:
    found = []
    for row in _orders(phone)[:50]:
        if row["paid_at"] is not None:
            sent = world().store.one("SELECT * FROM shipments WHERE transaction_id = ?", row["transaction_id"])
            found.append({**_sheet(row), "can_receive": sent is not None and sent["received_at"] is None})
    return found


def _sheet(row: sqlite3.Row) -> dict[str, Any]:
    state = pay_orders.state_of(world(), row)
    description = json.loads(row["body"])["description"]
    times = {"until": pages.moment(row["expires_at"]), "at": pages.moment(row["paid_at"])}
    numbers = {"prepay_id": row["prepay_id"], "out_trade_no": row["out_trade_no"]}
    return {
        **numbers,
        "yuan": pages.yuan(row["total"]),
        "description": description,
        "state": pages.STATES[state],
        **times,
    }
