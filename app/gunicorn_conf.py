"""gunicorn's settings, read from the same configuration as everything else."""

from __future__ import annotations

import os
import shutil
from typing import Any

from app.config import Config

_config = Config.from_env(os.environ)

bind = f"[{_config.host}]:{_config.port}" if ":" in _config.host else f"{_config.host}:{_config.port}"
worker_class = "app.web.lingering.LingeringWorker"
workers = _config.web_processes
threads = _config.web_threads
# One import for all workers: quicker to start and shared in memory. Nothing connects at import, so a fork is safe.
preload_app = True
keepalive = 15
# For gthread this is how long a worker may be silent, not how long a request may take: live feeds may stay open.
timeout = 60
# Live feeds never end by themselves; clients resume them elsewhere.
graceful_timeout = 2
# No access log: request lines are counted in /metrics, and addresses of people are nobody's business.
accesslog = None
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
# Counters are kept in files that all workers share: whichever is asked for /metrics answers for all of them.
# Read by prometheus_client when it is imported, which is after this.
_counters = _config.var_dir / f"metrics-{_config.port}"
shutil.rmtree(_counters, ignore_errors=True)  # a killed server's: counters begin anew with every start
_counters.mkdir(parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counters)


def post_worker_init(worker: Any) -> None:
    """A forked worker tells the house that phones can reach it."""
    from app.processes import start_web_beat
    from app.web.house import EXTENSION

    start_web_beat(worker.wsgi.extensions[EXTENSION])
