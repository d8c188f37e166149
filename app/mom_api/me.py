"""She herself: her profile, her stores, everything that is kept about her, and leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Invalid
from app.members.codes import show
from app.members.links import link
from app.members.people import profile, rename
from app.members.points import place_of
from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomCode, MomProfile, MomStores, NearQuery, ProfileIn, StoreLinkIn
from app.web.access import me, operation
from app.web.house import house
from dispatch import leaving
from dispatch.views.mother_stores import her_stores_rows

myself = part("me", "She herself / 我的")


@myself.route("/me", methods=["GET"])
@documented(myself, "Her profile")
@myself.response(200, MomProfile())
@operation("mom.me")
def get_me() -> dict[str, Any]:
    """Name, masked phone, since when she is a member."""
    member_id = me().id
    return house().db.read(lambda session: profile(session, member_id))


@myself.route("/me", methods=["PATCH"])
@documented(myself, "Change her name")
@myself.arguments(ProfileIn())
@myself.response(200, MomProfile())
@operation("mom.me.update")
def patch_me(body: dict[str, Any]) -> dict[str, Any]:
    """Null forgets it."""
    member_id = me().id

    def change(session: Session) -> dict[str, Any]:
        rename(session, member_id, body["name"])
        return profile(session, member_id)

    return house().db.run(change)


@myself.route("/me/code", methods=["GET"])
@documented(myself, "The code that she shows at a till, so that the sale is hers")
@myself.response(200, MomCode())
@operation("mom.me.code")
def get_code() -> dict[str, Any]:
    """Ten digits, good for one sale within five minutes; asked for again at once, the same."""
    member_id = me().id
    code, expires_at = house().db.run(lambda session: show(session, member_id))
    return {"code": code, "expires_at": expires_at}


@myself.route("/me/stores", methods=["GET"])
@documented(myself, "Her stores, the home store first")
@myself.arguments(NearQuery(), location="query")
@myself.response(200, MomStores())
@operation("mom.stores")
def get_stores(query: dict[str, Any]) -> dict[str, Any]:
    """With how far each is from ``lng``, ``lat`` if given, and until when it is open."""
    member_id, point = me().id, _point(query)
    return {"stores": house().db.read(lambda session: her_stores_rows(session, member_id, point))}


@myself.route("/me/stores", methods=["POST"])
@documented(myself, "She scanned a store's code in the shop")
@myself.arguments(StoreLinkIn())
@myself.response(200, MomStores())
@operation("mom.stores.link")
def link_store(body: dict[str, Any]) -> dict[str, Any]:
    """The store is hers to see. Her orders go there first once she has bought there."""
    member_id = me().id

    def work(session: Session) -> dict[str, Any]:
        link(session, member_id, body["scene"])
        return {"stores": her_stores_rows(session, member_id, None)}

    return house().db.run(work)


@myself.route("/me/export", methods=["GET"])
@documented(myself, "Everything that is kept about her, as JSON")
@myself.response(200, description="A JSON object with a list for each kind of thing")
@operation("mom.export")
def export_me() -> Response:
    """In clear, since it is hers."""
    member_id = me().id
    answer = jsonify(_plain(house().db.read(lambda session: leaving.export(session, member_id))))
    answer.headers["Content-Disposition"] = 'attachment; filename="jindan-my-data.json"'
    return answer


@myself.route("/me", methods=["DELETE"])
@documented(myself, "Erase her", 409)
@myself.response(204)
@operation("mom.erase")
def erase_me() -> None:
    """At once and for good; refused while an order or a refund is under way."""
    member_id = me().id
    house().db.run(lambda session: leaving.erase(session, member_id))


def _point(query: dict[str, Any]) -> tuple[float, float] | None:
    lng, lat = query["lng"], query["lat"]
    if lng is None and lat is None:
        return None
    if lng is None or lat is None:
        raise Invalid(fields={"lat" if lat is None else "lng": ["经度和纬度要一起给出"]})
    place = place_of(lng, lat, query["datum"], "lng")
    return place.lng, place.lat


def _plain(value: Any) -> Any:
    # jsonify would write instants as HTTP dates.
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return local(value).isoformat(timespec="milliseconds") if isinstance(value, datetime) else value
