"""Flask as the house needs it: nothing in it is asynchronous, and nobody has a session in a cookie."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface


class NoSession(SessionInterface):
    """Who asks is told by a token. Writing into the session is an error, as Flask has it without a secret key."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """The same for everybody, rather than an empty one for each request."""
        return self._none

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """There is none to be saved."""


class Site(Flask):
    """The application. Flask looks at each function that it is about to call whether it is a coroutine; none is."""

    session_interface = NoSession()

    def ensure_sync(self, func: Any) -> Any:
        """It is."""
        return func
