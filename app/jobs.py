"""RQ jobs, and which of them an event calls. A job gets an id, reads its row again, and is safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import agent_tellings, payouts, shipping, staff_tellings, tellings, what_ifs
from app.alerts import rounds
from app.notify.texts import MEMBER_TEXTS
from app.outbox import OutboxEvent
from app.web.house import DISPATCH, NOTIFY, REPORTS, house
from dispatch.domain import events
from dispatch.settling import settle_notice as settle_notice_of
from dispatch.timers import expire_one


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is told of an event: a function of this module, on which queue."""

    queue: str
    job: str
    by_wechat: bool = False  # there is nothing to do for it in a house without WeChat
    timeout_s: int | None = None  # None: the queue's own


# Of these others want to know too.
_MORE = (events.ORDER_CANCELLED, events.PAYMENT_LATE, events.ORDER_OUT_FOR_DELIVERY)
SUBSCRIBERS: Mapping[str, tuple[Subscriber, ...]] = {
    events.ORDER_CANCELLED: (
        Subscriber(DISPATCH, "close_payments"),
        Subscriber(DISPATCH, "refund_cancelled"),
        Subscriber(NOTIFY, "tell_member"),
        Subscriber(NOTIFY, "tell_staff", by_wechat=True),
    ),
    events.OFFER_MADE: (Subscriber(NOTIFY, "climb_offer"),),
    events.NOTICE_KEPT: (Subscriber(DISPATCH, "settle_notice"),),
    events.PAYMENT_SUCCEEDED: (Subscriber(DISPATCH, "close_payments"),),
    events.PAYMENT_LATE: (Subscriber(DISPATCH, "refund_cancelled"), Subscriber(NOTIFY, "tell_member")),
    events.REFUND_PROCESSING: (Subscriber(DISPATCH, "send_refund"),),
    events.ORDER_MESSAGED: (Subscriber(NOTIFY, "tell_by_agent"),),
    events.WHAT_IF_ASKED: (Subscriber(REPORTS, "run_what_if", timeout_s=1800),),
    # A part that failed after the order was cancelled is still hers.
    events.REFUND_FAILED: (Subscriber(DISPATCH, "refund_cancelled"),),
    events.ORDER_OUT_FOR_DELIVERY: (
        Subscriber(NOTIFY, "tell_member"),
        Subscriber(NOTIFY, "upload_shipping", by_wechat=True),
    ),
    **{kind: (Subscriber(NOTIFY, "tell_member"),) for kind in MEMBER_TEXTS if kind not in _MORE},
}


def expire_offer(offer_id: int) -> bool:
    """The prompt at the end of an offer's hour."""
    return expire_one(house().db, offer_id)


def close_payments(event_id: int) -> None:
    """A cancelled order may no longer be paid."""
    payouts.close_payments(house(), event_id)


def refund_cancelled(event_id: int) -> None:
    """Give back what was paid for a cancelled order."""
    payouts.refund_cancelled(house(), event_id)


def settle_notice(event_id: int) -> None:
    """Act on what a provider told us."""
    which = house().db.read(lambda session: int(session.get_one(OutboxEvent, event_id).payload["notice"]))
    house().db.run(lambda session: settle_notice_of(session, which))


def send_refund(event_id: int) -> None:
    """Ask the provider to give the money back."""
    payouts.send_refund(house(), event_id)


def tell_member(event_id: int) -> None:
    """Tell the mother what happened to her order."""
    tellings.tell_member(house(), event_id)


def tell_by_agent(event_id: int) -> None:
    """Send the mother what an agent wants her to know."""
    agent_tellings.tell_by_agent(house(), event_id)


def climb_offer(event_id: int) -> None:
    """The first rungs of a new offer's alert ladder."""
    climb(house().db.read(lambda session: int(session.get_one(OutboxEvent, event_id).payload["offer_id"])))


def climb(offer_id: int) -> None:
    """The prompt of an offer's next rung."""
    rounds.climb_one(house(), offer_id)


def tell_staff(event_id: int) -> None:
    """Tell those on duty that something they have is over."""
    staff_tellings.tell_staff(house(), event_id)


def upload_shipping(event_id: int) -> None:
    """Tell the payment's provider that the goods are on their way."""
    shipping.upload_shipping(house(), event_id)


def run_what_if(event_id: int) -> None:
    """Try out a policy."""
    what_ifs.run_what_if(house(), event_id)
