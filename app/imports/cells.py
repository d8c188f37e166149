"""Reading one row: each reader takes a cell, or notes what is wrong with it and gives a placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from app.imports.errors import CellError
from app.imports.table import Row
from dispatch.domain.datum import DATUMS, to_wgs84

T = TypeVar("T")

MOST = 10**12  # fen, pieces, metres: anything beyond is a slip of the hand, and still fits a bigint when summed
MISSING = "is empty"
NO_OFFSET = "has no offset from UTC; write it like 2026-11-20T10:00:00+08:00"
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
# Codes stand in lists, keys and URLs beside these separators.
_CODE = re.compile(r"[^\s:;,|/()\"'\\]{1,64}")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)


class Cells:
    """The cells of one row and the faults found in them. A row with faults is not to be used."""

    __slots__ = ("_row", "errors")

    def __init__(self, row: Row) -> None:
        self._row = row
        self.errors: list[CellError] = []

    @property
    def number(self) -> int:
        """The row's number in a spreadsheet."""
        return self._row.number

    def wrong(self, column: str, what: str) -> None:
        """Note a fault."""
        self.errors.append(CellError(self._row.number, column, what))

    def optional(self, column: str) -> str | None:
        """The text, without spaces around it; None when empty or when there is no such column."""
        text = self._row.cells.get(column, "").strip()
        if "\0" in text:
            self.wrong(column, "holds a NUL character")
            return None
        return text or None

    def text(self, column: str) -> str:
        """The text; it may not be empty."""
        text = self.optional(column)
        if text is None:
            self.wrong(column, MISSING)
        return text or ""

    def parsed(self, column: str, parse: Callable[[str], T], placeholder: T) -> T:
        """What ``parse`` makes of the text; its ValueError is the fault."""
        text = self.text(column)
        if not text:
            return placeholder
        try:
            return parse(text)
        except ValueError as error:
            self.wrong(column, str(error))
            return placeholder

    def code(self, column: str) -> str:
        """A store's code, a SKU, a receipt's number: up to 64 characters without spaces or separators."""
        return self.parsed(column, code, "")

    def choice(self, column: str, choices: Sequence[str]) -> str:
        """One of a few words."""
        text = self.text(column)
        if text and text not in choices:
            self.wrong(column, f"{text[:40]!r} is not one of {', '.join(choices)}")
        return text

    def whole(self, column: str, least: int, most: int = MOST) -> int:
        """A whole number within bounds."""
        return self.parsed(column, lambda text: whole(text, least, most), least)

    def optional_whole(self, column: str, least: int, most: int = MOST) -> int | None:
        """A whole number within bounds, or nothing."""
        return self.whole(column, least, most) if self.optional(column) else None

    def number_of(self, column: str) -> float:
        """A decimal number."""
        return self.parsed(column, number, 0.0)

    def instant(self, column: str) -> datetime:
        """A moment with its offset, as in RFC 3339."""
        return self.parsed(column, instant, datetime.min)

    def point(self) -> tuple[float, float, str, float, float]:
        """Columns lng, lat and datum: as given (lng, lat, datum), then WGS-84 (lng, lat)."""
        before = len(self.errors)
        lng, lat, datum = self.number_of("lng"), self.number_of("lat"), self.choice("datum", DATUMS)
        if len(self.errors) > before:
            return lng, lat, datum, lng, lat
        try:
            return lng, lat, datum, *to_wgs84(lng, lat, datum)
        except ValueError as error:
            self.wrong("lat", str(error))
            return lng, lat, datum, lng, lat


def code(text: str) -> str:
    """A code fit to stand in lists and keys. ValueError says what is not allowed."""
    if not _CODE.fullmatch(text):
        raise ValueError("must be up to 64 characters, without spaces and without any of : ; , | / ( ) \" ' \\")
    return text


def whole(text: str, least: int, most: int = MOST) -> int:
    """A whole number from ``least`` to ``most``. ValueError otherwise."""
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= 20):
        raise ValueError("is not a whole number")
    value = int(text)
    if not least <= value <= most:
        raise ValueError(f"must be at least {least:,}" if value < least else f"must be at most {most:,}")
    return value


def number(text: str) -> float:
    """A decimal number as maps and tills write it. ValueError otherwise."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("is not a number")
    return float(text)


def instant(text: str) -> datetime:
    """An RFC 3339 moment with its offset. ValueError without one, or for another form."""
    match = _INSTANT.fullmatch(text)
    if not match:
        raise ValueError("is not a date and time like 2026-11-20T10:00:00+08:00")
    if match[3] is None:
        raise ValueError(NO_OFFSET)
    if not "1970" <= text[:4] <= "2199":
        raise ValueError("lies outside of the years 1970 to 2199")
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError("is not a date and time that exists") from None


def mobile(text: str) -> str:
    """The eleven digits of a Chinese mobile number; +86, spaces and hyphens are left out. ValueError hides the value."""
    match = _MOBILE.fullmatch(re.sub(r"[\s-]", "", text))
    if not match:
        raise ValueError("is not a Chinese mobile number of 11 digits (a spreadsheet may have rounded it)")
    return match[1]
