"""What surrounds every request: an id, its time in the metrics, health, a few headers."""

from __future__ import annotations

import os
import random
import re
import time
from functools import cache

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.heartbeat import silent_s
from app.web.house import house

_GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")


def install(app: Flask) -> None:
    """Add ids, metrics and the health endpoints to ``app``."""
    registry = CollectorRegistry()
    seconds = Histogram("jindan_request_seconds", "Time to answer", ("endpoint",), registry=registry)
    answers = Counter("jindan_answers_total", "Answers by status", ("endpoint", "status"), registry=registry)

    # The labelled counters are looked up once: there are as many as endpoints.
    seconds_of, answers_of = cache(seconds.labels), cache(answers.labels)

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else f"{random.getrandbits(64):016x}"  # no secret
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        seconds_of(endpoint).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        answers_of(endpoint, response.status_code).inc()
        if response.status_code != 404:
            response.headers["X-Request-ID"] = g.get("request_id", "")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        """The counters of all web processes of this machine, for Prometheus."""
        return Response(generate_latest(_of_all() or registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(health)


def _of_all() -> CollectorRegistry | None:
    """What gunicorn's workers have written; None in a process that counts for itself."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return None
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared


health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """This process runs."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether orders can be taken: the database answers. Redis away is said, and is no reason to turn orders down."""
    try:
        with house().db.session() as session:
            session.execute(text("SELECT 1 FROM policy_versions LIMIT 1"))
            silence = silent_s(session, ("relay", "sweep"))
    except SQLAlchemyError:
        return jsonify(status="unready", database="away"), 503
    try:
        house().redis.ping()
        redis = "ok"
    except RedisError:
        redis = "away"
    return jsonify(status="ok", database="ok", redis=redis, longest_silence_s=round(silence, 1)), 200
