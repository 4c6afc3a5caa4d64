"""What the page needs: whose a conversation is, feedback, and the key that signs cookies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_page"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("owner", sa.String(32), nullable=True))
    op.create_index("ix_conversations_owner", "conversations", ["owner"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("answer_id", "owner", "kind", name="uq_feedback_answer_id"),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )


def downgrade() -> None:
    op.drop_table("keys")
    op.drop_table("feedback")
    op.drop_index("ix_conversations_owner", "conversations")
    op.drop_column("conversations", "owner")
