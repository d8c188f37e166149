"""Opening hours: reading, writing, and the edges of time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dispatch.domain.hours import SHANGHAI, Hours, parse_intervals

TWO_SITTINGS = Hours.parse("Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00")
NIGHT = Hours.parse("Mo,We 20:00-02:00")
ALWAYS = Hours.parse("Mo-Su 00:00-24:00")
NEVER = Hours.parse("Mo-Su off")
HOUR = timedelta(hours=1)


def at(day, clock, seconds=0.0):
    """November 2026 begins on a Sunday; the 23rd is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI) + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text, canonical",
    [
        ("Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00", "Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00"),
        ("mo-su 9:00-21:00", "Mo-Su 09:00-21:00"),
        ("09:00-21:00", "Mo-Su 09:00-21:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
        ("Mo,We 20:00-02:00", "Mo,We 20:00-02:00"),
        ("Fr-Mo 20:00-00:00", "Mo,Fr-Su 20:00-24:00"),
        ("Mo-Su 09:00-21:00; We off", "Mo-Tu,Th-Su 09:00-21:00"),
        ("Mo-Su 09:00-21:00; Sa,Su 10:00-20:00", "Mo-Fr 09:00-21:00; Sa-Su 10:00-20:00"),
        ("Mo-Fr 13:30-21:00 , 09:00 - 12:00 ;", "Mo-Fr 09:00-12:00,13:30-21:00"),
        ("Mo 09:00-12:00,12:00-18:00", "Mo 09:00-18:00"),
        ("Mo-Fr 09：00－21：00；Sa 10：00－20：00", "Mo-Fr 09:00-21:00; Sa 10:00-20:00"),
        ("closed", "Mo-Su off"),
        ("Su closed", "Mo-Su off"),
    ],
)
def test_reading_and_writing(text, canonical):
    hours = Hours.parse(text)
    assert str(hours) == canonical
    assert Hours.parse(canonical) == hours
    assert hash(Hours.parse(canonical)) == hash(hours)


@pytest.mark.parametrize(
    "text, part",
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("Mo-Fr", "'Mo-Fr'"),
        ("Mo-Fr 09:00-21:00; Xx 10:00-20:00", "'Xx'"),
        ("Mo-Fr 09:00", "'09:00'"),
        ("Mo-Fr 09:00-25:00", "'25:00'"),
        ("Mo-Fr 09:00-24:01", "'24:01'"),
        ("Mo-Fr 09:60-21:00", "'09:60'"),
        ("Mo-Fr 9-21", "'9'"),
        ("Mo-Fr 24:00-02:00", "24:00-02:00"),
        ("Mo-Fr 09:00-09:00", "'09:00-09:00'"),
        ("Mo-Fr 09:00-12:00,11:00-14:00", "overlap"),
        ("Mo 20:00-06:00,05:00-07:00", "'20:00-06:00,05:00-07:00'"),
        ("Mo 08:00-20:00,20:00-08:00", "whole day"),
        ("Mo-Fr 09:00-12:00; Mo-Fr 13:30-21:00", "Mo, Tu, We, Th, Fr already has hours"),
        ("Mo-Fr 09:00-12:00; Fr-Su 13:30-21:00", "Fr already has hours"),
        ("Mo-Fr 09:00-12:00,", "''"),
    ],
)
def test_errors_name_the_part(text, part):
    with pytest.raises(ValueError, match="hours") as caught:
        Hours.parse(text)
    assert part in str(caught.value)


def test_sittings_of_one_day():
    assert parse_intervals("09:00-12:00, 13:30-21:00") == ((540, 720), (810, 1260))
    assert parse_intervals("off") == ()
    with pytest.raises(ValueError, match="'9am'"):
        parse_intervals("9am")


def test_opens_on_the_first_instant_and_is_closed_from_the_last():
    assert not TWO_SITTINGS.is_open(at(23, "08:59", 59.999999))
    assert TWO_SITTINGS.is_open(at(23, "09:00"))
    assert TWO_SITTINGS.is_open(at(23, "11:59", 59.999999))
    assert not TWO_SITTINGS.is_open(at(23, "12:00"))


def test_other_zones_are_the_same_instant():
    assert TWO_SITTINGS.is_open(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert not TWO_SITTINGS.is_open(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))


def test_naive_datetimes_are_an_error():
    with pytest.raises(TypeError):
        TWO_SITTINGS.is_open(datetime(2026, 11, 23, 9, 0))


@pytest.mark.parametrize(
    "start, end",
    [
        (at(23, "10:00", 30.5), at(23, "11:00", 30.5)),
        (at(23, "11:30"), at(23, "14:00")),  # the noon break does not count
        (at(23, "11:00"), at(23, "12:00")),  # reached as the sitting ends, not as the next begins
        (at(23, "12:00"), at(23, "14:30")),
        (at(23, "20:30", 0.25), at(24, "09:30", 0.25)),
        (at(27, "20:30"), at(28, "10:30")),
        (at(22, "19:30"), at(23, "09:30")),  # Sunday to Monday
        (at(22, "23:00"), at(23, "10:00")),
    ],
)
def test_an_hour_of_open_time(start, end):
    assert TWO_SITTINGS.add_open(start, HOUR) == end
    assert TWO_SITTINGS.open_between(start, end) == HOUR


