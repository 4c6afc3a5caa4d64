"""The bot: its parts put together, and opened and closed as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from slack_bolt import App
from sqlalchemy import Engine

from assistant.database import open_engine
from assistant.desk import Desk
from assistant.errors import StoreError
from assistant.library import Library
from assistant.slack.config import SlackConfig
from assistant.slack.handling import handle
from assistant.slack.inbox import Inbox, Pace
from assistant.slack.intake import Intake
from assistant.slack.listeners import Reception, bolt_app
from assistant.slack.office import Office
from assistant.slack.reading import Reading, reading_of
from assistant.slack.threads import Threads
from assistant.slack.worker import Shift, Worker
from assistant.slack.workspaces import Clock, Workspaces


@dataclass(frozen=True, slots=True)
class Manner:
    """How the bot goes about it, apart from what it answers; the packs read unless told."""

    today: Callable[[], date] = date.today
    clock: Clock = field(default_factory=Clock)
    pace: Pace = field(default_factory=Pace)
    shift: Shift = field(default_factory=Shift)
    reading: Reading | None = None


class SlackBot:
    """Slack's side of an open desk; it reaches Slack only to answer."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        config: SlackConfig,
        engine: Engine,
        manner: Manner = Manner(),
    ) -> None:
        self.engine = engine
        self.config = config
        self.workspaces = Workspaces(config, engine, manner.clock)
        inbox = Inbox(engine, manner.pace, manner.clock.now)
        threads = Threads(engine, manner.clock.now)
        self.intake = Intake(engine, manner.clock.now)
        self.office = Office(
            desk,
            library,
            config,
            inbox,
            threads,
            self.workspaces,
            manner.reading or reading_of(desk.assistant),
            manner.today,
        )
        self.worker = Worker(self.office, handle, manner.pace, manner.shift)
        self.bolt: App = bolt_app(
            Reception(self.intake, inbox, threads, self.worker.wake).take, self.workspaces.is_served
        )

    @classmethod
    def open(
        cls,
        desk: Desk,
        library: Library,
        config: SlackConfig,
        database_url: str,
        manner: Manner = Manner(),
    ) -> SlackBot:
        """The bot over the database of this URL; StoreError where it cannot be opened."""
        return cls(desk, library, config, open_engine(database_url), manner)

    def start(self) -> None:
        """Answers from now on, first what was left unanswered."""
        self.worker.start()

    def close(self) -> None:
        """Answers what was received, then ends."""
        self.worker.close()
        self.engine.dispose()

    def check_working(self) -> None:
        """Returns while entries are being taken; StoreError else."""
        if not self.worker.is_alive():
            raise StoreError("the Slack worker has ended; restart the server")
