"""A value that WeChat lends for some time (an access token, a ticket), fetched by one and used by all processes.

It lives in Redis, which alone decides how long: no process's clock is asked. Whoever finds none takes a lock, looks again
and fetches. When Redis is away each process keeps a value of its own; WeChat's stable tokens are the same for all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from redis import Redis
from redis.exceptions import LockNotOwnedError, RedisError

MARGIN_S: Final = 300.0  # WeChat hands out the next token this long before the last one ends, and both are good
LOCK_S: Final = 12.0  # about what a slow fetch takes; who dies with the lock stops the others no longer than this
WAIT_S: Final = 12.0
POLL_S: Final = 0.05
AWAY_S: Final = 5.0  # Redis is not asked for this long after it failed: its client may take seconds to give up
FORCE_EVERY_S: Final = 30.0  # WeChat forces nothing oftener, and 20 times a day at most


@dataclass(frozen=True, slots=True)
class Lent:
    """A value and how many seconds WeChat lends it."""

    value: str
    expires_in: float

    @property
    def good_for_s(self) -> float:
        """Seconds that it is used: less a margin, which is smaller where the whole time is short."""
        return max(self.expires_in - min(MARGIN_S, self.expires_in / 10), 0.001)


Fetch = Callable[[bool], Lent]  # True: whatever WeChat lent before shall be void


class SharedValue:
    """The value called ``name``. ``fetch`` may raise ``WechatError``, which passes through."""

    def __init__(self, redis: Redis, name: str, fetch: Fetch) -> None:
        self._redis, self._fetch = redis, fetch
        self._key, self._lock_key, self._forced_key = (f"wechat:{part}:{name}" for part in ("lent", "lock", "forced"))
        self._own_lock = threading.Lock()
        # Only while Redis is away: the value, and until when, by this process's monotonic clock.
        self._own: tuple[str, float] | None = None
        self._own_forced_at = self._redis_again_at = float("-inf")

    def get(self) -> str:
        """A value that is good now."""
        return self._with_redis(lambda: self._stored() or self._renewed(None), lambda: self._get_own(None))

    def renew(self, refused: str) -> str:
        """Another value, since WeChat refused ``refused``; what somebody else fetched meanwhile is taken as it is."""
        return self._with_redis(lambda: self._renewed(refused), lambda: self._get_own(refused))

    def _with_redis(self, use: Callable[[], str], otherwise: Callable[[], str]) -> str:
        if time.monotonic() >= self._redis_again_at:
            try:
                return use()
            except RedisError:
                self._redis_again_at = time.monotonic() + AWAY_S
        return otherwise()

    def _stored(self) -> str | None:
        value = self._redis.get(self._key)
        return value.decode() if isinstance(value, bytes) else value

    def _renewed(self, refused: str | None) -> str:
        with self._locked():
            stored = self._stored()
            if stored and stored != refused:
                return stored
            self._redis.delete(self._key)
            lent = self._fetch(refused is not None and self._may_force())
            self._redis.set(self._key, lent.value, px=max(int(lent.good_for_s * 1000), 1))
            return lent.value

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time among all processes. Who waits too long goes on without: a second fetch does no harm."""
        lock = self._redis.lock(self._lock_key, timeout=LOCK_S, sleep=POLL_S, blocking_timeout=WAIT_S)
        held = lock.acquire()
        try:
            yield
        finally:
            if held:
                with suppress(LockNotOwnedError):  # it ended by itself
                    lock.release()

    def _may_force(self) -> bool:
        return bool(self._redis.set(self._forced_key, "1", px=int(FORCE_EVERY_S * 1000), nx=True))

    def _get_own(self, refused: str | None) -> str:
        with self._own_lock:
            at = time.monotonic()
            if self._own is None or self._own[0] == refused or at >= self._own[1]:
                force = refused is not None and at >= self._own_forced_at + FORCE_EVERY_S
                self._own_forced_at = at if force else self._own_forced_at
                lent = self._fetch(force)
                self._own = (lent.value, time.monotonic() + lent.good_for_s)
            return self._own[0]
