"""What a person does on her phone and WeChat tells the house: subscribe sheets, following, scanning, entering."""

from __future__ import annotations

from wechat.standin import people, push
from wechat.standin.world import World


def answer_sheet(of: World, phone_id: int, ids: list[str], answer: str, times: int = 1, tell: bool = True) -> None:
    """The subscribe sheet of the mini-program: each accept is good for one message."""
    phone = people.get(of, phone_id)
    if answer == "accept":
        people.accept(of, phone_id, ids, times)
    if tell:
        items = [{"TemplateId": one, "SubscribeStatusString": answer, "PopupScene": "0"} for one in ids]
        told = push.listed("SubscribeMsgPopupEvent", items)
        push.event(of, "mini", phone["mini_openid"], "subscribe_msg_popup_event", **told)


def follow(of: World, phone_id: int, follows: bool, scene: str = "", quietly: bool = False) -> None:
    """Follows the service account, or no longer; by a code with a scene the event carries it."""
    phone = people.get(of, phone_id)
    with of.store.write() as db:
        db.execute("UPDATE phones SET follows = ? WHERE id = ?", (follows, phone_id))
    if quietly or bool(phone["follows"]) == follows:
        return
    more = {"EventKey": f"qrscene_{scene}", "Ticket": "gQ" + scene} if scene and follows else {"EventKey": ""}
    push.event(of, "service", phone["service_openid"], "subscribe" if follows else "unsubscribe", **more)


def scan(of: World, phone_id: int, scene: str, app: str) -> str:
    """A code in the shop; returns what the phone opens. Codes of the mini-program tell the house nothing by themselves."""
    phone = people.get(of, phone_id)
    if app == "mini":
        row = of.store.one("SELECT page FROM scenes WHERE scene = ?", scene)
        if row is None:
            raise LookupError("scene: no code of the mini-program was made for it")
        return f"{row['page']}?scene={scene}"
    if phone["follows"]:
        push.event(of, "service", phone["service_openid"], "SCAN", EventKey=scene, Ticket="gQ" + scene)
    else:
        follow(of, phone_id, True, scene)
    return "service account"


def enter(of: World, phone_id: int, session_from: str = "") -> None:
    """The customer-service chat of the mini-program."""
    phone = people.get(of, phone_id)
    push.event(of, "mini", phone["mini_openid"], "user_enter_tempsession", SessionFrom=session_from)
