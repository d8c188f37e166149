"""Receipt lines put together in the database: whose they are, what is there already, and what is written.

All of it is done set by set, so that a million lines are a matter of a minute and of no memory here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports.errors import Faults
from app.imports.report import Report
from app.imports.staging import check

LINES = "staged_lines"
COLUMNS = {
    **{"row": "bigint", "member_ref": "text", "phone_hash": "bytea", "phone_sealed": "bytea", "store_code": "text"},
    **{"receipt_no": "text", "purchased_at": "timestamptz", "sku": "text", "quantity": "bigint", "paid_fen": "bigint"},
}

_UNKNOWN_STORE = """
SELECT row, 'there is no store ' || store_code AS what FROM staged_lines g
WHERE NOT EXISTS (SELECT 1 FROM stores s WHERE s.code = g.store_code)
"""
_UNKNOWN_SKU = """
SELECT row, 'there is no article ' || sku AS what FROM staged_lines g
WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.sku = g.sku)
"""
_TORN_RECEIPT = """
SELECT row, 'differs from row ' || first_row || ', which is the same receipt' AS what,
       CASE WHEN purchased_at <> first_at THEN 'purchased_at' WHEN member_ref IS DISTINCT FROM first_ref THEN 'member_ref'
            ELSE 'phone' END AS column
FROM (SELECT row, member_ref, phone_hash, purchased_at, first_value(row) OVER receipt AS first_row,
             first_value(member_ref) OVER receipt AS first_ref, first_value(phone_hash) OVER receipt AS first_hash,
             first_value(purchased_at) OVER receipt AS first_at
      FROM staged_lines WINDOW receipt AS (PARTITION BY store_code, receipt_no ORDER BY row)) g
WHERE purchased_at <> first_at OR member_ref IS DISTINCT FROM first_ref OR phone_hash IS DISTINCT FROM first_hash
"""

# A row may name her by number, by phone or by both; rows with both say that number and phone are one person.
_PEOPLE = """
CREATE TEMP TABLE staged_people ON COMMIT DROP AS
WITH pairs AS (
  SELECT DISTINCT ON (member_ref, phone_hash) member_ref, phone_hash, phone_sealed, row FROM staged_lines
  WHERE member_ref IS NOT NULL AND phone_hash IS NOT NULL ORDER BY member_ref, phone_hash, row),
everybody AS (
  SELECT * FROM pairs
  UNION ALL
  SELECT member_ref, NULL::bytea, NULL::bytea, min(row) FROM staged_lines g
  WHERE phone_hash IS NULL AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.member_ref = g.member_ref) GROUP BY member_ref
  UNION ALL
  SELECT * FROM (
    SELECT DISTINCT ON (phone_hash) NULL::text, phone_hash, phone_sealed, row FROM staged_lines g
    WHERE member_ref IS NULL AND NOT EXISTS (SELECT 1 FROM pairs p WHERE p.phone_hash = g.phone_hash)
    ORDER BY phone_hash, row) by_phone)
SELECT row_number() OVER () AS person, e.*, coalesce(r.id, h.id) AS member_id,
       r.id IS NOT NULL AND h.id IS NOT NULL AND r.id <> h.id AS two_members,
       r.phone_hash IS NOT NULL AND e.phone_hash <> r.phone_hash AS other_phone,
       h.ref IS NOT NULL AND e.member_ref <> h.ref AS other_ref
FROM everybody e LEFT JOIN members r ON r.ref = e.member_ref LEFT JOIN members h ON h.phone_hash = e.phone_hash
"""
_TWO_PHONES = """
SELECT row, 'this member_ref has another phone in row ' || first_row AS what
FROM (SELECT row, member_ref, min(row) OVER (PARTITION BY member_ref) AS first_row FROM staged_people) g
WHERE row > first_row AND member_ref IS NOT NULL
"""
_TWO_REFS = """
SELECT row, 'this phone has another member_ref in row ' || first_row AS what
FROM (SELECT row, phone_hash, min(row) OVER (PARTITION BY phone_hash) AS first_row FROM staged_people) g
WHERE row > first_row AND phone_hash IS NOT NULL
"""
_KNOWN_OTHERWISE = """
SELECT row, CASE WHEN two_members THEN 'member_ref and phone belong to two different members'
                 WHEN other_phone THEN 'the member with this member_ref has another phone'
                 ELSE 'the member with this phone has another member_ref' END AS what
