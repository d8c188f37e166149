"""A member's purchases are found by an index whatever became of them: customer service and her export read them all"""

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("ix_purchases_home", table_name="purchases")
    op.create_index("ix_purchases_home", "purchases", ["member_id", "purchased_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_purchases_home", table_name="purchases")
    completed = text("state = 'completed'")
    op.create_index("ix_purchases_home", "purchases", ["member_id", "purchased_at"], postgresql_where=completed)
