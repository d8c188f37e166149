"""When the notice never comes: ask the provider ourselves, on a schedule that is a column, and compare its books with ours.

Needs the database and the provider, not the queue: with Redis gone, what was paid is still found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app import payouts
from app.bills import compare, compared_until
from app.clock import SHANGHAI
from app.heartbeat import beat
from app.housekeeping import tidy
from app.shipping import upload_late
from app.web.house import House
from dispatch.what_ifs import take_up_lost

log = logging.getLogger(__name__)

BATCH = 64
AT_ONCE = 8
# WeChat's bill of a day is ready at ten the next morning; asked for at eleven.
BILL_READY = timedelta(hours=11)
BILL_DAYS_BACK = 7

# Seconds until the next look, by how many there were: soon after she opened the pay sheet, then every three minutes.
_PAYMENTS = text("""
UPDATE payments SET checks = checks + 1, next_check_at = jindan_now() + make_interval(secs =>
  CASE WHEN checks < 2 THEN 30 WHEN checks < 5 THEN 60 ELSE 180 END)
WHERE id IN (SELECT id FROM payments WHERE state = 'created' AND next_check_at <= jindan_now()
             ORDER BY next_check_at LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id, provider, out_trade_no,
  (SELECT o.state FROM orders o WHERE o.id = payments.order_id) <> 'awaiting_payment' AS over
""")
_REFUNDS = text("""
UPDATE refunds SET checks = checks + 1, next_check_at = jindan_now() + make_interval(secs =>
  CASE WHEN checks < 3 THEN 60 WHEN checks < 10 THEN 600 ELSE 7200 END)
WHERE id IN (SELECT id FROM refunds WHERE state = 'processing' AND payment_id IS NOT NULL AND next_check_at <= jindan_now()
             ORDER BY next_check_at LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id
""")

# WeChat repeats a push within minutes; a week is long enough to know it again.
_FORGET_PUSHES = text("DELETE FROM push_seen WHERE received_at < jindan_now() - interval '7 days'")


def reconcile_once(house: House) -> int:
    """Ask after everything that is due; how much that was. What fails is asked after again at its next time."""
    payments = house.db.run(lambda session: session.execute(_PAYMENTS, {"batch": BATCH}).all())
    refunds = house.db.run(lambda session: session.execute(_REFUNDS, {"batch": BATCH}).scalars().all())
    works = [_payment_work(house, row) for row in payments]
    works += [lambda which=which: payouts.check_refund(house, which) for which in refunds]  # type: ignore[misc]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_quietly, works))
    return len(works)


def _payment_work(house: House, row: Any) -> Callable[[], object]:
    # An order that is over, or paid by another payment: what is still open must be closed, or she could pay it.
    if row.over:
        return lambda: payouts.close_or_settle(house, row.id, row.provider, row.out_trade_no)
    return lambda: payouts.check_payment(house, row.provider, row.out_trade_no)


def _quietly(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        log.warning("the provider could not be asked: %s", type(error).__name__)


def days_to_compare(house: House, real_now: datetime) -> list[date]:
    """Past days whose bill should be there and was not compared yet, at most a week back."""
    newest = (real_now.astimezone(SHANGHAI) - BILL_READY).date() - timedelta(days=1)
    done = house.db.read(lambda session: compared_until(session, house.payments.name))
    first = max(done + timedelta(days=1) if done else newest, newest - timedelta(days=BILL_DAYS_BACK))
    return [first + timedelta(days=n) for n in range((newest - first).days + 1)]


def compare_bills(house: House, real_now: datetime | None = None) -> int:
    """Compare every bill that is due; how many. A bill that cannot be had yet is asked for at the next round."""
    days = days_to_compare(house, real_now or datetime.now(UTC))
    for day in days:
        rows = house.payments.bill(day)
        house.db.run(lambda session, day=day, rows=rows: compare(session, house.payments.name, day, rows))  # type: ignore[misc]
    return len(days)


def run(
    house: House,
    wait: Callable[[float], bool],
    every_s: float = 1.0,
    bills_every_s: float = 600.0,
    tidy_every_s: float = 60.0,
) -> None:
    """Reconcile until ``wait`` (seconds -> asked to stop?) says so. No failure ends it."""
    bills_in_s = tidy_in_s = 0.0
    while True:
        try:
            reconcile_once(house)
            house.db.run(take_up_lost)
            house.db.run(lambda session: beat(session, "reconcile"))
            if tidy_in_s <= 0:
                tidy_in_s = tidy_every_s
                tidy(house)
            if bills_in_s <= 0:
                bills_in_s = bills_every_s
                upload_late(house)
                house.db.run(lambda session: session.execute(_FORGET_PUSHES))
                compare_bills(house)
        except Exception as error:
            log.warning("a round of the reconciler failed: %s", type(error).__name__)
        bills_in_s, tidy_in_s = bills_in_s - every_s, tidy_in_s - every_s
        if wait(every_s):
            return
