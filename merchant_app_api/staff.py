"""Who works at the store; for managers."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy.orm import Session

from app.identity import hiring
from app.identity.staff import ROLE_ZH
from app.web.access import me, operation
from app.web.door import Typed
from app.web.house import house
from app.web.schemas import CHANNEL_PHONE, LocalTime, Out, Strict
from merchant_app_api.kit import ID, documented, my_store, part
from merchant_app_api.store_schemas import choices

staff = part("staff", "Who works here / 员工")

_LONGEST_NAME = 20
_ROLE = validate.OneOf(list(ROLE_ZH), error="请选择角色")


def _store_code() -> fields.String:
    about = {"description": "another store that she manages; left out: the one her device works for"}
    return fields.String(load_default=None, validate=validate.Length(1, 64), metadata=about)


class StaffQuery(Strict):
    """Of which store."""

    store_code = _store_code()


class StaffIn(Strict):
    """Who works here from now on; her phone is her log-in."""

    phone = fields.String(required=True, validate=CHANNEL_PHONE)
    name = Typed(_LONGEST_NAME, required=True)
    role = fields.String(required=True, validate=_ROLE, metadata={"description": choices(ROLE_ZH)})
    store_code = _store_code()


class StaffPatch(Strict):
    """What changes; what is left out stays."""

    name = Typed(_LONGEST_NAME, load_default=None)
    role = fields.String(load_default=None, validate=_ROLE)
    active = fields.Boolean(load_default=None, truthy={True}, falsy={False})
    store_code = _store_code()

    @validates_schema
    def something(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A change of nothing is a mistake."""
        if all(data.get(name) is None for name in ("name", "role", "active")):
            raise ValidationError({"name": ["请填写要修改的内容"]})


class StaffRow(Out):
    """Somebody who works (or worked) here."""

    id = fields.Integer()
    name = fields.String()
    phone_masked = fields.String()
    role = fields.String()
    role_zh = fields.String()
    active = fields.Boolean(metadata={"description": "false: she works here no more, and cannot log in for this store"})
    at_work_since = LocalTime(allow_none=True)


class StaffPeople(Out):
    """Everybody, who works first, managers before clerks."""

    staff = fields.List(fields.Nested(StaffRow()))


@staff.route("/staff", methods=["GET"])
@documented(staff, "Who works at the store", 404)
@staff.arguments(StaffQuery(), location="query")
@staff.response(200, StaffPeople())
@operation("merchant.staff.list")
def list_staff(query: dict[str, Any]) -> dict[str, Any]:
    """Phones masked."""
    who, store_id = me(), my_store()

    def read(session: Session) -> dict[str, Any]:
        boss = hiring.boss_at(session, who.id, store_id, query["store_code"])
        return {"staff": hiring.people_of(session, boss.store_id)}

    return house().db.read(read)


@staff.route("/staff", methods=["POST"])
@documented(staff, "Somebody works here from now on", 404, 409)
@staff.arguments(StaffIn())
@staff.response(201, StaffRow())
@staff.alt_response(200, schema=StaffRow(), description="She works here in this role already", success=True)
@operation("merchant.staff.add")
def add_staff(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """She logs in with her phone. 409 `works_here` if she does in another role. Nobody gives a role above her own."""
    who, store_id = me(), my_store()

    def work(session: Session) -> tuple[dict[str, Any], int]:
        boss = hiring.boss_at(session, who.id, store_id, body["store_code"])
        row, new = hiring.hire(session, boss, body["phone"], body["name"], body["role"])
        return row, 201 if new else 200

    return house().db.run(work)


@staff.route(f"/staff/<{ID}:staff_id>", methods=["PATCH"])
@documented(staff, "Her name, her role here, whether she works here", 404, 409)
@staff.arguments(StaffPatch())
@staff.response(200, StaffRow())
@operation("merchant.staff.change")
def change_staff(body: dict[str, Any], staff_id: int) -> dict[str, Any]:
    """`active` false logs her out of this store at once. 409 `last_manager` rather than a store without one."""
    who, store_id = me(), my_store()

    def work(session: Session) -> dict[str, Any]:
        boss = hiring.boss_at(session, who.id, store_id, body["store_code"])
        return hiring.change(session, boss, staff_id, body["name"], body["role"], body["active"])

    return house().db.run(work)
