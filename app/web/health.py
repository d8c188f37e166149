"""How the house is: its processes, queues, lags and servers, as somebody at the desk can read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.worker import BaseWorker
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.web.house import QUEUES, House

SILENT_AFTER_S = 15.0
LATE_AFTER_S, DEEP_QUEUE = 10.0, 500
LOOPS = ("web", "relay", "sweep", "alerts", "reconcile")
NAME_ZH = {"web": "网页服务", "relay": "事件转发", "sweep": "超时清扫", "alerts": "派单提醒", "reconcile": "支付对账"}

_BEATS = text(
    "SELECT name, at, extract(epoch FROM clock_timestamp() - real_at)::float8 AS silent_s FROM heartbeats ORDER BY name"
)
# Lags are on the house's clock, which a demo may let run faster.
_LAGS = text("""
SELECT
  coalesce((SELECT extract(epoch FROM jindan_now() - min(expires_at)) FROM offers
            WHERE state = 'open' AND expires_at < jindan_now()), 0)::float8 AS sweeper_s,
  (SELECT count(*) FROM offers WHERE state = 'open' AND expires_at < jindan_now()) AS overdue_offers,
  (SELECT count(*) FROM orders WHERE state = 'paid' AND held_at IS NULL
     AND state_changed_at < jindan_now() - interval '10 seconds') AS waiting_orders,
  coalesce((SELECT extract(epoch FROM jindan_now() - min(at)) FROM outbox_events
            WHERE position IS NULL OR (relayed_at IS NULL AND position IS NOT NULL)), 0)::float8 AS relay_s,
  (SELECT count(*) FROM outbox_events WHERE position IS NULL) AS unpublished,
  (SELECT count(*) FROM outbox_events WHERE relayed_at IS NULL AND position IS NOT NULL) AS untold
""")
_POSTGRES = text("""
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size_bytes,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
       current_setting('max_connections')::int AS max_connections,
       coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()), 0)::float8 AS longest_transaction_s
""")
_WECHAT = text("""
SELECT (SELECT coalesce(sum(times), 0) FROM rejections WHERE day > (jindan_now() AT TIME ZONE 'Asia/Shanghai')::date - 7)::bigint
         AS rejected_week,
       (SELECT count(*) FROM messages WHERE state = 'failed' AND created_at > jindan_now() - interval '1 day')
         AS messages_failed_day,
       (SELECT count(*) FROM provider_notices WHERE state = 'kept') AS notices_waiting,
       (SELECT count(*) FROM shippings WHERE state = 'failed') AS shippings_failed
""")
_OUTAGES = text("SELECT name, from_at, until_at, offers_extended FROM outages ORDER BY id DESC LIMIT 5")


def health(house: House) -> dict[str, Any]:
    """Everything; ``problems`` says in Chinese what is wrong. Redis away is told, and is no failure of this."""
    told = house.db.read(_database)
    redis = _redis(house)
    told |= {"redis": redis, "wechat": {**told["wechat"], "mode": house.config.wechat}}
    problems = [*_process_problems(told), *_queue_problems(redis), *_lag_problems(told["lags"])]
    return {**told, "state": "degraded" if problems else "ok", "problems": problems}


def _database(session: Session) -> dict[str, Any]:
    outages = session.execute(_OUTAGES).mappings()
    beats = {row.name: row for row in session.execute(_BEATS)}
    return {
        "processes": [_process(name, beats.get(name)) for name in (*LOOPS, *sorted(beats.keys() - set(LOOPS)))],
        "lags": _rounded(session.execute(_LAGS).mappings().one()),
        "postgresql": _rounded(session.execute(_POSTGRES).mappings().one()),
        "wechat": dict(session.execute(_WECHAT).mappings().one()),
        "outages": [{**row, "from_at": local(row["from_at"]), "until_at": local(row["until_at"])} for row in outages],
    }  # fmt: skip


def _process(name: str, beat: Any) -> dict[str, Any]:
    silent_s = round(float(beat.silent_s), 1) if beat else None
    return {
        "name": name, "name_zh": NAME_ZH.get(name, name), "silent_s": silent_s, "last_at": local(beat.at) if beat else None,
        "ok": silent_s is not None and silent_s <= SILENT_AFTER_S,
    }  # fmt: skip


def _rounded(row: Any) -> dict[str, Any]:
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in row.items()}


def _redis(house: House) -> dict[str, Any]:
    try:
        info = house.redis.info()
        workers = Worker.all(connection=house.redis)
        queues = [_queue(Queue(name, connection=house.redis), workers) for name in QUEUES]
    except RedisError:
        return {"state": "away", "version": None, "used_memory_bytes": None, "queues": []}
    return {
        "state": "ok", "version": info.get("valkey_version") or info.get("redis_version"),
        "used_memory_bytes": info.get("used_memory"), "queues": queues,
    }  # fmt: skip


def _queue(queue: Queue, workers: Sequence[BaseWorker]) -> dict[str, Any]:
    return {
        "name": queue.name, "waiting": queue.count, "scheduled": queue.scheduled_job_registry.count,
        "failed": queue.failed_job_registry.count,
        "workers": sum(queue.name in worker.queue_names() for worker in workers),
    }  # fmt: skip


def _process_problems(told: dict[str, Any]) -> list[str]:
    return [
        f"{row['name_zh']}没有动静"
        + (f"（{row['silent_s']:.0f} 秒）" if row["silent_s"] is not None else "，没有启动过")
        for row in told["processes"]
        if not row["ok"]
    ]


def _queue_problems(redis: dict[str, Any]) -> list[str]:
    if redis["state"] == "away":
        return ["队列（Redis）连不上：订单照常，通知会晚到"]
    return [f"队列 {row['name']} 没有进程在处理" for row in redis["queues"] if row["workers"] == 0] + [
        f"队列 {row['name']} 积压 {row['waiting']} 件" for row in redis["queues"] if row["waiting"] > DEEP_QUEUE
    ]


def _lag_problems(lags: dict[str, Any]) -> list[str]:
    found = []
    if lags["sweeper_s"] > LATE_AFTER_S:
        found.append(f"有 {lags['overdue_offers']} 个派单过了时限还没收回，最久 {lags['sweeper_s']:.0f} 秒")
    if lags["waiting_orders"]:
        found.append(f"有 {lags['waiting_orders']} 张订单付款超过 10 秒还没派出")
    if lags["relay_s"] > LATE_AFTER_S:
        found.append(f"有 {lags['unpublished'] + lags['untold']} 条事件还没转发，最久 {lags['relay_s']:.0f} 秒")
    return found