FROM staged_people WHERE two_members OR other_phone OR other_ref
"""

_RECEIPTS = """
CREATE TEMP TABLE staged_receipts ON COMMIT DROP AS
SELECT g.store_code, g.receipt_no, 'import:' || g.store_code || ':' || g.receipt_no AS source_key, s.id AS store_id,
       g.row, g.purchased_at, g.total_fen, g.content, coalesce(r.person, h.person) AS person, k.id AS purchase_id
FROM (SELECT store_code, receipt_no, min(row) AS row, min(purchased_at) AS purchased_at, min(member_ref) AS member_ref,
             (array_agg(phone_hash))[1] AS phone_hash, sum(paid_fen)::bigint AS total_fen,
             string_agg(concat_ws('|', sku, quantity, paid_fen), ';' ORDER BY sku, quantity, paid_fen) AS content
      FROM staged_lines GROUP BY store_code, receipt_no) g
JOIN stores s ON s.code = g.store_code
LEFT JOIN staged_people r ON r.member_ref = g.member_ref
LEFT JOIN staged_people h ON h.phone_hash = g.phone_hash AND g.member_ref IS NULL
LEFT JOIN purchases k ON k.source_key = 'import:' || g.store_code || ':' || g.receipt_no
"""
# Who has left has left: her old receipts stay as they are, and naming her again does not bring her back.
_OTHER_CONTENT = """
SELECT r.row, 'this receipt was imported before with other content (' || CASE
         WHEN k.purchased_at <> r.purchased_at THEN 'purchased_at' WHEN k.store_id <> r.store_id THEN 'store_code'
         WHEN k.member_id IS DISTINCT FROM p.member_id AND m.erased_at IS NULL THEN 'member'
         ELSE 'lines' END || ')' AS what
FROM staged_receipts r JOIN purchases k ON k.id = r.purchase_id
JOIN staged_people p ON p.person = r.person LEFT JOIN members m ON m.id = k.member_id
LEFT JOIN (
  SELECT purchase_id, string_agg(concat_ws('|', sku, quantity, paid_fen), ';' ORDER BY sku, quantity, paid_fen) AS content
  FROM purchase_lines WHERE purchase_id IN (SELECT purchase_id FROM staged_receipts) GROUP BY purchase_id
) known ON known.purchase_id = k.id
WHERE k.purchased_at <> r.purchased_at OR k.store_id <> r.store_id OR known.content IS DISTINCT FROM r.content
   OR (k.member_id IS DISTINCT FROM p.member_id AND m.erased_at IS NULL)
"""

_COUNT = text("""
SELECT count(*) FILTER (WHERE purchase_id IS NULL) AS added, count(purchase_id) AS unchanged,
       count(DISTINCT person) FILTER (WHERE purchase_id IS NULL AND p.member_id IS NULL) AS members
FROM staged_receipts r JOIN staged_people p USING (person)
""")
_LEARNED = (
    "m.id = p.member_id AND ((m.ref IS NULL AND p.member_ref IS NOT NULL)"
    " OR (m.phone_hash IS NULL AND p.phone_hash IS NOT NULL))"
)
_COUNT_LEARNED = text(f"SELECT count(*) FROM staged_people p JOIN members m ON {_LEARNED}")
_LEARN = text(f"""
UPDATE members m SET ref = coalesce(m.ref, p.member_ref), phone_hash = coalesce(m.phone_hash, p.phone_hash),
  phone_sealed = CASE WHEN m.phone_hash IS NULL THEN p.phone_sealed ELSE m.phone_sealed END
