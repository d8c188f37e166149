"""Stores that should be called, because nothing else was heard; and their printers."""

from __future__ import annotations

from typing import Any

from app.alerts import calls as tasks
from app.console.call_answers import CallTask, CallTasks, CallTasksQuery, DoneIn, StorePrinters
from app.console.kit import ID, documented, part
from app.printers import keeping
from app.web.access import me, operation
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from dispatch.views.agent_stores import store_id_or_404

calls = part("calls", "Stores to call / 待联系门店")


@calls.route("/call-tasks", methods=["GET"])
@documented(
    calls, "Stores that should be called, the longest waiting first; with `over` those that were, the latest first"
)
@calls.arguments(CallTasksQuery(), location="query")
@calls.response(200, CallTasks())
@operation("console.calls.list")
def list_tasks(query: dict[str, Any]) -> dict[str, Any]:
    """A task goes by itself once its store has answered, or its offers have ended."""
    after = id_cursor(query["cursor"])
    rows, last = house().db.read(lambda session: tasks.tasks_page(session, query["over"], after, query["limit"]))
    return {"tasks": rows, "outcomes_zh": tasks.OUTCOME_ZH, "next_cursor": encode_cursor(last) if last else None}


@calls.route(f"/call-tasks/<{ID}:task_id>/claim", methods=["POST"])
@documented(calls, "I call this store", 404, 409)
@calls.response(200, CallTask())
@operation("console.calls.claim")
def claim_task(task_id: int) -> dict[str, Any]:
    """So that two agents do not call at once. A second tap changes nothing."""
    agent_id = me().id
    return house().db.run(lambda session: tasks.claim_task(session, task_id, agent_id))


@calls.route(f"/call-tasks/<{ID}:task_id>/done", methods=["POST"])
@documented(calls, "How the call went", 404, 409)
@calls.arguments(DoneIn())
@calls.response(200, CallTask())
@operation("console.calls.done")
def finish_task(body: dict[str, Any], task_id: int) -> dict[str, Any]:
    """The offers stay as they are: the store answers, the hour ends, or the agent moves the order."""
    agent_id = me().id
    return house().db.run(lambda session: tasks.finish_task(session, task_id, agent_id, body["outcome"], body["note"]))


@calls.route("/stores/<code>/printers", methods=["GET"])
@documented(calls, "A store's printers, and what their providers said of them last", 404)
@calls.response(200, StorePrinters())
@operation("console.stores.printers")
def list_printers(code: str) -> dict[str, Any]:
    """To be read only; the store's manager adds and removes them."""
    return {"printers": house().db.read(lambda session: keeping.printers_of(session, store_id_or_404(session, code)))}
