"""The promise and the sentences."""

import pytest

from dispatch.domain.eligibility import CHECKS
from dispatch.domain.hours import Hours
from dispatch.domain.promise import (
    DROPPED_ZH,
    day_time_zh,
    distance_zh,
    promise_at,
    promise_sentence,
    reason_sentence,
)

from .builders import DAYTIME, MINUTES, NEVER, NOON, POLICY, at


@pytest.mark.parametrize(
    "expires, promised",
    [
        (at("12:00"), at("14:00")),  # on the half hour it stays
        (at("12:00") + MINUTES / 60_000_000, at("14:30")),
        (at("12:10"), at("14:30")),
        (at("12:31"), at("15:00")),
        (at("20:00"), at("10:00", day=25)),  # an hour is left tonight, one is tomorrow's
    ],
)
def test_two_hours_of_open_time_rounded_up(expires, promised):
    assert promise_at(DAYTIME, expires, POLICY) == promised


def test_a_store_that_does_not_open_promises_nothing():
    assert promise_at(NEVER, NOON, POLICY) is None


def test_the_noon_break_is_not_on_the_way():
    assert promise_at(Hours.parse("Mo-Su 09:00-12:00,13:30-21:00"), at("11:00"), POLICY) == at("14:30")


@pytest.mark.parametrize(
    "promised, words",
    [
        (at("15:00"), "今天 15:00"),
        (at("09:30", day=25), "明天 09:30"),
        (at("09:30", day=26), "后天 09:30"),
        (at("09:30", day=30), "11月30日 09:30"),
        (at("09:30", day=23), "11月23日 09:30"),
        (at("00:00", day=25), "今天 24:00"),
        (at("00:30", day=25), "明天 00:30"),
    ],
)
def test_the_day_in_words(promised, words):
    assert day_time_zh(promised, NOON) == words


def test_what_she_reads_before_she_pays():
    assert promise_sentence("浦东三店", at("15:00"), NOON) == "由 浦东三店 配送，预计今天 15:00 前送达"


@pytest.mark.parametrize("metres, words", [(0, "0 米"), (349.6, "350 米"), (999.6, "1.0 公里"), (12_345, "12.3 公里")])
def test_distance_in_words(metres, words):
    assert distance_zh(metres) == words


@pytest.mark.parametrize(
    "reason, sentence",
    [
        ("home_store", "由您常去的 浦东三店 为您配送"),
        ("her_other_store", "由您买过的 浦东三店 为您配送"),
        ("nearest", "由离您最近的 浦东三店 为您配送，约 1.2 公里"),
        ("needs_person", "客服正在为您安排门店，会尽快告诉您"),
    ],
)
def test_why_for_the_mother(reason, sentence):
    assert reason_sentence(reason, "浦东三店", 1234.0) == sentence


def test_why_not_home_for_the_mother():
    sentence = reason_sentence("nearest", "浦东三店", 1234.0, home_dropped="out_of_stock")
    assert sentence == "您常去的门店暂时缺货，由离您最近的 浦东三店 为您配送，约 1.2 公里"


@pytest.mark.parametrize(
    "reason, sentence",
    [
        ("home_store", "老客回店：她最近一次就在本店购买，距收货地址 1.2 公里"),
        ("her_other_store", "老客回店：她曾在本店购买，距收货地址 1.2 公里"),
        ("nearest", "就近派单：本店是能送达的最近门店，距收货地址 1.2 公里"),
        ("needs_person", "客服派单：由客服指定本店，距收货地址 1.2 公里"),
    ],
)
def test_why_for_the_store(reason, sentence):
    assert reason_sentence(reason, "浦东三店", 1234.0, reader="store") == sentence


@pytest.mark.parametrize("dropped", [name for name, _ in CHECKS])
def test_a_store_never_learns_that_she_has_another(dropped):
    told = reason_sentence("nearest", "浦东三店", 1234.0, reader="store", home_dropped=dropped)
    assert told == reason_sentence("nearest", "浦东三店", 1234.0, reader="store")


@pytest.mark.parametrize("reader", ["mother", "store"])
def test_an_unknown_reason_is_an_error(reader):
    with pytest.raises(ValueError, match="unknown reason 'luck'"):
        reason_sentence("luck", "浦东三店", None, reader=reader)


def test_every_check_has_its_chinese():
    assert DROPPED_ZH.keys() == {name for name, _ in CHECKS}
