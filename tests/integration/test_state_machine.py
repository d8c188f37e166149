"""Anything that people may do, in any order: the invariants hold after every example (order, stores, stock, ledger, clock)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.clock import now
from app.db import Database
from app.errors import Problem
from app.invariants import check
from app.inventory import stock
from app.outbox import publish
from dispatch import answering, cancelling, delivering, intake, refunding, steering, timers
from dispatch.placing import ByPerson
from tests.support.core import new_member, offers_of, order_row, place
from tests.support.world import TUESDAY_10, Network, change, freeze, set_stock, value

STORES = ("S1", "S2")
LIVE_STATES = ("accepted", "out_for_delivery")


class Shop(RuleBasedStateMachine):
    """Two stores that count their stock, one far away; mothers, staff and an agent who do as they please."""

    db: Database
    network: Network

    def __init__(self) -> None:
        super().__init__()
        # Every example begins in an empty shop, so that one can be repeated.
        change(self.db, "TRUNCATE orders, entries, outbox_events, purchases, stock_levels RESTART IDENTITY CASCADE")
        freeze(self.db, TUESDAY_10)
        for code in STORES:
            set_stock(self.db, self.network[code], F1=6, D1=3)
        change(self.db, "UPDATE stores SET paused_at = NULL")
        set_stock(self.db, self.network["S3"], F1=0, D1=0)
        self.orders: list[int] = []
        self.keys = 0

    def some(self, data: Any) -> int:
        return int(data.draw(st.sampled_from(self.orders)))

    def attempt(self, work: Any) -> None:
        """Do it, or be refused with a reason; anything else is a bug."""
        with suppress(Problem):
            self.db.run(work)

    @rule(tins=st.integers(1, 4), packs=st.integers(0, 2), online=st.booleans())
    def place(self, tins: int, packs: int, online: bool) -> None:
        lines = (("F1", tins), *((("D1", packs),) if packs else ()))
        method = "online" if online else "on_delivery"
        self.orders.append(place(self.db, member_id=new_member(self.db), lines=lines, payment_method=method).id)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), right=st.booleans())
    def pay(self, data: Any, right: bool) -> None:
        order = order_row(self.db, self.some(data))
        total = order.goods_fen + order.delivery_fee_fen
        if order.payment_method != "online":
            return
        statement = (
            "INSERT INTO payments (order_id, provider, out_trade_no, amount_fen, created_at)"
            " VALUES (:id, 'demo', :no, :total, jindan_now()) ON CONFLICT (out_trade_no) DO NOTHING"
        )
        change(self.db, statement, id=order.id, no=f"T{order.id}", total=total)
        payment_id = value(self.db, "SELECT id FROM payments WHERE order_id = :id", id=order.id)
        amount = total if right else total + 1
        self.attempt(lambda s: intake.paid(s, payment_id, f"tx-{order.id}", amount))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), answer=st.sampled_from(["accept", "too_busy", "out_of_stock"]))
    def answer(self, data: Any, answer: str) -> None:
        offers = offers_of(self.db, self.some(data))
        if not offers:
            return
        offer_id = offers[-1].id
        if answer == "accept":
            self.attempt(lambda s: answering.accept(s, offer_id, "staff:1"))
        else:
            skus = ["F1"] if answer == "out_of_stock" else []
            self.attempt(lambda s: answering.decline(s, offer_id, "staff:1", answer, skus))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), step=st.sampled_from(["pick", "leave", "deliver", "fail", "give_back", "complete"]))
    def deliver(self, data: Any, step: str) -> None:
        order_id = self.some(data)
        code = self.db.vault.proof_code(order_row(self.db, order_id).order_no)
        steps = {
            "pick": lambda s: delivering.start_picking(s, order_id, "staff:1"),
            "leave": lambda s: delivering.leave(s, order_id, "staff:1", None),
            "deliver": lambda s: delivering.deliver(s, order_id, "staff:1", code=code),
            "fail": lambda s: delivering.fail(s, order_id, "staff:1", "nobody_home"),
            "give_back": lambda s: delivering.give_back(s, order_id, "staff:1", "no_courier"),
            "complete": lambda s: delivering.complete(s, order_id, "member:1"),
        }
        self.attempt(steps[step])

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        order_id = self.some(data)
        self.attempt(lambda s: cancelling.cancel(s, order_id, "member:1", "改主意"))
        self.attempt(lambda s: refunding.refund_cancelled(s, order_id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), amount=st.integers(1, 100_000), good=st.booleans())
    def refund(self, data: Any, amount: int, good: bool) -> None:
        self.keys += 1
        ask = refunding.RefundRequest(self.some(data), amount, "破损", "agent:1", f"k{self.keys}", b"x", approved=True)
        self.attempt(lambda s: refunding.request_refund(s, ask))
        pending = value(self.db, "SELECT max(id) FROM refunds WHERE state = 'processing'")
        if pending:
            self.attempt(lambda s: refunding.finish(s, pending, succeeded=good, failure="" if good else "x"))

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(),
        code=st.sampled_from(STORES),
        what=st.sampled_from(["assign", "move", "hold", "release", "extend"]),
    )
    def steer(self, data: Any, code: str, what: str) -> None:
        order_id, store_id = self.some(data), self.network[code]
        person = (
            ByPerson("agent:1", "试", only=frozenset([store_id]), overrule=True)
            if what == "assign"
            else ByPerson("agent:1", "试", exclude=frozenset([store_id]))
        )
        acts = {
            "hold": lambda s: steering.hold(s, order_id, "agent:1", "等她回电话"),
            "release": lambda s: steering.release(s, order_id, "agent:1", "好了"),
            "extend": lambda s: steering.extend(s, order_id, 15, "agent:1", "门店要求"),
        }
        self.attempt(acts.get(what, lambda s: steering.steer(s, order_id, person)))

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        at = self.db.read(now) + timedelta(minutes=minutes)
        freeze(self.db, at)
        timers.sweep(self.db)

    @rule(code=st.sampled_from(STORES), count=st.integers(0, 9))
    def count_stock(self, code: str, count: int) -> None:
        self.db.run(lambda s: stock.set_on_hand(s, self.network[code], "F1", count))

    @rule(code=st.sampled_from(STORES), paused=st.booleans())
    def pause(self, code: str, paused: bool) -> None:
        moment = "jindan_now()" if paused else "NULL"
        change(self.db, f"UPDATE stores SET paused_at = {moment} WHERE id = :id", id=self.network[code])

    @invariant()
    def stock_is_what_live_orders_hold(self) -> None:
        wrong = """
            SELECT count(*) FROM stock_levels l LEFT JOIN
              (SELECT store_id, sku, sum(quantity) AS live FROM reservations
               WHERE state IN ('reserved', 'allocated') GROUP BY store_id, sku) r USING (store_id, sku)
            WHERE l.reserved <> coalesce(r.live, 0)"""
        assert value(self.db, wrong) == 0

    def teardown(self) -> None:
        timers.sweep(self.db)
        self.db.run(lambda s: publish(s, ()))
        violated = [result for result in self.db.read(check) if result.violations]
        assert not violated, violated


def test_whatever_people_do_the_invariants_hold(db: Database, network: Network) -> None:
    machine = type("ThisShop", (Shop,), {"db": db, "network": network})
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=quiet),
    )