FROM staged_people p WHERE {_LEARNED}
""")
# Somebody may log in with her phone for the first time this very moment: then it is she.
_NEW_MEMBERS = text("""
INSERT INTO members (ref, phone_hash, phone_sealed, created_at)
SELECT member_ref, phone_hash, phone_sealed, :at FROM staged_people p
WHERE member_id IS NULL AND EXISTS (SELECT 1 FROM staged_receipts r WHERE r.person = p.person AND r.purchase_id IS NULL)
ORDER BY row ON CONFLICT DO NOTHING
""")
_BY_PHONE = text("""
UPDATE staged_people p SET member_id = m.id FROM members m WHERE p.member_id IS NULL AND m.phone_hash = p.phone_hash
""")
_BY_REF = text("""
UPDATE staged_people p SET member_id = m.id FROM members m WHERE p.member_id IS NULL AND m.ref = p.member_ref
""")
_WRITE_RECEIPTS = text("""
INSERT INTO purchases (source, source_key, member_id, store_id, purchased_at, total_fen)
SELECT 'import', r.source_key, p.member_id, r.store_id, r.purchased_at, r.total_fen
FROM staged_receipts r JOIN staged_people p USING (person) WHERE r.purchase_id IS NULL ORDER BY r.row
""")
_WRITE_LINES = text("""
INSERT INTO purchase_lines (purchase_id, line_no, sku, quantity, paid_fen)
SELECT k.id, row_number() OVER (PARTITION BY k.id ORDER BY g.row), g.sku, g.quantity, g.paid_fen
FROM staged_receipts r JOIN purchases k ON k.source_key = r.source_key
JOIN staged_lines g ON g.store_code = r.store_code AND g.receipt_no = r.receipt_no
WHERE r.purchase_id IS NULL
""")


def check_rows(session: Session, faults: Faults) -> None:
    """Stores and articles that are not there; rows of one receipt that contradict each other."""
    check(session, faults, _UNKNOWN_STORE, "store_code")
    check(session, faults, _UNKNOWN_SKU, "sku")
    check(session, faults, _TORN_RECEIPT, "receipt_no")


def find_people(session: Session, faults: Faults) -> None:
    """Who is meant, each person once, and which member she is, if she is one yet."""
    session.execute(text("DROP TABLE IF EXISTS staged_people"))
    session.execute(text(_PEOPLE))
    session.execute(text("ANALYZE staged_people"))
    check(session, faults, _TWO_PHONES, "phone")
    check(session, faults, _TWO_REFS, "member_ref")
    check(session, faults, _KNOWN_OTHERWISE, "member_ref")


def put_together(session: Session, faults: Faults) -> None:
    """Lines become receipts; one that was imported before must be just the same."""
    session.execute(text("DROP TABLE IF EXISTS staged_receipts"))
    session.execute(text(_RECEIPTS))
    session.execute(text("ANALYZE staged_receipts"))
    check(session, faults, _OTHER_CONTENT, "receipt_no")


def report(session: Session) -> Report:
    """What ``write`` would do."""
    count = session.execute(_COUNT).one()
    learned = session.execute(_COUNT_LEARNED).scalar_one()
    notes = [f"{count.members:,} new members"]
    notes += [f"{learned:,} members now known by phone and member_ref"] if learned else []
    return Report("receipts", count.added, learned, count.unchanged, notes)


def write(session: Session, at: datetime) -> None:
    """Members, receipts, lines."""
    session.execute(_LEARN)
    session.execute(_NEW_MEMBERS, {"at": at})
    session.execute(_BY_PHONE)
    session.execute(_BY_REF)
    session.execute(_WRITE_RECEIPTS)
    session.execute(_WRITE_LINES)
    session.execute(text("ANALYZE members, purchases, purchase_lines"))  # a million rows later, old plans are bad plans
