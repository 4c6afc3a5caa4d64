"""The same question gives the same answer in Slack as over the API: equal ids."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.cli.parts import Parts
from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.message import clean
from assistant.opening import open_assistant
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.mrkdwn import plain_text
from assistant.store import Store
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, Team
from tests.assistant.slack.fake_slack import FakeSlack
from tests.shared import SHARED

SETS = sorted((Path(__file__).parents[3] / "evals" / "sets").glob("*/*.jsonl"))
SAMPLES = sorted((SHARED / "questions").glob("*.jsonl"))
CONVERSATIONS = 12


def conversations(path: Path) -> list[list[str]]:
    """The turns of each line of a question set."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [[turn["text"] for turn in line["turns"]] for line in lines if "turns" in line]


def as_slack_sends(text: str) -> str:
    """A text as Slack's events carry it: three signs escaped."""
    return html.escape(text, quote=False)


@pytest.mark.parametrize("path", [*SETS, *SAMPLES], ids=lambda path: path.stem)
def test_every_question_is_read_as_it_was_typed(path: Path) -> None:
    for turns in conversations(path):
        for text in turns:
            sent = as_slack_sends(text)
            assert clean(plain_text(sent)) == clean(text)
            assert clean(plain_text(f"<@{payloads.BOT}> {sent}")) == clean(text)
            assert clean(plain_text(f"{sent} <@{payloads.BOT}> :thanks:")) == clean(text)


@pytest.fixture
def team(real: Parts, config: SlackConfig, slack: FakeSlack, tmp_path: Path) -> Iterator[Team]:
    """The real assistant in Slack; its page and API ask another store."""
    settings, library = real.settings(), real.library()
    assistant = open_assistant(settings, library)
    url = f"sqlite:///{tmp_path / 'slack.db'}"
    stores = [Store.open(url), Store.open(f"sqlite:///{tmp_path / 'api.db'}")]
    bot = SlackBot.open(Desk(assistant, stores[0]), library, config, url, MANNER)
    app = create_app(Desk(assistant, stores[1]), library, {})
    mount_slack(app, bot)
    bot.start()
    with TestClient(app) as client:
        yield Team(client, bot, slack)
    bot.close()
    for store in stores:
        store.close()


def in_slack(team: Team, turns: list[str]) -> list[str]:
    """The ids of the answers in a thread of mentions."""
    slack: list[dict[str, Any]] = []
    root = payloads.new_ts()
    for text in turns:
        before = len(team.slack.called("chat.postMessage"))
        team.event(payloads.mention(as_slack_sends(text), thread_ts=root))
        team.settled()
        slack += [c.arguments for c in team.slack.called("chat.postMessage")[before:]]
    feedback = [post["blocks"][-1]["elements"][0] for post in slack]
    return [str(element["positive_button"]["value"]).split(":")[0] for element in feedback]


def over_the_api(team: Team, turns: list[str]) -> list[str]:
    ids: list[str] = []
    conversation: str | None = None
    for text in turns:
        body = {"question": text, "conversation_id": conversation}
        response = team.client.post("/v1/answers", json=body)
        conversation = response.headers["conversation-id"]
        ids.append(response.json()["answer_id"])
    return ids


def test_the_ids_are_those_of_the_api(team: Team) -> None:
    told = [turns for path in SETS for turns in conversations(path)]
    step = max(1, len(told) // CONVERSATIONS)
    for turns in told[::step]:
        assert in_slack(team, turns) == over_the_api(team, turns)
