"""One round of the ladder: what is due is decided and claimed in one transaction, told outside of it, and settled in another.

A claim is a date: the offer is due again after ``LEASE_S``, so that a rung whose teller was killed is told by somebody else.
An answer needs to do nothing here: what is answered is no longer open, and only what is open is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.alerts import calls, rows
from app.clock import local, speed
from app.outbox import record
from app.web.house import House
from dispatch.domain import events
from dispatch.domain.alerts import (
    CALL,
    IN_APP,
    NO_RECEIPT,
    PRINTER,
    SERVICE_ACCOUNT,
    SMS,
    Climb,
    Step,
    Taken,
    next_step,
    told_together,
)
from dispatch.scene import Scene, look

# So many stores a round, a few of them told at once: all are told before the lease is over, even if a provider hangs.
LEASE_S = 120.0
STORES = 40
NEW_OFFER = "new_offer"


@dataclass(frozen=True, slots=True)
class Firing:
    """A rung to be told: of which store, for which offers, in whose name; ours until ``lease_until``."""

    store_id: int
    rung: str
    leader_id: int
    offer_ids: tuple[int, ...]
    lease_until: datetime


@dataclass(slots=True)
class _Round:
    """What one transaction decides."""

    scene: Scene
    lease_until: datetime
    rows: list[dict[str, Any]] = field(default_factory=list)
    missed: list[tuple[int, str]] = field(default_factory=list)
    when: dict[int, datetime | None] = field(default_factory=dict)
    firings: list[Firing] = field(default_factory=list)

    def note(
        self, offer: Any, rung: str, state: str, due_at: datetime, leader_id: int | None = None, **more: Any
    ) -> None:
        """A rung of an offer that was reached now."""
        self.rows.append(
            {
                "offer_id": offer.id, "store_id": offer.store_id, "leader_id": leader_id or offer.id, "rung": rung,
                "state": state, "due_at": due_at, "at": self.scene.now, "policy_version": self.scene.policy.version, **more,
            }
        )  # fmt: skip


def claim(session: Session, house: House, only: int | None = None) -> list[Firing]:
    """Take every step that is due at some stores, and return what must be told now. Needs ``settled`` afterwards."""
    scene = look(session)
    rules = scene.policy.alerts
    offers = rows.due_offers(session, STORES, rules.group_s, only)
    if not offers:
        return []
    made = _Round(scene, scene.now + timedelta(seconds=LEASE_S * max(speed(session), 1.0)))
    by_store = defaultdict(list)
    for offer in offers:
        by_store[offer.store_id].append(offer)
    app_id = house.wechat.service_app_id if house.wechat else ""
    reach = rows.reach_of(session, list(by_store), scene.policy.device_online_s, app_id)
    for store_id, theirs in by_store.items():
        _store(session, made, theirs, cannot(house, reach[store_id]))
    _keep(session, made)
    return made.firings


def settled(session: Session, firing: Firing, failure: str | None, *, answered: bool = False) -> None:
    """What became of it: ``failure`` None when it was told. ``answered``: there was nobody to tell any more."""
    state = "skipped" if answered else "failed" if failure else "sent"
    done = rows.settle(session, firing.leader_id, firing.rung, firing.offer_ids, failure, state)
    if done and not answered:
        kind = events.ALERT_FAILED if failure else events.ALERT_SENT
        _say(session, kind, firing, failure)


def cannot(house: House, reach: Any) -> Mapping[str, str]:
    """Why a rung is of no use at a store now, by rung; those that are of use are not in it."""
    why = {}
    if not reach.online:
        why[IN_APP] = "no_device"
    if (no_wechat := _no_wechat(house, reach)) is not None:
        why[SERVICE_ACCOUNT] = no_wechat
    if house.printers is None or not reach.printer:
        why[PRINTER] = "printers_off" if house.printers is None else "no_printer"
    if not reach.phone:
        why[SMS] = "nobody_to_text"
    return why


def _no_wechat(house: House, reach: Any) -> str | None:
    if house.wechat is None:
        return "wechat_off"
    if NEW_OFFER not in house.wechat.service_templates:
        return "no_template"
    if not reach.on_duty:
        return "nobody_on_duty"
    return None if reach.bound else "nobody_bound"


def _store(session: Session, made: _Round, offers: Sequence[Any], why: Mapping[str, str]) -> None:
    """One store's offers: those that are due, then those that go with them."""
    rules, now = made.scene.policy.alerts, made.scene.now
    due: list[Any] = []
    soon: list[Any] = []
    for offer in offers:
        (due if local(offer.alert_at) <= now else soon).append(offer)
    firing: dict[str, list[tuple[Any, datetime]]] = defaultdict(list)
    for offer in due:
        step = next_step(_climb(made.scene, offer), rules, now, why)
        _step(made, offer, step, why, firing)
    for rung, told in firing.items():
        together = [o for o in soon if told_together(_climb(made.scene, o), rules, now, why, rung)]
        told += [(offer, local(offer.alert_at)) for offer in together]
        _fire(session, made, rung, told)


