"""Telling the people behind a counter, through the service account, that there is something for them to do.

A help beside the merchant app's own feed, never instead of it: it reaches only those who follow the account, and may fail.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.notify import trying
from app.notify.texts import STAFF_MESSAGES
from app.outbox import OutboxEvent
from app.tellings import News, data_of, news_of
from app.web.house import House
from app.wechat_port import MessageTemplate, WechatError, WechatPort

# On shift at the store, and known to the service account; the openid bound last.
_ON_DUTY = text("""
SELECT DISTINCT ON (i.staff_id) i.staff_id, i.openid FROM shifts h
JOIN staff_identities i ON i.staff_id = h.staff_id AND i.app_id = :app_id
WHERE h.store_id = :store_id AND h.ended_at IS NULL ORDER BY i.staff_id, i.created_at DESC
""")


def tell_staff(house: House, event_id: int) -> None:
    """Write to everybody on duty at the event's store, each once; who cannot be reached is in the rows."""
    wechat = house.wechat
    found = house.db.read(lambda session: _news(session, event_id))
    if wechat is None or found is None:
        return
    news, store_id = found
    name, tip = STAFF_MESSAGES[news.kind]
    template = wechat.service_templates.get(name)
    if template is None:
        return
    values = {"app_id": wechat.service_app_id, "store_id": store_id}
    for row in house.db.read(lambda session: session.execute(_ON_DUTY, values).all()):
        _tell(house, wechat, news, row.staff_id, row.openid, template, tip)


def _news(session: Session, event_id: int) -> tuple[News, int] | None:
    store_id = session.get_one(OutboxEvent, event_id).store_id
    news = news_of(session, event_id)
    return (news, store_id) if news is not None and store_id is not None else None


def _tell(
    house: House, wechat: WechatPort, news: News, staff_id: int, openid: str, template: MessageTemplate, tip: str
) -> None:
    key = f"staff-{news.event_id}-{staff_id}"
    facts = {
        "to_kind": "staff",
        "to_id": staff_id,
        "channel": "template",
        "template": news.kind,
        "order_id": news.order_id,
    }
    if not house.db.run(lambda session: trying.begin(session, key, facts)):
        return
    try:
        wechat.send_template(openid, template.template_id, "", data_of(news, template, tip))
    except WechatError as error:
        failure = str(error)
        house.db.run(lambda session: trying.failed(session, key, failure))
    else:
        house.db.run(lambda session: trying.sent(session, key))
