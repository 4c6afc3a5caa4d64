import json
import threading
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import KEYS
from assistant.desk import Desk, QuestionTooLong, Scope
from assistant.message import QUESTION_LIMIT
from assistant.replay import replay
from assistant.store import Store, UnknownConversation
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from tests.assistant.doubles import TinyAssistant, tiny_guideline


def test_what_is_stored_is_what_is_sent(desk: Desk, store: Store) -> None:
    given = desk.ask("May relief be used?", scope=Scope("tiny-asthma", date(2024, 5, 1)))
    stored = store.answer(given.answer.answer_id)
    assert stored == given.stored
    assert tuple(json.loads(stored.body)) == KEYS
    assert json.loads(stored.body) == given.answer.to_json()
    assert "≤".encode() in stored.body
    assert stored.inputs.guideline == "tiny-asthma"
    assert stored.inputs.as_of == date(2024, 5, 1)


def test_a_conversation_goes_on(desk: Desk, store: Store) -> None:
    first = desk.ask("one?")
    second = desk.ask("  two?  ", first.stored.conversation_id)
    assert second.stored.turn == 1
    assert second.stored.inputs.turns == ("one?", "two?")
    assert store.turns(first.stored.conversation_id) == ("one?", "two?")


def test_the_same_question_gives_the_same_bytes_in_two_conversations(desk: Desk) -> None:
    assert desk.ask("one?").stored.body == desk.ask("one?").stored.body


def test_nothing_is_stored_of_what_is_refused(desk: Desk, store: Store) -> None:
    with pytest.raises(QuestionTooLong, match="1,000,000 characters"):
        desk.ask("x" * 1_000_000)
    with pytest.raises(UnknownConversation):
        desk.ask("one?", "0" * 32)
    with pytest.raises(UnknownGuideline):
        desk.ask("one?", scope=Scope("nothing"))
    assert store.recent(1) == ()


def test_the_longest_question_is_answered(desk: Desk) -> None:
    assert desk.ask("x" * QUESTION_LIMIT).answer.outcome == "answer"


def test_questions_of_one_conversation_at_once_become_one_row_of_turns(
    desk: Desk, store: Store
) -> None:
    conversation = desk.ask("0").stored.conversation_id
    threads = [threading.Thread(target=desk.ask, args=(str(n), conversation)) for n in range(1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    exchanges = store.exchanges(conversation)
    assert [e.turn for e in exchanges] == [0, 1, 2, 3]
    assert exchanges[-1].inputs.turns == store.turns(conversation)
    assert sorted(store.turns(conversation)) == ["0", "1", "2", "3"]


def test_a_replay_gives_the_same_bytes(desk: Desk) -> None:
    first = desk.ask("one?")
    second = desk.ask("two?", first.stored.conversation_id)
    assert str(replay(desk.assistant, second.stored)) == "same bytes"


def test_a_replay_names_what_changed(desk: Desk, tmp_path: Path) -> None:
    stored = desk.ask("one?").stored
    other = tiny_guideline(tmp_path / "other")
    object.__setattr__(other, "text", other.text + "\n")
    result = replay(TinyAssistant(other, engine="2"), stored)
    assert not result.same
    assert [part.name for part in result.changed] == ["engine", "text"]
    assert "engine (1 -> 2)" in str(result)


def test_a_replay_that_no_declared_input_explains_says_so(desk: Desk, guideline: Guideline) -> None:
    stored = desk.ask("one?").stored
    result = replay(TinyAssistant(guideline, wording="It says"), stored)
    assert result.changed == ()
    assert "engine code changed without a bump" in str(result)
