"""What no table can say: the clock, append-only tables, balanced entries, the store book's revision, the first policy."""

from alembic import op

from app.clock import NOW_FUNCTION

revision = "0002"
down_revision = "0001"

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
APPEND_ONLY = ("entries", "postings", "decisions", "reveals", "outages", "purchase_returns", "order_notes")

# Only the relay's two columns of an event may change.
OUTBOX = """
CREATE TRIGGER outbox_append_only BEFORE DELETE OR UPDATE OF id, kind, at, order_id, store_id, member_id, payload
ON outbox_events FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""

# An active policy's settings explain old decisions: they may be superseded, never edited.
POLICY = """
CREATE TRIGGER policy_fixed BEFORE DELETE OR UPDATE OF version, settings ON policy_versions
FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change()
"""

BALANCED = """
CREATE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id
             WHERE p.entry_id = NEW.entry_id GROUP BY a.unit HAVING sum(p.amount_fen) <> 0) THEN
    RAISE EXCEPTION 'entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER postings_balance AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION entry_balances()
"""

# Statement-level: an import of ten thousand stores counts once.
REVISION = """
CREATE FUNCTION count_store_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE revisions SET number = number + 1 WHERE name = 'stores'; RETURN NULL; END $$;
CREATE TRIGGER stores_revision AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF code, name, city, address, phone, lng, lat, hours, radius_m, area_wkt, successor_id
  ON stores FOR EACH STATEMENT EXECUTE FUNCTION count_store_revision();
CREATE TRIGGER store_exceptions_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
  ON store_exceptions FOR EACH STATEMENT EXECUTE FUNCTION count_store_revision()
"""

SEED = """
INSERT INTO revisions (name, number) VALUES ('stores', 1);
INSERT INTO policy_versions (settings, state, created_by, activated_at)
VALUES ('{}', 'active', 'system', clock_timestamp())
"""


def upgrade() -> None:
    op.execute(NOW_FUNCTION)
    op.execute(REFUSE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for statements in (OUTBOX, POLICY, BALANCED, REVISION, SEED):
        op.execute(statements)


def downgrade() -> None:
    for trigger, table in (
        ("outbox_append_only", "outbox_events"),
        ("policy_fixed", "policy_versions"),
        ("postings_balance", "postings"),
        ("stores_revision", "stores"),
        ("store_exceptions_revision", "store_exceptions"),
        *((f"{table}_append_only", table) for table in APPEND_ONLY),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("refuse_change", "entry_balances", "count_store_revision", "jindan_now"):
        op.execute(f"DROP FUNCTION {function}()")
