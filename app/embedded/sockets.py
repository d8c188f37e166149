"""A folder whose unix sockets work: their paths may hold some hundred bytes only, and not every disk allows them."""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import tempfile
from pathlib import Path
from typing import Final

# The longest name that a server binds there.
LONGEST: Final = ".s.PGSQL.5432"


def socket_dir(var_dir: Path) -> Path:
    """``var/run``, or a short private folder named after it; every process of one ``var`` gets the same one."""
    own = var_dir / "run"
    own.mkdir(parents=True, exist_ok=True)
    own.chmod(0o700)
    note = own / "sockets-are-in"
    if note.exists():
        return _private(Path(note.read_text()))
    if _holds_sockets(own):
        return own
    short = _private(_short(own))
    note.write_text(str(short))
    return short


def _short(own: Path) -> Path:
    """The first place for temporary files whose path is short enough."""
    name = "jindan-" + hashlib.sha256(str(own).encode()).hexdigest()[:12]
    for base in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()):
        if base and os.access(base, os.W_OK) and len(os.fsencode(Path(base, name, LONGEST))) < 100:
            return Path(base, name)
    return Path("/tmp", name)


def _private(folder: Path) -> Path:
    """Made if missing. Who can reach a socket is let in, so it must be nobody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or (os.geteuid() != 0 and info.st_uid != os.geteuid()):
        raise PermissionError(f"{folder} belongs to another user: remove it, or set TMPDIR")
    folder.chmod(0o700)
    return folder


def _holds_sockets(folder: Path) -> bool:
    probe = folder / (
        LONGEST + ".probe"
    )  # a little longer than needed: PostgreSQL's limit is a byte below the kernel's
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(str(probe))
        except OSError:
            return False
        finally:
            probe.unlink(missing_ok=True)
    return True
