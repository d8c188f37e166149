"""The message push: only what WeChat signed for this app is opened."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from tests.support.vectors import vectors
from wechat.push.crypto import BadPush, PushCrypto, read_body, reply_json, reply_xml, signature_of
from wechat.xml import read_xml

VECTORS = vectors("message-push-crypto")
SAFE = VECTORS["safe_mode_json"]
APP = SAFE["appid"]


def safe(app_id: str = APP) -> PushCrypto:
    return PushCrypto(SAFE["token"], SAFE["encoding_aes_key"], app_id)


def safe_query(**other: str) -> dict[str, str]:
    return {
        "timestamp": SAFE["timestamp"],
        "nonce": SAFE["nonce"],
        "signature": SAFE["signature_not_to_be_used"],
        "msg_signature": SAFE["msg_signature"],
        "encrypt_type": "aes",
    } | other


SAFE_BODY = json.dumps(SAFE["body"]).encode()


def kind_of(crypto: PushCrypto, query: dict[str, str], body: bytes) -> str:
    with pytest.raises(BadPush) as caught:
        crypto.open(query, body)
    return caught.value.kind


def test_the_url_is_verified() -> None:
    told = VECTORS["url_verification"]
    query = {name: told[name] for name in ("timestamp", "nonce", "signature", "echostr")}
    assert PushCrypto(told["token"], "", APP).echo(query) == told["echostr"]
    assert PushCrypto(told["token"], SAFE["encoding_aes_key"], APP).echo(query) == told["echostr"]
    for name in query:
        wrong = query | {name: ""}
        with pytest.raises(BadPush, match="missing_parameter"):
            PushCrypto(told["token"], "", APP).echo(wrong)
    for name in ("timestamp", "nonce", "signature"):
        with pytest.raises(BadPush, match="bad_signature"):
            PushCrypto(told["token"], "", APP).echo(query | {name: query[name] + "1"})
    with pytest.raises(BadPush, match="bad_signature"):
        PushCrypto("another", "", APP).echo(query)


def test_plain_mode() -> None:
    told = VECTORS["plaintext_mode"]
    query = {name: told[name] for name in ("timestamp", "nonce", "signature")}
    body = json.dumps(told["body"]).encode()
    assert PushCrypto(told["token"], "", APP).open(query, body) == told["body"]
    assert kind_of(PushCrypto(told["token"], "", APP), query | {"signature": "0" * 40}, body) == "bad_signature"
    assert kind_of(PushCrypto(told["token"], "", APP), query | {"signature": "签"}, body) == "bad_signature"


def test_safe_mode_of_the_documentation() -> None:
    assert safe().unseal(SAFE["body"]["Encrypt"]).decode() == SAFE["plaintext"]
    assert safe().open(safe_query(), SAFE_BODY) == json.loads(SAFE["plaintext"])


def test_the_decoy_is_no_signature_of_the_body() -> None:
    query = safe_query()
    decoy = signature_of(SAFE["token"], query["timestamp"], query["nonce"])
    assert decoy == query["signature"]  # right, and worth nothing: it would go with any body
    assert kind_of(safe(), query | {"msg_signature": decoy}, SAFE_BODY) == "bad_signature"
    del query["msg_signature"]
    assert kind_of(safe(), query, SAFE_BODY) == "missing_parameter"


def test_where_a_key_is_set_nothing_plain_is_taken() -> None:
    plain = json.dumps(VECTORS["plaintext_mode"]["body"]).encode()
    assert kind_of(safe(), safe_query(), plain) == "not_encrypted"
    assert kind_of(safe(), safe_query(), b'{"Encrypt": {"a": 1}}') == "not_encrypted"


def test_compatible_mode_believes_only_the_sealed_part() -> None:
    both = json.dumps(SAFE["body"] | {"Event": "forged"}).encode()
    assert safe().open(safe_query(), both)["Event"] == "debug_demo"


def test_another_apps_push_is_refused() -> None:
    assert kind_of(safe("wx0000000000000000"), safe_query(), SAFE_BODY) == "bad_app"


@pytest.mark.parametrize("name", ["safe_mode_xml_pamtest", "safe_mode_xml_wechatpy"])
def test_safe_mode_with_xml(name: str) -> None:
    told = VECTORS[name]
    crypto = PushCrypto(told["token"], told["encoding_aes_key"], told.get("appid") or told["receive_id"])
    query = {key: told[key] for key in ("timestamp", "nonce", "msg_signature")}
    body = f"<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[{told['encrypt']}]]></Encrypt></xml>"
    assert crypto.unseal(told["encrypt"]).decode() == told["plaintext"]
    seen = crypto.open(query, body.encode())
    assert seen["MsgType"] == "text" and seen == read_body(told["plaintext"].encode())


def test_the_documentations_reply_byte_for_byte() -> None:
    told = VECTORS["safe_mode_reply"]
    made = safe().reply(told["plaintext"], told["TimeStamp"], told["Nonce"], told["random16"].encode())
    assert made == {name: told[name] for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")}
    assert json.loads(reply_json(made)) == made


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_what_we_seal_wechatpy_opens_and_the_other_way_round(text: str) -> None:
    text = text.encode(errors="replace").decode()
    theirs = WeChatCrypto(SAFE["token"], SAFE["encoding_aes_key"], APP)
    made = safe().reply(text, 1714112445, "nonce")
    told = {name: str(value) for name, value in made.items()}
    assert theirs.decrypt_message(told, made["MsgSignature"], "1714112445", "nonce") == text
    assert read_body(reply_xml(made).encode()) == told
    sealed = read_body(theirs.encrypt_message(text, "nonce", "1714112445").encode())
    assert safe().unseal(sealed["Encrypt"]).decode() == text
    assert signature_of(SAFE["token"], "1714112445", "nonce", sealed["Encrypt"]) == sealed["MsgSignature"]


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0))
def test_one_bit_changed_is_refused(where: int) -> None:
    bits = bytearray(base64.b64decode(SAFE["body"]["Encrypt"]))
    bits[where // 8 % len(bits)] ^= 1 << (where % 8)
    body = json.dumps({"Encrypt": base64.b64encode(bits).decode()}).encode()
    assert kind_of(safe(), safe_query(), body) == "bad_signature"


@pytest.mark.parametrize("sealed", ["AAAA", "!", "", "A" * 64, base64.b64encode(b"0" * 32).decode()])
def test_signed_but_not_sealed_by_the_key(sealed: str) -> None:
    with pytest.raises(BadPush):
        safe().unseal(sealed)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(safe_query())), st.text(max_size=20)), st.binary(max_size=60))
def test_whatever_a_stranger_sends_is_a_bad_push(query: dict[str, str], body: bytes) -> None:
    assert kind_of(safe(), safe_query() | query, body)
    assert kind_of(PushCrypto("token", "", APP), safe_query() | query, body)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200))
def test_whatever_is_sealed_is_read_or_a_bad_push(plain: bytes) -> None:
    try:
        assert isinstance(read_body(plain), dict)
    except BadPush as bad:
        assert bad.kind == "malformed"


HOSTILE: dict[str, str] = vectors("wechatpay-php-v2")["hostile_xml_must_be_rejected"]
BOMB = '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>'


@pytest.mark.parametrize("body", [*HOSTILE.values(), BOMB, "<!DOCTYPE xml><xml><A>1</A></xml>", "<xml>&a;</xml>"])
def test_hostile_xml_is_refused(body: str) -> None:
    with pytest.raises(BadPush, match="malformed"):
        read_body(body.encode())


def test_hostile_xml_is_refused_also_when_it_is_signed_and_sealed() -> None:
    for hostile in HOSTILE.values():
        made = safe().reply(hostile, 1714112445, "n")
        query = {"timestamp": "1714112445", "nonce": "n", "msg_signature": made["MsgSignature"]}
        assert kind_of(safe(), query, reply_xml(made).encode()) == "malformed"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"text", b"<xml>", b"<xml></xml><xml></xml>", b"\xff<xml/>", b"{" * 10_000]
    + [b"<xml>" + b"<a>" * 20 + b"</a>" * 20 + b"</xml>", b"<xml>" + b" " * 300_000 + b"</xml>"],
)
def test_what_is_no_message(body: bytes) -> None:
    with pytest.raises(BadPush, match="malformed"):
        read_body(body)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<xml><A><![CDATA[ 奶粉 <b> & ]]></A><B>1</B></xml>", {"A": "奶粉 <b> &", "B": "1"}),
        ("<xml><L><I>1</I><I>2</I><I>3</I></L></xml>", {"L": {"I": ["1", "2", "3"]}}),
        ("<xml><E/></xml>", {"E": ""}),
        ("<xml/>", {}),
    ],
)
def test_xml_becomes_names_and_values(body: str, told: dict[str, Any]) -> None:
    assert read_body(body.encode()) == told


@pytest.mark.parametrize("name", sorted(vectors("wechatpay-php-v2")["samples_xml"]))
def test_the_php_sdks_samples_are_read(name: str) -> None:
    sample = vectors("wechatpay-php-v2")["samples_xml"][name]
    root = "root" if sample.lstrip().startswith("<root") else "xml"
    told = read_xml(sample, root)
    for field in ("appid", "out_trade_no", "total_fee"):
        assert field not in sample or told[field] in sample


@pytest.mark.parametrize(("token", "key"), [("", ""), ("t", "short"), ("t", "!" * 43), ("t", "A" * 44)])
def test_settings_that_protect_nothing_are_refused(token: str, key: str) -> None:
    with pytest.raises(ValueError, match="token|aes_key"):
        PushCrypto(token, key, APP)
