"""The brand's account at the stand-in: made once, in one file, and read ever after by the stand-in and by the house."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from wechat.settings import Account, PaySettings, WechatSettings
from wechat.standin import keys

FILE = "account.json"
SUBSCRIBE = ("accepted", "on_the_road", "delivered", "moved", "needs_attention", "refunded")
SERVICE = (*SUBSCRIBE, "new_offer", "order_cancelled")
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class StandinAccount:
    """All secrets of both sides. ``base_url``: the stand-in; ``public_url``: the house; neither ends in a slash."""

    base_url: str
    public_url: str
    mini_app_id: str
    mini_secret: str = field(repr=False)
    mini_origin: str  # gh_…, the account's name in pushed messages
    service_app_id: str
    service_secret: str = field(repr=False)
    service_origin: str
    mch_id: str
    merchant_serial: str
    merchant_key_pem: str = field(repr=False)
    merchant_cert_pem: str = field(repr=False)
    apiv3_key: str = field(repr=False)
    public_key_id: str
    public_key_pem: str
    wechat_key_pem: str = field(repr=False)  # the private half of WeChat Pay's public key
    platform_serial: str
    platform_cert_pem: str
    platform_key_pem: str = field(repr=False)
    push_token: str = field(repr=False)
    push_aes_key: str = field(repr=False)
    subscribe_templates: dict[str, str]
    service_templates: dict[str, str]

    @cached_property
    def merchant_key(self) -> rsa.RSAPrivateKey:
        """Only its public half is used here."""
        return keys.load_private(self.merchant_key_pem)

    @cached_property
    def signing_keys(self) -> dict[str, rsa.RSAPrivateKey]:
        """What WeChat Pay may sign by: ``Wechatpay-Serial`` -> key."""
        pairs = {self.public_key_id: self.wechat_key_pem, self.platform_serial: self.platform_key_pem}
        return {serial: keys.load_private(pem) for serial, pem in pairs.items()}

    @property
    def secrets_by_app(self) -> dict[str, str]:
        """App id -> secret."""
        return {self.mini_app_id: self.mini_secret, self.service_app_id: self.service_secret}


def ensure_account(folder: Path, base_url: str, public_url: str) -> StandinAccount:
    """The account of this folder: made by whoever comes first, read by all others. The two addresses may change from run to run."""
    folder.mkdir(parents=True, exist_ok=True)
    base_url, public_url = base_url.rstrip("/"), public_url.rstrip("/")
    with _locked(folder / "account.lock"):
        path = folder / FILE
        known = json.loads(path.read_text()) if path.exists() else _make()
        account = StandinAccount(**{**known, "base_url": base_url, "public_url": public_url})
        _write(path, account)
    return account


def read_account(folder: Path) -> StandinAccount:
    """Raises ``FileNotFoundError`` if no stand-in was ever set up here."""
    return StandinAccount(**json.loads((folder / FILE).read_text()))


def settings(account: StandinAccount) -> WechatSettings:
    """What the house has to be told to speak with the stand-in as if it were WeChat."""
    pay = PaySettings(
        mch_id=account.mch_id,
        merchant_serial=account.merchant_serial,
        merchant_key_pem=account.merchant_key_pem,
        apiv3_key=account.apiv3_key,
        public_key_id=account.public_key_id,
        public_key_pem=account.public_key_pem,
    )
    return WechatSettings(
        mini=Account(account.mini_app_id, account.mini_secret),
        service=Account(account.service_app_id, account.service_secret),
        pay=pay,
        public_url=account.public_url,
        push_token=account.push_token,
        push_aes_key=account.push_aes_key,
        subscribe_templates=dict(account.subscribe_templates),
        service_templates=dict(account.service_templates),
        api_url=account.base_url,
        oauth_url=account.base_url,
        pay_url=account.base_url,
    )


def _make() -> dict[str, object]:
    merchant, wechat, platform = keys.new_key(), keys.new_key(), keys.new_key()
    merchant_cert = keys.certificate(merchant, "Merchant of the stand-in")
    platform_cert = keys.certificate(platform, "Tenpay.com Root CA (stand-in)")
    return {
        "mini_app_id": "wx" + secrets.token_hex(8),
        "mini_secret": secrets.token_hex(16),
        "mini_origin": "gh_" + secrets.token_hex(6),
        "service_app_id": "wx" + secrets.token_hex(8),
        "service_secret": secrets.token_hex(16),
        "service_origin": "gh_" + secrets.token_hex(6),
        "mch_id": "19" + _digits(8),
        "merchant_serial": keys.serial_of(merchant_cert),
        "merchant_key_pem": keys.private_pem(merchant),
        "merchant_cert_pem": keys.certificate_pem(merchant_cert),
        "apiv3_key": _text(32),
        "public_key_id": "PUB_KEY_ID_01" + _digits(32),
        "public_key_pem": keys.public_pem(wechat),
        "wechat_key_pem": keys.private_pem(wechat),
        "platform_serial": keys.serial_of(platform_cert),
        "platform_cert_pem": keys.certificate_pem(platform_cert),
        "platform_key_pem": keys.private_pem(platform),
        "push_token": _text(32),
        # 43 characters of base64 hold 256 bits and two bits more; "A" keeps those at zero, as strict decoders want.
        "push_aes_key": _text(42) + "A",
        "subscribe_templates": {name: _text(43) for name in SUBSCRIBE},
        "service_templates": {name: _text(43) for name in SERVICE},
    }


def _text(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _digits(length: int) -> str:
    return "".join(secrets.choice(string.digits) for _ in range(length))


def _write(path: Path, account: StandinAccount) -> None:
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(account), file, indent=1)
    draft.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
