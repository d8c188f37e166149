"""Pages that exist only in the demo: the text messages a phone would show, and the pay sheet."""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, render_template_string, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.calls.demo import shown as lent
from app.notify.sms import shown
from app.payments.models import Payment
from app.web.house import house
from dispatch import intake

demo = Blueprint("demo", __name__, url_prefix="/demo")

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ title }}</title><style>body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;max-width:40rem;
margin:2rem auto;padding:0 1rem;color:#222;background:#faf7f2}li,.card{background:#fff;border-radius:12px;padding:.8rem 1rem;
margin:.6rem 0;list-style:none;box-shadow:0 1px 3px #0001}ul{padding:0}time{color:#888;font-size:.85em}
button{font:inherit;width:100%;padding:.8rem;border:0;border-radius:999px;background:#07c160;color:#fff}</style>
<h1>{{ title }}</h1>{% block body %}{% endblock %}</html>"""
_SMS = _PAGE.replace(
    "{% block body %}{% endblock %}",
    "<p>演示环境不发送真实短信，最近的短信显示在这里。"
    "<a href='{{ url_for(\"demo.calls\") }}'>隐私号</a></p><ul>{% for m in messages %}<li><b>{{ m.phone }}</b> "
    "<time>{{ m.at[11:19] }}</time><br>{{ m.text }}</li>{% else %}<li>还没有短信</li>{% endfor %}</ul>",
)
_CALLS = _PAGE.replace(
    "{% block body %}{% endblock %}",
    '<p>演示环境不接通真实电话，借出的隐私号显示在这里；这些号码都是虚构的。<a href="{{ url_for("demo.sms") }}">短信</a></p>'
    "<ul>{% for c in calls %}<li><b>{{ c.number }}</b> <time>{{ c.at.strftime('%H:%M:%S') }}"
    " 至 {{ c.until.strftime('%H:%M') }}</time>{{ '' if c.living else '（已释放）' }}<br>门店 {{ c.a }} ⇄ 顾客 {{ c.b }}"
    "<br>订单尾号 {{ c.order_no[-4:] }}</li>{% else %}<li>还没有通话</li>{% endfor %}</ul>",
)
_PAY = _PAGE.replace(
    "{% block body %}{% endblock %}",
    '<div class="card"><p>应付 <b>{{ "%.2f"|format(amount / 100) }} 元</b></p>{% if state == "created" %}'
    '<form method="post"><button>模拟支付</button></form>{% elif state == "succeeded" %}<p>已支付</p>{% else %}'
    "<p>订单已关闭，不能支付</p>{% endif %}</div>"
    '{% if back %}<p><a href="{{ back }}">返回商城</a></p>{% endif %}',
)


@demo.get("/sms")
def sms() -> str:
    """The latest messages."""
    return render_template_string(_SMS, title="短信", messages=house().db.read(shown))


@demo.get("/calls")
def calls() -> str:
    """The masked numbers that were lent, and whom they connect."""
    return render_template_string(_CALLS, title="隐私号", calls=house().db.read(lent))


@demo.post("/code")
def code() -> tuple[str, int]:
    """The latest code sent to ``phone`` (form field; never in a URL), as plain text: for the README's lines and the demo day."""
    phone = request.form.get("phone", "")
    texts = (message["text"] for message in house().db.read(shown) if message["phone"] == phone)
    found = next((match[0] for text in texts if (match := _CODE.search(text))), None)
    return (found, 200) if found else ("", 404)


@demo.get("/pay/<out_trade_no>")
def pay_sheet(out_trade_no: str) -> str:
    """What she would see when asked to pay."""
    payment = house().db.read(lambda session: _payment(session, out_trade_no))
    return render_template_string(_PAY, title="收银台", amount=payment.amount_fen, state=payment.state, back=_back())


@demo.post("/pay/<out_trade_no>")
def pay(out_trade_no: str) -> Response:
    """She pays; what a provider's notice would do."""
    payment = house().db.read(lambda session: _payment(session, out_trade_no))
    house().db.run(lambda session: intake.paid(session, payment.id, f"demo-{payment.id}", payment.amount_fen))
    return redirect(_back() or url_for("demo.pay_sheet", out_trade_no=out_trade_no))


def _back() -> str | None:
    """Where she came from: a page of this very house, or nowhere."""
    given = request.args.get("back", "")
    return given if given.startswith(f"{request.host_url}mall/") else None


def _payment(session: Session, out_trade_no: str) -> Payment:
    payment = session.execute(select(Payment).where(Payment.out_trade_no == out_trade_no)).scalar_one_or_none()
    if payment is None:
        abort(404)
    return payment
