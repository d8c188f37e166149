"""What can go wrong with a call to WeChat Pay. Messages hold WeChat's code alone, never its words: they may hold an openid."""

from __future__ import annotations

import re
from typing import Final

# Codes that say "later", whatever status they come with (pay.weixin.qq.com, 错误码). NOT_ENOUGH: the merchant's account
# must be filled first. ACCEPTED: WeChat took the request and has not decided; the same request again tells.
LATER: Final = frozenset(
    {
        "SYSTEM_ERROR",
        "SYSTEMERROR",
        "FREQUENCY_LIMITED",
        "FREQUENCY_LIMIT_EXCEED",
        "RATELIMIT_EXCEEDED",
        "RATE_LIMIT_EXCEEDED",
        "BIZERR_NEED_RETRY",
        "BANK_ERROR",
        "ACCEPTED",
        "USERPAYING",
        "NOT_ENOUGH",
        "STATEMENT_CREATING",
    }
)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


class PayError(Exception):
    """WeChat Pay did not do what was asked. ``code``: WeChat's code, or a word of ours in small letters."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PayRefused(PayError):
    """WeChat Pay said no; asking again in the same way will not help."""


class PayUnavailable(PayError):
    """No answer, one that cannot be trusted, or "later"; asking again later may help."""


def error_for(status: int, code: object) -> PayError:
    """The exception for an answer of ``status`` (not 2xx) with WeChat's ``code``."""
    known = code if isinstance(code, str) and _CODE.fullmatch(code) else f"http_{status}"
    later = status >= 500 or status in (202, 429) or known in LATER or known.startswith("http_")
    return PayUnavailable(known) if later else PayRefused(known)
