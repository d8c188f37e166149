"""``app.wechat_port.WechatPort`` over WeChat's open API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from redis import Redis

from app.wechat_port import BAD_PARAMETERS, MessageTemplate, Parcel, WechatIdentity, WechatRefused, WechatUnavailable
from dispatch.domain.hours import SHANGHAI
from wechat.api.account import AccountApi, wanted
from wechat.api.fields import fit_all
from wechat.api.login import as_follower, identity, oauth_url, phone_of, service_identity
from wechat.settings import WechatSettings

LOGISTICS: Final = {"local": 2, "pick_up": 4}
BY_TRANSACTION: Final = 2  # order_number_type: by WeChat Pay's number
ONE_PARCEL: Final = 1  # delivery_mode
ITEM_CHARACTERS: Final = 120
CHECKED_CHARACTERS: Final = 2500
COMMENT: Final = 2  # msg_sec_check's scene: what others will read
SCENE_CHARACTERS: Final = 32
# How a template's fields are numbered unless the settings say otherwise: our field -> WeChat's.
FIELDS: Final = {"order": "character_string1", "store": "thing2", "time": "time3", "tip": "thing4"}
FOLLOW_SCENE_CHARACTERS: Final = 64


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WechatApi:
    """Calls raise ``WechatRefused`` or ``WechatUnavailable``. ``now`` is the clock of page signatures alone."""

    def __init__(self, settings: WechatSettings, redis: Redis, now: Callable[[], datetime] = _utc_now) -> None:
        self.settings, self._now = settings, now
        self.mini_app_id, self.service_app_id = settings.mini.app_id, settings.service.app_id
        self.subscribe_templates: Mapping[str, MessageTemplate] = templates_of(settings.subscribe_templates)
        self.service_templates: Mapping[str, MessageTemplate] = templates_of(settings.service_templates)
        self._mini = AccountApi(settings.mini, settings.api_url, redis)
        self._service = AccountApi(settings.service, settings.api_url, redis)

    def mini_login(self, code: str) -> WechatIdentity:
        """jscode2session. The session key is not kept: nothing of ours is encrypted by it."""
        answer = self._mini.with_secret("/sns/jscode2session", js_code=code, grant_type="authorization_code")
        return identity(self.mini_app_id, answer)

    def phone_number(self, code: str) -> str:
        """getuserphonenumber."""
        return phone_of(self._mini.post("/wxa/business/getuserphonenumber", {"code": code}))

    def service_login(self, code: str) -> WechatIdentity:
        """sns/oauth2. ``WechatRefused`` for the made-up user of a preview page (快照页)."""
        return service_identity(self._service, self.service_app_id, code)

    def follower(self, openid: str) -> WechatIdentity:
        """user/info: somebody who follows the service account, with her unionid if WeChat tells it. Never raises."""
        return as_follower(self._service, WechatIdentity(self.service_app_id, openid))

    def oauth_url(
        self, redirect_url: str, state: str, scope: Literal["snsapi_base", "snsapi_userinfo"] = "snsapi_base"
    ) -> str:
        """``snsapi_base`` asks her nothing; ``snsapi_userinfo`` asks, and brings the unionid of one who does not follow."""
        return oauth_url(self.settings.oauth_url, self.service_app_id, redirect_url, state, scope)

    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """subscribe/send, with fields cut to their limits (``wechat.api.fields``)."""
        body = {"touser": openid, "template_id": template_id, "data": _fields(data)}
        body |= {"miniprogram_state": "formal", "lang": "zh_CN"} | ({"page": page} if page else {})
        self._mini.post("/cgi-bin/message/subscribe/send", body)

    def send_template(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """template/send, with fields cut to their limits."""
        body: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": _fields(data)}
        if page:
            body["miniprogram"] = {"appid": self.mini_app_id, "pagepath": page}
        self._service.post("/cgi-bin/message/template/send", body)

    def upload_shipping(self, parcel: Parcel) -> None:
        """upload_shipping_info. WeChat allows one correction a payment: the caller counts."""
        if parcel.at.tzinfo is None:
            raise ValueError("at must have a time zone")
        body = {
            "order_key": {"order_number_type": BY_TRANSACTION, "transaction_id": parcel.transaction_id},
            "logistics_type": LOGISTICS[parcel.how],
            "delivery_mode": ONE_PARCEL,
            "shipping_list": [{"item_desc": parcel.item[:ITEM_CHARACTERS]}],
            "upload_time": parcel.at.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            "payer": {"openid": parcel.openid},
        }
        self._mini.post("/wxa/sec/order/upload_shipping_info", body)

    def try_token(self, of: Literal["mini", "service"]) -> None:
        """The app's id and secret are right now, and this machine may ask: WeChat gives an access token."""
        (self._mini if of == "mini" else self._service).try_token()

    def set_order_path(self, path: str) -> None:
        """set_msg_jump_path: where WeChat's own messages about shipping lead. Set once, when going live."""
        self._mini.post("/wxa/sec/order/set_msg_jump_path", {"path": path}, safe=True)

    def shipping_is_wanted(self) -> bool:
        """is_trade_managed: whether WeChat holds money back until shipping is told of."""
        body = {"appid": self.mini_app_id}
        return self._mini.post("/wxa/sec/order/is_trade_managed", body, safe=True).get("is_trade_managed") is True

    def text_is_fine(self, openid: str, text: str) -> bool:
        """msg_sec_check 2.0, in pieces where the text is long; False for ``risky``. Blank text is not sent."""
        pieces = [text[at : at + CHECKED_CHARACTERS] for at in range(0, len(text), CHECKED_CHARACTERS)]
        return all(self._piece_is_fine(openid, piece) for piece in pieces if piece.strip())

    def _piece_is_fine(self, openid: str, piece: str) -> bool:
        body = {"version": 2, "scene": COMMENT, "openid": openid, "content": piece}
        result = self._mini.post("/wxa/msg_sec_check", body, safe=True).get("result")
        if not isinstance(result, dict) or result.get("suggest") not in ("pass", "review", "risky"):
            raise WechatUnavailable()
        return bool(result["suggest"] != "risky")

    def store_code(self, scene: str, page: str) -> bytes:
        """getwxacodeunlimit. ``page`` is not checked against the published version: codes are printed before it is."""
        if not 1 <= len(scene) <= SCENE_CHARACTERS or not all("!" <= char <= "~" for char in scene):
            raise ValueError(f"scene must be 1 to {SCENE_CHARACTERS} ASCII characters")
        return self._mini.image("/wxa/getwxacodeunlimit", {"scene": scene, "page": page, "check_path": False})

    def follow_code(self, scene: str) -> str:
        """The address to draw as a QR code: who scans it is led to the service account, which is told of it with ``scene``.

        It lasts for ever; an account has 100,000 of them.
        """
        if not 1 <= len(scene) <= FOLLOW_SCENE_CHARACTERS:
            raise ValueError(f"scene must be 1 to {FOLLOW_SCENE_CHARACTERS} characters")
        body = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        return wanted(self._service.post("/cgi-bin/qrcode/create", body, safe=True), "url")

    def senders(self, of: Literal["mini", "service"]) -> list[str]:
        """getcallbackip: from where WeChat calls this house. Cheap, and fails if the app's id, secret or allow-list is wrong."""
        api = self._mini if of == "mini" else self._service
        return [str(address) for address in api.get("/cgi-bin/getcallbackip").get("ip_list") or ()]


def templates_of(settings: Mapping[str, str]) -> dict[str, MessageTemplate]:
    """``ID``, with the fields of ``FIELDS``; or ``ID:order=thing1+store=thing2``, with these."""
    found = {}
    for name, written in settings.items():
        template_id, _, fields = written.partition(":")
        known = dict(pair.split("=", 1) for pair in fields.split("+")) if fields else FIELDS
        found[name] = MessageTemplate(template_id, known)
    return found


def _fields(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    try:
        fitted = fit_all(data)
    except ValueError:
        raise WechatRefused(BAD_PARAMETERS) from None  # what WeChat would say, without asking
    return {field: {"value": value} for field, value in fitted.items()}
