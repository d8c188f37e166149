"""Files as people save them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.imports.errors import BadFile
from app.imports.table import open_table

COLUMNS = ("code", "name")


def read(path: Path, content: bytes, optional: tuple[str, ...] = ()) -> list[tuple[int, dict[str, str]]]:
    path.write_bytes(content)
    return [tuple(row) for row in open_table(path, COLUMNS, optional)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_and_gzip_are_recognised(tmp_path: Path, encoding: str, packed: bool) -> None:
    content = "name,code\r\n小荷母婴 张江店㐂,S1\r\n".encode(encoding)
    # what it is called does not matter, only what it is
    rows = read(tmp_path / "stores.csv", gzip.compress(content) if packed else content)
    assert rows == [(2, {"name": "小荷母婴 张江店㐂", "code": "S1"})]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    content = b'code,name\nS1,"two\nlines"\n\n,\nS2,b\n'
    assert [number for number, _ in read(tmp_path / "f.csv", content)] == [2, 5]


def test_cells_that_excel_leaves_out_or_adds_at_the_end(tmp_path: Path) -> None:
    assert read(tmp_path / "f.csv", b"code,name,,\nS1\nS2,b,,,\n") == [
        (2, {"code": "S1", "name": ""}),
        (3, {"code": "S2", "name": "b"}),
    ]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", ["the file is empty; its first row must be code,name"]),
        (b"code\nS1\n", ["row 1: column name is missing"]),
        (
            b"code,name,colour,code\n",
            [
                "row 1: column code stands twice",
                "row 1: column colour is not known; columns are code, name, chain",
            ],
        ),
        (b"code,name\nS1,a,b\n", ["row 2: 3 cells, but the header names 2 columns"]),
        (b'code,name\nS1,a\nS2,"b\n', ["row 3: not CSV (unexpected end of data)"]),
        ("code,name\nS1,a\n".encode("utf-16"), ["f.csv is neither UTF-8 nor GB18030: save it as 'CSV UTF-8'"]),
        (gzip.compress(b"code,name\nS1,a\n", mtime=0)[:-9], ["f.csv: the compressed file is damaged"]),
    ],
)
def test_what_is_not_such_a_file_is_refused_by_name(tmp_path: Path, content: bytes, lines: list[str]) -> None:
    with pytest.raises(BadFile) as caught:
        read(tmp_path / "f.csv", content, ("chain",))
    assert caught.value.lines == lines
