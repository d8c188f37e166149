"""Strings to sign, signatures, seals: against published vectors and against wechatpayv3."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpayv3 import utils as peer

from tests.support.vectors import vectors
from tests.support.wechat_pay import APIV3_KEY, MCH_ID, key_pair, private_pem, public_pem, seal
from wechat.pay.sealing import BadSeal, unseal, unseal_resource
from wechat.pay.signing import (
    answer_message,
    authorization,
    pay_message,
    request_message,
    sign,
    target_of,
    verify,
)

GO, JAVA = vectors("wechatpay-go-sign-aes"), vectors("wechatpay-java")
nonces = st.text("0123456789abcdef", min_size=12, max_size=12)


def certificate_key(pem: str) -> RSAPublicKey:
    key = load_pem_x509_certificate(pem.encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    return key


def public_key(pem: str) -> RSAPublicKey:
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, RSAPublicKey)
    return key


PEERS_KEY = peer.load_private_key(private_pem(key_pair("merchant")))
OUR_PUBLIC_KEY = public_key(public_pem(key_pair("merchant")))


def test_the_request_string_of_the_java_sdk() -> None:
    told = JAVA["request_string_to_sign"]
    made = request_message(
        told["method"], target_of(told["url"]), int(told["timestamp"]), told["nonce"], told["body"].encode()
    )
    assert made.decode() == told["string_to_sign"]


def test_the_pay_string_has_four_lines_each_ended() -> None:
    assert pay_message("wx1", "1490840662", "n", "prepay_id=p") == b"wx1\n1490840662\nn\nprepay_id=p\n"


def test_a_signature_of_the_java_sdk_verifies_and_by_another_key_does_not() -> None:
    told = JAVA["rsa_verify"]
    message, signature = told["message"].encode(), told["signature_b64"]
    assert verify(certificate_key(told["merchant_certificate_pem"]), message, signature)
    assert not verify(public_key(told["must_fail_with_public_key_pem"]), message, signature)
    assert not verify(certificate_key(told["merchant_certificate_pem"]), message + b" ", signature)


def test_the_known_answer_of_the_go_sdk_verifies_by_the_key_of_its_certificate() -> None:
    told = GO["rsa_sha256_pkcs1v15"]
    signer = certificate_key(vectors("wechatpay-go-notify")["platform_certificate_pem"])
    assert verify(signer, told["message"].encode(), told["signature_b64"])
    other = certificate_key(JAVA["test_only_keys"]["wechat_pay_certificate.pem"])
    assert not verify(other, told["message"].encode(), told["signature_b64"])


@pytest.mark.parametrize("signature", ["", "x", "WECHATPAY/SIGNTEST/abc", "AAAA", "é", "A" * 344])
def test_what_is_no_signature_is_none(signature: str) -> None:
    assert not verify(key_pair("merchant").public_key(), b"message", signature)


@settings(deadline=None, max_examples=50)
@given(st.text(), st.text(), st.text())
def test_what_we_sign_the_peer_verifies_and_the_other_way_round(timestamp: str, nonce: str, body: str) -> None:
    key = key_pair("merchant")
    message = answer_message(timestamp, nonce, body.encode(errors="replace"))
    text = body.encode(errors="replace").decode()
    assert peer.rsa_verify(timestamp, nonce, text, sign(key, message), key.public_key())
    theirs = peer.rsa_sign(PEERS_KEY, f"{timestamp}\n{nonce}\n{text}\n")
    assert verify(OUR_PUBLIC_KEY, message, theirs)


def test_the_peer_builds_the_same_authorization_but_for_time_and_nonce() -> None:
    key = key_pair("merchant")
    theirs = peer.build_authorization("/v3/x?a=1", "POST", MCH_ID, "5F1C", key, data='{"a":1}')
    told = dict(re.findall(r'(\w+)="([^"]*)"', theirs))
    message = request_message("POST", "/v3/x?a=1", int(told["timestamp"]), told["nonce_str"], b'{"a":1}')
    ours = authorization(MCH_ID, "5F1C", int(told["timestamp"]), told["nonce_str"], sign(key, message))
    assert ours == theirs


def test_sealed_values_of_the_sdks_open() -> None:
    java = JAVA["aead_aes_256_gcm"]
    opened = unseal(JAVA["apiv3_key"], java["nonce"], java["associated_data"], java["ciphertext"])
    assert opened.decode() == java["plaintext"]
    go = GO["aead_aes_gcm"]
    assert unseal(go["key"], go["nonce"], go["associated_data"], go["ciphertext"]).decode() == go["plaintext"]


@pytest.mark.parametrize("ciphertext", GO["negative_ciphertexts"])
def test_what_is_no_seal_does_not_open(ciphertext: str) -> None:
    go = GO["aead_aes_gcm"]
    with pytest.raises(BadSeal):
        unseal(go["key"], go["nonce"], go["associated_data"], ciphertext)


@pytest.mark.parametrize("key", GO["negative_keys"])
def test_a_wrong_key_opens_nothing(key: str) -> None:
    go = GO["aead_aes_gcm"]
    with pytest.raises(BadSeal):
        unseal(key, go["nonce"], go["associated_data"], go["ciphertext"])


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200), st.integers(min_value=0))
def test_a_seal_opens_for_us_and_the_peer_and_breaks_with_one_bit(plain: bytes, where: int) -> None:
    sealed = seal(plain, "transaction")
    assert unseal_resource(APIV3_KEY, sealed) == plain
    bits = bytearray(peer.b64decode(sealed["ciphertext"]))
    bits[where // 8 % len(bits)] ^= 1 << (where % 8)
    with pytest.raises(BadSeal):
        unseal_resource(APIV3_KEY, sealed | {"ciphertext": peer.b64encode(bytes(bits)).decode()})
    with pytest.raises(BadSeal):
        unseal_resource(APIV3_KEY, sealed | {"associated_data": "refund"})


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_the_peer_opens_the_same(text: str) -> None:
    plain = text.encode(errors="replace")
    sealed = seal(plain, "certificate")
    args = {name: sealed[name] for name in ("nonce", "ciphertext", "associated_data")}
    assert peer.aes_decrypt(**args, apiv3_key=APIV3_KEY).encode() == plain == unseal_resource(APIV3_KEY, sealed)


@pytest.mark.parametrize("broken", [{"algorithm": "none"}, {"nonce": 5}, {"nonce": ""}, {"ciphertext": None}])
def test_a_resource_of_another_shape_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(BadSeal):
        unseal_resource(APIV3_KEY, seal(b"{}", "transaction") | broken)
