"""The names of everything that can happen, and which of them a change of state is."""

from dispatch.domain.states import ORDER

ORDER_PLACED = "order.placed"
ORDER_PAID = "order.paid"
ORDER_OFFERED = "order.offered"
ORDER_REROUTED = "order.rerouted"  # the offer ended without an acceptance: on to another store
ORDER_NEEDS_PERSON = "order.needs_person"
ORDER_ACCEPTED = "order.accepted"
ORDER_OUT_FOR_DELIVERY = "order.out_for_delivery"
ORDER_DELIVERED = "order.delivered"
ORDER_COMPLETED = "order.completed"
ORDER_CANCELLED = "order.cancelled"
ORDER_GIVEN_BACK = "order.given_back"
ORDER_MOVED = "order.moved"  # before another store than the first: she is told which
ORDER_HELD = "order.held"
ORDER_RELEASED = "order.released"
ORDER_RATED = "order.rated"  # she said how the delivery was; her words are not in the event
ORDER_NOTED = "order.noted"  # an agent wrote something down
ORDER_MESSAGED = "order.messaged"  # an agent sent her a text message
ORDER_CALLED = "order.called"  # a number was given out by which store and mother call each other
ORDER_REVEALED = "order.revealed"  # an agent looked at what is masked, and said why

OFFER_MADE = "offer.made"
OFFER_ACCEPTED = "offer.accepted"
OFFER_DECLINED = "offer.declined"
OFFER_EXPIRED = "offer.expired"
OFFER_WITHDRAWN = "offer.withdrawn"
OFFER_EXTENDED = "offer.extended"

DELIVERY_PICKING = "delivery.picking"
DELIVERY_ON_THE_ROAD = "delivery.on_the_road"
DELIVERY_DELIVERED = "delivery.delivered"
DELIVERY_FAILED = "delivery.failed"
DELIVERY_GIVEN_BACK = "delivery.given_back"
DELIVERY_CANCELLED = "delivery.cancelled"
DELIVERY_PHOTO = "delivery.photo"  # a photo was taken at the door
DELIVERY_WRONG_CODE = "delivery.wrong_code"  # a try at the proof code that was not hers

REFUND_REQUESTED = "refund.requested"
REFUND_APPROVED = "refund.approved"
REFUND_REJECTED = "refund.rejected"
REFUND_PROCESSING = "refund.processing"
REFUND_SUCCEEDED = "refund.succeeded"
REFUND_FAILED = "refund.failed"

PAYMENT_CREATED = "payment.created"
PAYMENT_SUCCEEDED = "payment.succeeded"
PAYMENT_FAILED = "payment.failed"
PAYMENT_LATE = "payment.late"  # it arrived after the order was closed
PAYMENT_CLOSED = "payment.closed"
PAYMENT_MISMATCH = "payment.mismatch"  # money came that is not as agreed: for a person
NOTICE_KEPT = "notice.kept"  # a provider told us something; it waits to be acted on
EXCEPTION_OPENED = "exception.opened"  # something about money does not add up
EXCEPTION_RESOLVED = "exception.resolved"

STORE_PAUSED = "store.paused"
STORE_RESUMED = "store.resumed"
STORE_STATUS_CHANGED = "store.status_changed"  # headquarters: active, suspended, closed
STORE_CHANGED = "store.changed"  # the desk changed its area, hours or capacity
STORES_IMPORTED = "stores.imported"  # the desk added or changed many by a file
STAFF_CHANGED = "staff.changed"  # hired, another role, works here no more
STOCK_RECOUNT_ASKED = "stock.recount_asked"

SETTLEMENT_OPENED = "settlement.opened"  # of one store or of many
SETTLEMENT_LOCKED = "settlement.locked"
SETTLEMENT_PAID = "settlement.paid"
SETTLEMENT_DROPPED = "settlement.dropped"
ALERT_SENT = "alert.sent"  # a rung of the ladder was used
ALERT_FAILED = "alert.failed"
CALL_OPENED = "call.opened"  # somebody should call the store
CALL_CLAIMED = "call.claimed"
CALL_DONE = "call.done"
PRINTER_ADDED = "printer.added"
PRINTER_REMOVED = "printer.removed"

MESSAGE_SENT = "message.sent"
MESSAGE_FAILED = "message.failed"

AGENT_CREATED = "agent.created"
AGENT_CHANGED = "agent.changed"
AGENT_LOGGED_IN = "agent.logged_in"
AGENT_SESSION_ENDED = "agent.session_ended"  # a device was logged out by somebody
AGENT_TOTP_ON = "agent.totp_on"
AGENT_TOTP_OFF = "agent.totp_off"

MEMBER_CREATED = "member.created"  # by an agent, for a caller
MEMBER_ADDRESS_ADDED = "member.address_added"  # by an agent, for a caller
MEMBER_REVEALED = "member.revealed"
POLICY_DRAFTED = "policy.drafted"
POLICY_ACTIVATED = "policy.activated"
WHAT_IF_ASKED = "what_if.asked"  # a policy is to be tried out beside the one in force

KINDS: frozenset[str] = frozenset(
    value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str)
)

# What an order's step is called: by the state it reaches, unless the step itself has a name.
_BY_STATE = {
    "paid": ORDER_PAID,
    "offered": ORDER_OFFERED,
    "needs_person": ORDER_NEEDS_PERSON,
    "accepted": ORDER_ACCEPTED,
    "out_for_delivery": ORDER_OUT_FOR_DELIVERY,
    "delivered": ORDER_DELIVERED,
    "completed": ORDER_COMPLETED,
    "cancelled": ORDER_CANCELLED,
}
_BY_STEP = {("offered", "paid"): ORDER_REROUTED, ("accepted", "paid"): ORDER_GIVEN_BACK}

DELIVERY_KINDS = {
    "picking": DELIVERY_PICKING,
    "on_the_road": DELIVERY_ON_THE_ROAD,
    "delivered": DELIVERY_DELIVERED,
    "failed": DELIVERY_FAILED,
    "given_back": DELIVERY_GIVEN_BACK,
    "cancelled": DELIVERY_CANCELLED,
}
REFUND_KINDS = {
    "requested": REFUND_REQUESTED,
    "approved": REFUND_APPROVED,
    "rejected": REFUND_REJECTED,
    "processing": REFUND_PROCESSING,
    "succeeded": REFUND_SUCCEEDED,
    "failed": REFUND_FAILED,
}
OFFER_KINDS = {
    "open": OFFER_MADE,
    "accepted": OFFER_ACCEPTED,
    "declined": OFFER_DECLINED,
    "expired": OFFER_EXPIRED,
    "withdrawn": OFFER_WITHDRAWN,
}


def order_event(before: str | None, after: str) -> str:
    """The kind of event of an order's step, `before` None when it is placed. ValueError on a step that may not be."""
    if before is None:
        if after not in ORDER.initial:
            raise ValueError(f"an order cannot begin at {after!r}")
        return ORDER_PLACED
    if not ORDER.can(before, after):
        raise ValueError(f"an order cannot go from {before!r} to {after!r}")
    return _BY_STEP.get((before, after), _BY_STATE[after])
