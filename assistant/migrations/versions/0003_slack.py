"""The Slack surface: its inbox, threads, channels, feedback and installations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_slack"
down_revision = "0002_page"
branch_labels = None
depends_on = None


def _time(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(name: str, length: int = 40) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "slack_inbox",
        sa.Column("id", sa.Integer, nullable=False),
        _key("team"),
        _key("event_key", 200),
        sa.Column("place", sa.String(120)),
        _key("lane", 200),
        _key("kind", 20),
        _key("position"),
        sa.Column("payload", sa.Text, nullable=False),
        _key("state", 12),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(40)),
        _time("lease_until", nullable=True),
        _time("due_at"),
        _time("received_at"),
        _time("finished_at", nullable=True),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("turn", sa.Integer),
        sa.Column("answer_id", sa.String(64)),
        sa.Column("reply_channel", sa.String(40)),
        sa.Column("reply_ts", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_slack_inbox"),
        sa.UniqueConstraint("team", "event_key", name="uq_slack_inbox_event"),
        sa.UniqueConstraint("team", "place", name="uq_slack_inbox_place"),
    )
    op.create_index("ix_slack_inbox_state", "slack_inbox", ["state", "lane"])
    op.create_table(
        "slack_threads",
        _key("team"),
        _key("channel"),
        _key("thread_ts"),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("guideline", sa.String(80)),
        _time("created_at"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_slack_threads_conversations"
        ),
        sa.PrimaryKeyConstraint("team", "channel", "thread_ts", name="pk_slack_threads"),
    )
    op.create_table(
        "slack_channels",
        _key("team"),
        _key("channel"),
        sa.Column("guideline", sa.String(80)),
        sa.Column("external_allowed_by", sa.String(40)),
        _time("changed_at"),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_slack_channels"),
    )
    op.create_table(
        "slack_feedback",
        _key("team"),
        _key("user"),
        _key("answer_id", 64),
        _key("verdict", 20),
        _time("given_at"),
        sa.PrimaryKeyConstraint("team", "user", "answer_id", name="pk_slack_feedback"),
    )
    op.create_table(
        "slack_installations",
        _key("client_id", 80),
        _key("enterprise"),
        _key("team"),
        sa.Column("content", sa.Text, nullable=False),
        _time("acknowledged_at"),
        _key("acknowledged_by"),
        _time("installed_at"),
        sa.PrimaryKeyConstraint("client_id", "enterprise", "team", name="pk_slack_installations"),
    )
    op.create_table(
        "slack_oauth_states",
        _key("state", 64),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("state", name="pk_slack_oauth_states"),
    )


def downgrade() -> None:
    for table in ("oauth_states", "installations", "feedback", "channels", "threads", "inbox"):
        op.drop_table(f"slack_{table}")
