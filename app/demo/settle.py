"""The people of the demo: mothers with addresses and babies, staff, customer service, one till."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.demo import files
from app.identity.login import TOKEN_LIFETIME
from app.identity.models import Agent, Staff, StaffRole, Terminal, Token
from app.identity.staff import PURPOSE as STAFF_PHONE
from app.members.addresses import Details, add_address
from app.members.babies import add_baby
from app.members.consents import give_consent
from app.members.models import Member
from app.members.people import rename
from app.members.points import place_of
from app.security import hash_password, token_hash
from app.stores.models import Store
from dispatch import policies

CONSENT_TEXT = "demo-1"
SERIAL = "POS-DEMO-1"
TERMINAL_TOKEN = "demo-terminal-token-pos-demo-1"  # public: it opens nothing but the demo


def moment(text: str) -> datetime:
    """A moment with its offset, as the demo files have them."""
    return datetime.fromisoformat(text)


def mothers(session: Session, days_back: int) -> None:
    """Names, addresses, babies and consents of the named mothers. Their phones are proved when they log in."""
    for row in files.read(files.MEMBERS):
        member_id = _member(session, row["member_ref"], row["phone"])
        rename(session, member_id, row["name"])
        details = Details(row["name"], row["phone"], row["address"], row["door"])
        add_address(session, member_id, details, place_of(float(row["lng"]), float(row["lat"]), row["datum"]), True)
        give_consent(session, member_id, "service", CONSENT_TEXT)
        born = date.fromisoformat(f"{row['baby_birth_month']}-15") - timedelta(days=days_back)
        add_baby(session, member_id, row["baby_nickname"], f"{born:%Y-%m}", CONSENT_TEXT)


def _member(session: Session, ref: str, phone: str) -> int:
    """Whom the purchases brought already, or a new member who has never bought."""
    found = session.execute(select(Member.id).where(Member.ref == ref)).scalar_one_or_none()
    if found is not None:
        return found
    vault = vault_of(session)
    values = {
        "ref": ref, "phone_hash": vault.blind_index(phone), "phone_sealed": vault.seal(phone, "members.phone"),
        "created_at": now(session),
    }  # fmt: skip
    return session.execute(insert(Member).values(values).returning(Member.id)).scalar_one()


def policy(session: Session) -> None:
    """The demo's mothers may choose another store than the rule's; everything else is as the rule has it."""
    version = policies.draft(session, {"member_choice": True}, "system")["version"]
    policies.activate(session, version, "system", "demo")


def staff(session: Session) -> None:
    """Managers, clerks and chain managers with their stores."""
    vault, at = vault_of(session), now(session)
    store_ids = _store_ids(session, {code for row in files.read(files.STAFF) for code in row["store_codes"].split(";")})
    for row in files.read(files.STAFF):
        phone = row["phone"]
        values = {
            "phone_hash": vault.blind_index(phone), "phone_sealed": vault.seal(phone, STAFF_PHONE),
            "name": row["name"], "created_at": at,
        }  # fmt: skip
        staff_id = session.execute(insert(Staff).values(values).returning(Staff.id)).scalar_one()
        roles = [
            {"staff_id": staff_id, "store_id": store_ids[code], "role": row["role"]}
            for code in row["store_codes"].split(";")
        ]
        session.execute(insert(StaffRole), roles)


def agents(session: Session) -> None:
    """Customer service and headquarters, with the documented password of the demo."""
    for row in files.read(files.AGENTS):
        values = {
            "login": row["login"], "name": row["name"], "role": row["role"],
            "password_hash": hash_password(row["password"]), "created_at": now(session),
        }  # fmt: skip
        session.execute(insert(Agent).values(values))


def terminal(session: Session) -> None:
    """A till at the first staffed store, where the first mother buys."""
    store_id = next(iter(_store_ids(session, {files.read(files.MEMBERS)[0]["home_store"]}).values()))
    values = {"serial": SERIAL, "store_id": store_id}
    terminal_id = session.execute(insert(Terminal).values(values).returning(Terminal.id)).scalar_one()
    at = now(session)
    token = {
        "token_hash": token_hash(TERMINAL_TOKEN), "kind": "terminal", "subject_id": terminal_id, "store_id": store_id,
        "device": SERIAL, "created_at": at, "expires_at": at + TOKEN_LIFETIME["terminal"],
    }  # fmt: skip
    session.execute(insert(Token).values(token))


def _store_ids(session: Session, codes: set[str]) -> dict[str, int]:
    return {row.code: row.id for row in session.execute(select(Store.code, Store.id).where(Store.code.in_(codes)))}
