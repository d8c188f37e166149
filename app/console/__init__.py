"""The door of customer service and headquarters: /console/v1."""

from flask_smorest import Blueprint

from app.console.account import account
from app.console.acts import acts
from app.console.agents import agents_door
from app.console.audit import audit
from app.console.board import board_door
from app.console.callers import callers
from app.console.calls import calls
from app.console.contact import contact
from app.console.exceptions import exceptions
from app.console.health import health_door
from app.console.login import login
from app.console.map import map_door
from app.console.orders import orders
from app.console.places import places
from app.console.policies import policies
from app.console.presence import presence_door
from app.console.reports import reports
from app.console.settlements import settlements
from app.console.store_edits import store_edits
from app.console.stores import stores
from app.console.what_ifs import what_ifs


def console_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return [
        login,
        board_door,
        orders,
        presence_door,
        acts,
        callers,
        stores,
        contact,
        map_door,
        store_edits,
        reports,
        settlements,
        policies,
        what_ifs,
        exceptions,
        account,
        agents_door,
        audit,
        health_door,
        calls,
        places,
    ]
