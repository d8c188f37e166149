"""The one place that knows wechatpy: one HTTP exchange with the open API, errors in the house's words.

Of wechatpy this uses how it builds requests and reads answers. Its own tokens and its own retry stay off: it fetches
tokens without a timeout, trusts its clock over a token in Redis, and asks without end when a token is refused for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import requests
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from app.wechat_port import WechatError, WechatRefused, WechatUnavailable
from wechat.quiet import quiet_urls
from wechat.settings import Account

TIMEOUT_S: Final = (3.0, 8.0)  # to connect, to be answered
STALE_TOKEN: Final = (40001, 40014, 42001)
# Codes that say "later" (developers.weixin.qq.com, 全局错误码): busy, asked too often, token trouble that a new token may end.
LATER: Final = frozenset({-1, 45009, 45011, *STALE_TOKEN})


class _Client(WeChatClient):
    # Never fetched by wechatpy; a parameter without a value is not sent.
    access_token = None


class Transport:
    """Talks to one base URL as one app. Raises ``WechatRefused`` or ``WechatUnavailable``, never an exception of a library."""

    def __init__(self, account: Account, url: str) -> None:
        self._client = _Client(account.app_id, account.secret, timeout=TIMEOUT_S, auto_retry=False)
        self._client.API_BASE_URL = url
        quiet_urls()

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        *,
        safe: bool = False,
    ) -> dict[str, Any]:
        """The answer's JSON. ``safe``: asking twice does no harm, so it is asked once more if the connection fails."""
        answer = self._exchange(method, path, params, body, 2 if safe else 1)
        if not isinstance(answer, dict):
            raise WechatUnavailable()  # a gateway's page
        return answer

    def ask_image(self, path: str, params: Mapping[str, str], body: Mapping[str, Any]) -> bytes:
        """The answer's bytes, where they are a PNG or a JPEG."""
        answer = self._exchange("POST", path, params, body, 2)
        if not isinstance(answer, requests.Response) or not answer.content.startswith(
            (b"\x89PNG\r\n", b"\xff\xd8\xff")
        ):
            raise WechatUnavailable()
        return answer.content

    def _exchange(
        self, method: str, path: str, params: Mapping[str, str] | None, body: Mapping[str, Any] | None, tries: int
    ) -> Any:
        sent: dict[str, Any] = {"params": dict(params or {}), "allow_redirects": False}
        if body is not None:
            sent |= {"data": dict(body), "headers": {"Content-Type": "application/json"}}
        for _ in range(tries):
            error: WechatError = WechatUnavailable()
            try:
                return self._client._request(method, path, **sent)
            except requests.ConnectionError:
                continue
            except WeChatClientException as told:
                error = error_for(told.errcode)
            except (requests.RequestException, ValueError, TypeError):
                pass
            # Not raised above: the libraries' words hold the URL, with the secret, or WeChat's words, with an openid.
            raise error
        raise WechatUnavailable()


def error_for(code: object) -> WechatError:
    """The exception for WeChat's ``errcode``; None stands for an HTTP error."""
    if not isinstance(code, int):
        return WechatUnavailable()
    return WechatUnavailable(code) if code in LATER else WechatRefused(code)
