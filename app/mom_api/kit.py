"""What every part of the mothers' door shares."""

from __future__ import annotations

from flask_smorest import Blueprint

from app.web import door

PREFIX = "/mom/v1"
PROBLEM = door.PROBLEM
documented = door.documented


def part(name: str, description: str) -> Blueprint:
    """A part of the door; its name is the tag in the documentation."""
    return door.part("mom", name, PREFIX, description)
