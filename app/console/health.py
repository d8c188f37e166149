"""How the house is, for those who are asked when something hangs."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.console.kit import documented, part
from app.web.access import operation
from app.web.health import health
from app.web.house import house
from app.web.schemas import LocalTime, Out

health_door = part("health", "How the house is / 系统状态")


class ConsoleProcess(Out):
    """A process by its last sign of life. ``silent_s`` null: it never ran."""

    name = fields.String()
    name_zh = fields.String()
    silent_s = fields.Float(allow_none=True)
    last_at = LocalTime(allow_none=True)
    ok = fields.Boolean()


class ConsoleQueue(Out):
    """A queue of jobs."""

    name = fields.String()
    waiting = fields.Integer()
    scheduled = fields.Integer()
    failed = fields.Integer()
    workers = fields.Integer()


class ConsoleRedis(Out):
    """The queues' server; ``away``: orders go on without it, messages come late."""

    state = fields.String()
    version = fields.String(allow_none=True)
    used_memory_bytes = fields.Integer(allow_none=True)
    queues = fields.List(fields.Nested(ConsoleQueue()))


class ConsoleLags(Out):
    """What is late, in seconds on the house's clock."""

    sweeper_s = fields.Float()
    overdue_offers = fields.Integer()
    waiting_orders = fields.Integer()
    relay_s = fields.Float()
    unpublished = fields.Integer()
    untold = fields.Integer()


class ConsolePostgres(Out):
    """The database."""

    version = fields.String()
    size_bytes = fields.Integer()
    connections = fields.Integer()
    max_connections = fields.Integer()
    longest_transaction_s = fields.Float()


class ConsoleWechatState(Out):
    """WeChat: ``mode`` off, standin or live; what it did not take."""

    mode = fields.String()
    rejected_week = fields.Integer(metadata={"description": "calls in its name that were forged or stale"})
    messages_failed_day = fields.Integer()
    notices_waiting = fields.Integer()
    shippings_failed = fields.Integer()


class ConsoleOutage(Out):
    """A time in which no alert could reach stores, and how many offers got it back."""

    name = fields.String()
    from_at = LocalTime()
    until_at = LocalTime()
    offers_extended = fields.Integer()


class ConsoleHealth(Out):
    """All of it; ``state`` ok or degraded."""

    state = fields.String()
    problems = fields.List(fields.String())
    processes = fields.List(fields.Nested(ConsoleProcess()))
    lags = fields.Nested(ConsoleLags())
    redis = fields.Nested(ConsoleRedis())
    postgresql = fields.Nested(ConsolePostgres())
    wechat = fields.Nested(ConsoleWechatState())
    outages = fields.List(fields.Nested(ConsoleOutage()))


@health_door.route("/health", methods=["GET"])
@documented(health_door, "Processes, queues, lags, servers, WeChat")
@health_door.response(200, ConsoleHealth())
@operation("console.health")
def read_health() -> dict[str, Any]:
    """`problems` says in words what to look at."""
    return health(house())
