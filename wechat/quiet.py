"""Keeps URLs out of the log: WeChat wants secrets, codes and tokens in the query, and urllib3 logs every URL at DEBUG."""

from __future__ import annotations

import logging


def quiet_urls() -> None:
    """Whatever level the house logs at, urllib3 says nothing below WARNING; nor does wechatpy, which would log bodies."""
    for name in ("urllib3.connectionpool", "wechatpy"):
        logging.getLogger(name).setLevel(logging.ERROR)
