"""Her addresses."""

from __future__ import annotations

from typing import Any

from app.members import addresses as book
from app.members.points import Place, place_of
from app.mom_api.kit import documented, part
from app.mom_api.schemas import AddressIn, AddressPatch, MomAddress, MomAddresses
from app.web.access import me, operation
from app.web.house import house

addresses = part("addresses", "Her addresses / 收货地址")


@addresses.route("/addresses", methods=["GET"])
@documented(addresses, "Her addresses, the default first")
@addresses.response(200, MomAddresses())
@operation("mom.addresses.list")
def list_addresses() -> dict[str, Any]:
    """Phones are masked here."""
    member_id = me().id
    return {"addresses": house().db.read(lambda session: book.addresses_of(session, member_id))}


@addresses.route("/addresses", methods=["POST"])
@documented(addresses, "Add an address", 409)
@addresses.arguments(AddressIn())
@addresses.response(201, MomAddress())
@addresses.alt_response(200, schema=MomAddress(), description="She has just this one already", success=True)
@operation("mom.addresses.create")
def create_address(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A point on the map is required. The first one becomes her default."""
    member_id = me().id
    details = book.Details(body["name"], body["phone"], body["text"], body["door"])
    place, default = _place(body["point"]), body["is_default"]
    address, new = house().db.run(lambda session: book.add_address(session, member_id, details, place, default))
    return address, 201 if new else 200


@addresses.route("/addresses/<int:address_id>", methods=["GET"])
@documented(addresses, "One address, in full", 404)
@addresses.response(200, MomAddress())
@operation("mom.addresses.get")
def get_address(address_id: int) -> dict[str, Any]:
    """As she wrote it, for editing."""
    member_id = me().id
    return house().db.read(lambda session: book.address_of(session, member_id, address_id))


@addresses.route("/addresses/<int:address_id>", methods=["PATCH"])
@documented(addresses, "Change an address", 404)
@addresses.arguments(AddressPatch())
@addresses.response(200, MomAddress())
@operation("mom.addresses.update")
def patch_address(body: dict[str, Any], address_id: int) -> dict[str, Any]:
    """A new text needs a new point (`point_required`)."""
    member_id = me().id
    place = _place(body.pop("point")) if "point" in body else None
    change = book.AddressChange(place=place, **body)
    return house().db.run(lambda session: book.change_address(session, member_id, address_id, change))


@addresses.route("/addresses/<int:address_id>", methods=["DELETE"])
@documented(addresses, "Remove an address", 404)
@addresses.response(204)
@operation("mom.addresses.delete")
def delete_address(address_id: int) -> None:
    """Orders already placed keep what they need of it."""
    member_id = me().id
    house().db.run(lambda session: book.remove_address(session, member_id, address_id))


def _place(point: dict[str, Any]) -> Place:
    return place_of(point["lng"], point["lat"], point["datum"])
