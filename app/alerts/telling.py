"""Using a rung: a message by the service account, a ticket, a text message. Every try has a row; none has anybody's name in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.alerts import ladder, people, rows
from app.alerts.ladder import Firing
from app.alerts.people import Waiting
from app.clock import local, now
from app.notify import trying
from app.printers import tickets
from app.tellings import News, data_of
from app.web.house import House
from app.wechat_port import WechatError
from dispatch.domain.alerts import PRINTER, SERVICE_ACCOUNT, SMS
from dispatch.domain.events import OFFER_MADE

NOBODY = "nobody"


def tell(house: House, firing: Firing) -> None:
    """Use the rung and keep what became of it. What was answered meanwhile is told to nobody.

    Who comes to it after his lease leaves it alone: somebody else is at it, or will be.
    """
    if not house.db.read(lambda session: rows.is_ours(session, firing.offer_ids, firing.lease_until)):
        return
    found = house.db.read(lambda session: people.waiting(session, firing.offer_ids))
    if found is None:
        house.db.run(lambda session: ladder.settled(session, firing, "answered", answered=True))
        return
    failure = _TELLERS[firing.rung](house, firing, found)
    house.db.run(lambda session: ladder.settled(session, firing, failure))


def _by_service_account(house: House, firing: Firing, found: Waiting) -> str | None:
    wechat = house.wechat
    template = wechat.service_templates.get(ladder.NEW_OFFER) if wechat else None
    if wechat is None or template is None:
        return "wechat_off"
    news, at_store = _news(house, found), wechat.service_app_id
    data, template_id = data_of(news, template, found.tip), template.template_id
    told = []
    for row in house.db.read(lambda session: people.bound(session, firing.store_id, at_store)):
        send = _sender(wechat.send_template, row.openid, template_id, "", data)
        told.append(_try(house, firing, found, row.staff_id, "template", send))
    return _outcome(told)


def _by_sms(house: House, firing: Firing, found: Waiting) -> str | None:
    told = [
        _try(house, firing, found, staff_id, "sms", _sender(house.sms.send, phone, found.text))
        for staff_id, phone in house.db.read(lambda session: people.phones(session, firing.store_id))
    ]
    return _outcome(told)


def _by_printer(house: House, firing: Firing, found: Waiting) -> str | None:
    return tickets.print_offers(house, firing.store_id, firing.leader_id, found.offer_ids)


_TELLERS: Mapping[str, Callable[[House, Firing, Waiting], str | None]] = {
    SERVICE_ACCOUNT: _by_service_account, PRINTER: _by_printer, SMS: _by_sms,
}  # fmt: skip


def _sender(send: Callable[..., None], *arguments: object) -> Callable[[], None]:
    return lambda: send(*arguments)


def _try(
    house: House, firing: Firing, found: Waiting, staff_id: int, channel: str, send: Callable[[], None]
) -> str | None:
    """One message to one person, once; None when it went out, else why not. Its words may hold a phone or an openid."""
    key = f"alert-{firing.rung}-{firing.leader_id}-{staff_id}"
    facts = {
        "to_kind": "staff", "to_id": staff_id, "channel": channel, "template": OFFER_MADE, "order_id": found.order_id
    }  # fmt: skip
    if not house.db.run(lambda session: trying.begin(session, key, facts)):
        before = house.db.read(lambda session: trying.state_of(session, key))
        return None if before == "sent" else "failed"
    try:
        send()
    except Exception as error:
        failure = str(error) if isinstance(error, WechatError) else type(error).__name__
        house.db.run(lambda session: trying.failed(session, key, failure))
        return failure
    house.db.run(lambda session: trying.sent(session, key))
    return None


def _outcome(told: list[str | None]) -> str | None:
    """One who was reached is enough."""
    return NOBODY if not told else None if None in told else told[-1]


def _news(house: House, found: Waiting) -> News:
    def read(session: Session) -> News:
        return News(0, OFFER_MADE, local(now(session)), 0, found.order_id, found.order_no, found.store, None)

    return house.db.read(read)
