"""Delivery: a message to where it belongs, or the next best place, never to nowhere.

What Slack finds malformed or does not take in time becomes a short plain message that says
so. Where the bot may not write at all, the person who asked is told, alone.
"""

from __future__ import annotations

import logging

from assistant.slack.arrival import Arrival
from assistant.slack.blocks import Message, plain_message
from assistant.slack.inbox import Entry
from assistant.slack.posting import Line, SlackRefused, SlackUnreachable, Target

log = logging.getLogger(__name__)
_PLAINLY = {
    "not_in_channel": "I am not in that channel. Invite me and ask again.",
    "channel_not_found": "I cannot see that channel. Invite me and ask again.",
    "is_archived": "That channel is archived.",
    "restricted_action": "An admin restricts who may write there.",
}


def in_thread(arrival: Arrival) -> Target:
    """Where everybody in the arrival's thread reads."""
    return Target(arrival.channel, arrival.thread_ts or None)


def to_reader(arrival: Arrival) -> Target:
    """Where only the person behind the arrival reads."""
    if arrival.is_direct and not arrival.response_url:
        return in_thread(arrival)
    # A response URL knows no thread.
    url = None if arrival.thread_ts else arrival.response_url or None
    return Target(arrival.channel, arrival.thread_ts or None, arrival.user, url)


def deliver(
    line: Line, entry: Entry, message: Message, target: Target, url: str | None = None
) -> tuple[str, str] | None:
    """Posts once, whatever happened before; the channel and ts of what everybody sees.

    An entry that was worked on before may have been posted: that is looked up first. Raises
    SlackUnreachable or SlackRefused where not even a plain word gets through.
    """
    if entry.attempts > 1:
        found = _already(line, target, entry.post_key)
        if found:
            return found
    try:
        return line.post(message, target, entry.post_key)
    except SlackUnreachable as error:
        log.warning("entry %d: %s", entry.id, error)
        why = "Slack did not take the answer in time."
    except SlackRefused as error:
        log.warning("entry %d: %s", entry.id, error)
        if not error.is_form:
            return _elsewhere(line, entry, target, error, url)
        why = "Slack does not show this answer in this form."
    return line.post(plain_message(f":warning: {why}", url), target, entry.post_key)


def _already(line: Line, target: Target, key: str) -> tuple[str, str] | None:
    try:
        return line.posted(target, key)
    except SlackRefused:  # no such thread: then nothing is in it
        return None


def _elsewhere(
    line: Line, entry: Entry, target: Target, error: SlackRefused, url: str | None
) -> tuple[str, str] | None:
    """Tells the person who asked that the message could not be put where it belongs."""
    arrival = entry.arrival
    text = _PLAINLY.get(error.code, f"Slack does not let me write there ({error.code}).")
    message = plain_message(f":warning: {text}", url)
    ways = [Target(arrival.channel, arrival.thread_ts or None, arrival.user)]
    if arrival.response_url:
        ways.insert(0, Target(arrival.channel, None, arrival.user, arrival.response_url))
    for way in ways:
        if way == target or not arrival.channel:
            continue
        try:
            return line.post(message, way, entry.post_key)
        except SlackRefused as refused:
            log.warning("entry %d: %s", entry.id, refused)
    return line.post(message, Target(arrival.user), entry.post_key)
