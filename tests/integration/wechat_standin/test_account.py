"""The account: made once, whoever comes first."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography import x509

from wechat.standin import ensure_account, read_account, settings

MAKE = """import sys, pathlib
from wechat.standin import ensure_account
print(ensure_account(pathlib.Path(sys.argv[1]), 'http://s', 'http://h').apiv3_key)"""


def test_processes_that_start_together_agree_on_one_account(tmp_path: Path) -> None:
    def start(_: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", MAKE, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        made = set(pool.map(start, range(3)))
    assert made == {read_account(tmp_path).apiv3_key}


def test_a_new_address_keeps_the_keys(tmp_path: Path) -> None:
    first = ensure_account(tmp_path, "http://127.0.0.1:1/", "http://house/")
    second = ensure_account(tmp_path, "http://127.0.0.1:2", "http://house2")
    assert (first.base_url, second.base_url, second.public_url) == (
        "http://127.0.0.1:1",
        "http://127.0.0.1:2",
        "http://house2",
    )
    assert first.merchant_key_pem == second.merchant_key_pem and first.mini_app_id == second.mini_app_id
    assert stat.S_IMODE((tmp_path / "account.json").stat().st_mode) == 0o600


def test_values_have_the_form_of_the_real_ones(tmp_path: Path) -> None:
    account = ensure_account(tmp_path, "http://s", "http://h")
    assert len(account.apiv3_key) == 32 and account.public_key_id.startswith("PUB_KEY_ID_") and account.mch_id.isdigit()
    assert len(account.push_aes_key) == 43 and len(base64.b64decode(account.push_aes_key + "=", validate=True)) == 32
    cert = x509.load_pem_x509_certificate(account.platform_cert_pem.encode())
    assert f"{cert.serial_number:X}" == account.platform_serial and len(account.platform_serial) == 40
    assert set(account.service_templates) == {*account.subscribe_templates, "new_offer", "order_cancelled"}


def test_settings_tell_the_house_everything_and_print_no_secret(tmp_path: Path) -> None:
    account = ensure_account(tmp_path, "http://s", "http://h")
    told = settings(account)
    assert told.api_url == told.oauth_url == told.pay_url == "http://s" and told.public_url == "http://h"
    assert told.pay.merchant_serial == account.merchant_serial and told.service_templates["new_offer"]
    for secret in (account.apiv3_key, account.mini_secret, account.push_token, account.wechat_key_pem[40:80]):
        assert secret not in repr(told) and secret not in repr(account)
