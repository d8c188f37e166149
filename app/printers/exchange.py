"""One form posted, one JSON answer read; nothing of it in a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import requests

from app.printers.port import PrinterUnavailable

TIMEOUT_S: Final = (3.0, 8.0)  # to connect, to be answered


class Exchange:
    """Talks to one provider. No proxy of the environment, no redirect: what is sent holds keys."""

    def __init__(self) -> None:
        self._http = requests.Session()
        self._http.trust_env = False

    def post(self, url: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer's JSON object. Raises ``PrinterUnavailable`` for anything that is not one."""
        try:
            answer = self._http.post(url, data=form, timeout=TIMEOUT_S, allow_redirects=False)
            body = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError):
            raise PrinterUnavailable("no_answer") from None
        if not isinstance(body, dict):
            raise PrinterUnavailable("no_answer", answer.status_code)
        return body
