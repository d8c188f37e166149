"""Her babies and her consents."""

from __future__ import annotations

from typing import Any

from app.members import babies, consents
from app.mom_api.kit import documented, part
from app.mom_api.schemas import BabyIn, ConsentIn, MomBabies, MomBaby, MomConsent, MomConsents
from app.web.access import me, operation
from app.web.house import house

family = part("family", "Her babies and consents / 宝宝与授权")


@family.route("/babies", methods=["GET"])
@documented(family, "Her babies")
@family.response(200, MomBabies())
@operation("mom.babies.list")
def list_babies() -> dict[str, Any]:
    """The latest entered first."""
    member_id = me().id
    return {"babies": house().db.read(lambda session: babies.babies_of(session, member_id))}


@family.route("/babies", methods=["POST"])
@documented(family, "Add a baby, with the guardian's consent", 409)
@family.arguments(BabyIn())
@family.response(201, MomBaby())
@family.alt_response(200, schema=MomBaby(), description="She has entered just this one already", success=True)
@operation("mom.babies.create")
def create_baby(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The consent row is written with the baby."""
    member_id = me().id
    baby, new = house().db.run(
        lambda session: babies.add_baby(session, member_id, body["nickname"], body["birth_month"], body["text_version"])
    )
    return baby, 201 if new else 200


@family.route("/babies/<int:baby_id>", methods=["DELETE"])
@documented(family, "Forget a baby", 404)
@family.response(204)
@operation("mom.babies.delete")
def delete_baby(baby_id: int) -> None:
    """Its details are overwritten, its consent is taken back."""
    member_id = me().id
    house().db.run(lambda session: babies.remove_baby(session, member_id, baby_id))


@family.route("/consents", methods=["GET"])
@documented(family, "What she agreed to")
@family.response(200, MomConsents())
@operation("mom.consents.list")
def list_consents() -> dict[str, Any]:
    """Those taken back are still there, with when."""
    member_id = me().id
    return {"consents": house().db.read(lambda session: consents.consents_of(session, member_id))}


@family.route("/consents", methods=["POST"])
@documented(family, "Agree to something")
@family.arguments(ConsentIn())
@family.response(201, MomConsent())
@family.alt_response(200, schema=MomConsent(), description="She has agreed to these words already", success=True)
@operation("mom.consents.give")
def give_consent(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Purpose and the version of the words she saw."""
    member_id = me().id
    consent, new = house().db.run(
        lambda session: consents.give_consent(session, member_id, body["purpose"], body["text_version"])
    )
    return consent, 201 if new else 200


@family.route("/consents/<int:consent_id>", methods=["DELETE"])
@documented(family, "Take a consent back", 404)
@family.response(200, MomConsent())
@operation("mom.consents.withdraw")
def withdraw_consent(consent_id: int) -> dict[str, Any]:
    """At once; a baby kept under it is forgotten."""
    member_id = me().id
    return house().db.run(lambda session: consents.withdraw_consent(session, member_id, consent_id))
