"""A short follow-up takes its topic from the conversation; a question of its own does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import (
    POINTING_WORDS,
    SHORT_WORDS,
    Conversation,
    FollowUp,
    Question,
    Turn,
    resolve,
)

FIRST = "Which patients with one brain metastasis should have surgery rather than radiosurgery?"
LONG = "Please list all of the imaging which patients need before local therapy of lung metastases"


def said(*messages: str) -> Conversation:
    return Conversation.of(messages)


def test_the_first_message_has_no_topic() -> None:
    assert resolve("and then?", Conversation()) == Question("and then?")


@pytest.mark.parametrize(
    ("message", "leans"),
    [
        ("why?", True),
        ("word " * (SHORT_WORDS - 1) + "word", True),
        ("word " * SHORT_WORDS + "word", False),
        ("What is done about the drug that she takes afterwards in the clinic", True),
        ("and " + "word " * (POINTING_WORDS - 1), True),
        ("and " + "word " * POINTING_WORDS, False),
        ("Sandy " + "word " * SHORT_WORDS, False),  # "and" only within a word
        (LONG, False),
    ],
)
def test_a_message_leans_that_is_short_or_points_back(message: str, leans: bool) -> None:
    question = resolve(message.strip(), said(FIRST))
    assert question.topic == (FIRST if leans else "")


def test_the_topic_is_shown_and_embedded_before_the_message() -> None:
    question = resolve("why?", said(FIRST))
    assert question.resolved == f"{FIRST} – why?"
    assert question.in_context == f"{FIRST} why?"
    alone = Question("why?")
    assert alone.resolved == alone.in_context == "why?"


def test_follow_ups_in_a_row_keep_the_topic_and_add_the_last_message() -> None:
    conversation = said(FIRST, "and in the lung?", "how often?")
    assert resolve("why?", conversation).topic == f"{FIRST} how often?"


def test_a_question_of_its_own_is_the_next_topic() -> None:
    assert resolve("why?", said(FIRST, "and then?", LONG)).topic == LONG


def test_a_conversation_remembers_which_turns_leant() -> None:
    conversation = said(FIRST, "and then?", LONG)
    assert conversation.turns == (
        Turn(FIRST, leans=False),
        Turn("and then?", leans=True),
        Turn(LONG, leans=False),
    )


def test_asking_makes_a_new_conversation_and_leaves_the_old() -> None:
    before = said(FIRST)
    after = before.asked(Question("why?", FIRST))
    assert len(before.turns) == 1
    assert after.turns[-1] == Turn("why?", leans=True)


MESSAGES = st.lists(st.sampled_from([FIRST, LONG, "why?", "and then?", "", "?"]), max_size=6)


@given(MESSAGES, st.sampled_from(["why?", LONG, ""]))
def test_a_topic_is_made_of_earlier_messages_and_nothing_else(
    messages: list[str], message: str
) -> None:
    topic = resolve(message, said(*messages)).topic
    earlier = set(messages)
    pairs = {f"{first} {last}" for first in messages for last in messages[-1:]}
    assert topic in {"", *earlier, *pairs}


@given(MESSAGES)
def test_a_conversation_of_its_messages_is_the_one_that_was_had(messages: list[str]) -> None:
    conversation = Conversation()
    for message in messages:
        conversation = conversation.asked(resolve(message, conversation))
    assert conversation == Conversation.of(messages)
    assert [turn.text for turn in conversation.turns] == messages


@pytest.mark.parametrize("courtesy", ["sorry, ", "thanks! ", "great, thanks - ", "hm, ", "yes. "])
def test_a_courtesy_hides_no_follow_up(courtesy: str) -> None:
    words = "and the CT of the chest: how often is imaging repeated after therapy"
    assert resolve(courtesy + words, said(FIRST)).topic == FIRST
    assert resolve(courtesy + words.removeprefix("and "), said(FIRST)).topic == ""


def test_a_follow_up_may_be_meant_with_its_topic_by_itself_or_after_the_last_message() -> None:
    conversation = said(FIRST, "and in the lung?")
    meant = FollowUp.of(resolve("why?", conversation), conversation)
    assert meant.in_context == Question("why?", f"{FIRST} and in the lung?")
    assert meant.by_itself == Question("why?")
    assert meant.after_last == Question("why?", "and in the lung?")
    assert meant.after_topic == Question("why?", FIRST)
    assert meant.before == Question("and in the lung?", FIRST)
