"""WeChat Pay as the house's payment provider. Every answer's signature is checked before a word of it is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from app.payments.port import BillRow, Payer, ProviderRefund, ProviderState
from dispatch.domain.hours import SHANGHAI
from wechat.pay.bills import check_hash, read_bill, unpack
from wechat.pay.errors import PayRefused, PayUnavailable, error_for
from wechat.pay.keys import VerifyKeys, read_certificates
from wechat.pay.notices import Envelope, open_notice
from wechat.pay.reading import Malformed, fen, json_object, moment, optional, part, text
from wechat.pay.sealing import BadSeal
from wechat.pay.signing import target_of
from wechat.pay.transactions import Transaction, state_of, transaction_fields
from wechat.pay.trust import doubt, is_probe, is_signed
from wechat.pay.wire import Answer, Wire
from wechat.settings import WechatSettings

NAME: Final = "wechat"
DESCRIPTION_BYTES: Final = 127  # WeChat counts bytes in some places and characters in others; bytes are safe in both
REASON_CHARACTERS: Final = 80
REFUNDS: Final[dict[str, Literal["processing", "succeeded", "failed"]]] = {
    "SUCCESS": "succeeded",
    "PROCESSING": "processing",
    "CLOSED": "failed",
    "ABNORMAL": "failed",  # her bank did not take it: a person at the merchant's console must
}
NEVER_HEARD: Final = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")
CLOSED: Final = ("ORDER_CLOSED", "ORDERCLOSED")
NO_BILL: Final = "NO_STATEMENT_EXIST"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WechatPay:
    """``PaymentPort`` over APIv3. Calls raise ``PayRefused`` or ``PayUnavailable``; ``now`` is the clock of signatures."""

    name = NAME

    def __init__(self, settings: WechatSettings, now: Callable[[], datetime] = _utc_now) -> None:
        self._settings, self._now = settings, now
        self.mch_id = settings.pay.mch_id
        self._app_ids = (settings.mini.app_id, settings.service.app_id)
        self._wire = Wire(settings, now)
        self.keys = VerifyKeys(settings.pay, self._certificates, now)

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: Payer
    ) -> dict[str, Any]:
        """JSAPI: opens a payment in the app of the payer; returns the parameters of ``wx.requestPayment``."""
        if payer.app_id not in self._app_ids or not payer.openid:
            raise ValueError("payer must have an app_id of this house and an openid in it")
        body = {
            "appid": payer.app_id,
            "mchid": self.mch_id,
            "description": description.encode()[:DESCRIPTION_BYTES].decode(errors="ignore"),
            "out_trade_no": out_trade_no,
            "time_expire": expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "notify_url": self._settings.pay_notice_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
            "payer": {"openid": payer.openid},
        }
        answer = self._ask("POST", "/v3/pay/transactions/jsapi", body)
        return self._wire.pay_parameters(payer.app_id, _read(text, answer, "prepay_id"))

    def query(self, out_trade_no: str) -> ProviderState:
        """Whether it was paid; ``unknown`` if WeChat has never heard of it."""
        try:
            answer = self._ask("GET", f"{_transaction(out_trade_no)}?mchid={quote(self.mch_id)}")
        except PayRefused as refused:
            if refused.code in NEVER_HEARD:
                return ProviderState("unknown")
            raise
        try:
            seen = Transaction(**transaction_fields(answer))
        except Malformed:
            raise PayUnavailable("malformed") from None
        return self.state_of(seen, out_trade_no)

    def state_of(self, seen: Transaction, out_trade_no: str | None = None) -> ProviderState:
        """The port's words for a notice or a query, with ``mismatch`` against this merchant and these apps."""
        return state_of(seen, self.mch_id, self._app_ids, out_trade_no)

    def close(self, out_trade_no: str) -> None:
        """Raises ``PayRefused("ORDERPAID")`` if it was paid. One that is closed already, or never came to WeChat, is closed."""
        try:
            self._ask("POST", f"{_transaction(out_trade_no)}/close", {"mchid": self.mch_id})
        except PayRefused as refused:
            if refused.code not in (*CLOSED, *NEVER_HEARD):
                raise

    def refund(self, refund_no: str, out_trade_no: str, amount_fen: int, total_fen: int, reason: str) -> ProviderRefund:
        """Give money back. The same ``refund_no`` again is the same refund."""
        body: dict[str, Any] = {
            "out_trade_no": out_trade_no,
            "out_refund_no": refund_no,
            "notify_url": self._settings.refund_notice_url,
            "amount": {"refund": amount_fen, "total": total_fen, "currency": "CNY"},
        }
        if reason:
            body["reason"] = reason[:REASON_CHARACTERS]
        return _refund(self._ask("POST", "/v3/refund/domestic/refunds", body), refund_no)

    def query_refund(self, refund_no: str) -> ProviderRefund:
        """What became of a refund; ``unknown`` if WeChat has never heard of it."""
        try:
            answer = self._ask("GET", f"/v3/refund/domestic/refunds/{quote(refund_no, safe='')}")
        except PayRefused as refused:
            if refused.code in NEVER_HEARD:
                return ProviderRefund("unknown")
            raise
        return _refund(answer, refund_no)

    def bill(self, day: date) -> list[BillRow]:
        """The trade bill of a past day; it is there from ten in the morning of the next (``PayUnavailable`` before)."""
        asked = urlencode({"bill_date": day.isoformat(), "bill_type": "ALL", "tar_type": "GZIP"})
        try:
            told = self._ask("GET", f"/v3/bill/tradebill?{asked}")
        except PayRefused as refused:
            if refused.code == NO_BILL:
                return []
            raise
        try:
            bill = unpack(self._download(text(told, "download_url")))
            check_hash(bill, text(told, "hash_type"), text(told, "hash_value"))
            return read_bill(bill)
        except Malformed as error:
            raise PayUnavailable(f"malformed bill: {error}") from None

    def try_apiv3_key(self) -> None:
        """The APIv3 key opens what WeChat seals: its certificates. Raises ``PayRefused`` for a merchant who has none."""
        try:
            read_certificates(self._certificates()[1], self._settings.pay.apiv3_key)
        except (BadSeal, Malformed):
            raise PayUnavailable("the key does not open what WeChat sealed") from None

    def open_notice(self, headers: Mapping[str, str], body: bytes) -> Envelope:
        """What WeChat Pay sent to ``pay_notice_url`` or ``refund_notice_url``. Raises ``BadNotice``."""
        return open_notice(headers, body, self.keys, self._settings.pay.apiv3_key, self._now())

    def _ask(self, method: str, target: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self._wire.exchange(method, target, body)
        if is_probe(answer.headers):  # refused, as WeChat wants to see; but a mother waits for the true answer
            answer = self._wire.exchange(method, target, body)
        told = _told(answer)
        if is_signed(answer.headers) or answer.status < 300:
            reason = doubt(answer.headers, answer.body, self.keys, self._now())
            if reason is not None:
                raise PayUnavailable(reason)
        elif answer.status != 401:
            # WeChat signs every answer to a request that it could verify. Whose word an unsigned no is, nobody knows.
            raise PayUnavailable(error_for(answer.status, told.get("code")).code)
        if answer.status not in (200, 204):
            raise error_for(answer.status, told.get("code"))
        return told

    def _certificates(self) -> tuple[Mapping[str, str], bytes]:
        answer = self._wire.exchange("GET", "/v3/certificates")
        if answer.status != 200:
            raise error_for(answer.status, _told(answer).get("code"))
        return answer.headers, answer.body

    def _download(self, url: str) -> bytes:
        # The file comes unsigned; its hash came signed. It is asked for at our own address of WeChat Pay, whatever host
        # the URL names: a signed request goes nowhere else.
        answer = self._wire.exchange("GET", target_of(url))
        if answer.status != 200:
            raise PayUnavailable(f"http_{answer.status}")
        return answer.body


def _transaction(out_trade_no: str) -> str:
    return f"/v3/pay/transactions/out-trade-no/{quote(out_trade_no, safe='')}"


def _told(answer: Answer) -> dict[str, Any]:
    """The answer's JSON; nothing for an empty one, or for a page of the gateway's."""
    try:
        return json_object(answer.body) if answer.body else {}
    except Malformed:
        if answer.status < 300:
            raise PayUnavailable("malformed") from None
        return {}


def _read(read: Callable[[Mapping[str, Any], str], str], answer: Mapping[str, Any], name: str) -> str:
    try:
        return read(answer, name)
    except Malformed:
        raise PayUnavailable("malformed") from None


def _refund(answer: Mapping[str, Any], refund_no: str) -> ProviderRefund:
    try:
        status, number = text(answer, "status"), text(answer, "out_refund_no")
        if status not in REFUNDS or number != refund_no:
            raise Malformed("status")
        state = REFUNDS[status]
        given = optional(fen, part(answer, "amount"), "refund")
        ended = optional(moment, answer, "success_time")
        return ProviderRefund(state, text(answer, "refund_id"), status if state == "failed" else "", given, ended)
    except Malformed:
        raise PayUnavailable("malformed") from None
