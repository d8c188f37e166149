"""Rows found by a prepared text as objects: with the columns and properties of a mapped class, and no SQLAlchemy behind them.

Loading the mapped object would cost more than the statement, and so would reading its attributes. What the session has loaded
already stays what it is, and is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn, TypeVar, cast

from sqlalchemy import TextClause, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.db import Base

E = TypeVar("E", bound=Base)


class _Row:
    """An object of a row's columns."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__}.{name} would not be written: it is changed by a statement, and ``follow``"
        )


@cache
def columns_of(entity: type[Base], alias: str, prefix: str = "") -> str:
    """All columns of a table, for the ``SELECT`` of a text that calls it ``alias``; named with ``prefix``."""
    return ", ".join(f"{alias}.{column.name} AS {prefix}{column.name}" for column in inspect(entity).columns)


def find_one(session: Session, entity: type[E], statement: TextClause, values: Mapping[str, Any]) -> E | None:
    """The only object that ``statement`` finds (it selects ``columns_of``), or None."""
    row = session.execute(statement, values).one_or_none()
    return None if row is None else _object(session, entity, dict(row._mapping))


def found_in(session: Session, row: Any, entity: type[E], prefix: str) -> E:
    """One of the objects that a row holds; its columns were selected with ``prefix``."""
    return _object(session, entity, {name: getattr(row, prefix + name) for name in _names(entity)})


def about_to_be(session: Session, entity: type[E], columns: Mapping[str, Any]) -> E:
    """The object of a row that a statement put off is going to insert; columns that may be NULL and are not given are.

    Raises ``TypeError`` if another one is missing: what the database would fill in by itself must be said, too.
    """
    missing = _names_of_required(entity) - columns.keys()
    if missing:
        raise TypeError(f"{entity.__name__} needs {', '.join(sorted(missing))}")
    return _object(session, entity, {name: columns.get(name) for name in _names(entity)})


def follow(entity: Base, changes: Mapping[str, Any]) -> None:
    """Keep an object in step with what a statement has written."""
    if isinstance(entity, _Row):
        entity.__dict__.update(changes)
        return
    for name, value in changes.items():
        set_committed_value(entity, name, value)


def _object(session: Session, entity: type[E], columns: dict[str, Any]) -> E:
    known: E | None = session.identity_map.get(_key(entity, columns)) if len(session.identity_map) else None
    if known is not None:
        follow(known, columns)
        return known
    made = _class_of(entity)()
    made.__dict__.update(columns)
    return cast(E, made)


@cache
def _names(entity: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in inspect(entity).columns)


@cache
def _names_of_required(entity: type[Base]) -> frozenset[str]:
    return frozenset(column.name for column in inspect(entity).columns if not column.nullable)


@cache
def _class_of(entity: type[Base]) -> type[_Row]:
    properties = {name: value for name, value in vars(entity).items() if isinstance(value, property)}
    return type(entity.__name__, (_Row,), properties)


def _key(entity: type[E], columns: Mapping[str, Any]) -> Any:
    mapper = inspect(entity)
    return mapper.identity_key_from_primary_key(tuple(columns[column.name] for column in mapper.primary_key))
