"""A bot in a process of its own that dies, as by `kill -9`, at one step of its work."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from assistant.desk import Desk
from assistant.slack.arrival import Arrival
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.store import Store
from tests.assistant.doubles import tiny_guideline, tiny_library
from tests.assistant.slack.conftest import MANNER, until
from tests.assistant.slack.doubles import CaseAssistant


@dataclass(frozen=True)
class Life:
    """What the process is to do: take this in, answer it, die before its nth commit (0: never).

    A step is a commit of the answering, counted after the arrival was acknowledged.
    """

    folder: str
    database_url: str
    api_url: str
    arrival: Arrival | None = None
    dies_at: int = 0


def live(life: Life) -> None:
    """Lives it, and ends when nothing is left to be answered."""
    guideline = tiny_guideline(Path(life.folder) / f"pack-{os.getpid()}")
    config = SlackConfig(signing_secret="s", bot_token="xoxb-1", api_url=life.api_url)
    store = Store.open(life.database_url)
    desk, library = Desk(CaseAssistant(guideline), store), tiny_library(guideline)
    bot = SlackBot.open(desk, library, config, life.database_url, MANNER)
    if life.arrival is not None:
        bot.intake.record(life.arrival)
    if life.dies_at:
        event.listen(Engine, "commit", _Reaper(life.dies_at))
    bot.start()
    until(lambda: not bot.office.inbox.is_unfinished(), 20)
    bot.close()
    store.close()


class _Reaper:
    """Counts the commits of writing transactions and strikes before one of them."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._seen = 0

    def __call__(self, connection: Connection) -> None:
        if connection.get_execution_options().get("reading"):
            return
        self._seen += 1
        if self._seen == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
