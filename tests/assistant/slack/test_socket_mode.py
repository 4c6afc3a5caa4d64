"""Socket Mode: the same listeners over a connection of our own, watched."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.desk import Desk
from assistant.library import Library
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.socket_mode import SocketLink, SocketSilent, Watch
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, until
from tests.assistant.slack.fake_slack import Failure, FakeSlack, fake_slack
from tests.assistant.slack.test_ways_in import RELIEF, buttons

WATCH = Watch(ping=0.1, silence=1.0, look=0.05)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack(sockets=True) as fake:
        yield fake


@contextmanager
def linked(bot: SlackBot, watch: Watch = WATCH) -> Iterator[SocketLink]:
    link = SocketLink(bot.bolt, "xapp-1", bot.workspaces.client(), watch)
    bot.start()
    link.start()
    try:
        yield link
    finally:
        link.close()
        bot.close()


@pytest.fixture
def bot(case_desk: Desk, library: Library, config: SlackConfig, database_url: str) -> SlackBot:
    return SlackBot.open(case_desk, library, config, database_url, MANNER)


def is_red(link: SocketLink) -> bool:
    try:
        link.check_alive()
    except SocketSilent:
        return True
    return False


def acknowledged(slack: FakeSlack) -> list[str]:
    return [str(envelope["envelope_id"]) for envelope in slack.envelopes]


def test_events_and_interactions_are_acknowledged_and_answered(
    bot: SlackBot, slack: FakeSlack
) -> None:
    unheard = [{"type": "event_callback"}, {"type": "no_such"}, payloads.event({"type": "x"})]
    with linked(bot):
        until(lambda: len(slack.links) == 1)
        for number, payload in enumerate(unheard):
            slack.send(f"u{number}", payload)
        slack.send("e1", payloads.event(payloads.mention(RELIEF)))
        until(lambda: len(slack.posted()) == 1)
        post = slack.posted()[0]
        assert "A short-acting beta agonist" in str(post["blocks"])
        follow_up = payloads.click(buttons(post)["follow_up:0"], post)
        slack.send("e2", follow_up, "interactive")
        until(lambda: len(slack.posted()) == 2)
        until(lambda: len(slack.envelopes) == 5)
        assert sorted(acknowledged(slack)) == ["e1", "e2", "u0", "u1", "u2"]


def test_readiness_is_red_before_the_first_hello(bot: SlackBot, slack: FakeSlack) -> None:
    slack.deaf = True
    with linked(bot) as link:
        assert is_red(link)
        slack.deaf = False
        until(lambda: not is_red(link))


def test_a_slack_that_falls_silent_turns_it_red_and_is_connected_anew(
    bot: SlackBot, slack: FakeSlack
) -> None:
    with linked(bot, Watch(ping=60, silence=0.6, look=0.05)) as link:
        until(lambda: len(slack.links) == 1)
        until(lambda: not is_red(link))
        slack.deaf = True  # neither a word nor a pong from now on
        until(lambda: is_red(link))
        slack.deaf = False
        until(lambda: len(slack.links) >= 2)
        until(lambda: not is_red(link))
        slack.send("e1", payloads.event(payloads.mention(RELIEF)))
        until(lambda: len(slack.posted()) == 1)


def test_a_dropped_connection_is_made_again(bot: SlackBot, slack: FakeSlack) -> None:
    with linked(bot) as link:
        until(lambda: len(slack.links) == 1)
        slack.links[0].close()
        until(lambda: len(slack.links) >= 2)
        until(lambda: not is_red(link))


def test_slack_out_of_reach_is_tried_again(bot: SlackBot, slack: FakeSlack) -> None:
    slack.fail("apps.connections.open", Failure(500), Failure(error="invalid_auth"))
    with linked(bot, Watch(ping=0.1, silence=0.4, look=0.05)):
        until(lambda: len(slack.links) >= 1)
