"""What the bot needs to be granted in Slack; `manifest.yaml` says the same to Slack."""

from __future__ import annotations

from pathlib import Path

MANIFEST = Path(__file__).parent / "manifest.yaml"

# Slack sends messages as one event per kind of channel.
MESSAGE_EVENTS = ("message.channels", "message.groups", "message.im", "message.mpim")

BOT_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "mpim:history",
    "mpim:read",
    "users:read",
)
