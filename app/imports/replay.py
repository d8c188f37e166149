"""``dispatch replay``: a file of orders through the rule, over all processors, into a file of decisions."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import Database
from app.imports import orders
from app.imports.errors import BadFile
from app.imports.report import EVERY, Progress, quiet
from app.imports.table import Row, open_table
from dispatch.domain.policy import Policy
from dispatch.replay import COLUMNS, History, Network, Outcome, Past, active_policy, load_network, replay

CHUNK = 500
_WAITING_CHUNKS = 4  # a process: enough that none is idle, few enough that memory does not grow with the file
_WORTH_PROCESSES = 4_000  # fewer orders are decided sooner than another process has started

_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_UNKNOWN_SKUS = text(
    "SELECT sku FROM unnest(cast(:skus AS text[])) AS w(sku) WHERE sku NOT IN (SELECT sku FROM products) ORDER BY sku"
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many orders were decided; what looked odd."""

    orders: int
    warnings: list[str]


def read_policy(path: Path) -> Policy:
    """A policy from a JSON file of settings, version 0; what is left out has its default. Raises ``BadFile``."""
    try:
        settings = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(settings, dict):
            raise ValueError("it must be a JSON object of settings")
        return Policy.from_dict(0, settings)
    except (ValueError, OSError) as error:
        raise BadFile([f"{path.name}: {error}"]) from None


def replay_file(
    db: Database,
    path: Path,
    out: Path,
    *,
    policy: Policy | None = None,
    processes: int | None = None,
    progress: Progress = quiet,
) -> Replayed:
    """Decide every order of ``path`` into ``out``; ``out`` appears only when all are decided. Raises ``BadFile``.

    ``policy`` None: the one in force. The database is read once, in one snapshot, and not written.
    """
    found = orders.survey(_rows(path, "checking orders", progress))
    with db.session() as session:
        session.execute(_SNAPSHOT)
        policy = policy or active_policy(session)
        network = load_network(session, sorted(found.skus), policy.device_online_s)
        history = History(session, sorted(found.refs))
        warnings = _unknown_skus(session, sorted(found.skus))
    pasts = (_past(row, history, network) for row in orders.good_rows(_rows(path, "deciding orders", progress)))
    count = 1 if found.orders < _WORTH_PROCESSES else processes or processors()
    with appearing(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_decided(pasts, network, policy, count))
    return Replayed(found.orders, warnings)


def _rows(path: Path, what: str, progress: Progress) -> Iterator[Row]:
    for done, row in enumerate(open_table(path, orders.COLUMNS), start=1):
        if done % EVERY == 0:
            progress(what, done)
        yield row


def _past(row: orders.OrderRow, history: History, network: Network) -> Past:
    hers = history.her_stores(row.member_ref, row.placed_at, network.book)
    return Past(row.order_no, row.lng, row.lat, row.placed_at, row.lines, hers)


def _unknown_skus(session: Session, skus: Sequence[str]) -> list[str]:
    unknown = session.execute(_UNKNOWN_SKUS, {"skus": list(skus)}).scalars().all()
    if not unknown:
        return []
    return [f"{len(unknown):,} articles are not in the catalogue: {', '.join(unknown[:10])}"]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _decided(pasts: Iterator[Past], network: Network, policy: Policy, count: int) -> Iterator[Outcome]:
    if count == 1:
        yield from (replay(network, policy, past) for past in pasts)
        return
    # "spawn": a copy of this process would share its connections, and its locks in whatever state they are.
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawning, initializer=_equip, initargs=(network, policy)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        while chunk := list(islice(pasts, CHUNK)):
            waiting.append(pool.submit(_decide_chunk, chunk))
            if len(waiting) >= count * _WAITING_CHUNKS:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()


_equipment: list[tuple[Network, Policy]] = []  # of a worker process; set once, when it starts


def _equip(network: Network, policy: Policy) -> None:
    _equipment[:] = [(network, policy)]


def _decide_chunk(chunk: Iterable[Past]) -> list[Outcome]:
    network, policy = _equipment[0]
    return [replay(network, policy, past) for past in chunk]


@contextmanager
def appearing(path: Path) -> Iterator[IO[str]]:
    """A file that gets its name only when it is whole. Raises ``BadFile`` when it cannot be written there."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise BadFile([f"{path}: {error.strerror}"]) from None
    finally:
        unfinished.unlink(missing_ok=True)
