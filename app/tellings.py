"""Telling a mother what happened to her order: each way in turn until one is taken, a row for every try, the outcome kept.

WeChat's subscribe message first (she allowed it), then the service account, then a text message. A way that fails is not
tried again for the same event: the next one is there for that. Only the last one is, by the queue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members.identities import openid_of, set_following
from app.members.models import Member
from app.notify import quota, trying
from app.notify.texts import MEMBER_MESSAGES, member_text
from app.outbox import OutboxEvent
from app.stores.models import Store
from app.web.house import House
from app.wechat_port import NO_QUOTA, NOT_FOLLOWING, MessageTemplate, WechatError, WechatPort
from dispatch.domain.events import ORDER_MOVED
from dispatch.models import Order

ORDER_PAGE = "pages/order/order?no={order_no}"
_MOVED_BY_SMS = text(
    "SELECT 1 FROM messages WHERE order_id = :order_id AND channel = 'sms' AND template = :kind AND state = 'sent' LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class News:
    """What happened, ready to be said: references and names of stores, nothing of hers."""

    event_id: int
    kind: str
    at: datetime
    member_id: int
    order_id: int
    order_no: str
    store: str
    before: str | None


def tell_member(house: House, event_id: int) -> None:
    """Tell her of an event, once. If the last way fails too, that is kept, and raised so that the queue tries it again."""
    news = house.db.read(lambda session: news_of(session, event_id))
    if news is None:
        return
    if house.wechat is not None and news.kind in MEMBER_MESSAGES:
        for tell in (_by_subscribe, _by_template):
            if tell(house, house.wechat, news):
                return
    _by_sms(house, news)


def news_of(session: Session, event_id: int) -> News | None:
    """The event as it is said; None if its order is gone."""
    event = session.get_one(OutboxEvent, event_id)
    order = session.get(Order, event.order_id)
    if order is None:
        return None
    store_id = event.store_id or order.store_id
    name = session.execute(select(Store.name).where(Store.id == store_id)).scalar() if store_id else None
    before = event.payload.get("from")
    return News(event.id, event.kind, event.at, order.member_id, order.id, order.order_no, name or "", before)


def data_of(news: News, template: MessageTemplate, tip: str) -> dict[str, str]:
    """The template's fields: only those that the operator's template has."""
    said = {
        "order": news.order_no, "store": news.store or "客服安排中", "time": f"{local(news.at):%Y-%m-%d %H:%M}", "tip": tip
    }  # fmt: skip
    return {name: said[ours] for ours, name in template.fields.items() if ours in said}


def _by_subscribe(house: House, wechat: WechatPort, news: News) -> bool:
    name, tip = MEMBER_MESSAGES[news.kind]
    template = wechat.subscribe_templates.get(name)
    if template is None:
        return False

    def claim(session: Session) -> str | None:
        openid = openid_of(session, news.member_id, wechat.mini_app_id)
        return openid if openid and quota.use_one(session, news.member_id, template.template_id) else None

    def failed(session: Session, error: WechatError) -> None:
        if error.code == NO_QUOTA:
            quota.none_left(session, news.member_id, template.template_id)
        else:
            quota.give_back(session, news.member_id, template.template_id)

    def send(openid: str) -> None:
        page = ORDER_PAGE.format(order_no=news.order_no)
        wechat.send_subscribe(openid, template.template_id, page, data_of(news, template, tip))

    return _try_wechat(house, news, "subscribe", claim, send, failed)


def _by_template(house: House, wechat: WechatPort, news: News) -> bool:
    name, tip = MEMBER_MESSAGES[news.kind]
    template = wechat.service_templates.get(name)
    if template is None:
        return False
    openids: list[str] = []

    def claim(session: Session) -> str | None:
        openid = openid_of(session, news.member_id, wechat.service_app_id, followers=True)
        openids.extend([openid] if openid else [])
        return openid

    def failed(session: Session, error: WechatError) -> None:
        if error.code == NOT_FOLLOWING:
            set_following(session, wechat.service_app_id, openids[0], follows=False)

    def send(openid: str) -> None:
        page = ORDER_PAGE.format(order_no=news.order_no)
        wechat.send_template(openid, template.template_id, page, data_of(news, template, tip))

    return _try_wechat(house, news, "template", claim, send, failed)


def _try_wechat(
    house: House,
    news: News,
    channel: str,
    claim: Callable[[Session], str | None],
    send: Callable[[str], None],
    failed: Callable[[Session, WechatError], None],
) -> bool:
    """Whether she is told by this channel, now or before."""
    key, facts = f"member-{news.event_id}-{channel}", _facts(news, channel)
    before = house.db.read(lambda session: trying.state_of(session, key))
    if before is not None:
        return before == "sent"  # a try that died half-way may not have reached her: rather told twice than never
    claimed: str | None = house.db.run(lambda session: _claimed(session, key, facts, claim))
    if claimed is None:
        return False
    try:
        send(claimed)
    except WechatError as error:
        _undo(house, key, error, failed)
        return False
    house.db.run(lambda session: trying.sent(session, key))
    return True


def _undo(house: House, key: str, error: WechatError, failed: Callable[[Session, WechatError], None]) -> None:
    def work(session: Session) -> None:
        failed(session, error)
        trying.failed(session, key, str(error))

    house.db.run(work)


def _claimed(
    session: Session, key: str, facts: Mapping[str, object], claim: Callable[[Session], str | None]
) -> str | None:
    openid = claim(session)
    if openid is not None:
        trying.begin(session, key, facts)
    return openid


def _facts(news: News, channel: str) -> dict[str, object]:
    return {
        "to_kind": "member", "to_id": news.member_id, "channel": channel, "template": news.kind, "order_id": news.order_id
    }  # fmt: skip


def _by_sms(house: House, news: News) -> None:
    key = f"member-{news.event_id}"
    ready = house.db.run(lambda session: _sms(session, news, key))
    if ready is None:
        return
    try:
        house.sms.send(*ready)
    except Exception as error:
        failure = type(error).__name__  # its words may hold the phone
        house.db.run(lambda session: trying.again_later(session, key, failure))
        raise RuntimeError(f"message {key} was not taken: {failure}") from None
    house.db.run(lambda session: trying.sent(session, key))


def _sms(session: Session, news: News, key: str) -> tuple[str, str] | None:
    member = session.get(Member, news.member_id)
    if member is None or member.phone_sealed is None:
        return None  # erased meanwhile, or never had a phone: nobody to tell
    if (
        news.kind == ORDER_MOVED
        and session.execute(_MOVED_BY_SMS, {"order_id": news.order_id, "kind": news.kind}).scalar()
    ):
        return None  # one text message says that another store has it; five would only worry her
    if not trying.begin(session, key, _facts(news, "sms")):
        return None
    vault = vault_of(session)
    told = member_text(news.kind, news.store, news.order_no, vault.proof_code(news.order_no), news.before)
    return vault.open(member.phone_sealed, "members.phone"), told
