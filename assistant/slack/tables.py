"""The tables of the Slack surface, beside those of conversations and answers.

The inbox is what was received and what became of it. Its payload, which holds a message's
text, is emptied as soon as the entry is finished.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.database import UtcDateTime, metadata

inbox = Table(
    "slack_inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(40), nullable=False),
    Column("event_key", String(200), nullable=False),
    Column("place", String(120)),
    Column("lane", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("position", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(40)),
    Column("lease_until", UtcDateTime),
    Column("due_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("conversation_id", String(32)),
    Column("turn", Integer),
    Column("answer_id", String(64)),
    Column("reply_channel", String(40)),
    Column("reply_ts", String(40)),
    UniqueConstraint("team", "event_key", name="uq_slack_inbox_event"),
    UniqueConstraint("team", "place", name="uq_slack_inbox_place"),
    Index("ix_slack_inbox_state", "state", "lane"),
)

threads = Table(
    "slack_threads",
    metadata,
    Column("team", String(40), primary_key=True),
    Column("channel", String(40), primary_key=True),
    Column("thread_ts", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("guideline", String(80)),
    Column("created_at", UtcDateTime, nullable=False),
)

channels = Table(
    "slack_channels",
    metadata,
    Column("team", String(40), primary_key=True),
    Column("channel", String(40), primary_key=True),
    Column("guideline", String(80)),
    Column("external_allowed_by", String(40)),
    Column("changed_at", UtcDateTime, nullable=False),
)

installations = Table(
    "slack_installations",
    metadata,
    Column("client_id", String(80), primary_key=True),
    Column("enterprise", String(40), primary_key=True),
    Column("team", String(40), primary_key=True),
    Column("content", Text, nullable=False),
    Column("acknowledged_at", UtcDateTime, nullable=False),
    Column("acknowledged_by", String(40), nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
)

oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)
