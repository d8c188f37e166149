"""The one place where it is decided who may do what, and whose it must be.

``OPERATIONS`` has a row for every endpoint; an endpoint without a row keeps the application from starting. Objects are
fetched through the functions below, so that another's object and a missing one are the same ``NotFound``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Flask, Response, g, request
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.errors import Forbidden, NotFound
from app.security import token_hash
from app.web import proof
from app.web.house import house
from app.web.operations import OPERATIONS
from app.web.principal import Principal, bearer, principal_of
from dispatch.models import Offer, Order

View = TypeVar("View", bound=Callable[..., Any])


DOORS = ("/mom/", "/merchant/", "/console/", "/pos/")
_PROVING: set[str] = set()
_SCREENS = "screens-"  # blueprints of built screens, which are nobody's: some lie at the address of a door


class UnguardedEndpoint(RuntimeError):
    """An endpoint of a door has no row in the table of operations."""


def operation(name: str, *, proves: bool = False) -> Callable[[View], View]:
    """Say which row of ``OPERATIONS`` a view is; ``guard`` lets only its roles in.

    ``proves``: the view begins every transaction of its own with ``proof.prove``, and does nothing else before.
    """
    if name not in OPERATIONS:
        raise UnguardedEndpoint(f"{name} is not in the table of operations")
    if proves:
        _PROVING.add(name)

    def mark(view: View) -> View:
        view.operation = name  # type: ignore[attr-defined]
        return view

    return mark


def guard(app: Flask) -> None:
    """Let nobody into a door's view but the roles of its operation, before anything of the request is read.

    Raises ``UnguardedEndpoint`` if an endpoint says no operation, so that such an application never starts.
    """
    names = operation_names(app)

    @app.before_request
    def let_in() -> None:
        rule = request.url_rule
        name = names.get((rule.endpoint, _method())) if rule else None
        if name is not None and (roles := OPERATIONS[name].roles):
            known = proof.take(token_hash(bearer()), roles) if name in _PROVING else None
            g.principal = known or authenticate(roles)

    @app.errorhandler(proof.Outdated)
    def begin_anew(_outdated: Exception) -> Response:
        proof.forget(g.pop("unproved"))
        try:
            let_in()
            return app.make_response(app.dispatch_request())
        except Exception as error:
            return app.make_response(app.handle_user_exception(error))

    proof.install(app)


def operation_names(app: Flask) -> dict[tuple[str, str], str]:
    """The operation of every (endpoint, method) of every door."""
    names: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(DOORS) and not rule.endpoint.startswith(_SCREENS):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                view: Any = app.view_functions[rule.endpoint]
                handler = getattr(getattr(view, "view_class", None), method.lower(), view)
                name = getattr(handler, "operation", None)
                if name is None:
                    raise UnguardedEndpoint(f"{method} {rule.rule} has no operation")
                names[rule.endpoint, method] = name
    return names


def _method() -> str:
    return "GET" if request.method == "HEAD" else request.method


def authenticate(roles: frozenset[str]) -> Principal:
    """The principal of this request. Raises ``Unauthenticated``, or ``Forbidden`` if the role is not among ``roles``."""
    token = bearer()
    principal = principal_of(house().db.ask, token)
    proof.remember(token_hash(token), principal)
    if principal.role not in roles:
        raise Forbidden()
    return principal


def me() -> Principal:
    """Who makes this request."""
    principal: Principal = g.principal
    return principal


_ORDER = select(Order).where(Order.order_no == bindparam("order_no"))
_ORDERS = {
    "member": _ORDER.where(Order.member_id == bindparam("mine")),
    "staff": _ORDER.where(Order.store_id == bindparam("mine")),
    "agent": _ORDER,
}
_OFFER = select(Offer).where(Offer.id == bindparam("offer_id"))
_OFFERS = {"staff": _OFFER.where(Offer.store_id == bindparam("mine")), "agent": _OFFER}


def own_order(session: Session, order_no: str, principal: Principal) -> Order:
    """The order if it is hers (member), now at this store (staff), or anybody's (customer service)."""
    found: Order = _own(session, _ORDERS, principal, order_no=order_no)
    return found


def own_offer(session: Session, offer_id: int, principal: Principal) -> Offer:
    """The offer if it was made to this store, or anybody's for customer service."""
    found: Offer = _own(session, _OFFERS, principal, offer_id=offer_id)
    return found


def _own(session: Session, queries: Mapping[str, Select[Any]], principal: Principal, **named: Any) -> Any:
    query = queries.get(principal.kind)
    if query is None:
        raise NotFound()
    values = named if principal.kind == "agent" else {**named, "mine": _mine(principal)}
    found = session.execute(query, values).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def _mine(principal: Principal) -> int | None:
    return principal.id if principal.kind == "member" else principal.store_id
