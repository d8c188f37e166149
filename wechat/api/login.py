"""Who she is: log-in codes and phone codes, read out of WeChat's answers. Nothing here is logged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from app.wechat_port import WechatError, WechatIdentity, WechatRefused
from wechat.api.account import AccountApi, wanted

# WeChat said yes to what this house cannot use; 0 is WeChat's own code for yes.
OF_NO_USE: Final = 0
STATE_BYTES: Final = 128
_MAINLAND: Final = re.compile(r"1[3-9]\d{9}")


def identity(app_id: str, answer: Mapping[str, Any]) -> WechatIdentity:
    """The identity in an answer of jscode2session, oauth2 or user/info."""
    unionid = answer.get("unionid")
    return WechatIdentity(
        app_id, wanted(answer, "openid"), unionid.strip() or None if isinstance(unionid, str) else None
    )


def phone_of(answer: Mapping[str, Any]) -> str:
    """Eleven digits. Raises ``WechatRefused`` for a number abroad: stores and couriers call Chinese numbers."""
    told = answer.get("phone_info")
    info: Mapping[str, Any] = told if isinstance(told, dict) else {}
    number = wanted(info, "purePhoneNumber")
    if str(info.get("countryCode")) != "86" or not _MAINLAND.fullmatch(number):
        raise WechatRefused(OF_NO_USE)
    return number


def service_identity(api: AccountApi, app_id: str, code: str) -> WechatIdentity:
    """The identity of a service-account code. A follower's unionid is asked for when the code does not bring it."""
    answer = api.with_secret("/sns/oauth2/access_token", code=code, grant_type="authorization_code")
    if answer.get("is_snapshotuser") == 1:
        raise WechatRefused(OF_NO_USE)  # a preview page: WeChat made up the openid, and nobody will come back with it
    found = identity(app_id, answer)
    return found if found.unionid else as_follower(api, found)


def as_follower(api: AccountApi, found: WechatIdentity) -> WechatIdentity:
    """``found`` with her unionid, if she follows the account and WeChat answers; as it is otherwise."""
    try:
        told = identity(found.app_id, api.get("/cgi-bin/user/info", openid=found.openid, lang="zh_CN"))
    except WechatError:
        return found  # she is logged in all the same
    return told if told.openid == found.openid else found


def oauth_url(base: str, app_id: str, redirect_url: str, state: str, scope: str) -> str:
    """WeChat reads the parameters in just this order."""
    if len(state.encode()) > STATE_BYTES:
        raise ValueError(f"state must not be longer than {STATE_BYTES} bytes")
    asked = urlencode(
        {"appid": app_id, "redirect_uri": redirect_url, "response_type": "code", "scope": scope, "state": state}
    )
    return f"{base}/connect/oauth2/authorize?{asked}#wechat_redirect"
