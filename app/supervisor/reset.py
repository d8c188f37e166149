"""``make demo``: forget the demo's data, unless something still runs on them."""

from __future__ import annotations

import os
import shutil
import sys

from app.config import Config
from app.embedded import needed
from app.supervisor.core import SupervisorError, only_one


def reset(config: Config) -> None:
    """Remove the embedded servers' data and logs. Raises ``SupervisorError`` outside the demo or while it runs."""
    if config.env != "demo":
        raise SupervisorError(f"JINDAN_ENV is {config.env!r}: only the demo's data may be thrown away")
    with only_one(config.var_dir / "run" / "up.lock"):
        for server in needed(config):
            if pid := server.running_pid():
                raise SupervisorError(f"{server.name} still runs (process {pid}): stop it first")
            shutil.rmtree(server.data, ignore_errors=True)
        shutil.rmtree(config.var_dir / "log", ignore_errors=True)


if __name__ == "__main__":
    try:
        reset(Config.from_env(os.environ))
    except SupervisorError as error:
        sys.exit(f"jindan: {error}")
