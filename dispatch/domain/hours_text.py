"""Reading and writing opening hours as text: `Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00`.

The form is the common part of OpenStreetMap's `opening_hours`. A later rule may narrow an earlier one
(`Mo-Su 09:00-21:00; We off`), and only narrow it: `Mo-Fr 09:00-12:00; Mo-Fr 13:30-21:00` would silently lose
every morning, so it is an error.
"""

import re
from collections.abc import Iterable

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MIN = 1440
WEEK_MIN = 7 * DAY_MIN
Intervals = tuple[tuple[int, int], ...]  # (start, end) in minutes of the day; an end past 1440 is the next morning
Week = tuple[Intervals, Intervals, Intervals, Intervals, Intervals, Intervals, Intervals]

_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_CLOSED = ("off", "closed")
_FULL_WIDTH = str.maketrans("；，：－–—～~", ";,:-----")  # as typed with a Chinese keyboard
_WHOLE_DAY: Intervals = ((0, DAY_MIN),)


def parse_week(text: str) -> Week:
    """The seven days of a text, Monday first; days not named are closed. ValueError names the part at fault."""
    rules = [rule.strip() for rule in text.translate(_FULL_WIDTH).split(";") if rule.strip()]
    if not rules:
        raise ValueError("hours are empty: write 'Mo-Su off' for a store that never opens")
    week: dict[int, Intervals] = {}
    earlier: list[frozenset[int]] = []
    for rule in rules:
        days, sittings = _parse_rule(rule)
        if days & week.keys() and not any(days < wider for wider in earlier):
            again = ", ".join(DAYS[day] for day in sorted(days & week.keys()))
            raise ValueError(f"hours {rule!r}: {again} already has hours; put all sittings of a day in one rule")
        earlier.append(days)
        week.update(dict.fromkeys(days, sittings))
    mo, tu, we, th, fr, sa, su = (week.get(day, ()) for day in range(7))
    return mo, tu, we, th, fr, sa, su


def format_week(week: Week) -> str:
    """The one canonical text of a week: days with the same sittings together, closed days left out."""
    groups: dict[Intervals, list[int]] = {}
    for day, sittings in enumerate(week):
        if sittings:
            groups.setdefault(sittings, []).append(day)
    rules = (f"{_format_days(days)} {','.join(map(_format_sitting, sittings))}" for sittings, days in groups.items())
    return "; ".join(rules) or "Mo-Su off"


def normal_sittings(sittings: Iterable[tuple[int, int]], part: str) -> Intervals:
    """Sorted, joined where they touch; an end before its start is the next morning. ValueError naming `part`."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, end + DAY_MIN if end < start else end) for start, end in sittings):
        begin = start
        if not 0 <= start < DAY_MIN or not start < end <= start + DAY_MIN:
            raise ValueError(f"hours {part!r}: a sitting must start within the day and last up to 24 hours")
        if joined and start < joined[-1][1]:
            raise ValueError(f"hours {part!r}: two sittings overlap")
        if joined and start == joined[-1][1]:
            begin = joined.pop()[0]
        joined.append((begin, end))
    # 08:00 round to 08:00 would be written as "08:00-08:00", which cannot be told from nothing at all.
    around = [(start, end) for start, end in joined if start and end == start + DAY_MIN]
    if around or (joined and joined[-1][1] > joined[0][0] + DAY_MIN):
        raise ValueError(f"hours {part!r}: more than a day of sittings; write 00:00-24:00 for a whole day")
    return tuple(joined)


def parse_intervals(text: str) -> Intervals:
    """One day's sittings, `09:00-12:00,13:30-21:00` or `off`, as minutes. ValueError names the part at fault."""
    times = text.translate(_FULL_WIDTH).strip()
    if times.lower() in _CLOSED:
        return ()
    return normal_sittings([_parse_sitting(part.strip(), times) for part in times.split(",")], times)


def week_spans(week: Week) -> list[tuple[int, int]]:
    """Open spans in minutes since Monday 00:00, joined and in order, Sunday's night folded to Monday's morning."""
    spans: list[tuple[int, int]] = []
    for day, intervals in enumerate(week):
        for start, end in intervals:
            from_min, to_min = day * DAY_MIN + start, day * DAY_MIN + end
            spans.append((from_min, min(to_min, WEEK_MIN)))
            if to_min > WEEK_MIN:
                spans.append((0, to_min - WEEK_MIN))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _parse_rule(rule: str) -> tuple[frozenset[int], Intervals]:
    if rule == "24/7":
        return frozenset(range(7)), _WHOLE_DAY
    head, _, tail = re.sub(r"\s*([,-])\s*", r"\1", rule).partition(" ")
    if not tail:  # no days named: either every day's times, or days without times
        if not (head[:1].isdigit() or head.lower() in _CLOSED):
            raise ValueError(f"hours {rule!r}: times or 'off' must follow the days")
        head, tail = "Mo-Su", head
    return _parse_days(head, rule), parse_intervals(tail)


def _parse_days(text: str, rule: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start, end = _day(first, rule), _day(last if dash else first, rule)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _day(name: str, rule: str) -> int:
    try:
        return DAYS.index(name.capitalize())
    except ValueError:
        raise ValueError(f"hours {rule!r}: {name!r} is not a day; days are {', '.join(DAYS)}") from None


def _parse_sitting(text: str, rule: str) -> tuple[int, int]:
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"hours {rule!r}: {text!r} is not a sitting like 09:00-21:00")
    start_min, end_min = _minute(start, rule), _minute(end, rule)
    if start_min == end_min:
        raise ValueError(f"hours {rule!r}: {text!r} starts and ends at once; write 00:00-24:00 for a whole day")
    return start_min, end_min


def _minute(text: str, rule: str) -> int:
    match = _TIME.fullmatch(text.strip())
    minute = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else DAY_MIN + 1
    if minute > DAY_MIN:
        raise ValueError(f"hours {rule!r}: {text!r} is not a time from 00:00 to 24:00")
    return minute


def _format_days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _format_sitting(sitting: tuple[int, int]) -> str:
    start, end = sitting
    end = end - DAY_MIN if end > DAY_MIN else end
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
