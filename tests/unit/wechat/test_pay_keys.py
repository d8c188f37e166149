"""Which key a serial has: in public-key mode, in certificate mode, and in both during a switch."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.support.vectors import vectors
from tests.support.wechat_pay import (
    NOW,
    PUBLIC_KEY_ID,
    Signer,
    certificate_signer,
    certificates_body,
    key_pair,
    public_signer,
    settings,
)
from wechat.pay.errors import PayUnavailable
from wechat.pay.keys import AGAIN_AFTER_FAILURE_S, AGAIN_S, VerifyKeys, read_certificates
from wechat.pay.reading import Malformed
from wechat.pay.sealing import BadSeal
from wechat.settings import Verify

JAVA = vectors("wechatpay-java")


class WeChat:
    """Answers /v3/certificates with the certificates it has, signed by ``by``; counts."""

    def __init__(self, *certificates: Signer, by: Signer | None = None) -> None:
        self.certificates, self.by, self.asked, self.away, self.seconds = list(certificates), by, 0, False, 0.0
        self.gate: threading.Event | None = None

    def download(self) -> tuple[Mapping[str, str], bytes]:
        self.asked += 1
        if self.gate is not None:
            self.gate.wait(60)
        if self.away:
            raise PayUnavailable("no_answer")
        body = certificates_body(*self.certificates)
        return (self.by or self.certificates[0]).headers(body), body

    def keys(self, verify: Verify = "platform_certificate", now: datetime = NOW) -> VerifyKeys:
        return VerifyKeys(settings(verify=verify).pay, self.download, lambda: now, lambda: self.seconds)


FIRST, SECOND = certificate_signer("first"), certificate_signer("second")


def has(keys: VerifyKeys, signer: Signer) -> bool:
    found = keys.find(signer.serial)
    return found is not None and found.public_numbers() == signer.key.public_key().public_numbers()


def test_public_key_mode_knows_one_id_and_asks_for_nothing() -> None:
    wechat = WeChat(FIRST)
    keys = wechat.keys("public_key")
    assert has(keys, public_signer())
    assert keys.find(FIRST.serial) is None and keys.find(PUBLIC_KEY_ID + "1") is None and keys.find("") is None
    assert wechat.asked == 0


def test_certificate_mode_downloads_once() -> None:
    wechat = WeChat(FIRST, SECOND)
    keys = wechat.keys()
    assert has(keys, FIRST) and has(keys, SECOND) and has(keys, FIRST)
    assert wechat.asked == 1
    assert keys.find(PUBLIC_KEY_ID) is None


def test_both_during_a_switch() -> None:
    wechat = WeChat(FIRST, by=public_signer())
    keys = wechat.keys("both")
    assert has(keys, public_signer()) and wechat.asked == 0
    assert has(keys, FIRST) and wechat.asked == 1


def test_a_new_certificate_is_found_when_it_is_met() -> None:
    wechat = WeChat(FIRST)
    keys = wechat.keys()
    assert has(keys, FIRST)
    wechat.certificates.append(SECOND)
    wechat.seconds += AGAIN_S
    assert has(keys, SECOND) and wechat.asked == 2


def test_invented_serials_do_not_make_us_ask_each_time() -> None:
    wechat = WeChat(FIRST)
    keys = wechat.keys()
    assert not any(keys.find(f"{number:040X}") for number in range(1, 500))
    assert wechat.asked == 1
    for strange in ("PUB_KEY_ID_1", "", "0" * 40, "1" * 41, "12 34", "é", "../x"):
        wechat.seconds += AGAIN_S
        assert keys.find(strange) is None
    assert wechat.asked == 1


def test_a_failed_download_is_tried_again_soon_and_forgets_nothing() -> None:
    wechat = WeChat(FIRST)
    keys = wechat.keys()
    assert has(keys, FIRST)
    wechat.away, wechat.seconds = True, AGAIN_S
    assert keys.find(SECOND.serial) is None and keys.find(SECOND.serial) is None and wechat.asked == 2
    assert has(keys, FIRST)
    wechat.away, wechat.seconds = False, AGAIN_S + AGAIN_AFTER_FAILURE_S
    wechat.certificates.append(SECOND)
    assert has(keys, SECOND)


def test_many_at_once_make_one_download() -> None:
    wechat = WeChat(FIRST)
    wechat.gate = threading.Event()
    keys, found = wechat.keys(), []
    threads = [threading.Thread(target=lambda: found.append(has(keys, FIRST))) for _ in range(16)]
    for thread in threads:
        thread.start()
    wechat.gate.set()
    for thread in threads:
        thread.join()
    assert found == [True] * 16 and wechat.asked == 1


@pytest.mark.parametrize("by", [SECOND, Signer(FIRST.serial, key_pair("stranger"))])
def test_an_answer_that_none_of_its_certificates_signed_is_not_learnt(by: Signer) -> None:
    assert WeChat(FIRST, by=by).keys().find(FIRST.serial) is None


def test_certificates_sealed_by_a_stranger_are_not_learnt() -> None:
    with pytest.raises(BadSeal):
        read_certificates(certificates_body(FIRST, key="0" * 32), settings().pay.apiv3_key)


@pytest.mark.parametrize("days", [-2, 1801])
def test_a_certificate_out_of_its_time_is_none(days: int) -> None:
    now = NOW + timedelta(days=days)
    keys = VerifyKeys(
        settings(verify="platform_certificate").pay,
        lambda: (FIRST.headers(certificates_body(FIRST), now), certificates_body(FIRST)),
        lambda: now,
    )
    assert keys.find(FIRST.serial) is None


def test_a_serial_may_be_written_in_other_ways() -> None:
    keys = WeChat(FIRST).keys()
    assert keys.find(FIRST.serial.lower()) and keys.find(FIRST.serial.lstrip("0"))


def test_the_java_sdks_answer_brings_its_certificate() -> None:
    told = JAVA["certificates_download"]
    found = read_certificates(json.dumps(told["response"]).encode(), JAVA["apiv3_key"])
    assert list(found) == [told["serial_no"]]
    assert found[told["serial_no"]] == load_pem_x509_certificate(told["decrypted_pem"].encode())


@pytest.mark.parametrize("body", [b"", b"{}", b'{"data": {}}', b'{"data": [5]}', b'{"data": [{}]}', b"<html>"])
def test_an_answer_of_another_shape(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_certificates(body, settings().pay.apiv3_key)


def test_a_serial_that_is_not_the_certificates_is_refused() -> None:
    told: dict[str, Any] = json.loads(certificates_body(FIRST))
    told["data"][0]["serial_no"] = SECOND.serial
    with pytest.raises(Malformed, match="serial_no"):
        read_certificates(json.dumps(told).encode(), settings().pay.apiv3_key)


@pytest.mark.parametrize("pem", ["", "no key", FIRST.certificate_pem], ids=range(3))
def test_a_public_key_that_is_none_stops_at_once(pem: str) -> None:
    with pytest.raises(ValueError, match="public_key_pem"):
        VerifyKeys(settings(public_key_pem=pem).pay, WeChat(FIRST).download, lambda: NOW)
