"""Stores that a mother met by scanning their code in the shop. Routing counts purchases alone; a link is hers to see."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid

# A mini-program code carries at most 32 characters, and is printed: the store's id stays when its code is renumbered.
_SCENE = re.compile(r"s=([0-9]{1,18})")

_LINK = text("""
INSERT INTO store_links (member_id, store_id, linked_at)
SELECT :member_id, coalesce(CASE WHEN s.status = 'closed' THEN s.successor_id END, s.id), jindan_now()
FROM stores s WHERE s.id = :store_id AND (s.status <> 'closed' OR s.successor_id IS NOT NULL)
ON CONFLICT (member_id, store_id) DO UPDATE SET linked_at = excluded.linked_at RETURNING store_id
""")
_LINKED = text("SELECT store_id FROM store_links WHERE member_id = :member_id ORDER BY linked_at DESC, store_id")


def scene_of(store_id: int) -> str:
    """What a store's mini-program code carries."""
    return f"s={store_id}"


def link(session: Session, member_id: int, scene: str) -> int:
    """She scanned ``scene``; the id of the store, or of its successor. Raises ``Invalid`` for a code that is not a store's."""
    found, read = None, _SCENE.fullmatch(scene)
    if read:
        found = session.execute(_LINK, {"member_id": member_id, "store_id": int(read[1])}).scalar()
    if found is None:
        raise Invalid(fields={"scene": ["这不是门店的二维码，或门店已停业"]})
    return int(found)


def linked_stores(session: Session, member_id: int) -> list[int]:
    """Ids of the stores she linked, the latest first."""
    return list(session.execute(_LINKED, {"member_id": member_id}).scalars())
