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

    def url(self, answer_id: str) -> str:
        """The same answer on the web, for everybody who was given its id."""
        return f"{self.config.web_url}/answers/{quote(answer_id)}"

    def shown(self, given: Given, asked: str | None = None) -> Shown:
        """An answer with what this surface adds."""
        return Shown(
            given.answer,
            self.url(given.answer.answer_id),
            overdue(given.answer, self.today()),
            asked,
            self.reading.terms,
        )
