"""One of the doors of the house."""

from flask_smorest import Blueprint


def mom_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return []
