"""Tables that leave the house as files: CSV that Chinese Excel opens as it is, and XLSX. Amounts in yuan; text stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter
from flask import Response

from app.clock import local
from app.ledger.statement import yuan

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("json", "csv", "xlsx")


class Column(NamedTuple):
    """A column: the row's field, its heading, and what it is: text, number, fen, share (0..1), instant, date."""

    field: str
    heading: str
    kind: str = "text"


def sheet(name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], format: str) -> Response:
    """The table as a file called ``name``; ``format`` is csv or xlsx."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "_" for letter in name)
    body = _xlsx(columns, rows) if format == "xlsx" else _csv(columns, rows)
    headers = {"Content-Disposition": f'attachment; filename="{safe}.{format}"'}
    return Response(body, content_type=XLSX if format == "xlsx" else f"{CSV}; charset=utf-8", headers=headers)


def _csv(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> bytes:
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow([column.heading for column in columns])
    for row in rows:
        table.writerow([_written(column.kind, row[column.field]) for column in columns])
    return page.getvalue().encode("utf-8-sig")


def _written(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if kind == "fen":
        return yuan(value)
    if kind == "share":
        return f"{value:.2%}"
    if kind == "instant":
        return f"{local(value):%Y-%m-%d %H:%M:%S}"
    if kind == "text":
        return _as_text(str(value))
    return str(value)


def _as_text(value: str) -> str:
    # A spreadsheet keeps fifteen digits of a number, and reads what begins like a formula as one.
    if value.isdigit() and len(value) > 11:
        return f"\t{value}"
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _xlsx(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> bytes:
    page = io.BytesIO()
    book = xlsxwriter.Workbook(page, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    forms = {kind: book.add_format({"num_format": form}) for kind, form in _FORMS.items()}
    head = book.add_format({"bold": True})
    paper = book.add_worksheet()
    paper.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        paper.set_column(place, place, 12 if column.kind in ("number", "share") else 20)
        paper.write_string(0, place, column.heading, head)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _put(paper, line, place, column.kind, row[column.field], forms)
    book.close()
    return page.getvalue()


_FORMS = {
    "fen": "#,##0.00",
    "share": "0.00%",
    "instant": "yyyy-mm-dd hh:mm:ss",
    "date": "yyyy-mm-dd",
    "number": "#,##0.##",
}


def _put(paper: Any, line: int, place: int, kind: str, value: Any, forms: Mapping[str, Any]) -> None:
    if value is None:
        paper.write_blank(line, place, None)
    elif kind == "text":
        paper.write_string(line, place, str(value))
    elif kind == "fen":
        paper.write_number(line, place, float(Decimal(value) / 100), forms[kind])
    elif isinstance(value, datetime):
        paper.write_datetime(line, place, local(value).replace(tzinfo=None), forms["instant"])
    elif isinstance(value, date):
        paper.write_datetime(line, place, datetime(value.year, value.month, value.day), forms["date"])
    else:
        paper.write_number(line, place, float(value), forms.get(kind))
