"""What people will do and when, in minutes of the day, carried out by a few threads."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

Work = Callable[[], None]


class Agenda:
    """A day that runs at ``speed``; ``threads`` people act at once, the others wait a moment."""

    def __init__(self, speed: float, minutes: float, threads: int = 8) -> None:
        self.speed, self.minutes = speed, minutes
        self.failures: list[str] = []
        self._due: list[tuple[float, int, Work]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="day")
        self._busy = 0
        self._began: float | None = None
        self._stopped = False

    @property
    def now_min(self) -> float:
        """Minutes of the day so far."""
        return 0.0 if self._began is None else (time.monotonic() - self._began) * self.speed / 60

    @property
    def over(self) -> bool:
        """Whether the day has come to its end: nothing new begins, what began is finished."""
        return self._stopped or self.now_min >= self.minutes

    def at(self, minute: float, work: Work) -> None:
        """Do ``work`` at this minute of the day."""
        with self._changed:
            heapq.heappush(self._due, (minute, next(self._order), work))
            self._changed.notify()

    def after(self, minutes: float, work: Work) -> None:
        """Do ``work`` so many minutes from now."""
        self.at(self.now_min + minutes, work)

    def every(self, real_s: float, work: Work) -> None:
        """Do ``work`` now and then until the day is over."""

        def again() -> None:
            if not self.over:
                try:
                    work()
                finally:
                    self.after(real_s * self.speed / 60, again)

        self.after(0, again)

    def run(self, longest_real_s: float) -> bool:
        """Live the day; true when everything was done, false when time was up first."""
        self._began = time.monotonic()
        end = self._began + longest_real_s
        try:
            while time.monotonic() < end:
                work = self._next()
                if work is not None:
                    self._pool.submit(work).add_done_callback(self._done)
                elif self._idle():
                    return True
            return False
        finally:
            self._stopped = True
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _next(self) -> Work | None:
        with self._changed:
            left_s = (self._due[0][0] - self.now_min) * 60 / self.speed if self._due else 0.2
            if left_s > 0 or not self._due:
                self._changed.wait(min(left_s, 0.2))
                return None
            self._busy += 1
            return heapq.heappop(self._due)[2]

    def _idle(self) -> bool:
        with self._changed:
            return not self._due and not self._busy

    def _done(self, future: Future[None]) -> None:
        error = None if future.cancelled() else future.exception()
        with self._changed:
            self._busy -= 1
            if error is not None:
                self.failures.append("".join(traceback.format_exception_only(error)).strip())
            self._changed.notify()
