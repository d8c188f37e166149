"""Values fit the fields of a template message, or are named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wechat.api.fields import RULES, fit, fit_all


@pytest.mark.parametrize(
    ("field", "value", "fitted"),
    [
        ("thing1", "爱他美卓萃 1 段", "爱他美卓萃 1 段"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing12", "张杨路店\n已接单", "张杨路店 已接单"),
        ("thing1", "", "无"),
        ("thing1", "🍼" * 11, "🍼" * 9 + "…"),
        ("thing.DATA", "短", "短"),
        ("phrase3", "配送中", "配送中"),
        ("phrase3", "订单 A 已经由门店接单", "订单已经由"),
        ("phrase3", "OK", "无"),
        ("name1", "欧阳娜娜", "欧阳娜娜"),
        ("name1", "一二三四五六七八九十一", "一二三四五六七八九…"),
        ("name1", "Alexandra von Humboldt", "Alexandra von Humbo…"),
        ("character_string1", "NO.2027-03 张 02", "NO.2027-0302"),
        ("character_string1", "A" * 40, "A" * 32),
        ("number1", "12.5", "12.5"),
        ("amount4", "¥398.00", "¥398.00"),
        ("amount4", "398.00元", "398.00元"),
        ("time5", "2027年3月2日 15:00", "2027年3月2日 15:00"),
        ("time5", "15:00~17:00", "15:00~17:00"),
        ("date5", "2027-03-02", "2027-03-02"),
        ("date5", "2027年3月2日 15:01", "2027年3月2日 15:01"),
        ("phone_number6", "021-5888 0000", "021-5888 0000"),
        ("car_number1", "粤A8Z888挂", "粤A8Z888挂"),
        ("letter1", "abc 1", "abc"),
        ("symbol1", "a!?", "!?"),
        ("keyword1", "任意 " * 30, "任意 " * 30),
        ("thing_else", "任意 " * 30, "任意 " * 30),
    ],
)
def test_a_value_is_made_to_fit(field: str, value: str, fitted: str) -> None:
    assert fit(field, value) == fitted


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount1", "一百"),
        ("amount1", "12345678901"),
        ("amount1", ""),
        ("number1", "12a"),
        ("number1", "1" * 33),
        ("time1", "下午三点"),
        ("date1", "15:00"),
        ("character_string1", "奶粉"),
        ("phone_number1", "13800000000转1"),
        ("car_number1", ""),
    ],
)
def test_what_cannot_be_cut_is_named_and_not_repeated(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=field) as caught:
        fit_all({"thing1": "x", field: value})
    assert not value or value not in str(caught.value)


LIMITS = {"thing": 20, "phrase": 5, "name": 20, "character_string": 32, "letter": 32, "symbol": 5, "number": 32}


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(RULES)), st.text(max_size=60))
def test_what_fits_is_never_too_long_and_fits_again(kind: str, value: str) -> None:
    try:
        fitted = fit(f"{kind}1", value)
    except ValueError:
        return
    assert fitted and fitted.isprintable()
    assert len(fitted.encode("utf-16-le", errors="replace")) // 2 <= LIMITS.get(kind, 40)
    assert fit(f"{kind}1", fitted) == fitted
