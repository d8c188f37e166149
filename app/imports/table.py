"""Reading a CSV file as people save it: UTF-8 or GB18030, plain or gzipped, columns in any order."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from app.imports.errors import BadFile

# Excel writes UTF-8 with a BOM as "CSV UTF-8", and GB18030 as plain "CSV" on a Chinese machine.
ENCODINGS = ("utf-8-sig", "gb18030")
_BLOCK = 1 << 20
_LONGEST_CELL = 16 * 1024 * 1024  # a delivery area may have thousands of corners; csv's own limit is 128 KiB
_GZIP_MAGIC = b"\x1f\x8b"


class Row(NamedTuple):
    """One row by column name; ``number`` is what a spreadsheet shows, 1 being the header."""

    number: int
    cells: dict[str, str]


def open_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of a file, read as they are asked for; empty rows are left out.

    Raises ``BadFile`` when it cannot be read, or a required column is missing, double or unknown.
    """
    lines = csv.reader(_open_text(path), strict=True)
    csv.field_size_limit(_LONGEST_CELL)
    header = [cell.strip() for cell in _next(lines, 1) or []]
    while header and not header[-1]:
        header.pop()
    _check_header(header, required, optional)
    return _rows(lines, header)


def _rows(lines: Iterator[list[str]], header: list[str]) -> Iterator[Row]:
    width, number = len(header), 1
    while (cells := _next(lines, number := number + 1)) is not None:
        if not any(cells):
            continue
        if len(cells) != width:
            cells = _fitted(cells, width, number)
        yield Row(number, dict(zip(header, cells, strict=True)))


def _fitted(cells: list[str], width: int, number: int) -> list[str]:
    """Excel leaves out, or adds, empty cells at the end of a row."""
    if any(cell.strip() for cell in cells[width:]):
        raise BadFile([f"row {number}: {len(cells)} cells, but the header names {width} columns"])
    return (cells + [""] * (width - len(cells)))[:width]


def _next(lines: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(lines, None)
    except csv.Error as error:
        raise BadFile([f"row {number}: not CSV ({error})"]) from None
    except (EOFError, OSError, zlib.error):
        raise BadFile([f"row {number}: the compressed file ends or is damaged here"]) from None


def _check_header(header: list[str], required: Sequence[str], optional: Sequence[str]) -> None:
    if not header:
        raise BadFile([f"the file is empty; its first row must be {','.join(required)}"])
    wrong = [f"row 1: column {name} is missing" for name in required if name not in header]
    wrong += [f"row 1: column {name} stands twice" for name in dict.fromkeys(header) if header.count(name) > 1]
    known = (*required, *optional)
    unknown = [name or "(without a name)" for name in header if name not in known]
    wrong += [f"row 1: column {name} is not known; columns are {', '.join(known)}" for name in unknown]
    if wrong:
        raise BadFile(wrong)


def _open_text(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(_open(path), encoding=encoding_of(path), newline="")


def _open(path: Path) -> BinaryIO:
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == _GZIP_MAGIC
        return cast(BinaryIO, gzip.open(path)) if zipped else path.open("rb")
    except OSError as error:
        raise BadFile([f"{path.name}: {error.strerror or 'cannot be read'}"]) from None


def encoding_of(path: Path) -> str:
    """The first encoding of ``ENCODINGS`` in which the whole file makes sense. Raises ``BadFile``."""
    for encoding in ENCODINGS:
        with _open(path) as file:
            try:
                _decode(iter(lambda: file.read(_BLOCK), b""), encoding)  # noqa: B023
                return encoding
            except UnicodeDecodeError:
                continue
            except (EOFError, OSError, zlib.error):
                raise BadFile([f"{path.name}: the compressed file is damaged"]) from None
    raise BadFile([f"{path.name} is neither UTF-8 nor GB18030: save it as 'CSV UTF-8'"])


def _decode(blocks: Iterable[bytes], encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in blocks:
        decoder.decode(block)
    decoder.decode(b"", final=True)
