"""A supervisor in a process of its own, for tests: ``python -m tests.setup.machine VAR STAGES``.

STAGES is JSON: a list of stages, each a list of [name, argv, file that must exist when ready, or null]; "stores" stands
for the embedded servers. After the last stage it says "READY".
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from app.config import Config
from app.supervisor import Process, Stage, Supervisor, SupervisorError
from app.supervisor.table import stores


def say(line: str) -> None:
    print(line, flush=True)


def process(name: str, argv: list[str], marker: str | None) -> Process:
    ready = (lambda: Path(marker).exists()) if marker else (lambda: True)
    return Process(name, argv, ready=ready, grace_s=1.0)


def stage(spec: Any, var_dir: Path) -> Stage:
    if spec == "stores":
        config = Config.from_env({"JINDAN_VAR": str(var_dir), "JINDAN_ENV": "test"})
        return Stage(stores(config))
    if spec == "linger":
        return Stage([], then=lambda: (say("LINGERING"), time.sleep(60))[0])
    return Stage([process(*line) for line in spec], timeout_s=10.0)


def main() -> int:
    var_dir = Path(sys.argv[1])
    stages = [stage(spec, var_dir) for spec in json.loads(sys.argv[2])]
    try:
        Supervisor([*stages, Stage([], then=lambda: say("READY"))], var_dir, say=say).run()
    except SupervisorError as error:
        say(f"FAILED {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
