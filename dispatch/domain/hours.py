"""A store's opening hours, and time counted only while it is open.

A sitting belongs to the day it starts on: `Mo 20:00-02:00` is Monday's, so a dated exception for Tuesday leaves
Tuesday's first two hours alone. All arithmetic is in whole microseconds of Shanghai time, so it is exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from dispatch.domain.hours_text import (
    DAY_MIN,
    Intervals,
    Week,
    format_week,
    normal_sittings,
    parse_intervals,
    parse_week,
    week_spans,
)

__all__ = ["SHANGHAI", "Hours", "Intervals", "parse_intervals"]

# China has kept UTC+8 without summer time since 1991, so the offset is fixed and needs no zone database.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_EPOCH = datetime(2001, 1, 1, tzinfo=SHANGHAI)  # a Monday
_EPOCH_DAY = date(2001, 1, 1).toordinal()
_MIN_US = 60_000_000
_DAY_US = DAY_MIN * _MIN_US
_WEEK_US = 7 * _DAY_US
_HORIZON_US = 60 * _DAY_US


def _to_us(at: datetime) -> int:
    """Microseconds since the epoch Monday; a naive datetime is a TypeError, raised by the subtraction."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _to_instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True)
class Hours:
    """Weekly hours with dated exceptions, in Asia/Shanghai. Equal and hashable by value."""

    week: Week
    exceptions: tuple[tuple[date, Intervals], ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _open_before: tuple[int, ...] = field(init=False, repr=False, compare=False)  # open time before span i; then all
    _dated: dict[int, Intervals] = field(init=False, repr=False, compare=False)
    _dated_days: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spans = [(start * _MIN_US, end * _MIN_US) for start, end in week_spans(self.week)]
        open_before = [0]
        for start, end in spans:
            open_before.append(open_before[-1] + end - start)
        put = object.__setattr__  # the class is frozen: what is derived once is set once, here
        put(self, "_starts", tuple(start for start, _ in spans))
        put(self, "_ends", tuple(end for _, end in spans))
        put(self, "_open_before", tuple(open_before))
        put(self, "_dated", {day.toordinal() - _EPOCH_DAY: sittings for day, sittings in self.exceptions})
        put(self, "_dated_days", tuple(sorted(self._dated)))

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read `Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00`. ValueError names the part it cannot read."""
        return cls(parse_week(text))

    def __str__(self) -> str:
        """The weekly hours in one canonical form; `parse` reads it back. Dated exceptions are not in it."""
        return format_week(self.week)

    def with_exceptions(self, dated: Mapping[date, Intervals]) -> "Hours":
        """The same week with these dates replaced: minutes of the day, () closed, an end past 1440 the next morning."""
        return Hours(self.week, tuple(sorted((day, normal_sittings(dated[day], str(day))) for day in dated)))

    def is_open(self, at: datetime) -> bool:
        """Whether the store is open at this instant; it opens on the first and is closed from the last."""
        us = _to_us(at)
        if self._is_dated(us, us):
            return any(start <= us < end for start, end in self._spans(us, us))
        i = bisect_right(self._starts, us % _WEEK_US)
        return i > 0 and us % _WEEK_US < self._ends[i - 1]

    def closes_at(self, at: datetime) -> datetime | None:
        """When the sitting that `at` lies in ends. None when closed, or when it stays open for 60 days."""
        end = self._open_until(_to_us(at))
        return None if end is None else _to_instant(end)

    def next_open(self, at: datetime) -> datetime | None:
        """`at` itself when open then, else the next opening; None when there is none within 60 days."""
        us = _to_us(at)
        for start, end in self._spans(us, us + _HORIZON_US):
            if end > us:
                return _to_instant(max(start, us)) if start <= us + _HORIZON_US else None
        return None

    def add_open(self, at: datetime, duration: timedelta) -> datetime | None:
        """The first instant by which `duration` of open time has passed since `at`; None if not within 60 days."""
        us = _to_us(at)
        wanted = (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds
        if wanted <= 0:
            if wanted < 0:
                raise ValueError("duration must not be negative")
            return _to_instant(us)
        reached = self._within_sitting(us, wanted) or self._add_weekly(us, wanted)
        if self._dated_days and self._is_dated(us, us + _HORIZON_US if reached is None else reached):
            reached = self._add_dated(us, wanted)
        return None if reached is None or reached > us + _HORIZON_US else _to_instant(reached)

    def open_between(self, a: datetime, b: datetime) -> timedelta:
        """How much open time lies between two instants, zero when b is not after a."""
        first, last = _to_us(a), _to_us(b)
        if last <= first:
            return timedelta(0)
        if not self._is_dated(first, last):
            return timedelta(microseconds=self._open_since_epoch(last) - self._open_since_epoch(first))
        inside = (min(end, last) - max(start, first) for start, end in self._spans(first, last))
        return timedelta(microseconds=sum(us for us in inside if us > 0))

    def touched_days(self) -> set[int]:
        """Ordinals of the dates on which an exception, or the end of its night, can matter."""
        return {_EPOCH_DAY + day + step for day in self._dated for step in (0, 1)}

    def _open_since_epoch(self, us: int) -> int:
        """Weekly open time since the epoch, exceptions left out: it makes differences, never a date."""
        weeks, rest = divmod(us, _WEEK_US)
        i = bisect_right(self._starts, rest)
        within = self._open_before[i]
        if i and rest < self._ends[i - 1]:
            within -= self._ends[i - 1] - rest
        return weeks * self._open_before[-1] + within

    def _within_sitting(self, us: int, wanted: int) -> int | None:
        """`us + wanted` when one sitting of the week holds both: by day this answers for most stores, at a third of the cost."""
        rest = us % _WEEK_US
        i = bisect_right(self._starts, rest)
        return us + wanted if i and rest + wanted <= self._ends[i - 1] else None

    def _add_weekly(self, us: int, wanted: int) -> int | None:
        """The inverse of `_open_since_epoch`: where it first reaches its value at `us` plus `wanted`."""
        a_week = self._open_before[-1]
        if not a_week:
            return None
        weeks, rest = divmod(self._open_since_epoch(us) + wanted, a_week)
        if not rest:  # a full week's time is reached when the week's last sitting ends, not when the next begins
            weeks, rest = weeks - 1, a_week
        i = bisect_left(self._open_before, rest)
        return weeks * _WEEK_US + self._ends[i - 1] - (self._open_before[i] - rest)

    def _add_dated(self, us: int, wanted: int) -> int | None:
        for start, end in self._spans(us, us + _HORIZON_US):
            here = end - max(start, us)
            if here >= wanted:
                return max(start, us) + wanted
            wanted -= max(here, 0)
        return None

    def _open_until(self, us: int) -> int | None:
        """Where the open span around `us` ends, None when closed or open for the whole horizon."""
        for start, end in self._spans(us, us + _HORIZON_US):
            if start <= us < end:
                return end if end <= us + _HORIZON_US else None
        return None

    def _is_dated(self, first: int, last: int) -> bool:
        """Whether an exception touches the days of these instants, or the day before, whose night may spill over."""
        days = self._dated_days
        if not days:
            return False
        i = bisect_left(days, first // _DAY_US - 1)
        return i < len(days) and days[i] <= last // _DAY_US

    def _spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Open spans, joined and in order, of the days that touch first..last. Spans may reach beyond both."""
        held: tuple[int, int] | None = None
        for day in range(first // _DAY_US - 1, last // _DAY_US + 2):
            for start_min, end_min in self._dated.get(day, self.week[day % 7]):
                start, end = day * _DAY_US + start_min * _MIN_US, day * _DAY_US + end_min * _MIN_US
                if held and start <= held[1]:
                    held = (held[0], max(held[1], end))
                    continue
                if held:
                    yield held
                held = (start, end)
        if held:
            yield held
