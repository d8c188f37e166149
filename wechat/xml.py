"""WeChat's XML, read safely: no document type, so no entities and nothing fetched; bounded in size and depth. Pure."""

from __future__ import annotations

from typing import Any, Final
from xml.parsers import expat

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 16


class BadXml(Exception):
    """Not XML, or not of the kind that WeChat sends; the message holds no value."""


def read_xml(body: bytes | str, root: str = "xml") -> dict[str, Any]:
    """Children of ``root`` by name: a text, an object, or a list where a name is repeated. Raises ``BadXml``."""
    if len(body) > MAX_BYTES:
        raise BadXml("too long")
    reader = _Reader(root)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise BadXml("not well-formed") from error
    return reader.value()


def _refuse(*_: object) -> None:
    raise BadXml("a document type")


class _Reader:
    """Collects elements; a frame is what was found of an element that is still open."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._open: list[tuple[dict[str, Any], list[str]]] = [({}, [])]

    def start(self, name: str, _: dict[str, str]) -> None:
        if len(self._open) == 1 and name != self._root:
            raise BadXml("another root")
        if len(self._open) > MAX_DEPTH:
            raise BadXml("too deep")
        self._open.append(({}, []))

    def text(self, data: str) -> None:
        self._open[-1][1].append(data)

    def end(self, name: str) -> None:
        children, texts = self._open.pop()
        value = children or "".join(texts).strip()
        parent = self._open[-1][0]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]

    def value(self) -> dict[str, Any]:
        found = self._open[0][0][self._root]
        return found if isinstance(found, dict) else {}
