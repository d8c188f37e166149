"""A photo at the door."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import request
from marshmallow import fields
from sqlalchemy.orm import Session

from app.pictures import cleaned
from app.web.access import me, operation, own_order
from app.web.house import house
from app.web.schemas import LocalTime, Out
from dispatch import photos as proofs
from dispatch.trail import lock_store_order
from merchant_app_api.kit import documented, part

photos = part("photos", "Photos at the door / 送达照片")

_IMAGE = {"schema": {"type": "string", "format": "binary"}}
_FORM = {"schema": {"type": "object", "properties": {"photo": {"type": "string", "format": "binary"}}}}
BODY = {"required": True, "content": {f"image/{kind}": _IMAGE for kind in ("jpeg", "png", "webp")}}
BODY["content"]["multipart/form-data"] = _FORM  # type: ignore[index]


class ProofPhotoOut(Out):
    """A photo as it was kept; its number goes into `delivered`."""

    photo_id = fields.Integer()
    taken_at = LocalTime()


@photos.route("/orders/<order_no>/photo", methods=["POST"])
@documented(photos, "A photo at the door, which may stand for her code", 404, 409, 429)
@photos.doc(requestBody=BODY)
@photos.response(201, ProofPhotoOut())
@photos.alt_response(200, schema=ProofPhotoOut(), description="Just this photo was sent before", success=True)
@operation("merchant.orders.photo")
def take(order_no: str) -> tuple[dict[str, Any], int]:
    """The picture as the body, or as the file ``photo`` of a form; at most 2 MB. What the camera wrote beside it is dropped."""
    who = me()
    house().db.read(lambda session: own_order(session, order_no, who))  # before work is spent on a stranger's picture
    raw = _upload()
    picture, hashed = cleaned(raw, "photo"), hashlib.sha256(raw).digest()

    def keep(session: Session) -> tuple[dict[str, Any], int]:
        order = lock_store_order(session, order_no, who.store_id)
        photo_id, taken_at, new = proofs.keep(session, order, who.id, hashed, picture)
        return {"photo_id": photo_id, "taken_at": taken_at}, 201 if new else 200

    return house().db.run(keep)


def _upload() -> bytes:
    if request.mimetype.startswith("multipart/"):
        file = request.files.get("photo") or next(iter(request.files.values()), None)
        return file.read() if file else b""
    return request.get_data(cache=False)
