"""The one place where it is decided who may do what, and whose it must be.

``OPERATIONS`` has a row for every endpoint; an endpoint without a row keeps the application from starting. Objects are
fetched through the functions below, so that another's object and a missing one are the same ``NotFound``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden, NotFound
from app.web.house import house
from app.web.operations import OPERATIONS
from app.web.principal import Principal, bearer, principal_of
from dispatch.models import Offer, Order

View = TypeVar("View", bound=Callable[..., Any])


def operation(name: str) -> Callable[[View], View]:
    """Let only the roles of ``OPERATIONS[name]`` in; the view finds its principal by ``me()``.

    The token is checked in a transaction of its own, before the view's.
    """
    rule = OPERATIONS[name]

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if rule.roles:
                g.principal = authenticate(rule.roles)
            return view(*args, **kwargs)

        guarded.operation = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap


def authenticate(roles: frozenset[str]) -> Principal:
    """The principal of this request. Raises ``Unauthenticated``, or ``Forbidden`` if the role is not among ``roles``."""
    token = bearer()
    principal = house().db.read(lambda session: principal_of(session, token))
    if principal.role not in roles:
        raise Forbidden()
    return principal


def me() -> Principal:
    """Who makes this request."""
    principal: Principal = g.principal
    return principal


def own_order(session: Session, order_no: str, principal: Principal) -> Order:
    """The order if it is hers (member), now at this store (staff), or anybody's (customer service)."""
    query = select(Order).where(Order.order_no == order_no)
    if principal.kind == "member":
        query = query.where(Order.member_id == principal.id)
    elif principal.kind == "staff":
        query = query.where(Order.store_id == principal.store_id)
    elif principal.kind != "agent":
        raise NotFound()
    order = session.execute(query).scalar_one_or_none()
    if order is None:
        raise NotFound()
    return order


def own_offer(session: Session, offer_id: int, principal: Principal) -> Offer:
    """The offer if it was made to this store, or anybody's for customer service."""
    query = select(Offer).where(Offer.id == offer_id)
    if principal.kind == "staff":
        query = query.where(Offer.store_id == principal.store_id)
    elif principal.kind != "agent":
        raise NotFound()
    offer = session.execute(query).scalar_one_or_none()
    if offer is None:
        raise NotFound()
    return offer
