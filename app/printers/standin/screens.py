"""A page with what was printed, and the door for those who play people."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template_string, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as Answer

from app.printers.standin.providers import world
from app.printers.standin.world import CONDITIONS

routes = Blueprint("screens", __name__)
CHINA = timezone(timedelta(hours=8))
KINDS = ("5xx", "rubbish", "slow", "stale_token", "refuse")
_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>云打印机（模拟）</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:1rem;background:#eee;color:#222} h2{margin:1.5rem 0 .3rem}
form{display:inline} button{font:inherit;padding:.3rem .7rem;min-height:2.2rem} button[disabled]{background:#cfe8cf}
.paper{display:inline-block;vertical-align:top;width:17rem;margin:.5rem .6rem .5rem 0;padding:.8rem;background:#fff;
box-shadow:0 1px 4px #999;font:13px/1.45 monospace;white-space:pre-wrap;overflow-wrap:anywhere} .wait{opacity:.45}
.paper b.big{display:block;text-align:center;font-size:1.5em} .at{color:#777;font-size:12px}</style>
<h1>云打印机（模拟）</h1><p>这里显示门店打印机打出的小票，每 5 秒刷新。灰色的还在排队。</p>
{% for p in printers %}<section><h2>{{ {'feie':'飞鹅','yilianyun':'易联云'}[p.provider] }} {{ p.serial }} {{ p.name }}
{% if not p.bound %}（没有被任何门店使用）{% endif %}</h2>
{% for value, words in (('online','正常'),('offline','断网'),('no_paper','没有纸')) %}<form method="post"
action="/printers/{{ p.provider }}/{{ p.serial }}"><button name="condition" value="{{ value }}"
{% if p.condition == value %}disabled{% endif %}>{{ words }}</button></form> {% endfor %}
<div>{% for j in jobs if j.provider == p.provider and j.serial == p.serial %}
<div class="paper{% if not j.printed_at %} wait{% endif %}">{{ paper(j.content) }}<div class="at">
{%- if j.printed_at %}{{ moment(j.printed_at) }}{% elif j.cancelled %}已取消{% else %}排队中{% endif %}</div></div>
{% else %}<p>还没有小票。</p>{% endfor %}</div></section>{% else %}<p>还没有打印机。</p>{% endfor %}</html>"""

_BIG = re.compile(r"&lt;(?:CB|FS2)&gt;(?:&lt;center&gt;)?(.*?)(?:&lt;/center&gt;)?&lt;/(?:CB|FS2)&gt;\n?")
_STRONG = re.compile(r"&lt;(?:B|FB)&gt;(.*?)&lt;/(?:B|FB)&gt;")


@routes.get("/")
def page() -> str:
    """Every printer with its paper, the busiest of late first."""
    jobs = world().jobs()
    latest = {(job["provider"], job["serial"]): job["id"] for job in reversed(jobs)}
    printers = sorted(world().printers(), key=lambda row: -latest.get((row["provider"], row["serial"]), 0))
    return render_template_string(_PAGE, printers=printers, jobs=jobs, paper=paper, moment=moment)


@routes.post("/printers/<provider>/<serial>")
def press(provider: str, serial: str) -> Answer:
    """Somebody pulls the plug, or fills in paper."""
    _change(provider, serial, {"condition": request.form.get("condition")})
    return redirect("/")


def paper(content: str) -> Markup:
    """What a printer makes of the marks of either provider."""
    shown = _BIG.sub(r'<b class="big">\1</b>', str(escape(content.replace("<BR>", "\n"))))
    return Markup(_STRONG.sub(r"<b>\1</b>", shown))


def moment(at: float) -> str:
    """When it came out."""
    return f"{datetime.fromtimestamp(at, CHINA):%H:%M:%S} 打出"


@routes.get("/_standin/health")
def health() -> Response:
    """It runs."""
    return jsonify({"ok": True})


@routes.get("/_standin/jobs")
def jobs() -> Response:
    """The latest first."""
    return jsonify(world().jobs())


@routes.post("/_standin/printers")
def place() -> tuple[Response, int]:
    """A printer is put up."""
    asked = _body()
    world().place(str(asked["provider"]), str(asked["serial"]), str(asked["key"]), bool(asked.get("bound")))
    return jsonify({"ok": True}), 201


@routes.post("/_standin/printers/<provider>/<serial>")
def change(provider: str, serial: str) -> Response:
    """Its condition, how long a slip takes."""
    _change(provider, serial, _body())
    return jsonify({"ok": True})


@routes.post("/_standin/misbehave")
def misbehave() -> Response:
    """The next answers."""
    asked = _body()
    if asked.get("kind") not in KINDS:
        raise ValueError(f"kind: one of {', '.join(KINDS)}")
    world().misbehave(asked["kind"], int(asked.get("count", 1)))
    return jsonify({"ok": True})


@routes.post("/_standin/reset")
def reset() -> Response:
    """As new."""
    world().reset()
    return jsonify({"ok": True})


@routes.errorhandler(ValueError)
@routes.errorhandler(KeyError)
def _bad(error: Exception) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), 400


@routes.errorhandler(LookupError)
def _missing(error: Exception) -> tuple[Response, int]:
    return jsonify({"error": f"no printer {error}"}), 404


def _change(provider: str, serial: str, asked: dict[str, Any]) -> None:
    unknown = asked.keys() - {"condition", "delay_s"}
    if unknown or ("condition" in asked and asked["condition"] not in CONDITIONS):
        raise ValueError(f"condition: one of {', '.join(CONDITIONS)}; delay_s: seconds")
    world().change(provider, serial, **asked)


def _body() -> dict[str, Any]:
    found = request.get_json()
    if not isinstance(found, dict):
        raise ValueError("body: a JSON object")
    return found
