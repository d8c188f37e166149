"""What only the demo adds, beside the stand-in: a pay sheet for browsers, and text messages on the phone's page."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import requests

from app.notify.sms import SmsPort
from app.payments.port import Payer
from wechat.pay import WechatPay
from wechat.settings import WechatSettings

log = logging.getLogger(__name__)
TIMEOUT_S = 2.0


class DemoWechatPay(WechatPay):
    """WeChat Pay at the stand-in. A browser has no pay sheet of WeChat's: ``sheet_url`` is the stand-in's."""

    def __init__(self, settings: WechatSettings) -> None:
        super().__init__(settings)
        self._sheets = f"{settings.pay_url}/pay/"

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: Payer
    ) -> dict[str, Any]:
        """As WeChat's, and ``sheet_url``: open it, and it comes back to its ``return``."""
        params = super().create(out_trade_no, amount_fen, description, expires_at, payer)
        return {**params, "sheet_url": self._sheets + str(params["package"]).removeprefix("prepay_id=")}


class PhoneSms:
    """Text messages as the demo keeps them, and on the stand-in's phones too."""

    def __init__(self, demo: SmsPort, standin_url: str) -> None:
        self._demo, self._url = demo, f"{standin_url}/_standin/sms"
        self._http = requests.Session()
        self._http.trust_env = False

    def send(self, phone: str, text: str) -> None:
        """The demo's own page has it in any case; a stand-in that is away is no reason to send nothing."""
        self._demo.send(phone, text)
        try:
            self._http.post(self._url, json={"number": phone, "text": text}, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            log.info("the stand-in did not take a text message: %s", type(error).__name__)
