"""Access tokens: one fetch for all, kept in Redis, replaced once when refused, and nothing lost when Redis is away."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import pytest
import time_machine
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.wrappers import Response

from app.wechat_port import WechatRefused, WechatUnavailable
from tests.support.serving import serving
from tests.support.wechat_api import OpenApi
from tests.support.wechat_pay import MINI, settings
from wechat.api import WechatApi
from wechat.api import shared as shared_module
from wechat.api import transport as transport_module
from wechat.settings import Account

PATH = "/wxa/sec/order/set_msg_jump_path"
LENT = f"wechat:lent:token:{MINI}"


@pytest.fixture
def wechat() -> OpenApi:
    return OpenApi()


@pytest.fixture
def url(wechat: OpenApi) -> Iterator[str]:
    with serving(wechat) as address:
        yield address


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as connection:
        yield connection


@pytest.fixture
def api(url: str, redis: Redis) -> WechatApi:
    return WechatApi(settings(url), redis)


def use(api: WechatApi) -> None:
    api.set_order_path("pages/order/detail")


def test_a_token_is_fetched_once_and_kept_in_redis_less_a_margin(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    for _ in range(5):
        use(api)
    assert wechat.lent == 1 and wechat.forced == 0
    assert redis.get(LENT) == b"token-1"
    assert 6890 < redis.ttl(LENT) <= 6900
    assert [query for query, _ in wechat.calls(PATH)] == [{"access_token": "token-1"}] * 5


def test_a_token_in_redis_is_trusted_whatever_clock_runs_here(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    use(api)
    with time_machine.travel("2040-01-01", tick=True):
        use(api)
        use(WechatApi(settings(_url_of(api)), redis))
    assert wechat.lent == 1


def _url_of(api: WechatApi) -> str:
    return str(api._mini._transport._client.API_BASE_URL)


def test_a_short_loan_is_used_for_most_of_its_time(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    wechat.expires_in = 10
    use(api)
    assert 8_000 < redis.pttl(LENT) <= 9_000


def test_when_the_time_is_over_another_is_fetched(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    use(api)
    redis.delete(LENT)  # as Redis does by itself
    use(api)
    assert wechat.lent == 2 and wechat.forced == 0


def test_a_stampede_of_threads_makes_one_fetch(wechat: OpenApi, url: str, redis: Redis) -> None:
    wechat.seconds = 0.3
    apis = [WechatApi(settings(url), redis) for _ in range(4)]
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda number: use(apis[number % 4]), range(64)))
    assert wechat.lent == 1 and len(wechat.calls(PATH)) == 64


def _use_often(url: str, redis_url: str) -> int:
    with Redis.from_url(redis_url) as redis:
        api = WechatApi(settings(url), redis)
        with ThreadPoolExecutor(4) as pool:
            return len(list(pool.map(lambda _: use(api), range(8))))


def test_a_stampede_of_processes_makes_one_fetch(wechat: OpenApi, url: str, redis: Redis, redis_url: str) -> None:
    wechat.seconds = 0.3
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = [pool.submit(_use_often, url, redis_url) for _ in range(2)]
        assert [one.result() for one in done] == [8, 8]
    assert wechat.lent == 1 and len(wechat.calls(PATH)) == 16


def test_many_that_are_refused_at_once_make_one_new_token(wechat: OpenApi, url: str, redis: Redis) -> None:
    api = WechatApi(settings(url), redis)
    use(api)
    wechat.void()
    wechat.seconds = 0.1
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: use(api), range(32)))
    assert (wechat.lent, wechat.forced) == (2, 1)


def test_a_token_that_is_refused_is_replaced_once(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    use(api)
    wechat.void()
    use(api)
    assert (wechat.lent, wechat.forced) == (2, 1)
    assert redis.get(LENT) == b"token-2"
    assert [query["access_token"] for query, _ in wechat.calls(PATH)] == ["token-1", "token-1", "token-2"]


def test_a_refusal_for_good_ends_after_the_second_time(wechat: OpenApi, api: WechatApi) -> None:
    wechat.refuses_all = True
    with pytest.raises(WechatUnavailable) as caught:
        use(api)
    assert caught.value.code == 40001
    assert len(wechat.calls(PATH)) == 2 and (wechat.lent, wechat.forced) == (2, 1)
    with pytest.raises(WechatUnavailable):
        use(api)
    # WeChat forces a new token 20 times a day: a lasting refusal must not use that up.
    assert len(wechat.calls(PATH)) == 4 and wechat.forced == 1


def test_a_wrong_secret_is_a_refusal(url: str, redis: Redis, wechat: OpenApi) -> None:
    wrong = replace(settings(url), mini=Account(MINI, "wrong"))
    with pytest.raises(WechatRefused) as caught:
        use(WechatApi(wrong, redis))
    assert caught.value.code == 40125
    assert redis.get(LENT) is None


class NoRedis:
    """A port where every connection is hung up at once; counts them."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self._thread = threading.Thread(target=self._hang_up)
        self._thread.start()

    def client(self) -> Redis:
        port = self._server.getsockname()[1]
        return Redis(port=port, socket_timeout=0.5, retry=Retry(NoBackoff(), 0))

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _hang_up(self) -> None:
        while True:
            try:
                self._server.accept()[0].close()
            except OSError:
                return
            self.connections += 1


