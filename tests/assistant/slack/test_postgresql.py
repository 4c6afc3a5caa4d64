"""The same bot over PostgreSQL, from a mention to the uninstallation."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from starlette.testclient import TestClient

import assistant.slack.tables
from assistant.database import conversations, metadata, open_engine
from assistant.desk import Desk
from assistant.feedback import FeedbackBook
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.library import Library
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.store import Store
from corpus.guideline import Guideline
from tests.assistant.conftest import TODAY
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, Team
from tests.assistant.slack.doubles import CaseAssistant
from tests.assistant.slack.fake_slack import FakeSlack
from tests.assistant.slack.test_ways_in import RELIEF, buttons
from tests.postgresql import postgresql


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture
def team(
    guideline: Guideline, library: Library, config: SlackConfig, slack: FakeSlack, database: str
) -> Iterator[Team]:
    store = Store.open(database)
    desk = Desk(CaseAssistant(guideline), store)
    bot = SlackBot.open(desk, library, config, database, MANNER)
    app = create_app(desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    with TestClient(app) as client:
        yield Team(client, bot, slack)
    bot.close()
    store.close()


def test_the_migrations_make_the_tables(database: str) -> None:
    assert assistant.slack.tables.inbox.metadata is metadata
    engine = open_engine(database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_from_a_mention_to_the_uninstallation(team: Team) -> None:
    team.command("use tiny-asthma")
    team.settled()
    asked = team.event(payloads.mention(RELIEF))
    team.event(asked)
    team.settled()
    (post,) = team.slack.posted()
    (element,) = post["blocks"][-1]["elements"]
    helpful = {"action_id": "feedback", "value": element["positive_button"]["value"]}
    team.interact(payloads.click(helpful, post))
    team.event(payloads.message("And how often?", thread_ts=asked["ts"]))
    team.event(payloads.changed(asked, "When is a review due?"))
    team.settled()
    offer = team.slack.ephemeral[-1]
    team.interact(payloads.click(buttons(offer)["ask_again"], {"thread_ts": asked["ts"]}))
    team.settled()
    stored = team.bot.office.desk.store.recent(1)[0]
    assert stored.inputs.turns == ("When is a review due?", "And how often?")
    assert stored.inputs.guideline == "tiny-asthma"
    (said,) = FeedbackBook(team.bot.office.desk.store).said(unsafe=False)
    assert f"{said.answer_id}:{said.kind.value}" == helpful["value"]
    team.event({"type": "app_uninstalled"})
    team.settled()
    with team.bot.engine.connect() as connection:
        assert connection.execute(select(conversations)).all() == []