def test_the_result_is_in_shanghai():
    end = TWO_SITTINGS.add_open(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), HOUR)
    assert end.isoformat() == "2026-11-23T11:00:00+08:00"


def test_overnight_belongs_to_the_day_it_starts():
    assert NIGHT.is_open(at(24, "01:59"))
    assert not NIGHT.is_open(at(23, "01:00"))
    assert NIGHT.add_open(at(23, "23:30"), HOUR) == at(24, "00:30")
    assert NIGHT.add_open(at(24, "01:30"), HOUR) == at(25, "20:30")


def test_sunday_night_runs_into_monday():
    hours = Hours.parse("Su 22:00-03:00")
    assert hours.is_open(at(23, "02:59"))
    assert hours.closes_at(at(22, "23:00")) == at(23, "03:00")
    assert hours.add_open(at(22, "22:30"), timedelta(hours=5)) == at(29, "22:30")


def test_always_and_never():
    assert ALWAYS.add_open(at(23, "23:59"), 30 * HOUR) == at(25, "05:59")
    assert ALWAYS.closes_at(at(23, "10:00")) is None
    assert ALWAYS.next_open(at(23, "10:00")) == at(23, "10:00")
    assert NEVER.add_open(at(23, "10:00"), HOUR) is None
    assert NEVER.next_open(at(23, "10:00")) is None
    assert NEVER.open_between(at(1, "00:00"), at(29, "00:00")) == timedelta(0)


def test_closing_and_opening():
    assert TWO_SITTINGS.closes_at(at(23, "10:00")) == at(23, "12:00")
    assert TWO_SITTINGS.closes_at(at(23, "12:30")) is None
    assert TWO_SITTINGS.next_open(at(23, "12:00")) == at(23, "13:30")
    assert TWO_SITTINGS.next_open(at(23, "22:00")) == at(24, "09:00")
    assert TWO_SITTINGS.next_open(at(23, "10:00", 0.5)) == at(23, "10:00", 0.5)


def test_sixty_days_is_the_end():
    weekly = Hours.parse("Mo 09:00-10:00")  # eight hours in the 56 days after a Monday's closing
    assert weekly.add_open(at(2, "10:00"), 8 * HOUR) == at(2, "10:00") + timedelta(days=56)
    assert weekly.add_open(at(2, "10:00"), 9 * HOUR) is None


def test_no_time_passes_at_once_and_none_passes_backwards():
    assert TWO_SITTINGS.add_open(at(23, "12:30"), timedelta(0)) == at(23, "12:30")
    assert TWO_SITTINGS.open_between(at(24, "10:00"), at(23, "10:00")) == timedelta(0)
    with pytest.raises(ValueError, match="negative"):
        TWO_SITTINGS.add_open(at(23, "12:30"), -HOUR)


HOLIDAY = TWO_SITTINGS.with_exceptions({date(2026, 11, 24): (), date(2026, 11, 25): ((600, 660), (1200, 1560))})


def test_a_dated_exception_replaces_its_day_alone():
    assert HOLIDAY.is_open(at(23, "20:00"))
    assert not HOLIDAY.is_open(at(24, "10:00"))
    assert HOLIDAY.is_open(at(25, "10:30"))
    assert not HOLIDAY.is_open(at(25, "09:30"))
    assert HOLIDAY.is_open(at(26, "01:59"))
    assert HOLIDAY.is_open(at(26, "10:00"))


def test_time_is_counted_over_exceptions():
    assert HOLIDAY.add_open(at(23, "20:30"), HOUR) == at(25, "10:30")
    assert HOLIDAY.add_open(at(23, "20:00"), HOUR) == at(23, "21:00")
    assert HOLIDAY.open_between(at(23, "20:30"), at(26, "00:00")) == 5.5 * HOUR
    assert HOLIDAY.next_open(at(23, "21:00")) == at(25, "10:00")
    assert HOLIDAY.closes_at(at(25, "20:30")) == at(26, "02:00")


def test_an_exception_leaves_the_night_before_alone():
    assert NIGHT.with_exceptions({date(2026, 11, 24): ()}).is_open(at(24, "01:00"))


def test_exceptions_are_part_of_the_value_and_not_of_the_text():
    assert HOLIDAY != TWO_SITTINGS
    assert str(HOLIDAY) == str(TWO_SITTINGS)
    again = {date(2026, 11, 25): ((1200, 120), (600, 660)), date(2026, 11, 24): ()}
    assert TWO_SITTINGS.with_exceptions(again) == HOLIDAY
    assert TWO_SITTINGS.with_exceptions({}) == TWO_SITTINGS


def test_a_bad_exception_names_its_date():
    with pytest.raises(ValueError, match="2026-11-24.*overlap"):
        TWO_SITTINGS.with_exceptions({date(2026, 11, 24): ((540, 700), (600, 800))})
