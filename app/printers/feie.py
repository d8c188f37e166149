"""飞鹅 (Feie): one address, one form; ``sig`` is SHA-1 over account, account key and time. help.feieyun.com, 小票机 API.

It keeps a job for a printer that is offline and prints it later; a single job cannot be taken back.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, Final

from app.printers.exchange import Exchange
from app.printers.port import Line, PrinterRefused, PrinterUnavailable, Slip

URL: Final = "https://api.feieyun.cn"
PATH: Final = "/Api/Open/"
MAX_BYTES: Final = 5000
WELL, OFFLINE = "在线，工作状态正常", "离线"
# ret: -3 a wrong signature, 1001 no such printer, 1002 not of this account; -2 is said of every bad parameter.
SIGNATURE, NO_PRINTER = -3, (1001, 1002)
_MARKS = {"title": "<CB>{}</CB>", "strong": "<B>{}</B>", "plain": "{}"}


def sig(user: str, ukey: str, stime: str) -> str:
    """How a request is signed: forty hexadecimal digits, in small letters."""
    return hashlib.sha1((user + ukey + stime).encode()).hexdigest()


class Feie:
    """An account at Feie. ``now``: seconds since 1970, in real time, which is what the signature is checked against."""

    name = "feie"

    def __init__(self, user: str, ukey: str, url: str = URL, now: Callable[[], float] = time.time) -> None:
        self._user, self._ukey, self._url, self._now = user, ukey, url + PATH, now
        self._exchange = Exchange()

    def add(self, serial: str, key: str, label: str) -> None:
        """Several may be added in one call; we add one, and read which list of the answer it is in."""
        name = label.replace("#", " ").replace("\n", " ")
        data = self._ask("Open_printerAddlist", printerContent=f"{serial}#{key}#{name}")
        refused = data.get("no", []) if isinstance(data, dict) else []
        # Ours already: what it says then begins with the serial too.
        if refused and "已被添加过" not in str(refused[0]):
            raise PrinterRefused("wrong_key")

    def remove(self, serial: str) -> None:
        """Of a list of one."""
        try:
            self._ask("Open_printerDelList", snlist=serial)
        except PrinterRefused as error:
            if error.code != "unknown_printer":
                raise

    def print(self, serial: str, slip: Slip, once: str) -> str:
        """Feie knows no number of ours: a second call is a second slip."""
        content = "".join(_marked(line) for line in slip)
        if len(content.encode()) > MAX_BYTES:
            raise PrinterRefused("too_long")
        return str(self._ask("Open_printMsg", sn=serial, content=content, times="1"))

    def is_printed(self, serial: str, number: str) -> bool:
        """By the number that ``print`` returned."""
        return self._ask("Open_queryOrderState", orderid=number) is True

    def cancel(self, serial: str, number: str) -> bool:
        """Only a printer's whole queue can be emptied, and others' slips with it: not done."""
        return False

    def condition(self, serial: str) -> str:
        """Online but not well is, nearly always, a printer without paper."""
        said = self._ask("Open_queryPrinterStatus", sn=serial)
        return "online" if said == WELL else "offline" if said == OFFLINE else "no_paper"

    def _ask(self, api: str, **values: str) -> Any:
        stime = str(int(self._now()))
        signed = {"user": self._user, "stime": stime, "sig": sig(self._user, self._ukey, stime), "apiname": api}
        answer = self._exchange.post(self._url, {**signed, **values})
        ret = answer.get("ret")
        if ret == 0:
            return answer.get("data")
        if not isinstance(ret, int):
            raise PrinterUnavailable("no_answer")
        code = "bad_account" if ret == SIGNATURE else "unknown_printer" if ret in NO_PRINTER else "refused"
        raise PrinterRefused(code, ret)


def _marked(line: Line) -> str:
    return _MARKS[line.style].format(line.safe) + "<BR>"
