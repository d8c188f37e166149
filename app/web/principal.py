"""Who is asking: a bearer token becomes a principal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import TextClause, text

from app.errors import Unauthenticated
from app.security import token_hash

# One statement finds the token, checks that its holder is still active, and reads the role at the token's store.
FIND = """
SELECT t.id, t.kind, t.subject_id, t.store_id,
  CASE t.kind
    WHEN 'member' THEN (SELECT 'member' FROM members m WHERE m.id = t.subject_id AND m.erased_at IS NULL)
    WHEN 'staff' THEN (SELECT r.role FROM staff_roles r JOIN staff s ON s.id = r.staff_id
                       WHERE r.staff_id = t.subject_id AND r.store_id = t.store_id AND s.active AND r.active)
    WHEN 'agent' THEN (SELECT a.role FROM agents a WHERE a.id = t.subject_id AND a.active)
    WHEN 'terminal' THEN (SELECT 'terminal' FROM terminals p WHERE p.id = t.subject_id AND p.active)
  END AS role
FROM tokens t
WHERE t.token_hash = :hash AND t.revoked_at IS NULL AND t.expires_at > jindan_now()
"""
_FIND = text(FIND)

MEMBER = "member"
CLERK, MANAGER, CHAIN_MANAGER = "clerk", "manager", "chain_manager"
CUSTOMER_SERVICE, HEADQUARTERS = "customer_service", "headquarters"
TERMINAL = "terminal"
ROLES = (MEMBER, CLERK, MANAGER, CHAIN_MANAGER, CUSTOMER_SERVICE, HEADQUARTERS, TERMINAL)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with a valid token. ``store_id``: the store her device works for (staff, terminals)."""

    kind: str
    id: int
    role: str
    store_id: int | None
    token_id: int

    @property
    def who(self) -> str:
        """As it is written into events: ``staff:7``."""
        return f"{self.kind}:{self.id}"


def bearer() -> str:
    """The token of this request. Raises ``Unauthenticated`` if there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated()
    return token.strip()


def principal_of(ask: Callable[[TextClause, Mapping[str, Any]], Any], token: str) -> Principal:
    """Who holds ``token`` now: a revoked token, a closed account or a lost role ends at once.

    ``ask`` runs the one statement: ``Database.ask``, or a session's ``execute``. Raises ``Unauthenticated``.
    """
    row = ask(_FIND, {"hash": token_hash(token)}).one_or_none()
    if row is None or row.role is None:
        raise Unauthenticated("登录已失效，请重新登录")
    return Principal(row.kind, row.subject_id, row.role, row.store_id, row.id)
