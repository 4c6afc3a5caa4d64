"""Runs the migrations on the connection and in the transaction that the caller opened."""

from __future__ import annotations

from alembic import context

from assistant.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
