"""The vectors of tests/data/wechat, which nobody of this house wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "wechat"


def vectors(name: str) -> dict[str, Any]:
    """One file's values."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
