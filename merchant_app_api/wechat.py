"""So that the service account reaches somebody on duty when the app is closed: her WeChat, bound to her work log-in."""

from __future__ import annotations

from typing import Any

from app.identity import staff as people
from app.web.access import me, operation
from app.web.house import house
from app.web.wechat import asked, page_of_ours, wechat_port
from merchant_app_api.kit import documented, part
from merchant_app_api.wechat_schemas import BindIn, StaffOauth, StaffOauthQuery, StaffWechat

wechat = part("wechat", "WeChat alerts / 微信提醒")


@wechat.route("/wechat/oauth-url", methods=["GET"])
@documented(wechat, "Where a page inside WeChat goes to come back with a code", 409)
@wechat.arguments(StaffOauthQuery(), location="query")
@wechat.response(200, StaffOauth())
@operation("merchant.wechat.oauth")
def oauth_url(query: dict[str, Any]) -> dict[str, str]:
    """`redirect` is a page of ours; `state` comes back unchanged, for the page to compare."""
    port = wechat_port()
    return {"url": port.oauth_url(page_of_ours(query["redirect"], "redirect"), query["state"])}


@wechat.route("/wechat", methods=["POST"])
@documented(wechat, "Send alerts to this WeChat while she is on shift", 409, 503)
@wechat.arguments(BindIn())
@wechat.response(200, StaffWechat())
@operation("merchant.wechat.bind")
def bind(body: dict[str, Any]) -> dict[str, bool]:
    """By the code of the service account's OAuth. A WeChat belongs to whoever bound it last."""
    who, port = me(), wechat_port()
    identity = asked(lambda: port.service_login(body["code"]))
    house().db.run(lambda session: people.bind_wechat(session, who.id, identity.app_id, identity.openid))
    return {"bound": True}


@wechat.route("/wechat", methods=["DELETE"])
@documented(wechat, "No more alerts by WeChat")
@wechat.response(200, StaffWechat())
@operation("merchant.wechat.unbind")
def unbind() -> dict[str, bool]:
    """A second tap changes nothing."""
    who = me()
    house().db.run(lambda session: people.unbind_wechat(session, who.id))
    return {"bound": False}
