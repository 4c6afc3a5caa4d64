"""Slack fails in many ways; whoever asked is never left with silence, nor told twice."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from slack_sdk import WebClient
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.library import Library
from assistant.slack.blocks import plain_message
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.posting import Line, SlackRefused, SlackUnreachable, Target
from tests.assistant.conftest import TODAY
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, Team
from tests.assistant.slack.fake_slack import Failure, FakeSlack
from tests.assistant.slack.test_ways_in import RELIEF

HELLO = plain_message("Hello")
THREAD = Target("C1", "1.0")


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def line(slack: FakeSlack, slept: list[float]) -> Line:
    client = WebClient("xoxb-1", base_url=f"{slack.url}/api/", timeout=1, retry_handlers=[])
    return Line(client, slept.append)


def test_a_rate_limit_waits_as_long_as_slack_says(
    line: Line, slack: FakeSlack, slept: list[float]
) -> None:
    limit = Failure(429, "ratelimited", {"Retry-After": "7"})
    slack.fail("chat.postMessage", limit, limit)
    assert line.post(HELLO, THREAD, "k") is not None
    assert slept == [7.0, 7.0]
    assert len(slack.posted()) == 1
    assert slack.called("conversations.replies") == []


def test_a_failing_slack_is_tried_again(line: Line, slack: FakeSlack, slept: list[float]) -> None:
    slack.fail("chat.postMessage", Failure(500), Failure(503), Failure(502))
    assert line.post(HELLO, THREAD, "k") is not None
    assert slept == [0.5, 1.0, 2.0]
    assert len(slack.posted()) == 1


@pytest.mark.parametrize(
    "failure", [Failure(500, accepted=True), Failure(accepted=True, drop=True)]
)
def test_what_slack_took_is_not_posted_twice(
    line: Line, slack: FakeSlack, failure: Failure
) -> None:
    slack.fail("chat.postMessage", failure)
    (post,) = [line.post(HELLO, THREAD, "k")]
    assert post == ("C1", slack.posted()[0]["ts"])
    assert len(slack.posted()) == 1


def test_a_timeout_that_slack_took_is_found(line: Line, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", Failure(accepted=True, hang=1.3))
    assert line.post(HELLO, THREAD, "k") is not None
    assert len(slack.posted()) == 1


def test_it_gives_up_after_some_attempts(line: Line, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", *[Failure(500)] * 5)
    with pytest.raises(SlackUnreachable):
        line.post(HELLO, THREAD, "k")


def test_a_refusal_is_not_repeated(line: Line, slack: FakeSlack, slept: list[float]) -> None:
    slack.fail("chat.postMessage", Failure(error="not_in_channel"))
    with pytest.raises(SlackRefused, match="not_in_channel"):
        line.post(HELLO, THREAD, "k")
    assert slept == []


def test_a_message_of_another_key_is_not_ours(line: Line) -> None:
    line.post(HELLO, THREAD, "another")
    assert line.posted(THREAD, "k") is None
    assert line.posted(THREAD, "another") is not None


def plain(post: dict[str, object]) -> str:
    assert "blocks" not in post
    return str(post["text"])


def test_a_message_that_slack_finds_malformed_ends_in_a_plain_one(team: Team) -> None:
    team.slack.fail("chat.postMessage", Failure(error="invalid_blocks"))
    team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    assert "does not show this answer in this form" in plain(post)
    assert "Continue on the web" in plain(post)


def test_a_timeout_ends_in_a_plain_message(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> None:
    bot = SlackBot.open(case_desk, library, replace(config, timeout=1), database_url, MANNER)
    app = create_app(case_desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    slack.fail("chat.postMessage", Failure(hang=1.3))
    with TestClient(app) as client:
        team = Team(client, bot, slack)
        team.event(payloads.mention(RELIEF))
        team.settled()
    bot.close()
    (post,) = slack.posted()
    assert "did not take the answer in time" in plain(post)


def test_where_it_may_not_write_the_asker_is_told(team: Team) -> None:
    team.slack.fail("chat.postMessage", Failure(error="not_in_channel"))
    team.event(payloads.mention(RELIEF))
    team.settled()
    (told,) = team.slack.ephemeral
    assert "Invite me" in told["text"]
    assert told["user"] == payloads.USER


def test_where_not_even_that_goes_it_writes_to_the_asker(team: Team) -> None:
    team.slack.fail("chat.postMessage", Failure(error="is_archived"))
    team.slack.fail("chat.postEphemeral", Failure(error="is_archived"))
    team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    assert post["channel"] == payloads.USER


def test_an_expired_response_url_leaves_another_way(team: Team) -> None:
    team.slack.fail("response_url", Failure(404, "expired_url"))
    team.command(RELIEF)
    team.settled()
    assert len(team.slack.ephemeral) == 1


def test_a_late_shortcut_is_told_so(team: Team) -> None:
    team.slack.fail("views.open", Failure(error="expired_trigger_id"))
    team.interact(payloads.shortcut(payloads.message(RELIEF)))
    team.settled()
    assert "once more" in team.slack.ephemeral[0]["text"]


def test_slack_down_for_a_while_is_waited_out(team: Team, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", *[Failure(error="token_revoked")] * 2)
    slack.fail("chat.postEphemeral", *[Failure(error="token_revoked")] * 2)
    team.event(payloads.mention(RELIEF))
    team.settled()
    assert len(slack.posted()) == 1
    assert len(team.bot.office.desk.store.recent(9)) == 1


class Broken:
    """An assistant with a fault that nobody thought of."""

    def respond(self, *_: object, **__: object) -> None:
        raise ZeroDivisionError


@pytest.fixture
def broken(
    library: Library, case_desk: Desk, config: SlackConfig, slack: FakeSlack, database_url: str
) -> Iterator[Team]:
    desk = Desk(Broken(), case_desk.store)  # type: ignore[arg-type]
    manner = replace(MANNER, shift=replace(MANNER.shift, most_attempts=2))
    bot = SlackBot.open(desk, library, config, database_url, manner)
    app = create_app(desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    with TestClient(app) as client:
        yield Team(client, bot, slack)
    bot.close()


def test_a_fault_of_our_own_is_said_at_last(broken: Team) -> None:
    started = time.monotonic()
    broken.event(payloads.mention(RELIEF))
    broken.settled()
    assert time.monotonic() - started < 8
    (told,) = broken.slack.ephemeral
    assert "cannot answer this now" in told["text"]
    assert broken.slack.posted() == []


def test_a_longer_outage_of_slack_is_outlasted(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> None:
    manner = replace(MANNER, shift=replace(MANNER.shift, most_attempts=2))
    bot = SlackBot.open(case_desk, library, config, database_url, manner)
    app = create_app(case_desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    slack.fail("chat.postMessage", *[Failure(503)] * 30)
    with TestClient(app) as client:
        team = Team(client, bot, slack)
        team.event(payloads.mention(RELIEF))
        team.settled()
    bot.close()
    (post,) = slack.posted()
    assert "blocks" in post or "in time" in post["text"]
    assert len(case_desk.store.recent(9)) == 1
