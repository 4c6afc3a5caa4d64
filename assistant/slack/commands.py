"""The slash command: mostly a question, sometimes a decision about its channel."""

from __future__ import annotations

import re

from assistant.slack import notices
from assistant.slack.asking import Done, ask
from assistant.slack.blocks import Message
from assistant.slack.delivery import deliver, to_reader
from assistant.slack.inbox import Entry
from assistant.slack.office import Office
from assistant.slack.posting import Line, SlackRefused, Target
from corpus.errors import UnknownGuideline

_USE = re.compile(r"use\s+(\S+)", re.IGNORECASE)


def command(office: Office, entry: Entry) -> Done:
    """Answers the command for its author alone."""
    text = " ".join(entry.arrival.text.split())
    use = _USE.fullmatch(text)
    if not text or text.lower() == "help":
        message = notices.help_text()
    elif text.lower() == "allow external":
        return _allow_external(office, entry)
    elif use:
        message = _use(office, entry, use.group(1))
    else:
        return ask(office, entry)
    deliver(office.line(entry.arrival), entry, message, to_reader(entry.arrival))
    return Done()


def _use(office: Office, entry: Entry, name: str) -> Message:
    arrival = entry.arrival
    if name.lower() == "all":
        office.threads.use_guideline(arrival.team, arrival.channel, None)
        return notices.using(None)
    try:
        guideline = office.library.guideline(name)
    except UnknownGuideline:
        return notices.unknown_guideline([g.id for g in office.library.guidelines()])
    office.threads.use_guideline(arrival.team, arrival.channel, guideline.id)
    return notices.using(guideline)


def _allow_external(office: Office, entry: Entry) -> Done:
    """An admin's consent is noted, and said to all who read there."""
    arrival, line = entry.arrival, office.line(entry.arrival)
    if not is_admin(line, arrival.user):
        deliver(line, entry, notices.admins_only(), to_reader(arrival))
        return Done()
    office.threads.allow_external(arrival.team, arrival.channel, arrival.user)
    message = notices.external_allowed(arrival.user)
    return Done(reply=deliver(line, entry, message, Target(arrival.channel)))


def is_admin(line: Line, user: str) -> bool:
    """Whether Slack knows this person as an admin or owner of the workspace."""
    try:
        found = line.read("users.info", user=user).get("user")
    except SlackRefused:
        return False
    return isinstance(found, dict) and any(
        found.get(name) is True for name in ("is_admin", "is_owner", "is_primary_owner")
    )