@pytest.fixture
def away() -> Iterator[NoRedis]:
    made = NoRedis()
    yield made
    made.close()


@pytest.fixture
def no_redis(away: NoRedis) -> Redis:
    return away.client()


def test_a_redis_that_is_away_is_not_asked_each_time(url: str, away: NoRedis) -> None:
    api = WechatApi(settings(url), away.client())
    for _ in range(20):
        use(api)
    assert 1 <= away.connections <= 2


def test_when_redis_is_back_its_token_counts(
    wechat: OpenApi, url: str, redis: Redis, no_redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_module, "AWAY_S", 0.0)
    api = WechatApi(settings(url), no_redis)
    use(api)
    redis.set(LENT, "another", px=60_000)
    wechat.good[MINI] = "another"
    no_redis.connection_pool = redis.connection_pool
    use(api)
    assert wechat.lent == 1 and wechat.calls(PATH)[-1][0]["access_token"] == "another"


def test_without_redis_each_process_has_a_token_of_its_own(wechat: OpenApi, url: str, no_redis: Redis) -> None:
    api = WechatApi(settings(url), no_redis)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: use(api), range(16)))
    assert wechat.lent == 1
    wechat.void()
    use(api)
    assert (wechat.lent, wechat.forced) == (2, 1)
    wechat.refuses_all = True
    for _ in range(3):
        with pytest.raises(WechatUnavailable):
            use(api)
    assert wechat.forced == 1


def test_without_redis_a_loan_ends_too(wechat: OpenApi, url: str, no_redis: Redis) -> None:
    wechat.expires_in = 1
    api = WechatApi(settings(url), no_redis)
    use(api)
    threading.Event().wait(1.0)
    use(api)
    assert wechat.lent == 2


def test_one_who_died_with_the_lock_does_not_stop_the_others(wechat: OpenApi, api: WechatApi, redis: Redis) -> None:
    redis.set(f"wechat:lock:token:{MINI}", "dead", px=700)
    use(api)
    assert wechat.lent == 1


def test_nothing_secret_is_logged(wechat: OpenApi, api: WechatApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    wechat.answers["/sns/jscode2session"] = {"openid": "oMother1", "session_key": "k"}
    api.mini_login("the-code")
    use(api)
    wechat.answers["/sns/jscode2session"] = {"errcode": 40029, "errmsg": "invalid code, oMother1"}
    with pytest.raises(WechatRefused) as caught:
        api.mini_login("the-code")
    for secret in ("mini-secret", "the-code", "oMother1", "token-1"):
        assert secret not in caplog.text and secret not in repr(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("status", [500, 502, 302])
def test_an_http_error_may_end(wechat: OpenApi, api: WechatApi, status: int) -> None:
    wechat.answers[PATH] = Response("<html>", status, {"Location": "/elsewhere"})
    with pytest.raises(WechatUnavailable):
        use(api)
    assert wechat.calls("/elsewhere") == []


def test_nobody_there_and_too_slow(wechat: OpenApi, redis: Redis, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(wechat) as gone:
        pass
    with pytest.raises(WechatUnavailable) as caught:
        use(WechatApi(settings(gone), redis))
    assert caught.value.code is None and caught.value.__context__ is None
    monkeypatch.setattr(transport_module, "TIMEOUT_S", (0.3, 0.3))
    wechat.seconds = 1.0
    with pytest.raises(WechatUnavailable):
        use(WechatApi(settings(url), redis))
