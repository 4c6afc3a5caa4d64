"""When the bot speaks, when it is quiet, and who hears it."""

import json
from typing import Any

import pytest

from assistant.slack import manners
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Team
from tests.assistant.slack.doubles import read_tiny_case
from tests.assistant.slack.payloads import CHANNEL, USER
from tests.assistant.slack.test_ways_in import RELIEF, buttons, shown

CASE = "patient A: ecog 1, may sbrt be used?"


@pytest.mark.parametrize(
    "text",
    [
        "And how often?",
        "what about surgery",
        "ok, so is the drug continued",
        "Thanks! Which drug then",
        "Should we wait for the MRI",
        "tell me about the evidence",
        "any role for surgery",
    ],
)
def test_what_asks_something(text: str) -> None:
    assert manners.asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, I'll call her",
        "Will do.",
        "will call her tomorrow",
        "Have to run, more later",
        "ok",
        "Great!",
        "I agree with that plan",
        "That is what I thought",
        "she is on the ward",
    ],
)
def test_what_asks_nothing(text: str) -> None:
    assert not manners.asks(text)


def test_facts_that_are_new_are_told_from_facts_that_are_not() -> None:
    assert manners.adds_facts(("patient A", "she is ecog 2"), read_tiny_case)
    assert not manners.adds_facts(("patient A, ecog 2", "as I said, ecog 2"), read_tiny_case)
    assert not manners.adds_facts(("patient A, ecog 2", "thanks"), read_tiny_case)


@pytest.mark.parametrize("text", ["thanks, I'll call her", "is the weather nice?", ":+1:"])
def test_talk_among_people_gets_no_reply(team: Team, text: str) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    team.event(payloads.message(text, thread_ts=asked["ts"]))
    team.settled()
    assert len(team.slack.posted()) == 1
    assert team.slack.ephemeral == []


def test_a_message_that_only_adds_facts_is_answered(team: Team) -> None:
    asked = team.event(payloads.mention(CASE, channel="G1"))
    team.slack.channels["G1"] = {"id": "G1", "is_private": True}
    team.settled()
    inner = payloads.message("she is ecog 2", thread_ts=asked["ts"], channel="G1")
    team.event(inner | {"channel_type": "group"})
    team.settled()
    assert "ecog: 2" in shown(team.slack.posted()[-1]).lower()


def test_what_is_said_outside_our_threads_is_not_even_kept(team: Team) -> None:
    inner = team.event(payloads.message(RELIEF))
    team.event(payloads.message(RELIEF, thread_ts=inner["ts"]))
    assert team.bot.office.inbox.reply_to("T1", f"{CHANNEL}/{inner['ts']}") is None
    assert team.slack.calls == []


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B9"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"user": payloads.BOT},
    ],
)
def test_bots_itself_and_notices_are_ignored(team: Team, more: dict[str, Any]) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    team.event(payloads.message("And how often?", thread_ts=asked["ts"], **more))
    team.event(payloads.direct("And how often?", **more))
    team.settled()
    assert len(team.slack.posted()) == 1


def test_a_verdict_on_a_case_is_for_its_asker_in_a_public_channel(team: Team) -> None:
    asked = team.event(payloads.mention(CASE))
    team.settled()
    assert team.slack.posted() == []
    (answer,) = team.slack.ephemeral
    assert (answer["user"], answer["thread_ts"]) == (USER, asked["ts"])
    assert "sbrt: conditional" in shown(answer).lower()
    post = {"thread_ts": asked["ts"]}
    team.interact(payloads.click(buttons(answer)["share"], post))
    team.settled()
    (shared,) = team.slack.posted()
    assert shared["thread_ts"] == asked["ts"]
    assert CASE in shown(shared)


@pytest.mark.parametrize("kind", ["is_private", "is_mpim"])
def test_it_is_for_all_where_the_channel_is_closed(team: Team, kind: str) -> None:
    team.slack.channels[CHANNEL] = {"id": CHANNEL, kind: True}
    team.event(payloads.mention(CASE))
    team.settled()
    assert len(team.slack.posted()) == 1


def test_a_general_question_is_answered_for_all(team: Team) -> None:
    team.event(payloads.mention("may sbrt be used?"))
    team.settled()
    assert len(team.slack.posted()) == 1


def choice(team: Team) -> tuple[dict[str, Any], dict[str, Any]]:
    """A thread about patient A, in which patient B is brought up; the choice that is offered."""
    asked = team.event(payloads.direct(CASE))
    team.settled()
    second = payloads.direct("patient B: ecog 3, may sbrt be used?", thread_ts=asked["ts"])
    team.event(second)
    team.settled()
    assert "another patient" in shown(team.slack.posted()[-1])
    return asked, team.slack.posted()[-1]


