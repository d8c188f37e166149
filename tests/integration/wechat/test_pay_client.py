"""The client of WeChat Pay against a real local server that signs as WeChat does and checks what it is sent."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from wechatpayv3 import WeChatPay as Peer
from wechatpayv3 import WeChatPayType
from werkzeug.wrappers import Request, Response

from app.clock import SHANGHAI
from app.payments.port import Payer, PaymentPort
from tests.support.serving import serving
from tests.support.vectors import FOLDER, vectors
from tests.support.wechat_pay import (
    APIV3_KEY,
    MCH_ID,
    MINI,
    NOW,
    PUBLIC_KEY_ID,
    Signer,
    certificate_signer,
    certificates_body,
    key_pair,
    notice_body,
    paid_transaction,
    private_pem,
    public_pem,
    public_signer,
    settings,
)
from wechat.pay import PayError, PayRefused, PayUnavailable, WechatPay, payment_notice
from wechat.pay import wire as wire_module
from wechat.settings import Verify

NO = "P20270302000001"
BILL = (FOLDER / "wechatpay-php-bill.ALL.csv").read_bytes()
MOTHER = Payer(7, MINI, "oMother0000000000000000000001")


@dataclass
class WeChat:
    """Answers what a test says; keeps what it was sent; refuses a signature that is not the merchant's."""

    signer: Signer = field(default_factory=public_signer)
    at: datetime = NOW
    status: int = 200
    told: Any = None
    seen: list[Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    alter: Callable[[Response], Response] = lambda response: response
    files: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, request: Request) -> Response:
        sent = request.get_data()
        self.seen.append(request)
        self.bodies.append(json.loads(sent) if sent else None)
        if not self._is_the_merchants(request, sent):
            return Response('{"code":"SIGN_ERROR","message":"签名错误"}', 401, content_type="application/json")
        if request.path in self.files:
            return Response(self.files[request.path])
        body = (
            b"" if self.told is None else self.told if isinstance(self.told, bytes) else json.dumps(self.told).encode()
        )
        response = Response(body, self.status, self.signer.headers(body, self.at), content_type="application/json")
        return self.alter(response)

    def _is_the_merchants(self, request: Request, body: bytes) -> bool:
        told = dict(re.findall(r'(\w+)="([^"]*)"', request.headers["Authorization"]))
        target = request.environ["RAW_URI"]
        message = f"{request.method}\n{target}\n{told['timestamp']}\n{told['nonce_str']}\n".encode() + body + b"\n"
        key = key_pair("merchant").public_key()
        try:
            key.verify(base64.b64decode(told["signature"]), message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return told["mchid"] == MCH_ID


@pytest.fixture
def wechat() -> WeChat:
    return WeChat()


@pytest.fixture
def pay(wechat: WeChat) -> Iterator[WechatPay]:
    with serving(wechat) as url:
        yield client(url)


def client(url: str, verify: Verify = "public_key", now: datetime = NOW) -> WechatPay:
    return WechatPay(settings(url, verify), lambda: now)


def unsigned(response: Response) -> Response:
    for name in [name for name, _ in response.headers if name.startswith("Wechatpay-")]:
        del response.headers[name]
    return response


def test_it_is_the_houses_payment_port(pay: WechatPay) -> None:
    port: PaymentPort = pay
    assert port.name == "wechat"


def test_a_payment_is_opened(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {"prepay_id": "wx02100000000000000001"}
    shown = pay.create(NO, 39800, "爱他美 卓萃 1 段", NOW + timedelta(minutes=30), MOTHER)
    assert wechat.seen[0].path == "/v3/pay/transactions/jsapi"
    assert wechat.bodies == [
        {
            "appid": MINI,
            "mchid": MCH_ID,
            "description": "爱他美 卓萃 1 段",
            "out_trade_no": NO,
            "time_expire": "2027-03-02T10:30:00+08:00",
            "notify_url": "https://shop.example/wechat/pay/notices",
            "amount": {"total": 39800, "currency": "CNY"},
            "payer": {"openid": "oMother0000000000000000000001"},
        }
    ]
    assert list(shown) == ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"]
    assert (shown["appId"], shown["package"]) == (MINI, "prepay_id=wx02100000000000000001")
    assert (shown["signType"], shown["timeStamp"]) == ("RSA", str(int(NOW.timestamp())))


def test_the_peer_signs_the_pay_sheet_in_the_same_way(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {"prepay_id": "wx1"}
    shown = pay.create(NO, 1, "x", NOW, MOTHER)
    assert shown["paySign"] == peer().sign([shown["appId"], shown["timeStamp"], shown["nonceStr"], shown["package"]])


def test_wechat_is_told_to_sign_by_the_public_key(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = paid_transaction()
    pay.query(NO)
    assert wechat.seen[0].headers["Wechatpay-Serial"] == PUBLIC_KEY_ID


def test_a_long_description_is_cut_between_characters(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {"prepay_id": "wx1"}
    pay.create(NO, 1, "粉" * 100, NOW, MOTHER)
    assert wechat.bodies[0]["description"] == "粉" * 42


@pytest.mark.parametrize("payer", [Payer(7), Payer(7, "wxother", "o1"), Payer(7, MINI, "")])
def test_a_payer_without_an_identity_here_is_refused_before_asking(
    wechat: WeChat, pay: WechatPay, payer: Payer
) -> None:
    with pytest.raises(ValueError, match="payer"):
        pay.create(NO, 1, "x", NOW, payer)
    assert wechat.seen == []


@pytest.mark.parametrize(
    ("trade_state", "state"),
    [
        ("SUCCESS", "paid"),
        ("REFUND", "paid"),
        ("NOTPAY", "unpaid"),
        ("USERPAYING", "unpaid"),
        ("CLOSED", "closed"),
        ("REVOKED", "closed"),
    ],
)
def test_a_query(wechat: WeChat, pay: WechatPay, trade_state: str, state: str) -> None:
    wechat.told = paid_transaction(trade_state=trade_state)
    seen = pay.query(NO)
    assert (seen.state, seen.mismatch, seen.amount_fen) == (state, "", 39800)
    assert wechat.seen[0].full_path == f"/v3/pay/transactions/out-trade-no/{NO}?mchid={MCH_ID}"


def test_an_unpaid_one_may_say_little(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {"appid": MINI, "mchid": MCH_ID, "out_trade_no": NO, "trade_state": "NOTPAY"}
    seen = pay.query(NO)
    assert (seen.state, seen.transaction_id, seen.amount_fen, seen.mismatch) == ("unpaid", None, None, "")


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"mchid": "1900000009"}, "mchid"),
        ({"appid": "wx9"}, "appid"),
        ({"out_trade_no": "P9"}, "out_trade_no"),
        ({"amount": {"total": 39800, "currency": "USD"}}, "currency"),
    ],
)
def test_what_is_not_as_agreed_is_named(wechat: WeChat, pay: WechatPay, other: dict[str, Any], field: str) -> None:
    wechat.told = paid_transaction(**other)
    seen = pay.query(NO)
    assert (seen.state, seen.mismatch) == ("paid", field)


def refuse(wechat: WeChat, status: int, code: str) -> None:
    wechat.status, wechat.told = status, {"code": code, "message": "openid oMother0000000000000000000001 无效"}


def test_what_wechat_never_heard_of(wechat: WeChat, pay: WechatPay) -> None:
    refuse(wechat, 404, "ORDER_NOT_EXIST")
    assert pay.query(NO).state == "unknown"
    refuse(wechat, 404, "RESOURCE_NOT_EXISTS")
    assert pay.query_refund("R1").state == "unknown"
    pay.close(NO)  # it can never be paid


def test_closing(wechat: WeChat, pay: WechatPay) -> None:
    wechat.status = 204
    pay.close(NO)
    assert wechat.bodies == [{"mchid": MCH_ID}]
    assert wechat.seen[0].path == f"/v3/pay/transactions/out-trade-no/{NO}/close"
    refuse(wechat, 400, "ORDER_CLOSED")
    pay.close(NO)
    refuse(wechat, 400, "ORDERPAID")
    with pytest.raises(PayRefused) as caught:
        pay.close(NO)
    assert caught.value.code == "ORDERPAID"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "PARAM_ERROR", PayRefused),
        (403, "RULE_LIMIT", PayRefused),
        (403, "NO_AUTH", PayRefused),
        (400, "OUT_TRADE_NO_USED", PayRefused),
        (403, "NOT_ENOUGH", PayUnavailable),
        (429, "FREQUENCY_LIMITED", PayUnavailable),
        (500, "SYSTEM_ERROR", PayUnavailable),
        (202, "ACCEPTED", PayUnavailable),
        (400, "SYSTEM_ERROR", PayUnavailable),
        (503, "WHATEVER", PayUnavailable),
    ],
)
def test_no_and_later(wechat: WeChat, pay: WechatPay, status: int, code: str, kind: type[PayError]) -> None:
    refuse(wechat, status, code)
    with pytest.raises(kind) as caught:
        pay.refund("R1", NO, 1, 39800, "少发一罐")
    assert (type(caught.value), str(caught.value)) == (kind, code)


