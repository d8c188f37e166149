"""WeChat's older protocols, against published values."""

import base64

import pytest

from tests.support.vectors import vectors
from wechat.aes import BadCipher, open_cbc, open_ecb, seal_cbc
from wechat.legacy import raw_data_signature, user_data, v2_refund, v2_sign, yilianyun_sign
from wechat.xml import read_xml

WXA, PHP = vectors("wxa-login-and-v2"), vectors("wechatpay-php-v2")


def test_v2_signs() -> None:
    told = WXA["v2_sign_md5_and_hmac"]
    assert v2_sign(told["params"], told["key"]) == told["md5"]
    assert v2_sign(told["params"], told["key"], "HMAC-SHA256") == told["hmac_sha256"]
    # Empty values and the sign itself are not signed.
    assert v2_sign(told["params"] | {"sign": "x", "attach": ""}, told["key"]) == told["md5"]
    pay = WXA["v2_pay_sign"]
    assert v2_sign(pay["params"], pay["key"]) == pay["md5"]


def test_the_v2_refund_notice_opens() -> None:
    told = WXA["v2_refund_notification"]
    seen = v2_refund(told["req_info"], told["api_key"])
    assert seen == read_xml(told["plaintext"], "root")
    assert (seen["out_refund_no"], seen["refund_status"]) == ("1234", "SUCCESS")
    with pytest.raises(BadCipher):
        v2_refund(told["req_info"], "another key")


def test_aes_256_ecb_of_the_php_sdk() -> None:
    told = PHP["aes_256_ecb_pkcs7"]
    sealed = base64.b64decode(told["ciphertext_b64"])
    assert open_ecb(told["key"].encode(), sealed).decode() == told["plaintext"]


@pytest.mark.parametrize("sealed", [b"", b"short", b"0" * 16])
def test_what_does_not_open(sealed: bytes) -> None:
    with pytest.raises(BadCipher):
        open_ecb(b"0" * 32, sealed)


@pytest.mark.parametrize("end", [b"\x01\x02", b"\x00", b"\x11", b"\x02\x03\x03"])
def test_padding_must_be_whole(end: bytes) -> None:
    key, plain = b"k" * 32, b"0" * (16 - len(end)) + end
    whole = seal_cbc(key, key[:16], plain)  # its first block is the plain text, and what pads it is left out
    with pytest.raises(BadCipher, match="padding"):
        open_cbc(key, key[:16], whole[:16])
    assert open_cbc(key, key[:16], whole) == plain


def test_encrypted_data_of_the_documentation() -> None:
    told = WXA["encrypted_data_aes128_cbc"]
    seen = user_data(told["encrypted_data"], told["session_key"], told["iv"], told["appid"])
    assert seen == told["plaintext"]


@pytest.mark.parametrize(
    "other",
    [
        {"appid": "wx0000000000000000"},
        {"session_key": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"iv": "AAAA"},
        {"iv": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"encrypted_data": "!"},
        {"session_key": "AAAA"},
    ],
)
def test_encrypted_data_of_another_app_or_key(other: dict[str, str]) -> None:
    told = WXA["encrypted_data_aes128_cbc"] | other
    with pytest.raises(BadCipher):
        user_data(told["encrypted_data"], told["session_key"], told["iv"], told["appid"])


def test_raw_data_signature() -> None:
    told = WXA["raw_data_signature"]
    assert raw_data_signature(told["raw_data"], told["session_key"]) == told["signature"]


def test_yilianyun_sign() -> None:
    told = WXA["cloud_printer_yilianyun_v1_sign"]
    api_key, machine_key = "d17d7d6cdaaa77a6dba928b6553c665325a033d5", "123456"
    params = {"time": "1427647569", "partner": "6", "machine_code": "613"}
    assert told["string"] == f"{api_key}machine_code613partner6time1427647569{machine_key}"
    assert yilianyun_sign(params, api_key, machine_key) == told["expected_in_doc"]
    assert told["computed_md5"] == told["expected_in_doc"]
