"""The brand's accounts at the stand-in: made once, in one file, read by the stand-in and by the house."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "account.json"


@dataclass(frozen=True)
class StandinAccount:
    """What both sides know."""

    feie_user: str
    feie_ukey: str = field(repr=False)
    yilianyun_id: str
    yilianyun_secret: str = field(repr=False)


def ensure_account(folder: Path) -> StandinAccount:
    """The account of this folder: made by whoever comes first, read by all others."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "account.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / FILE
        if not path.exists():
            _write(path, _make())
        return StandinAccount(**json.loads(path.read_text()))


def _make() -> StandinAccount:
    return StandinAccount(
        feie_user=f"demo-{secrets.token_hex(3)}@jindan.example", feie_ukey=secrets.token_urlsafe(12),
        yilianyun_id=str(1_000_000_000 + secrets.randbelow(9_000_000_000)), yilianyun_secret=secrets.token_hex(16),
    )  # fmt: skip


def _write(path: Path, account: StandinAccount) -> None:
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(account), file, indent=1)
    draft.replace(path)
