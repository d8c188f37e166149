"""The control door from Python: for tests, and for the demo that runs the stand-in as a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import requests


class ControlError(Exception):
    """The stand-in did not do it; ``status`` and its words."""

    def __init__(self, status: int, told: Any) -> None:
        super().__init__(f"{status}: {told}")
        self.status, self.told = status, told


class Remote:
    """One method an action. ``phone`` is a phone's id, ``payment`` a prepay_id, out_trade_no or transaction_id."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def ask(self, method: str, path: str, told: Any = None) -> Any:
        """Anything of the control door. Raises ``ControlError``."""
        answer = self._session.request(method, f"{self.url}/_standin{path}", json=told, timeout=30)
        if answer.status_code >= 400:
            raise ControlError(
                answer.status_code, answer.json() if answer.headers["Content-Type"] == "application/json" else ""
            )
        return answer.json()

    def phone(self, name: str = "", number: str = "", country: str = "86", follows: bool = False) -> dict[str, Any]:
        """Make one: id, number, mini_openid, service_openid, unionid."""
        told = {"name": name, "number": number, "country": country, "follows": follows}
        return dict(self.ask("POST", "/phones", told))

    def code(self, phone: int, kind: str = "login", scope: str = "snsapi_base") -> str:
        """Of wx.login, the phone button (``phone``) or service-account OAuth (``oauth``)."""
        return str(self.ask("POST", f"/phones/{phone}/codes", {"kind": kind, "scope": scope})["code"])

    def accept(
        self, phone: int, templates: Sequence[str], answer: str = "accept", times: int = 1, push: bool = True
    ) -> None:
        """Answer the subscribe sheet; ``push`` False: the house hears nothing of it."""
        told = {"templates": list(templates), "answer": answer, "times": times, "push": push}
        self.ask("POST", f"/phones/{phone}/accept", told)

    def follow(self, phone: int, follows: bool = True, scene: str = "") -> None:
        """The service account."""
        self.ask("POST", f"/phones/{phone}/follow", {"follows": follows, "scene": scene})

    def scan(self, phone: int, scene: str, app: str = "mini") -> str:
        """A code in the shop; what the phone opens."""
        return str(self.ask("POST", f"/phones/{phone}/scan", {"scene": scene, "app": app})["opens"])

    def pay(self, payment: str, params: dict[str, Any] | None = None) -> str:
        """WeChat's number of the payment. With ``params`` the paySign is checked as the phone does."""
        return str(self.ask("POST", f"/payments/{payment}/pay", {"params": params})["transaction_id"])

    def fail(self, payment: str) -> None:
        """Her bank refuses."""
        self.ask("POST", f"/payments/{payment}/fail")

    def confirm_receipt(self, payment: str, automatic: bool = False) -> None:
        """Goods received, the money is settled."""
        self.ask("POST", f"/receipts/{payment}", {"automatic": automatic})

    def end_refund(self, out_refund_no: str, state: str = "SUCCESS") -> None:
        """Now: SUCCESS, ABNORMAL or CLOSED."""
        self.ask("POST", f"/refunds/{out_refund_no}", {"state": state})

    def messages(self, phone: int | None = None) -> list[dict[str, Any]]:
        """The newest first."""
        return list(self.ask("GET", "/messages" if phone is None else f"/phones/{phone}/messages"))

    def notices(self, kind: str = "") -> list[dict[str, Any]]:
        """The newest first: id, kind, attempts, state, answers."""
        return list(self.ask("GET", f"/notices?kind={kind}"))

    def notify(self, url: str, event_type: str, original_type: str, resource: dict[str, Any]) -> str:
        """Send a notice of one's own; its id."""
        told = {"url": url, "event_type": event_type, "original_type": original_type, "resource": resource}
        return str(self.ask("POST", "/notices", told)["id"])

    def push(self, app: str, message: dict[str, Any]) -> str:
        """Send any message push; its id."""
        return str(self.ask("POST", "/push", {"app": app, "message": message})["id"])

    def sign(self, body: str, serial: str = "", age_s: int = 0, forge: bool = False) -> dict[str, str]:
        """Headers with which WeChat Pay would send ``body``."""
        return dict(self.ask("POST", "/sign", {"body": body, "serial": serial, "age_s": age_s, "forge": forge}))

    def switch(self, target: str, kind: str, count: int | None = None, **value: Any) -> None:
        """Misbehave: see wechat/standin/README.md."""
        self.ask("POST", "/switches", {"target": target, "kind": kind, "count": count, "value": value})

    def clear_switches(self) -> None:
        """Behave."""
        self.ask("DELETE", "/switches")

    def options(self, **values: Any) -> dict[str, Any]:
        """Set some; all as they are then."""
        return dict(self.ask("POST", "/options", values))

    def advance(self, seconds: float) -> None:
        """Move the stand-in's clock."""
        self.ask("POST", "/clock", {"advance_s": seconds})

    def set_time(self, now: float | str) -> None:
        """Set the stand-in's clock: seconds since 1970, or RFC 3339."""
        self.ask("POST", "/clock", {"now": now})

    def reset(self) -> None:
        """Forget everybody and everything."""
        self.ask("POST", "/reset")

    def wait(self, found: Callable[[], Any], seconds: float = 60) -> Any:
        """Ask until the answer is true. Raises ``TimeoutError``."""
        end = time.monotonic() + seconds
        while not (answer := found()):
            if time.monotonic() > end:
                raise TimeoutError("it did not happen")
            time.sleep(0.02)
        return answer

    def settled(self, seconds: float = 60) -> None:
        """Wait until no notice is waiting."""
        self.wait(lambda: all(one["state"] != "waiting" for one in self.notices()), seconds)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()
