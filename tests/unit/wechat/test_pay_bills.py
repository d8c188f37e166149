"""The daily trade bill."""

import gzip
import hashlib
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import SHANGHAI
from tests.support.vectors import FOLDER
from wechat.pay.bills import check_hash, fen_of, read_bill, unpack
from wechat.pay.reading import Malformed

BILL = (FOLDER / "wechatpay-php-bill.ALL.csv").read_bytes()
END = b"\r\n" if b"\r\n" in BILL else b"\n"


def test_the_php_sdks_bill_is_read_to_the_fen() -> None:
    rows = read_bill(BILL)
    assert len(rows) == 45
    # Its own last line: 0.47 yuan ordered, 0.14 refunded.
    assert (sum(row.amount_fen for row in rows), sum(row.refund_fen for row in rows)) == (47, 14)
    refunds = [row for row in rows if row.refund_no]
    assert len(refunds) == 14 and all(row.amount_fen == 0 and row.refund_fen == 1 for row in refunds)


def test_its_first_and_a_payment_line() -> None:
    rows = read_bill(BILL)
    assert rows[0].refund_no == "REF4200000263201902167700963919"
    assert rows[0].out_trade_no == "autotest_20190216081946_82335"
    paid = rows[2]
    assert (paid.out_trade_no, paid.transaction_id) == (
        "autotest_20190219015232_89201",
        "4200000263201902167700134902",
    )
    assert (paid.amount_fen, paid.refund_no, paid.refund_fen) == (3, "", 0)
    assert paid.at == datetime(2019, 2, 19, 1, 52, 32, tzinfo=SHANGHAI)


def test_a_line_lost_or_altered_is_noticed() -> None:
    lines = BILL.splitlines(keepends=True)
    for broken in (lines[:5] + lines[6:], lines[:-2], lines[:-1], lines[:1], []):
        with pytest.raises(Malformed):
            read_bill(b"".join(broken))
    with pytest.raises(Malformed, match="订单总金额"):
        read_bill(BILL.replace(b"`0.03,`0.00,`" + END, b"`0.04,`0.00,`" + END, 1))


def test_a_column_that_is_gone_is_named() -> None:
    with pytest.raises(Malformed, match="商户订单号"):
        read_bill(BILL.replace("商户订单号".encode(), "订单".encode(), 1))


def test_a_name_with_commas_is_one_field() -> None:
    assert read_bill(BILL.replace(b"`autotest,", "`奶粉, 1段, 800克,".encode(), 1))[2].amount_fen == 3


def test_a_day_without_trade_has_no_rows() -> None:
    header, totals = BILL.splitlines()[0], "总交易单数,订单总金额,申请退款总金额\n`0,`0.00,`0.00\n".encode()
    assert read_bill(header + b"\n" + totals) == []


def test_the_digest_is_of_the_unpacked_bill() -> None:
    assert unpack(gzip.compress(BILL)) == BILL
    check_hash(BILL, "SHA1", hashlib.sha1(BILL).hexdigest())
    for kind, value in (("SHA1", hashlib.sha1(BILL + b" ").hexdigest()), ("MD5", hashlib.md5(BILL).hexdigest())):
        with pytest.raises(Malformed, match="hash_value"):
            check_hash(BILL, kind, value)


@pytest.mark.parametrize("packed", [b"", b"no gzip", gzip.compress(BILL)[:-30], gzip.compress(BILL)[:20]], ids=range(4))
def test_a_broken_gzip(packed: bytes) -> None:
    with pytest.raises(Malformed, match="gzip"):
        unpack(packed)


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0, max_value=10**12))
def test_yuan_become_fen_exactly(fen: int) -> None:
    assert fen_of(f"{fen // 100}.{fen % 100:02}") == fen


@pytest.mark.parametrize("yuan", ["0.001", "", "x", "NaN", "Infinity"])
def test_what_is_no_amount(yuan: str) -> None:
    with pytest.raises(Malformed):
        fen_of(yuan)
