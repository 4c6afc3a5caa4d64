"""What Slack's readers say of answers, kept beside all other feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_slack_feedback"
down_revision = "0003_slack"
branch_labels = None
depends_on = None

MOVED = """
insert into feedback (answer_id, owner, kind, reason, created_at)
select answer_id, 'slack:' || team || ':' || "user", verdict, '', given_at from slack_feedback
"""


def upgrade() -> None:
    with op.batch_alter_table("feedback") as table:
        table.alter_column("owner", type_=sa.String(100), existing_nullable=False)
    op.execute(MOVED)
    op.drop_table("slack_feedback")


def downgrade() -> None:
    op.create_table(
        "slack_feedback",
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "user", "answer_id", name="pk_slack_feedback"),
    )
    op.execute("delete from feedback where owner like 'slack:%'")
    with op.batch_alter_table("feedback") as table:
        table.alter_column("owner", type_=sa.String(32), existing_nullable=False)