def test_a_second_patient_forces_a_choice(team: Team) -> None:
    asked, offered = choice(team)
    team.interact(payloads.click(buttons(offered)["new_patient"], offered, "D1"))
    team.settled()
    _, _, answer = team.slack.posted()
    assert answer["thread_ts"] == asked["ts"]
    stored = team.bot.office.desk.store.recent(1)[0]
    assert stored.inputs.turns == ("patient B: ecog 3, may sbrt be used?",)


def test_the_same_patient_goes_on_in_the_same_conversation(team: Team) -> None:
    _, offered = choice(team)
    button = buttons(offered)["same_patient"]
    for _ in range(2):
        team.interact(payloads.click(button, offered, "D1"))
    team.settled()
    assert len(team.slack.posted()) == 3
    assert len(team.bot.office.desk.store.recent(1)[0].inputs.turns) == 2


def test_an_edited_question_offers_to_ask_again(team: Team) -> None:
    asked = team.event(payloads.mention("may relief bee used?"))
    team.settled()
    team.event(payloads.changed(asked, f"<@{payloads.BOT}> {RELIEF}"))
    team.settled()
    (offer,) = team.slack.ephemeral
    team.interact(payloads.click(buttons(offer)["ask_again"], {"thread_ts": asked["ts"]}))
    team.settled()
    (post,) = team.slack.posted()
    stored = team.bot.office.desk.store.recent(1)[0]
    assert stored.inputs.turns == (RELIEF,)
    assert stored.answer_id in json.dumps(post["blocks"])


def test_an_edit_that_changes_no_word_is_none(team: Team) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    team.event(payloads.changed(asked, asked["text"]))
    team.settled()
    assert team.slack.ephemeral == []


def test_a_deleted_question_deletes_our_reply_and_its_facts(team: Team) -> None:
    asked = team.event(payloads.direct("patient A: ecog 1"))
    second = team.event(payloads.direct("make that ecog 3?", thread_ts=asked["ts"]))
    team.settled()
    assert len(team.slack.posted()) == 2
    team.event(payloads.removed(second))
    team.event(payloads.direct("may sbrt be used?", thread_ts=asked["ts"]))
    team.settled()
    _, answer = team.slack.posted()
    assert "ecog: 1" in shown(answer).lower()
    assert team.bot.office.desk.store.recent(1)[0].inputs.turns[0] == "patient A: ecog 1"


def test_an_empty_mention_is_told_so_alone(team: Team) -> None:
    team.event(payloads.mention(":wave:"))
    team.settled()
    assert team.slack.posted() == []
    assert len(team.slack.ephemeral) == 1


def test_what_cannot_be_taken_is_sent_back_to_its_author_alone(team: Team) -> None:
    team.command("use tiny-asthma")
    team.settled()
    team.event(payloads.mention(RELIEF))
    team.settled()
    assert team.bot.office.desk.store.recent(1)[0].inputs.guideline == "tiny-asthma"
    team.command("use nothing-such")
    team.settled()
    assert "tiny-asthma" in team.slack.responses[-1]["text"]


def test_a_shared_channel_waits_for_an_admins_consent(team: Team) -> None:
    team.event(payloads.mention(RELIEF), is_ext_shared_channel=True)
    team.settled()
    assert team.slack.posted() == []
    assert "another organisation" in team.slack.ephemeral[0]["text"]
    team.command("allow external")
    team.settled()
    assert "Only an admin" in team.slack.responses[0]["text"]
    team.slack.admins.add(USER)
    team.command("allow external")
    team.settled()
    team.event(payloads.mention(RELIEF), is_ext_shared_channel=True)
    team.settled()
    consent, answer = team.slack.posted()
    assert "allows answers" in consent["text"]
    assert "blocks" in answer


def test_a_question_that_is_too_long_is_sent_back_and_not_cut(team: Team) -> None:
    team.event(payloads.mention("why " * 6_000))
    team.settled()
    assert team.slack.posted() == []
    assert "shorten it" in team.slack.ephemeral[0]["text"]
    assert team.bot.office.desk.store.recent(1) == ()


def test_an_answer_is_not_shared_with_another_organisation_unasked(team: Team) -> None:
    team.slack.channels[CHANNEL] = {"id": CHANNEL, "is_ext_shared": True}
    team.command(RELIEF)
    team.settled()
    team.interact(payloads.click(buttons(team.slack.responses[0])["share"], {}))
    team.settled()
    assert team.slack.posted() == []
    assert "another organisation" in team.slack.ephemeral[0]["text"]


def test_a_follow_up_to_what_one_reader_sees_is_for_that_reader(team: Team) -> None:
    team.command(RELIEF)
    team.settled()
    url = f"{team.slack.url}/respond/2"
    button = buttons(team.slack.responses[0])["follow_up:0"]
    team.interact(payloads.click(button, {}, response_url=url))
    team.settled()
    assert team.slack.posted() == []
    _, second = team.slack.responses
    assert "How often is a review due?" in shown(second)
    assert len(team.bot.office.desk.store.recent(1)[0].inputs.turns) == 2
