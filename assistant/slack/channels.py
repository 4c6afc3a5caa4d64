"""Channels: who reads in one, as Slack says."""

from __future__ import annotations

from typing import Any

from assistant.slack.arrival import Arrival, Kind
from assistant.slack.posting import Line, SlackRefused, SlackUnreachable

# Events say themselves whether their channel is shared; what is clicked or submitted does not.
_SILENT = (Kind.ACTION, Kind.SUBMISSION)


def is_public(line: Line, arrival: Arrival) -> bool:
    """Whether everybody in the workspace could read there; when in doubt, yes."""
    if arrival.is_direct or arrival.channel_type in ("im", "mpim", "group"):
        return False
    if arrival.channel_type == "channel":
        return True
    found = _info(line, arrival)
    return not any(found.get(name) is True for name in ("is_private", "is_im", "is_mpim"))


def is_external(line: Line, arrival: Arrival) -> bool:
    """Whether people of another organisation read there."""
    if arrival.is_external:
        return True
    if arrival.is_direct or arrival.kind not in _SILENT:
        return False
    found = _info(line, arrival)
    return any(found.get(name) is True for name in ("is_ext_shared", "is_pending_ext_shared"))


def _info(line: Line, arrival: Arrival) -> dict[str, Any]:
    """What Slack knows of the channel; nothing of one that the bot cannot see."""
    try:
        found = line.read("conversations.info", channel=arrival.channel).get("channel")
    except (SlackRefused, SlackUnreachable):
        return {}
    return found if isinstance(found, dict) else {}
