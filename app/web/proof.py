"""A token is proved in the trip of its request's first statement, where the view says so, and not by a trip of its own.

Whose token it is, the process remembers from the last time. That it still is, with just this role at just this store, is for the
server to say together with the first statement, which is refused otherwise. So nothing is read or done for a token that is not good
at that very moment: revoked, or held by somebody who lost her role, it ends at once as everywhere else.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g
from psycopg.errors import DivisionByZero
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.trips import put_off
from app.web.house import house
from app.web.principal import FIND, Principal

# A process forgets them all rather than grow; each costs half a kilobyte.
MOST_REMEMBERED = 20_000

_STILL = text(f"""
SELECT 1 / count(*) FROM ({FIND}) t
WHERE t.id = :id AND t.kind = :kind AND t.subject_id = :subject_id AND t.role = :role
  AND t.store_id IS NOT DISTINCT FROM cast(:store_id AS bigint)
""")


class Outdated(Exception):
    """The token is not, or no longer, what this process remembers of it. Nothing has been done."""


def remember(hashed: bytes, principal: Principal) -> None:
    """Whose token it is, as the server has just said."""
    known = _known()
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[hashed] = principal


def forget(hashed: bytes) -> None:
    """Ask anew whose it is."""
    _known().pop(hashed, None)


def take(hashed: bytes, roles: frozenset[str]) -> Principal | None:
    """Whose token it was the last time; the view is going to ``prove`` it. None: unknown, or not among ``roles``."""
    principal = _known().get(hashed)
    if principal is None or principal.role not in roles:
        return None
    g.unproved = hashed
    return principal


def prove(session: Session) -> None:
    """Have the request's token proved with the next statement of ``session``. The first thing to do in its transaction."""
    if "unproved" in g:  # if not, it was proved before the view began
        put_off(session, _STILL, _claim(), Outdated)
        g.proving = True


def prove_now() -> None:
    """The same in a trip of its own, before something is done that no transaction undoes."""
    if "unproved" not in g:
        return
    try:
        house().db.ask(_STILL, _claim())
    except DBAPIError as error:
        if isinstance(error.orig, DivisionByZero):
            raise Outdated() from None
        raise
    del g.unproved


def _claim() -> dict[str, Any]:
    who: Principal = g.principal
    return {
        "hash": g.unproved, "id": who.token_id, "kind": who.kind, "subject_id": who.id, "role": who.role,
        "store_id": who.store_id,
    }  # fmt: skip


def install(app: Flask) -> None:
    """Refuse to let out what was made for a token that nobody proved: that is a fault of the view."""

    @app.after_request
    def proved(response: Response) -> Response:
        if "unproved" in g and "proving" not in g and response.status_code < 400:
            raise RuntimeError("the token of this request was not proved")
        return response


def _known() -> dict[bytes, Principal]:
    known: dict[bytes, Principal] = house().db.caches.setdefault("principals", {})
    return known
