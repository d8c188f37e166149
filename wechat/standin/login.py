"""Log-in: jscode2session, the phone button, and service-account OAuth (open.weixin.qq.com and /sns)."""

from __future__ import annotations

import base64
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from wechat.standin import answers, pages, people, tokens
from wechat.standin.world import world

routes = Blueprint("login", __name__)

_SCOPES = ("snsapi_base", "snsapi_userinfo")
COOKIE = "standin_phone"


@routes.get("/sns/jscode2session")
def jscode2session() -> Response:
    """``wx.login``'s code becomes an openid, a unionid and a session key."""
    app_id = request.args.get("appid", "")
    tokens.check_secret(app_id, request.args.get("secret", ""))
    phone, _ = people.use_code(world(), "login", app_id, request.args.get("js_code", ""))
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return jsonify({"session_key": key, "openid": phone["mini_openid"], "unionid": phone["unionid"]})


@routes.post("/wxa/business/getuserphonenumber")
def phone_number() -> Response:
    """The phone button's code becomes a number; foreign ones carry their country code."""
    tokens.require("mini")
    app_id = world().account.mini_app_id
    phone, _ = people.use_code(world(), "phone", app_id, answers.text(answers.body(), "code"))
    pure, country = phone["number"], phone["country"]
    info = {
        "phoneNumber": pure if country == "86" else f"+{country} {pure}",
        "purePhoneNumber": pure,
        "countryCode": country,
        "watermark": {"timestamp": int(world().now()), "appid": app_id},
    }
    return answers.ok(phone_info=info)


@routes.get("/connect/oauth2/authorize")
def authorize() -> AnyResponse:
    """Back to the house with a code of the chosen phone; if none is chosen yet, a page asks which."""
    fault = _authorize_fault()
    if fault:
        return make_response(pages.notice("无法打开", fault), 200)
    phone_id = request.args.get("phone") or request.cookies.get(COOKIE) or world().option("default_phone")
    if not phone_id or not world().store.one("SELECT 1 FROM phones WHERE id = ?", str(phone_id)):
        return make_response(_choose())
    code = people.give_code(world(), "oauth", request.args["appid"], int(phone_id), request.args["scope"])
    answer = redirect(_back(request.args["redirect_uri"], code, request.args.get("state", "")))
    answer.set_cookie(COOKIE, str(phone_id), httponly=True, samesite="Lax")
    return answer


@routes.get("/sns/oauth2/access_token")
def oauth_token() -> Response:
    """An OAuth code becomes an openid (and a token that reads her profile, if the scope allowed it)."""
    app_id = request.args.get("appid", "")
    tokens.check_secret(app_id, request.args.get("secret", ""))
    if request.args.get("grant_type") != "authorization_code":
        raise answers.Refusal(40002, "invalid grant_type")
    phone, scope = people.use_code(world(), "oauth", app_id, request.args.get("code", ""))
    token, now = secrets.token_urlsafe(64), world().now()
    with world().store.write() as db:
        sql = "INSERT INTO tokens (token, kind, app_id, phone_id, scope, made_at, expires_at) VALUES (?, 'oauth', ?, ?, ?, ?, ?)"
        db.execute(sql, (token, app_id, phone["id"], scope, now, now + 7200))
    answer = {"access_token": token, "expires_in": 7200, "refresh_token": secrets.token_urlsafe(64)}
    answer |= {"openid": phone["service_openid"], "scope": scope, "unionid": phone["unionid"]}
    return jsonify(answer | ({"is_snapshotuser": 0} if scope == "snsapi_userinfo" else {}))


@routes.get("/sns/userinfo")
def userinfo() -> Response:
    """Her name, with a token of scope snsapi_userinfo (48001 else)."""
    token = request.args.get("access_token", "")
    row = world().store.one("SELECT * FROM tokens WHERE token = ? AND kind = 'oauth'", token)
    if row is None or row["expires_at"] <= world().now():
        raise answers.Refusal(40001, "invalid credential, access_token is invalid or not latest")
    if row["scope"] != "snsapi_userinfo":
        raise answers.Refusal(48001, "api unauthorized")
    phone = people.get(world(), row["phone_id"])
    if request.args.get("openid") != phone["service_openid"]:
        raise answers.Refusal(40003, "invalid openid")
    names = {"openid": phone["service_openid"], "unionid": phone["unionid"], "nickname": phone["name"]}
    return jsonify(
        names | {"sex": 0, "language": "", "city": "", "province": "", "country": "", "headimgurl": "", "privilege": []}
    )


@routes.get("/cgi-bin/user/info")
def user_info() -> Response:
    """A follower of the service account, with her unionid; of anybody else only that she does not follow."""
    tokens.require("service")
    phone = people.by_openid(world(), "service", request.args.get("openid", ""))
    if phone is None:
        raise answers.Refusal(40003, "invalid openid")
    if not phone["follows"]:
        return jsonify({"subscribe": 0, "openid": phone["service_openid"]})
    names = {"subscribe": 1, "openid": phone["service_openid"], "unionid": phone["unionid"], "language": "zh_CN"}
    return jsonify(names | {"remark": "", "groupid": 0, "tagid_list": [], "subscribe_scene": "ADD_SCENE_QR_CODE"})


def _authorize_fault() -> str:
    asked, account = request.args, world().account
    if asked.get("appid") != account.service_app_id:
        return "AppID 参数错误（错误码：10013）"
    if asked.get("response_type") != "code" or asked.get("scope") not in _SCOPES:
        return "Scope 参数错误或没有 Scope 权限（错误码：10005）"
    if urlsplit(asked.get("redirect_uri", "")).hostname != urlsplit(account.public_url).hostname:
        return "redirect_uri 域名与后台配置不一致（错误码：10003）"
    return ""


def _back(url: str, code: str, state: str) -> str:
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("code", code), ("state", state)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _choose() -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "phone"]
    phones = world().store.all("SELECT * FROM phones ORDER BY id")
    return pages.choose([("?" + urlencode([*kept, ("phone", phone["id"])]), phone) for phone in phones])
