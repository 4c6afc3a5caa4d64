"""Handling: each entry of the inbox to what answers its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.slack import notices, views
from assistant.slack.arrival import Kind
from assistant.slack.asking import Done, ask
from assistant.slack.changes import deleted, edited
from assistant.slack.clicks import click
from assistant.slack.commands import command
from assistant.slack.delivery import deliver, to_reader
from assistant.slack.inbox import IGNORED, Entry
from assistant.slack.office import Office
from assistant.slack.posting import SlackRefused

Handling = Callable[[Office, Entry], Done]


def handle(office: Office, entry: Entry) -> Done:
    """What became of the entry; what Slack or the store refuses is raised."""
    return HANDLINGS[entry.arrival.kind](office, entry)


def _shortcut(office: Office, entry: Entry) -> Done:
    """Opens the modal; Slack gives three seconds for it."""
    line = office.line(entry.arrival)
    view = views.question_modal(entry.arrival)
    try:
        line.call("views.open", trigger_id=entry.arrival.trigger_id, view=view)
    except SlackRefused as error:
        if "trigger" not in error.code:
            raise
        deliver(line, entry, notices.expired(), to_reader(entry.arrival))
    return Done()


def _home(office: Office, entry: Entry) -> Done:
    """Publishes the App Home, or the suggested prompts of the agent view's messages."""
    arrival, line = entry.arrival, office.line(entry.arrival)
    if arrival.value == "messages":
        prompts = views.prompts(office.library)
        if not (prompts and arrival.channel):
            return Done(IGNORED)
        line.call(
            "assistant.threads.setSuggestedPrompts", channel_id=arrival.channel, prompts=prompts
        )
        return Done()
    view = views.home_view(office.library, office.config.web_url, office.today())
    line.call("views.publish", user_id=arrival.user, view=view)
    return Done()


def _uninstalled(office: Office, entry: Entry) -> Done:
    office.workspaces.forget(entry.arrival.team)
    return Done()


HANDLINGS: Mapping[Kind, Handling] = {
    Kind.MENTION: ask,
    Kind.MESSAGE: ask,
    Kind.SUBMISSION: ask,
    Kind.COMMAND: command,
    Kind.EDITED: edited,
    Kind.DELETED: deleted,
    Kind.ACTION: click,
    Kind.SHORTCUT: _shortcut,
    Kind.HOME: _home,
    Kind.UNINSTALLED: _uninstalled,
}
