"""Opening hours against a slow model that looks at every minute, and against each other."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.hours_text import DAYS, normal_sittings

MONDAY = date(2026, 11, 23)
MINUTE = timedelta(minutes=1)


@st.composite
def intervals(draw):
    """Up to three sittings of a day, the last of which may run into the next morning."""
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if pairs and pairs[0][0] > 1 and draw(st.booleans()):
        start = pairs[-1][0]
        pairs[-1] = (start, 1440 + draw(st.integers(1, pairs[0][0] - 1)))
    return normal_sittings(pairs, "drawn")


@st.composite
def timetables(draw):
    week = tuple(draw(intervals()) for _ in DAYS)
    dated = draw(st.dictionaries(st.integers(-2, 6).map(lambda day: MONDAY + timedelta(days=day)), intervals()))
    return Hours(week).with_exceptions(dated)


instants = st.integers(0, 4 * 1440 * 60_000_000).map(
    lambda us: datetime(2026, 11, 22, tzinfo=SHANGHAI) + timedelta(microseconds=us)
)
spells = st.integers(1, 30 * 3600 * 1_000_000).map(lambda us: timedelta(microseconds=us))


def sittings_of(hours, day):
    return dict(hours.exceptions).get(day, hours.week[day.weekday()])


def model_is_open(hours, at):
    """Word by word: a sitting of today holds this minute, or one of yesterday reaches over midnight to it."""
    minute, today = at.hour * 60 + at.minute, at.date()
    return any(start <= minute < end for start, end in sittings_of(hours, today)) or any(
        start <= minute + 1440 < end for start, end in sittings_of(hours, today - timedelta(days=1))
    )


def model_open_between(hours, a, b):
    total = timedelta(0)
    while a < b:
        step = min(a.replace(second=0, microsecond=0) + MINUTE, b)
        total += (step - a) if model_is_open(hours, a) else timedelta(0)
        a = step
    return total


@given(timetables())
def test_text_and_back(hours):
    assert Hours.parse(str(hours)).week == hours.week


@given(timetables(), instants)
def test_is_open_agrees_with_the_model(hours, at):
    assert hours.is_open(at) == model_is_open(hours, at)


@settings(max_examples=60, deadline=None)
@given(timetables(), instants, spells)
def test_open_between_agrees_with_the_model(hours, at, spell):
    assert hours.open_between(at, at + spell) == model_open_between(hours, at, at + spell)


@given(timetables(), instants, spells)
def test_add_open_is_the_first_instant_by_which_that_much_has_passed(hours, at, spell):
    end = hours.add_open(at, spell)
    if end is None:
        assert hours.open_between(at, at + timedelta(days=60)) < spell
        return
    assert hours.open_between(at, end) == spell
    assert hours.open_between(at, end - timedelta(microseconds=1)) < spell


@given(timetables(), instants)
def test_next_open_and_closes_at_agree_with_is_open(hours, at):
    opening = hours.next_open(at)
    if opening is None:
        assert hours.open_between(at, at + timedelta(days=60)) == timedelta(0)
    else:
        assert hours.is_open(opening)
        assert hours.open_between(at, opening) == timedelta(0)
    closing = hours.closes_at(at)
    if closing is not None:
        assert not hours.is_open(closing)
        assert hours.open_between(at, closing) == closing - at
    elif hours.is_open(at):
        assert hours.open_between(at, at + timedelta(days=60)) == timedelta(days=60)
