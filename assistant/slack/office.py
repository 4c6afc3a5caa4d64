"""The office: what answering in Slack needs, handed around as one object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from assistant.desk import Desk, Given
from assistant.library import Library
from assistant.render import overdue
from assistant.slack.arrival import Arrival
from assistant.slack.config import SlackConfig
from assistant.slack.inbox import Inbox
from assistant.slack.pieces import Shown
from assistant.slack.posting import Line
from assistant.slack.reading import Reading
from assistant.slack.threads import Threads
from assistant.slack.workspaces import Workspaces


@dataclass(frozen=True, slots=True)
class Office:
    """The desk that answers, the guidelines, what is remembered of Slack, and the lines to it."""

    desk: Desk
    library: Library
    config: SlackConfig
    inbox: Inbox
    threads: Threads
    workspaces: Workspaces
    reading: Reading
    today: Callable[[], date]

    def line(self, arrival: Arrival) -> Line:
        """The line to the arrival's workspace."""
        return self.workspaces.line(arrival.team, arrival.enterprise)

    def url(self, conversation_id: str, turn: int) -> str:
        """The same answer on the web."""
        return f"{self.config.web_url}/c/{quote(conversation_id)}#turn-{turn}"

    def shown(self, given: Given, asked: str | None = None) -> Shown:
        """An answer with what this surface adds."""
        stored = given.stored
        return Shown(
            given.answer,
            self.url(stored.conversation_id, stored.turn),
            overdue(given.answer, self.today()),
            asked,
            self.reading.terms,
        )
