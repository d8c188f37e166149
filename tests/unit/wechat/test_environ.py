"""The settings of real accounts: every variable that is missing or wrong is named, and no value of one is repeated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import wechat
from app.keys import ConfigError
from wechat.api.client import FIELDS
from wechat.environ import SERVICE, from_environ
from wechat.pay import WechatPay
from wechat.settings import API_URL, OAUTH_URL, PAY_URL
from wechat.standin import keys

URL = "https://shop.example"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the merchant's console hands out."""
    folder, merchant, pay = tmp_path_factory.mktemp("keys"), keys.new_key(), keys.new_key()
    curve = ec.generate_private_key(ec.SECP256R1())
    texts = {
        "merchant": keys.private_pem(merchant), "public": keys.public_pem(pay),
        "certificate": keys.certificate_pem(keys.certificate(merchant, "Merchant")),
        "curve": keys.private_pem(curve), "rubbish": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "binary").write_bytes(b"\x00\xff\xfe0\x82")
    return {name: str(folder / name) for name in (*texts, "binary", "missing")}


@pytest.fixture
def environ(files: dict[str, str]) -> dict[str, str]:
    """Everything as it should be."""
    return {
        "WECHAT_MINI_APPID": "wx" + "0a" * 8, "WECHAT_MINI_SECRET": "mini-secret-" + "0" * 20,
        "WECHAT_SERVICE_APPID": "wx" + "1b" * 8, "WECHAT_SERVICE_SECRET": "service-secret-" + "0" * 17,
        "WECHAT_PUSH_TOKEN": "Token123", "WECHAT_PUSH_AES_KEY": "a" * 42 + "A",
        "WECHAT_SUBSCRIBE_TEMPLATES": "accepted=AAA_1-2, moved=BBB:order=character_string1+store=thing9",
        "WECHAT_SERVICE_TEMPLATES": "new_offer=CCC",
        "WECHATPAY_MCHID": "1900000001", "WECHATPAY_MERCHANT_SERIAL": "5F3A" * 10,
        "WECHATPAY_MERCHANT_KEY_FILE": files["merchant"], "WECHATPAY_APIV3_KEY": "k" * 32,
        "WECHATPAY_PUBLIC_KEY_ID": "PUB_KEY_ID_0119000000012024", "WECHATPAY_PUBLIC_KEY_FILE": files["public"],
    }  # fmt: skip


def test_all_of_it(environ: dict[str, str]) -> None:
    found = from_environ(environ, URL)
    assert (found.api_url, found.oauth_url, found.pay_url) == (API_URL, OAUTH_URL, PAY_URL)
    assert (found.pay.verify, found.pay_notice_url) == ("public_key", f"{URL}/wechat/pay/notices")
    assert found.subscribe_templates == {"accepted": "AAA_1-2", "moved": "BBB:order=character_string1+store=thing9"}
    WechatPay(found)
    for name in (
        "WECHAT_MINI_SECRET",
        "WECHAT_SERVICE_SECRET",
        "WECHAT_PUSH_TOKEN",
        "WECHAT_PUSH_AES_KEY",
        "WECHATPAY_APIV3_KEY",
    ):
        assert environ[name] not in repr(found), name
    assert "PRIVATE" not in repr(found)


