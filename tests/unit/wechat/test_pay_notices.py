"""A notice is believed only if it is WeChat's, fresh and whole."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpayv3 import WeChatPay as Peer
from wechatpayv3 import WeChatPayType

from tests.support.vectors import vectors
from tests.support.wechat_pay import (
    APIV3_KEY,
    MCH_ID,
    MINI,
    NOW,
    PUBLIC_KEY_ID,
    ended_refund,
    key_pair,
    notice_body,
    paid_transaction,
    private_pem,
    public_pem,
    public_signer,
)
from wechat.pay.notices import BadNotice, Envelope, open_notice, payment_notice, refund_notice
from wechat.pay.signing import answer_message

GO = vectors("wechatpay-go-notify")


class OneKey:
    """A look-up of one key, that counts."""

    def __init__(self, serial: str, key: RSAPublicKey) -> None:
        self.serial, self.key, self.asked = serial, key, 0

    def find(self, serial: str) -> RSAPublicKey | None:
        self.asked += 1
        return self.key if serial == self.serial else None


def ours() -> OneKey:
    return OneKey(PUBLIC_KEY_ID, public_signer().key.public_key())


def opened(headers: dict[str, str], body: bytes, now: datetime = NOW) -> Envelope:
    return open_notice(headers, body, ours(), APIV3_KEY, now)


def refused(headers: dict[str, str], body: bytes, now: datetime = NOW) -> str:
    with pytest.raises(BadNotice) as caught:
        opened(headers, body, now)
    return caught.value.kind


def go_key() -> OneKey:
    key = load_pem_x509_certificate(GO["platform_certificate_pem"].encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    return OneKey(GO["certificate_serial"], key)


GO_TIME = datetime.fromtimestamp(int(GO["headers"]["Wechatpay-Timestamp"]), UTC)


def test_the_go_sdks_notice_opens() -> None:
    envelope = open_notice(GO["headers"], GO["body"].encode(), go_key(), GO["apiv3_key"], GO_TIME)
    assert envelope.resource == json.loads(GO["plaintext"])
    assert envelope.event_type == "PAYSCORE.USER_OPEN_SERVICE"
    assert envelope.event_id == json.loads(GO["body"])["id"]


def test_the_go_sdks_string_to_verify() -> None:
    headers = GO["headers"]
    made = answer_message(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], GO["body"].encode())
    assert made.decode() == GO["string_to_verify"]


def test_the_java_sdks_resource_has_the_same_shape() -> None:
    assert vectors("wechatpay-java")["notification_shape"]["resource"] == json.loads(GO["body"])["resource"]


@pytest.mark.parametrize(("off", "believed"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_five_minutes_either_way(off: int, believed: bool) -> None:
    now = GO_TIME + timedelta(seconds=off)
    try:
        open_notice(GO["headers"], GO["body"].encode(), go_key(), GO["apiv3_key"], now)
        assert believed
    except BadNotice as bad:
        assert (bad.kind, believed) == ("stale", False)


def test_a_payment_is_read() -> None:
    body = notice_body(paid_transaction())
    seen = payment_notice(opened(public_signer().headers(body), body))
    assert (seen.out_trade_no, seen.total_fen, seen.payer_total_fen) == ("P20270302000001", 39800, 39800)
    assert (seen.mch_id, seen.app_id, seen.currency, seen.trade_state) == (MCH_ID, MINI, "CNY", "SUCCESS")
    assert seen.transaction_id == "4200000000202703020000000001" and seen.paid
    assert seen.success_at == datetime.fromisoformat("2027-03-02T09:59:58+08:00")
    assert seen.openid == "oMother0000000000000000000001"
    assert (seen.event_id, seen.event_type) == ("EV-2027030210000000001", "TRANSACTION.SUCCESS")


def test_no_openid_shows_in_what_a_log_would_print() -> None:
    body = notice_body(paid_transaction())
    envelope = opened(public_signer().headers(body), body)
    assert "oMother" not in f"{envelope!r} {payment_notice(envelope)!r}"


def test_a_refund_is_read() -> None:
    body = notice_body(ended_refund(), "refund", "REFUND.SUCCESS")
    seen = refund_notice(opened(public_signer().headers(body), body))
    assert (seen.out_refund_no, seen.status, seen.refund_fen, seen.total_fen) == (
        "R20270302000001",
        "SUCCESS",
        10000,
        39800,
    )
    assert (seen.payer_total_fen, seen.payer_refund_fen, seen.mch_id) == (39800, 10000, MCH_ID)


def test_a_refund_that_did_not_succeed_has_no_time() -> None:
    told = ended_refund(refund_status="ABNORMAL")
    del told["success_time"]
    body = notice_body(told, "refund", "REFUND.ABNORMAL")
    assert refund_notice(opened(public_signer().headers(body), body)).success_at is None


@pytest.mark.parametrize("read", [payment_notice, refund_notice])
def test_a_notice_is_not_read_as_another_kind(read: Callable[[Envelope], object]) -> None:
    other = notice_body(paid_transaction(), "coupon", "COUPON.USE")
    with pytest.raises(BadNotice, match="malformed"):
        read(opened(public_signer().headers(other), other))


@pytest.mark.parametrize("name", ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"])
@pytest.mark.parametrize("how", ["left out", "empty"])
def test_a_missing_header(name: str, how: str) -> None:
    body = notice_body(paid_transaction())
    headers = public_signer().headers(body)
    if how == "empty":
        headers[name] = ""
    else:
        del headers[name]
    assert refused(headers, body) == "missing_header"


def test_header_names_may_come_in_any_case() -> None:
    body = notice_body(paid_transaction())
    assert opened({name.upper(): value for name, value in public_signer().headers(body).items()}, body)


@pytest.mark.parametrize("timestamp", ["now", "-1", "1.5", "１６２４５２３８４６", "9" * 40])
def test_a_timestamp_that_is_none(timestamp: str) -> None:
    body = notice_body(paid_transaction())
    assert refused(public_signer().headers(body) | {"Wechatpay-Timestamp": timestamp}, body) == "malformed"


def test_another_algorithm_is_not_tried() -> None:
    body = notice_body(paid_transaction())
    headers = public_signer().headers(body) | {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}
    assert refused(headers, body) == "malformed"


def test_wechats_probe_fails_without_looking_for_its_key() -> None:
    body, keys = notice_body(paid_transaction()), ours()
    headers = public_signer().headers(body)
    headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"]
    with pytest.raises(BadNotice, match="bad_signature"):
        open_notice(headers, body, keys, APIV3_KEY, NOW)
    assert keys.asked == 0


def test_an_unknown_serial() -> None:
    body = notice_body(paid_transaction())
    assert refused(public_signer().headers(body) | {"Wechatpay-Serial": "ABC"}, body) == "unknown_serial"


def test_signed_by_somebody_else() -> None:
    body = notice_body(paid_transaction())
    stranger = type(public_signer())(PUBLIC_KEY_ID, key_pair("stranger"))
    assert refused(stranger.headers(body), body) == "bad_signature"


@pytest.mark.parametrize("name", ["Wechatpay-Timestamp", "Wechatpay-Nonce"])
def test_another_time_or_nonce_than_was_signed(name: str) -> None:
    body = notice_body(paid_transaction())
    headers = public_signer().headers(body)
    headers[name] = str(int(NOW.timestamp()) + 1)
    assert refused(headers, body) == "bad_signature"


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0))
def test_one_bit_of_the_body_changed_is_refused(where: int) -> None:
    body = bytearray(BODY)
    body[where // 8 % len(body)] ^= 1 << (where % 8)
    assert refused(HEADERS, bytes(body)) == "bad_signature"


BODY = notice_body(paid_transaction())
HEADERS = public_signer().headers(BODY)


def test_sealed_with_another_key_although_signed() -> None:
    body = notice_body(paid_transaction())
    with pytest.raises(BadNotice, match="bad_tag"):
        open_notice(public_signer().headers(body), body, ours(), "0" * 32, NOW)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"resource": 5}', b"\xff", b"<xml/>", b"[" * 10_000, BODY[:-20]], ids=range(8)
)
def test_signed_but_unreadable(body: bytes) -> None:
    assert refused(public_signer().headers(body), body) == "malformed"


@pytest.mark.parametrize(
    "told",
    [
        {"trade_state": "NEW"},
        {"transaction_id": ""},
        {"out_trade_no": 5},
        {"success_time": "yesterday"},
        {"success_time": "2027-03-02T09:59:58"},
        {"amount": {"total": "39800", "currency": "CNY"}},
        {"amount": {"total": 398.5, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": 39800}},
        {"amount": None},
    ],
)
def test_a_payment_that_does_not_say_all_is_refused(told: dict[str, object]) -> None:
    body = notice_body(paid_transaction(**told))
    envelope = opened(public_signer().headers(body), body)
    with pytest.raises(BadNotice, match="malformed"):
        payment_notice(envelope)


def test_the_peer_opens_the_same_notice() -> None:
    peer = Peer(
        wechatpay_type=WeChatPayType.JSAPI,
        mchid=MCH_ID,
        private_key=private_pem(key_pair("merchant")),
        cert_serial_no="5F1C",
        apiv3_key=APIV3_KEY,
        appid=MINI,
        notify_url="https://shop.example/wechat/pay/notices",
        public_key=public_pem(public_signer().key),
        public_key_id=PUBLIC_KEY_ID,
    )
    told = peer.callback(HEADERS, BODY)
    assert told is not None and told["resource"] == dict(opened(HEADERS, BODY).resource)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(HEADERS)), st.text(max_size=30)), st.binary(max_size=60))
def test_whatever_a_stranger_sends_is_a_bad_notice(headers: dict[str, str], body: bytes) -> None:
    assert refused(HEADERS | headers, body)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(paid_transaction())), trees, st.sampled_from(["transaction", "refund"]))
def test_whatever_is_sealed_is_read_or_a_bad_notice(name: str, value: object, kind: str) -> None:
    told = (paid_transaction() if kind == "transaction" else ended_refund()) | {name: value}
    body = notice_body(told, kind)
    envelope = opened(public_signer().headers(body), body)
    try:
        (payment_notice if kind == "transaction" else refund_notice)(envelope)
    except BadNotice as bad:
        assert bad.kind == "malformed"
