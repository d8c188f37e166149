"""The providers' signatures, worked out by another program, and what of a slip a provider must not read as its own.

Neither provider publishes a signature together with the secret behind it, so these were made by OpenSSL:

    printf '%s' 'shop@example.comabcdEFGH123456781764122400' | openssl dgst -sha1
    printf '%s' '109876543217641224000123456789abcdef0123456789abcdef' | openssl dgst -md5
"""

from __future__ import annotations

from datetime import datetime

import pytest

from app.clock import SHANGHAI
from app.keys import ConfigError
from app.printers import feie, slips, yilianyun
from app.printers.port import Line
from app.printers.settings import live_printers
from tests.support.printers import FEIE_SIG, YILIANYUN_SIGN


def test_feie_signs_account_key_and_time_by_sha1() -> None:
    assert feie.sig("shop@example.com", "abcdEFGH12345678", "1764122400") == FEIE_SIG


def test_yilianyun_signs_id_time_and_secret_by_md5_in_small_letters() -> None:
    assert yilianyun.sign("1098765432", "1764122400", "0123456789abcdef0123456789abcdef") == YILIANYUN_SIGN


def test_what_looks_like_a_mark_is_written_full_width() -> None:
    assert Line("奶粉<CUT>\n<QR>x</QR>").safe == "奶粉＜CUT＞ ＜QR＞x＜/QR＞"


def test_a_slip_that_voids_names_every_offer_and_when() -> None:
    at = datetime(2026, 11, 24, 11, 5, tzinfo=SHANGHAI)
    words = [line.text for line in slips.void_slip([("2611240000000001", 7)], at)]
    assert words[0] == "以下小票作废" and "2611240000000001  派单 7" in words and words[-1] == "以 App 为准"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "FEIE_USER"),
        ({"FEIE_USER": "a"}, "FEIE_UKEY is missing"),
        ({"FEIE_UKEY": "a"}, "FEIE_USER is missing"),
        ({"YILIANYUN_CLIENT_ID": "a"}, "YILIANYUN_CLIENT_SECRET is missing"),
        ({"FEIE_USER": "a", "FEIE_UKEY": "b", "FEIE_URL": "http://x"}, "FEIE_URL"),
    ],
)
def test_a_bad_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        live_printers(environ, None)  # type: ignore[arg-type]


def test_one_provider_is_enough() -> None:
    found = live_printers({"FEIE_USER": "a", "FEIE_UKEY": "b"}, None)  # type: ignore[arg-type]
    assert list(found) == ["feie"]
