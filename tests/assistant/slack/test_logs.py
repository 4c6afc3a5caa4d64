"""The log holds ids; nothing of what people write, and no token."""

import logging
from collections.abc import Iterator

import pytest

from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Team
from tests.assistant.slack.fake_slack import Failure
from tests.assistant.slack.test_ways_in import buttons

SECRET_WORDS = ("zebra", "xoxb-1", payloads.SECRET, "short-acting")


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log at its most talkative, Slack's libraries included."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_text_is_logged_whatever_happens(
    everything: pytest.LogCaptureFixture, team: Team
) -> None:
    question = "zebra: patient A, ecog 1, may sbrt be used?"
    asked = team.event(payloads.direct(question))
    team.settled()
    team.event(payloads.message("thanks, zebra", thread_ts=asked["ts"], channel="D1"))
    team.event(payloads.changed(asked, "zebra again?"))
    team.event(payloads.removed(asked))
    team.command("zebra?")
    team.interact(payloads.shortcut(payloads.message("zebra?")))
    (post, *_) = team.slack.called("chat.postMessage")
    team.interact(payloads.click(buttons(post.arguments)["follow_up:0"], {"ts": asked["ts"]}))
    team.settled()
    for failure in (Failure(error="invalid_blocks"), Failure(500), Failure(error="not_in_channel")):
        team.slack.fail("chat.postMessage", failure)
        team.event(payloads.mention("zebra?"))
        team.settled()
    team.send(b'{"type": "event_callback", "event": {"type": "zebra"}')
    body = payloads.form({"type": "block_actions", "actions": [{"action_id": "zebra"}]})
    team.send(body, "application/x-www-form-urlencoded")
    text = "\n".join(
        record.getMessage() + str(record.exc_info or "")
        for record in everything.records
        if not record.name.startswith(("httpx", "httpcore", "asyncio", "tests"))
    )
    assert "received mention" in text
    for word in SECRET_WORDS:
        assert word not in text
