"""The same question gives the same answer in Slack as over the API: equal ids."""

import html
import json
import os
from collections.abc import Iterator
from dataclasses import replace
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
from tests.assistant.slack.test_ways_in import buttons
from tests.shared import SHARED

SETS = sorted((Path(__file__).parents[3] / "evals" / "sets").rglob("*.jsonl"))
SAMPLES = sorted((SHARED / "questions").glob("*.jsonl"))
# How many conversations, evenly drawn, are asked both ways; the whole sets take a quarter of an
# hour, so they are asked when the variable says so.
CONVERSATIONS = int(os.environ.get("PARITY_CONVERSATIONS", "12"))


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
    bot = SlackBot.open(
        Desk(assistant, stores[0]), library, config, url, replace(MANNER, reading=None)
    )
    app = create_app(Desk(assistant, stores[1]), library, {})
    mount_slack(app, bot)
    bot.start()
    with TestClient(app) as client:
        yield Team(client, bot, slack)
    bot.close()
    for store in stores:
        store.close()


def in_slack(team: Team, turns: list[str]) -> list[str]:
    """The ids of the answers in a direct thread; all of it is about one patient."""
    root = payloads.new_ts()
    before = len(team.slack.posted())
    for text in turns:
        team.event(payloads.direct(as_slack_sends(text), thread_ts=root))
        team.settled()
        offer = team.slack.posted()[-1]
        if "same_patient" in buttons(offer):
            team.interact(payloads.click(buttons(offer)["same_patient"], offer, payloads.DIRECT))
            team.settled()
    posts = team.slack.posted()[before:]
    feedback = [post["blocks"][-1]["elements"][0] for post in posts]
    values = [str(e["positive_button"]["value"]) for e in feedback if "positive_button" in e]
    return [value.split(":")[0] for value in values]


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
    told = [turns for path in (*SETS, *SAMPLES) for turns in conversations(path)]
    step = max(1, len(told) // CONVERSATIONS)
    for turns in told[::step]:
        assert in_slack(team, turns) == over_the_api(team, turns)


def test_a_case_is_followed_by_the_packs_own_reading(team: Team) -> None:
    team.slack.channels["G1"] = {"id": "G1", "is_private": True}
    case = (
        "62-year-old, EGFR-mutated NSCLC on osimertinib, oligoprogression with two brain"
        " metastases, the rest controlled, ECOG 1. SRS?"
    )
    asked = team.event(payloads.mention(case, channel="G1"))
    team.settled()
    (first,) = team.slack.posted()
    assert "SRS: supported" in json.dumps(first["blocks"])

    def say(text: str) -> list[dict[str, Any]]:
        inner = payloads.message(text, thread_ts=asked["ts"], channel="G1")
        team.event(inner | {"channel_type": "group"})
        team.settled()
        return team.slack.posted()

    assert len(say("thanks, I'll call her")) == 1
    assert len(say("She has four brain metastases now.")) == 2
    assert "SRS: conditional" in json.dumps(team.slack.posted()[-1]["blocks"])
    other = "Another patient: 70 years old, ALK on alectinib, one adrenal lesion. SBRT?"
    assert len(say(other)) == 2
    assert "another patient" in team.slack.ephemeral[-1]["text"]
