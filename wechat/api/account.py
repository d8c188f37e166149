"""One app at WeChat with its access token: every call carries it, and a refused token is replaced once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from redis import Redis

from app.wechat_port import WechatError, WechatUnavailable
from wechat.api.shared import Lent, SharedValue
from wechat.api.transport import STALE_TOKEN, Transport
from wechat.settings import Account

T = TypeVar("T")


class AccountApi:
    """Calls of one app. Raises ``WechatRefused`` or ``WechatUnavailable``."""

    def __init__(self, account: Account, url: str, redis: Redis) -> None:
        self._account, self._transport = account, Transport(account, url)
        self._token = SharedValue(redis, f"token:{account.app_id}", self._fetch_token)

    def post(self, path: str, body: Mapping[str, Any], *, safe: bool = False) -> dict[str, Any]:
        """A POST with the access token. ``safe``: sending it twice does no harm."""
        return self._with_token(lambda token: self._transport.ask("POST", path, token, body, safe=safe))

    def get(self, path: str, **params: str) -> dict[str, Any]:
        """A GET with the access token."""
        return self._with_token(lambda token: self._transport.ask("GET", path, token | params, safe=True))

    def image(self, path: str, body: Mapping[str, Any]) -> bytes:
        """A POST with the access token that is answered by a picture."""
        return self._with_token(lambda token: self._transport.ask_image(path, token, body))

    def with_secret(self, path: str, **params: str) -> dict[str, Any]:
        """A GET with the app's secret instead of a token, for log-in codes. They can be used once: never sent twice."""
        secret = {"appid": self._account.app_id, "secret": self._account.secret}
        return self._transport.ask("GET", path, secret | params)

    def token(self) -> str:
        """An access token that is good now."""
        return self._token.get()

    def try_token(self) -> None:
        """Ask WeChat for an access token, whatever is kept: the app's id and secret are right. It voids no other."""
        self._fetch_token(False)

    def _with_token(self, call: Callable[[dict[str, str]], T]) -> T:
        token = self._token.get()
        try:
            return call({"access_token": token})
        except WechatError as error:
            if error.code not in STALE_TOKEN:
                raise
        # Once, never more: a second refusal has another reason than the token's age.
        return call({"access_token": self._token.renew(token)})

    def _fetch_token(self, force: bool) -> Lent:
        body = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
            "force_refresh": force,
        }
        return _lent(self._transport.ask("POST", "/cgi-bin/stable_token", body=body, safe=True), "access_token")


def _lent(answer: Mapping[str, Any], name: str) -> Lent:
    seconds = answer.get("expires_in")
    if not isinstance(seconds, int) or seconds <= 0:
        raise WechatUnavailable()
    return Lent(wanted(answer, name), seconds)


def wanted(answer: Mapping[str, Any], name: str) -> str:
    """A text that the answer must hold."""
    value = answer.get(name)
    if not isinstance(value, str) or not value.strip():
        raise WechatUnavailable()
    return value.strip()