def _step(
    made: _Round, offer: Any, step: Step, why: Mapping[str, str], firing: dict[str, list[tuple[Any, datetime]]]
) -> None:
    now = made.scene.now
    if step.missed is not None:
        made.missed.append((offer.id, step.missed))
    for rung, reason in step.skipped:
        made.note(offer, rung, "skipped", now, failure=reason)
    if step.fire is None:
        made.when[offer.id] = step.look_at
    elif step.fire == IN_APP:
        # The offer itself is in the app's feed: what is to be done is to wait for the receipt.
        made.note(offer, IN_APP, "sent", step.due_at or now)
        rang = _climb(made.scene, offer, Taken(IN_APP, "sent", now))
        after = next_step(rang, made.scene.policy.alerts, now, why)
        made.when[offer.id] = now if after.fire or after.skipped else after.look_at
    elif _interrupted(offer):
        made.when[offer.id] = made.lease_until
        _again(made, offer)
    else:
        firing[step.fire].append((offer, step.due_at or now))


def _fire(session: Session, made: _Round, rung: str, told: Sequence[tuple[Any, datetime]]) -> None:
    offers = [offer for offer, _ in told]
    leader_id = min(offer.id for offer in offers)
    if rung == CALL:  # nothing leaves the house: it is a row
        task_id = calls.open_task(session, offers[0].store_id, made.scene.now)
        for offer, due_at in told:
            made.note(offer, CALL, "sent", due_at, leader_id, call_task_id=task_id)
            made.when[offer.id] = None
        _say(session, events.ALERT_SENT, _firing(made, CALL, leader_id, offers), None)
        return
    for offer, due_at in told:
        made.note(offer, rung, "firing", due_at, leader_id)
        made.when[offer.id] = made.lease_until
    made.firings.append(_firing(made, rung, leader_id, offers))


def _firing(made: _Round, rung: str, leader_id: int, offers: Sequence[Any]) -> Firing:
    return Firing(offers[0].store_id, rung, leader_id, tuple(offer.id for offer in offers), made.lease_until)


def _interrupted(offer: Any) -> bool:
    return bool(offer.taken) and offer.taken[-1][1] == "firing"


def _again(made: _Round, offer: Any) -> None:
    """Whoever told this died: it is told again, with those it was told together with."""
    rung, _, _, leader_id = offer.taken[-1]
    for number, firing in enumerate(made.firings):
        if (firing.rung, firing.leader_id) == (rung, leader_id):
            made.firings[number] = replace(firing, offer_ids=(*firing.offer_ids, offer.id))
            return
    made.firings.append(_firing(made, rung, leader_id, [offer]))


def _climb(scene: Scene, offer: Any, *more: Taken) -> Climb:
    taken = tuple(Taken(rung, state, local(datetime.fromisoformat(at))) for rung, state, at, _ in offer.taken or ())
    return Climb(local(offer.offered_at), scene.book.cards[offer.store_id].hours, (*taken, *more))


def _keep(session: Session, made: _Round) -> None:
    rows.look_again(session, made.when)
    rows.miss(session, made.missed, NO_RECEIPT)
    rows.write(session, made.rows)


def _say(session: Session, kind: str, firing: Firing, failure: str | None) -> None:
    """One event an offer: its order's story tells how its store was called."""
    found = calls.orders_of(session, firing.offer_ids)
    for row in found:
        facts = {"offer_id": row.id, "rung": firing.rung, "together": len(found)}
        if failure:
            facts["failure"] = failure
        record(
            session,
            kind,
            local(row.now),
            order_id=row.order_id,
            store_id=firing.store_id,
            member_id=row.member_id,
            **facts,
        )
