"""The door of the stores' tills: /pos/v1."""

from flask_smorest import Blueprint

from app.pos.views import pos


def pos_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return [pos]
