"""Alembic's entry: the connection comes from app.migrate, the tables from app.tables."""

from alembic import context

from app.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, compare_type=True, compare_server_default=False)
with context.begin_transaction():
    context.run_migrations()
