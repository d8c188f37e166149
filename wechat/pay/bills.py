"""The daily trade bill (tradebill, ``ALL``). Pure.

A CSV with a byte-order mark, a back-tick before every field, and two lines of totals at its end.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from app.payments.port import BillRow
from dispatch.domain.hours import SHANGHAI
from wechat.pay.reading import Malformed

MAX_BYTES: Final = 512 * 1024 * 1024  # some 1.5 million lines: a day of the largest merchant this house is made for
COLUMNS: Final = (
    "交易时间",
    "微信订单号",
    "商户订单号",
    "货币种类",
    "订单金额",
    "商户退款单号",
    "申请退款金额",
    "退款状态",
)
TOTALS: Final = "总交易单数"


def unpack(packed: bytes) -> bytes:
    """The bill out of its gzip. Raises ``Malformed``."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            bill = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise Malformed("gzip") from None
    if not packed or len(bill) > MAX_BYTES:
        raise Malformed("gzip")
    return bill


def check_hash(bill: bytes, hash_type: str, hash_value: str) -> None:
    """WeChat's digest is of the bill itself, unpacked. Raises ``Malformed``."""
    if hash_type != "SHA1" or hashlib.sha1(bill, usedforsecurity=False).hexdigest() != hash_value.lower():
        raise Malformed("hash_value")


def read_bill(bill: bytes) -> list[BillRow]:
    """Payments and refunds, in the bill's order. Raises ``Malformed`` naming the column or the line.

    A bill whose lines do not add up to its own totals was cut short, and is not read at all.
    """
    try:
        lines = [line for line in bill.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise Malformed("encoding") from None
    end = next((n for n, line in enumerate(lines) if line.startswith(TOTALS)), None)
    if end is None or end + 1 >= len(lines):
        raise Malformed(TOTALS)
    header = lines[0].split(",")
    missing = [name for name in COLUMNS if name not in header] if end else []
    if missing:
        raise Malformed(missing[0])
    told = [_named(header, line, number) for number, line in enumerate(lines[1:end], start=2)]
    _check_totals(told, dict(zip(lines[end].split(","), _fields(lines[end + 1]), strict=False)))
    # A refund that failed moved no money: it counts in the totals, but is no line of the books.
    return [_row(one) for one in told if one["退款状态"] != "FAIL"]


def fen_of(yuan: str) -> int:
    """``12.30`` -> 1230. Raises ``Malformed`` for parts of a fen."""
    try:
        exact = Decimal(yuan) * 100
        whole = int(exact)
    except (InvalidOperation, ValueError, OverflowError):
        raise Malformed("amount") from None
    if whole != exact:
        raise Malformed("amount")
    return whole


def _fields(line: str) -> list[str]:
    # A field may hold a comma (a product's name), but not a comma followed by a back-tick.
    return line.removeprefix("`").split(",`")


def _named(header: Sequence[str], line: str, number: int) -> Mapping[str, str]:
    fields = _fields(line)
    if len(fields) != len(header):
        raise Malformed(f"line {number}")
    return dict(zip(header, (field.strip() for field in fields), strict=True))


def _row(told: Mapping[str, str]) -> BillRow:
    if told["货币种类"] != "CNY":
        raise Malformed("货币种类")
    refund_no = "" if told["商户退款单号"] in ("", "0") else told["商户退款单号"]
    return BillRow(
        out_trade_no=told["商户订单号"],
        transaction_id=told["微信订单号"],
        amount_fen=fen_of(told["订单金额"]),
        refund_no=refund_no,
        refund_fen=fen_of(told["申请退款金额"]) if refund_no else 0,
        at=_time(told["交易时间"]),
    )


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Malformed("交易时间") from None


def _check_totals(told: Sequence[Mapping[str, str]], totals: Mapping[str, str]) -> None:
    if fen_of(totals.get(TOTALS, "")) != len(told) * 100:
        raise Malformed(TOTALS)
    for column, total in (("订单金额", "订单总金额"), ("申请退款金额", "申请退款总金额")):
        if total in totals and fen_of(totals[total]) != sum(fen_of(one[column]) for one in told):
            raise Malformed(total)