WANTED = [
    "WECHAT_MINI_APPID", "WECHAT_MINI_SECRET", "WECHAT_SERVICE_APPID", "WECHAT_SERVICE_SECRET", "WECHAT_PUSH_TOKEN",
    "WECHATPAY_MCHID", "WECHATPAY_MERCHANT_SERIAL", "WECHATPAY_MERCHANT_KEY_FILE", "WECHATPAY_APIV3_KEY",
    "WECHATPAY_PUBLIC_KEY_ID", "WECHATPAY_PUBLIC_KEY_FILE",
]  # fmt: skip


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_what_is_missing_is_named(environ: dict[str, str], name: str, blank: str | None) -> None:
    environ.pop(name)
    if blank is not None:
        environ[name] = blank
    with pytest.raises(ConfigError, match=f"^{name} is missing: .*docs/wechat.md"):
        from_environ(environ, URL)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_MINI_APPID", "gh_0123456789ab"), ("WECHAT_MINI_APPID", "wx" + "G" * 16),
        ("WECHAT_SERVICE_APPID", "wx123"), ("WECHAT_PUSH_TOKEN", "ab"), ("WECHAT_PUSH_TOKEN", "with space"),
        ("WECHAT_PUSH_AES_KEY", "a" * 42), ("WECHAT_PUSH_AES_KEY", "a" * 42 + "="),
        ("WECHATPAY_MCHID", "12345"), ("WECHATPAY_MCHID", "wx1900000001"), ("WECHATPAY_MERCHANT_SERIAL", "not hex"),
        ("WECHATPAY_APIV3_KEY", "k" * 31), ("WECHATPAY_APIV3_KEY", "密" * 32),
        ("WECHATPAY_PUBLIC_KEY_ID", "PUB_KEY_ID_"), ("WECHATPAY_PUBLIC_KEY_ID", "5F3A" * 10),
        ("WECHATPAY_VERIFY", "certificate"),
        ("WECHAT_SUBSCRIBE_TEMPLATES", "accepted"), ("WECHAT_SUBSCRIBE_TEMPLATES", "accepted=A;moved=B"),
        ("WECHAT_SUBSCRIBE_TEMPLATES", "acepted=A"), ("WECHAT_SUBSCRIBE_TEMPLATES", "accepted=A, accepted=B"),
        ("WECHAT_SUBSCRIBE_TEMPLATES", "accepted=A:order"), ("WECHAT_SUBSCRIBE_TEMPLATES", "accepted=A:thing1=order"),
        ("WECHAT_SUBSCRIBE_TEMPLATES", "new_offer=A"), ("WECHAT_SERVICE_TEMPLATES", "new_ofer=A"),
        ("WECHAT_API_URL", "api.weixin.qq.com"), ("WECHATPAY_URL", "ftp://x"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_not_repeated(environ: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} ") as told:
        from_environ({**environ, name: value}, URL)
    if "TEMPLATES" not in name and "VERIFY" not in name:
        assert value not in str(told.value)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("WECHATPAY_MERCHANT_KEY_FILE", "missing"), ("WECHATPAY_MERCHANT_KEY_FILE", "binary"),
        ("WECHATPAY_MERCHANT_KEY_FILE", "rubbish"), ("WECHATPAY_MERCHANT_KEY_FILE", "certificate"),
        ("WECHATPAY_MERCHANT_KEY_FILE", "public"), ("WECHATPAY_MERCHANT_KEY_FILE", "curve"),
        ("WECHATPAY_PUBLIC_KEY_FILE", "missing"), ("WECHATPAY_PUBLIC_KEY_FILE", "rubbish"),
        ("WECHATPAY_PUBLIC_KEY_FILE", "certificate"), ("WECHATPAY_PUBLIC_KEY_FILE", "merchant"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_key_is_named(
    environ: dict[str, str], files: dict[str, str], name: str, file: str
) -> None:
    with pytest.raises(ConfigError, match=f"^{name}"):
        from_environ({**environ, name: files[file]}, URL)


def test_by_platform_certificates_no_public_key_is_wanted(environ: dict[str, str]) -> None:
    for name in ("WECHATPAY_PUBLIC_KEY_ID", "WECHATPAY_PUBLIC_KEY_FILE"):
        environ.pop(name)
    found = from_environ({**environ, "WECHATPAY_VERIFY": "platform_certificate"}, URL)
    assert (found.pay.public_key_id, found.pay.public_key_pem) == ("", "")
    with pytest.raises(ConfigError, match="^WECHATPAY_PUBLIC_KEY_ID"):
        from_environ({**environ, "WECHATPAY_VERIFY": "both"}, URL)


def test_plain_pushes_no_templates_and_other_addresses(environ: dict[str, str]) -> None:
    for name in ("WECHAT_PUSH_AES_KEY", "WECHAT_SUBSCRIBE_TEMPLATES", "WECHAT_SERVICE_TEMPLATES"):
        environ.pop(name)
    found = from_environ({**environ, "WECHAT_API_URL": "http://127.0.0.1:8090/"}, URL)
    assert (found.push_aes_key, found.subscribe_templates, found.service_templates) == ("", {}, {})
    assert found.api_url == "http://127.0.0.1:8090"


def test_the_guide_for_operators_names_every_variable_message_and_field() -> None:
    root = Path(wechat.__file__).parents[1]
    guide = (root / "docs" / "wechat.md").read_text()
    code = (root / "wechat" / "environ.py").read_text()
    for name in set(re.findall(r'"(WECHAT[A-Z_0-9]+)"', code)) | {"JINDAN_WECHAT=live", "JINDAN_PUBLIC_URL=https://"}:
        assert name in guide, name
    for kind in SERVICE:
        assert f"| `{kind}` |" in guide, kind
    for ours, theirs in FIELDS.items():
        assert f"| `{ours}` |" in guide and f"`{theirs}`" in guide, ours
    for path in ("/wechat/push/mini", "/wechat/push/service", "/wechat/pay/notices", "refund-notices"):
        assert path in guide, path
