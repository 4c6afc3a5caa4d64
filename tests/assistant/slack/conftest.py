import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.library import Library
from assistant.slack.bot import Manner, SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.inbox import Pace
from assistant.slack.reading import Reading
from assistant.slack.worker import Shift
from assistant.slack.workspaces import Clock
from assistant.store import Store
from corpus.bank import QuestionBank
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from corpus.packs import Pack
from tests.assistant.conftest import TODAY
from tests.assistant.slack import payloads
from tests.assistant.slack.doubles import CaseAssistant, read_tiny_case
from tests.assistant.slack.fake_slack import FakeSlack, fake_slack

PACE = Pace(settle=0.02, patience=0.5, lease=0.4)
SHIFT = Shift(first_retry=0.05, longest_retry=0.2, idle=0.05, settling=0.01, drain=5.0)
CLOCK = Clock(sleep=lambda _: None)
MANNER = Manner(
    today=lambda: TODAY, clock=CLOCK, pace=PACE, shift=SHIFT, reading=Reading(read_tiny_case)
)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as fake:
        yield fake


@pytest.fixture
def config(slack: FakeSlack) -> SlackConfig:
    return SlackConfig(
        signing_secret=payloads.SECRET,
        bot_token="xoxb-1",
        web_url="https://guideline.example.org",
        api_url=f"{slack.url}/api/",
    )


@pytest.fixture
def library(guideline: Guideline) -> Library:
    bank = QuestionBank((("saba", "May relief be used?"), ("interval", "When is a review due?")))
    return Library([Pack(guideline, Lexicon(), bank)])


@pytest.fixture
def case_desk(guideline: Guideline, store: Store) -> Desk:
    return Desk(CaseAssistant(guideline), store)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'assistant.db'}"


@dataclass
class Team:
    """A workspace with the bot in it: says things over HTTP and waits for what comes."""

    client: TestClient
    bot: SlackBot
    slack: FakeSlack

    def send(self, body: bytes, content_type: str = "application/json") -> int:
        headers = payloads.signed(body, content_type)
        return self.client.post("/slack/events", content=body, headers=headers).status_code

    def event(self, inner: dict[str, Any], **outer: Any) -> dict[str, Any]:
        body = json.dumps(payloads.event(inner, **outer)).encode()
        assert self.send(body) == 200
        return inner

    def interact(self, payload: dict[str, Any]) -> None:
        assert self.send(payloads.form(payload), "application/x-www-form-urlencoded") == 200

    def command(self, text: str, **more: Any) -> None:
        url = f"{self.slack.url}/respond/1"
        body = payloads.command(text, url, **more)
        assert self.send(body, "application/x-www-form-urlencoded") == 200

    def settled(self) -> None:
        """Waits until nothing is left to be answered."""
        until(lambda: not self.bot.office.inbox.is_unfinished())


def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Returns as soon as this holds; fails when it does not for so long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.005)


@pytest.fixture
def team(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> Iterator[Team]:
    bot = SlackBot.open(case_desk, library, config, database_url, MANNER)
    app = create_app(case_desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Team(client, bot, slack)
    bot.close()