def test_a_wrong_key_of_ours_is_told_although_that_answer_is_unsigned(wechat: WeChat) -> None:
    with serving(wechat) as url:
        wrong = settings(url, merchant_key_pem=private_pem(key_pair("stranger")))
        with pytest.raises(PayRefused, match="SIGN_ERROR"):
            WechatPay(wrong, lambda: NOW).query(NO)


def test_a_refund(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {
        "refund_id": "50000000002027",
        "out_refund_no": "R1",
        "status": "PROCESSING",
        "amount": {"total": 39800, "refund": 10000},
    }
    given = pay.refund("R1", NO, 10000, 39800, "少发一罐")
    assert (given.state, given.provider_ref, given.amount_fen) == ("processing", "50000000002027", 10000)
    assert wechat.bodies[0] == {
        "out_trade_no": NO,
        "out_refund_no": "R1",
        "reason": "少发一罐",
        "notify_url": "https://shop.example/wechat/pay/refund-notices",
        "amount": {"refund": 10000, "total": 39800, "currency": "CNY"},
    }


@pytest.mark.parametrize(
    ("status", "state", "failure"),
    [("SUCCESS", "succeeded", ""), ("CLOSED", "failed", "CLOSED"), ("ABNORMAL", "failed", "ABNORMAL")],
)
def test_what_became_of_a_refund(wechat: WeChat, pay: WechatPay, status: str, state: str, failure: str) -> None:
    wechat.told = {"refund_id": "5", "out_refund_no": "R/1", "status": status, "amount": {"refund": 10000}}
    told = pay.query_refund("R/1")
    assert (told.state, told.failure, told.amount_fen) == (state, failure, 10000)
    assert wechat.seen[0].environ["RAW_URI"] == "/v3/refund/domestic/refunds/R%2F1"


def with_bill(wechat: WeChat, pay: WechatPay, bill: bytes = BILL, digest: str = "") -> None:
    wechat.files["/v3/billdownload/file"] = gzip.compress(bill)
    wechat.told = {
        "hash_type": "SHA1",
        "hash_value": digest or hashlib.sha1(bill).hexdigest(),
        # Another host: the signed request must not follow it there. The token has what a library would write anew.
        "download_url": "https://elsewhere.example/v3/billdownload/file?token=a%2Bb~c+d%2f|e&tartype=gzip",
    }


def test_the_bill_of_a_day(wechat: WeChat, pay: WechatPay) -> None:
    with_bill(wechat, pay)
    rows = pay.bill(date(2027, 3, 1))
    assert len(rows) == 45 and sum(row.amount_fen for row in rows) == 47
    assert wechat.seen[0].args.to_dict() == {"bill_date": "2027-03-01", "bill_type": "ALL", "tar_type": "GZIP"}
    assert [request.path for request in wechat.seen] == ["/v3/bill/tradebill", "/v3/billdownload/file"]


def test_a_bill_that_is_not_as_wechat_signed_is_not_read(wechat: WeChat, pay: WechatPay) -> None:
    with_bill(wechat, pay, digest="0" * 40)
    with pytest.raises(PayUnavailable, match="hash_value"):
        pay.bill(date(2027, 3, 1))


def test_a_day_without_a_bill_and_one_whose_bill_is_not_ready(wechat: WeChat, pay: WechatPay) -> None:
    refuse(wechat, 400, "NO_STATEMENT_EXIST")
    assert pay.bill(date(2027, 3, 1)) == []
    refuse(wechat, 400, "STATEMENT_CREATING")
    with pytest.raises(PayUnavailable):
        pay.bill(date(2027, 3, 1))


def header(name: str, value: str) -> Callable[[Response], Response]:
    def alter(response: Response) -> Response:
        response.headers[name] = value
        return response

    return alter


def other_body(response: Response) -> Response:
    response.set_data(response.get_data().replace(b"39800", b"39801"))
    return response


@pytest.mark.parametrize(
    ("alter", "why"),
    [
        (unsigned, "missing_header"),
        (other_body, "bad_signature"),
        (header("Wechatpay-Signature", "WECHATPAY/SIGNTEST/AAAA"), "bad_signature"),
        (header("Wechatpay-Serial", "PUB_KEY_ID_2"), "unknown_serial"),
        (header("Wechatpay-Timestamp", "x"), "malformed"),
    ],
)
def test_an_answer_that_is_not_surely_wechats_is_not_believed(
    wechat: WeChat, pay: WechatPay, alter: Callable[[Response], Response], why: str
) -> None:
    wechat.told, wechat.alter = paid_transaction(), alter
    with pytest.raises(PayUnavailable) as caught:
        pay.query(NO)
    assert caught.value.code == why


def test_after_a_probe_the_true_answer_is_asked_for_once(wechat: WeChat, pay: WechatPay) -> None:
    def probing(response: Response) -> Response:
        probe = "WECHATPAY/SIGNTEST/" + response.headers["Wechatpay-Signature"]
        return header("Wechatpay-Signature", probe)(response) if len(wechat.seen) == 1 else response

    wechat.told, wechat.alter = paid_transaction(), probing
    assert pay.query(NO).state == "paid" and len(wechat.seen) == 2


def test_an_old_answer_is_not_believed(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told, wechat.at = paid_transaction(), NOW - timedelta(minutes=5, seconds=1)
    with pytest.raises(PayUnavailable, match="stale"):
        pay.query(NO)


def test_an_unsigned_no_is_not_believed(wechat: WeChat, pay: WechatPay) -> None:
    refuse(wechat, 404, "ORDER_NOT_EXIST")
    wechat.alter = unsigned
    with pytest.raises(PayUnavailable, match="ORDER_NOT_EXIST"):
        pay.query(NO)


def test_a_forged_no_is_not_believed(wechat: WeChat, pay: WechatPay) -> None:
    refuse(wechat, 404, "ORDER_NOT_EXIST")
    wechat.signer = Signer(PUBLIC_KEY_ID, key_pair("stranger"))
    with pytest.raises(PayUnavailable, match="bad_signature"):
        pay.query(NO)


@pytest.mark.parametrize("status", [200, 404, 502])
def test_a_gateways_page_is_no_answer(wechat: WeChat, pay: WechatPay, status: int) -> None:
    wechat.told, wechat.status = vectors("wechatpay-php-v2")["gateway_error_html"].encode(), status
    wechat.alter = unsigned
    with pytest.raises(PayUnavailable):
        pay.query(NO)


@pytest.mark.parametrize(
    "told", [[], {}, {"prepay_id": ""}, {"prepay_id": 5}, b"{", paid_transaction(trade_state="NEW")]
)
def test_an_answer_of_another_shape(wechat: WeChat, pay: WechatPay, told: Any) -> None:
    wechat.told = told
    with pytest.raises(PayUnavailable, match="malformed"):
        pay.create(NO, 1, "x", NOW, MOTHER)
    with pytest.raises(PayUnavailable, match="malformed"):
        pay.query(NO)
    with pytest.raises(PayUnavailable, match="malformed"):
        pay.query_refund("R1")


def test_nobody_there() -> None:
    with serving(WeChat()) as url:
        pass
    with pytest.raises(PayUnavailable, match="no_answer") as caught:
        client(url).query(NO)
    assert NO not in repr(caught.value.__context__)


def test_too_slow(wechat: WeChat, pay: WechatPay, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(response: Response) -> Response:
        time.sleep(0.5)
        return response

    monkeypatch.setattr(wire_module, "TIMEOUT_S", (0.2, 0.2))
    wechat.told, wechat.alter = paid_transaction(), slow
    with pytest.raises(PayUnavailable, match="no_answer"):
        pay.query(NO)


def test_certificate_mode_over_the_wire() -> None:
    signer = certificate_signer("platform")

    class WithCertificates(WeChat):
        def __call__(self, request: Request) -> Response:
            self.told = certificates_body(signer) if request.path == "/v3/certificates" else paid_transaction()
            return super().__call__(request)

    for verify in ("platform_certificate", "both"):
        wechat = WithCertificates(signer)
        with serving(wechat) as url:
            pay = client(url, verify)
            assert pay.query(NO).state == "paid" and pay.query(NO).state == "paid"
            body = notice_body(paid_transaction())
            assert payment_notice(pay.open_notice(signer.headers(body), body)).paid
        paths = [request.path for request in wechat.seen]
        assert paths.count("/v3/certificates") == 1 and len(paths) == 3


def test_a_notice_becomes_the_ports_state(pay: WechatPay) -> None:
    body = notice_body(paid_transaction(mchid="1900000009"))
    seen = pay.state_of(payment_notice(pay.open_notice(public_signer().headers(body), body)))
    assert (seen.state, seen.amount_fen, seen.mismatch) == ("paid", 39800, "mchid")


def peer(url: str = "") -> Peer:
    made = Peer(
        wechatpay_type=WeChatPayType.JSAPI,
        mchid=MCH_ID,
        private_key=private_pem(key_pair("merchant")),
        cert_serial_no="5F1C",
        apiv3_key=APIV3_KEY,
        appid=MINI,
        notify_url="https://shop.example/wechat/pay/notices",
        public_key=public_pem(public_signer().key),
        public_key_id=PUBLIC_KEY_ID,
        timeout=(30, 30),
    )
    made._core._gate_way = url
    return made


def test_the_same_server_serves_the_peer(wechat: WeChat) -> None:
    """So the server of these tests is no mirror of our own mistakes: another client signs for it and believes it."""
    wechat.told = paid_transaction()
    with serving(wechat) as url:
        status, answer = peer(url).query(out_trade_no=NO)
        assert (status, json.loads(answer)) == (200, paid_transaction())
        assert client(url).query(NO).state == "paid"
    ours, theirs = wechat.seen[1], wechat.seen[0]
    assert ours.full_path == theirs.full_path


def test_times_are_written_in_shanghai(wechat: WeChat, pay: WechatPay) -> None:
    wechat.told = {"prepay_id": "wx1"}
    pay.create(NO, 1, "x", datetime.fromisoformat("2027-03-02T02:30:00+00:00"), MOTHER)
    assert wechat.bodies[0]["time_expire"] == "2027-03-02T10:30:00+08:00"
    assert datetime.fromisoformat(wechat.bodies[0]["time_expire"]).astimezone(SHANGHAI).hour == 10
