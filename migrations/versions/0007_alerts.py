"""Phones' signs of life, the alert ladder, calls, printers"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def _at(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, nullable: bool = False, **more: object) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable, **more)


def _text(name: str, nullable: bool = False, **more: object) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable, **more)


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{name}"))


def upgrade() -> None:
    op.create_table(
        "devices",
        _number("token_id"),
        _number("store_id"),
        _at("at"),
        _at("real_at"),
        _refers("devices", "token_id", "tokens"),
        _refers("devices", "store_id", "stores"),
        sa.PrimaryKeyConstraint("token_id", name="pk_devices"),
    )
    op.create_index("ix_devices_store_id", "devices", ["store_id"], unique=False)
    op.add_column("offers", _at("alert_at", nullable=True))
    due = sa.text("state = 'open' AND alert_at IS NOT NULL")
    op.create_index("ix_offers_alert_due", "offers", ["alert_at"], unique=False, postgresql_where=due)
    op.create_table(
        "call_tasks",
        _id(),
        _number("store_id"),
        _text("state", server_default="open"),
        _at("opened_at"),
        _number("claimed_by", nullable=True),
        _at("claimed_at", nullable=True),
        _at("ended_at", nullable=True),
        _text("outcome", nullable=True),
        _text("note", nullable=True),
        _check("call_tasks_state", "state IN ('open', 'claimed', 'done', 'moot')"),
        _check("call_tasks_outcome", "(state = 'done') = (outcome IS NOT NULL)"),
        _check(
            "call_tasks_outcome_known",
            "outcome IS NULL OR outcome IN ('will_answer', 'no_answer', 'wrong_number', 'closed', 'other')",
        ),
        _refers("call_tasks", "store_id", "stores"),
        _refers("call_tasks", "claimed_by", "agents"),
        sa.PrimaryKeyConstraint("id", name="pk_call_tasks"),
    )
    live = sa.text("state IN ('open', 'claimed')")
    op.create_index("ix_call_tasks_one_open", "call_tasks", ["store_id"], unique=True, postgresql_where=live)
    op.create_table(
        "alerts",
        _id(),
        _number("offer_id"),
        _number("store_id"),
        _number("leader_id"),
        _text("rung"),
        _text("state"),
        _text("failure", nullable=True),
        _at("due_at"),
        _at("at"),
        _at("receipt_at", nullable=True),
        _text("receipt_by", nullable=True),
        _number("policy_version"),
        _number("call_task_id", nullable=True),
        _check("alerts_rung", "rung IN ('in_app', 'service_account', 'printer', 'sms', 'call')"),
        _check("alerts_state", "state IN ('firing', 'sent', 'seen', 'failed', 'skipped')"),
        _check("alerts_failure", "(state IN ('failed', 'skipped')) = (failure IS NOT NULL)"),
        _check("alerts_receipt", "state <> 'seen' OR receipt_at IS NOT NULL"),
        _refers("alerts", "offer_id", "offers"),
        _refers("alerts", "store_id", "stores"),
        _refers("alerts", "call_task_id", "call_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("offer_id", "rung", name="uq_alerts_offer_id_rung"),
    )
    op.create_index("ix_alerts_leader_id", "alerts", ["leader_id", "rung"], unique=False)
    called = sa.text("call_task_id IS NOT NULL")
    op.create_index("ix_alerts_call_task_id", "alerts", ["call_task_id"], unique=False, postgresql_where=called)
    op.create_table(
        "printers",
        _id(),
        _number("store_id"),
        _text("provider"),
        _text("serial"),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        _text("name"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        _text("condition", server_default="unknown"),
        _at("checked_at", nullable=True),
        _at("seen_at", nullable=True),
        _at("failing_since", nullable=True),
        _text("created_by"),
        _at("created_at"),
        _check("printers_provider", "provider IN ('feie', 'yilianyun')"),
        _check("printers_condition", "condition IN ('unknown', 'online', 'offline', 'no_paper')"),
        _refers("printers", "store_id", "stores"),
        sa.PrimaryKeyConstraint("id", name="pk_printers"),
    )
    active = sa.text("active")
    op.create_index("ix_printers_serial", "printers", ["provider", "serial"], unique=True, postgresql_where=active)
    op.create_index("ix_printers_store_id", "printers", ["store_id"], unique=False, postgresql_where=active)
    op.create_table(
        "tickets",
        _id(),
        _text("key"),
        _number("printer_id"),
        _text("kind"),
        _number("leader_id", nullable=True),
        _text("state", server_default="queued"),
        _text("provider_no", nullable=True),
        _text("failure", nullable=True),
        _at("created_at"),
        _at("sent_at", nullable=True),
        _at("printed_at", nullable=True),
        _number("checks", server_default="0"),
        _at("next_check_at", nullable=True),
        _check("tickets_kind", "kind IN ('offer', 'void', 'test')"),
        _check("tickets_state", "state IN ('queued', 'sent', 'printed', 'failed', 'lost', 'cancelled')"),
        _refers("tickets", "printer_id", "printers"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("key", name="uq_tickets_key"),
    )
    sent = sa.text("state = 'sent'")
    op.create_index("ix_tickets_due", "tickets", ["next_check_at"], unique=False, postgresql_where=sent)
    op.create_index("ix_tickets_provider_no", "tickets", ["provider_no"], unique=False, postgresql_where=sent)
    op.create_index("ix_tickets_printer_id", "tickets", ["printer_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("tickets")
    op.drop_table("printers")
    op.drop_table("alerts")
    op.drop_table("call_tasks")
    op.drop_index("ix_offers_alert_due", table_name="offers")
    op.drop_column("offers", "alert_at")
    op.drop_table("devices")
