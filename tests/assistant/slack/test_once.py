"""Once and in order: one reply to one message, however often it is announced."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.library import Library
from assistant.slack.arrival import Kind, read_arrival
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.inbox import Pace
from tests.assistant.conftest import TODAY
from tests.assistant.serving import served
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, Team, until
from tests.assistant.slack.fake_slack import FakeSlack
from tests.assistant.slack.test_ways_in import RELIEF


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Runs these at the same moment, each in a thread of its own."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_event_five_times_at_once_is_answered_once(team: Team) -> None:
    body = json.dumps(payloads.event(payloads.mention(RELIEF))).encode()
    assert at_once(*[lambda: team.send(body)] * 5) == [200] * 5
    team.settled()
    assert team.send(body) == 200
    team.settled()
    assert len(team.slack.posted()) == 1


def both(team: Team) -> tuple[dict[str, Any], dict[str, Any]]:
    """A mention in a thread of ours, as Slack announces it: under two ids, as two events."""
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    mention = payloads.mention("thanks, how often?", thread_ts=asked["ts"])
    return mention, mention | {"type": "message", "channel_type": "channel"}


def test_a_mention_that_is_also_a_message_is_answered_once(team: Team) -> None:
    mention, message = both(team)
    for inner in (mention, message):
        team.event(inner)
    team.settled()
    assert len(team.slack.posted()) == 2
    mention, message = both(team)
    for inner in (message, mention):
        team.event(inner)
    team.settled()
    assert len(team.slack.posted()) == 4
    mention, message = both(team)
    at_once(lambda: team.event(mention), lambda: team.event(message))
    team.settled()
    assert len(team.slack.posted()) == 6


def test_a_message_ignored_as_talk_is_answered_when_it_turns_out_to_be_a_mention(
    team: Team,
) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    told = payloads.message("relief for a child", thread_ts=asked["ts"])
    team.event(told)
    team.settled()
    assert len(team.slack.posted()) == 1
    team.event({**told, "type": "app_mention"})
    team.settled()
    assert len(team.slack.posted()) == 2


def test_an_earlier_message_overtakes_a_later_one(team: Team) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    first = payloads.message("What is first?", thread_ts=asked["ts"])
    second = payloads.message("What is second?", thread_ts=asked["ts"])
    for inner in (second, first):
        arrival = read_arrival(payloads.event(inner))
        assert arrival is not None
        assert arrival.kind is Kind.MESSAGE
        team.bot.intake.record(arrival)
    team.settled()
    turns = team.bot.office.desk.store.recent(1)[0].inputs.turns
    assert turns == (RELIEF, "What is first?", "What is second?")


def test_what_was_received_and_not_answered_is_answered_after_a_restart(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> None:
    first = SlackBot.open(case_desk, library, config, database_url, MANNER)
    arrival = read_arrival(payloads.event(payloads.mention(RELIEF)))
    assert arrival is not None
    first.intake.record(arrival)
    second = SlackBot.open(case_desk, library, config, database_url, MANNER)
    second.start()
    until(lambda: len(slack.posted()) == 1)
    second.close()
    assert not second.office.inbox.is_unfinished()


def test_closing_answers_what_was_received(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> None:
    bot = SlackBot.open(case_desk, library, config, database_url, MANNER)
    bot.start()
    for _ in range(5):
        arrival = read_arrival(payloads.event(payloads.mention(RELIEF)))
        assert arrival is not None
        bot.intake.record(arrival)
    bot.close()
    assert len(slack.posted()) == 5


THREADS, EACH = 10, 10


def test_a_hundred_events_at_once_are_all_answered_in_order_within_their_thread(
    case_desk: Desk, library: Library, config: SlackConfig, slack: FakeSlack, database_url: str
) -> None:
    bot = SlackBot.open(case_desk, library, config, database_url, replace(MANNER, pace=Pace()))
    app = create_app(case_desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    roots = [payloads.new_ts() for _ in range(THREADS)]
    inner = [
        payloads.mention(f"What is number {n} of {root}?", thread_ts=roots[root])
        for n in range(EACH)
        for root in range(THREADS)
    ]
    with served(app) as url, httpx.Client(base_url=url) as client:

        def send(told: dict[str, Any]) -> float:
            body = json.dumps(payloads.event(told)).encode()
            response = client.post(
                "/slack/events", content=body, headers=payloads.signed(body), timeout=30
            )
            assert response.status_code == 200
            return response.elapsed.total_seconds()

        with ThreadPoolExecutor(len(inner)) as pool:
            acks = list(pool.map(send, inner))
        until(lambda: len(slack.posted()) == len(inner), 30)
    bot.close()
    assert len(acks) == len(inner)
    for root, thread_ts in enumerate(roots):
        posts = [post for post in slack.posted() if post["thread_ts"] == thread_ts]
        turns = [case_desk.store.answer(_answer_id(post)).inputs.turns[-1] for post in posts]
        assert turns == [f"What is number {n} of {root}?" for n in range(EACH)]


def _answer_id(post: dict[str, Any]) -> str:
    value: str = post["blocks"][-1]["elements"][0]["positive_button"]["value"]
    return value.split(":")[0]
