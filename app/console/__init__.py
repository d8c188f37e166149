"""The door of customer service and headquarters: /console/v1."""

from flask_smorest import Blueprint

from app.console.acts import acts
from app.console.callers import callers
from app.console.calls import calls
from app.console.exceptions import exceptions
from app.console.login import login
from app.console.orders import orders
from app.console.policies import policies
from app.console.stores import stores


def console_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return [login, orders, acts, callers, stores, policies, exceptions, calls]
