from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.desk import Desk
from assistant.feedback import FeedbackBook, Kind
from assistant.history import History
from assistant.store import Store
from evals.cli import main
from evals.from_feedback import as_lines, cases_of
from evals.question_set import load_set
from tests.assistant.doubles import TinyAssistant, tiny_guideline

READERS = ("a" * 32, "b" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'assistant.db'}")
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, store: Store) -> Desk:
    return Desk(TinyAssistant(tiny_guideline(tmp_path / "pack")), store)


def test_feedback_becomes_a_set_that_can_be_read(desk: Desk, store: Store, tmp_path: Path) -> None:
    book = FeedbackBook(store)
    first = desk.ask("relief?").stored
    second = desk.ask("which dose?", first.conversation_id).answer
    book.add(first.answer_id, READERS[0], Kind.HELPFUL)
    book.add(second.answer_id, READERS[0], Kind.MISSING, "it is in the table")
    book.add(second.answer_id, READERS[1], Kind.WRONG_SECTION)
    exported = cases_of(store, unsafe=False)
    path = tmp_path / "feedback.jsonl"
    path.write_text(as_lines(exported.cases), encoding="utf-8")
    helpful, missing = load_set(path).cases
    assert helpful.turns[0].expect == "answer"
    assert helpful.turns[0].required == ("relief",)
    assert [turn.text for turn in missing.turns] == ["relief?", "which dose?"]
    assert [turn.expect for turn in missing.turns] == ["answer", "abstain"]
    assert missing.turns[1].required == ()
    assert missing.tags == ("feedback", "missing", "wrong_section")
    assert "it is in the table" in str(missing.note)


def test_unsafe_answers_are_a_set_of_their_own(desk: Desk, store: Store) -> None:
    book = FeedbackBook(store)
    unsafe, silent = (desk.ask(text).answer.answer_id for text in ("one?", "two?"))
    book.add(unsafe, READERS[0], Kind.UNSAFE)
    book.add(silent, READERS[0], Kind.SHOULD_HAVE_ABSTAINED)
    (apart,) = cases_of(store, unsafe=True).cases
    (other,) = cases_of(store, unsafe=False).cases
    assert apart.turns[0].text == "one?"
    assert (other.turns[0].text, other.turns[0].expect) == ("two?", "abstain")


def test_feedback_on_a_deleted_answer_is_counted_only(desk: Desk, store: Store) -> None:
    stored = desk.ask("one?", owner=READERS[0]).stored
    FeedbackBook(store).add(stored.answer_id, READERS[0], Kind.HELPFUL)
    History(store).delete(stored.conversation_id, READERS[0])
    exported = cases_of(store, unsafe=False)
    assert (exported.cases, exported.gone) == ((), 1)


def test_the_command_writes_the_file(desk: Desk, store: Store, tmp_path: Path) -> None:
    FeedbackBook(store).add(desk.ask("one?").answer.answer_id, READERS[0], Kind.HELPFUL)
    out = tmp_path / "set.jsonl"
    environment = {"ASSISTANT_HOME": str(tmp_path)}
    result = CliRunner().invoke(main, ["from-feedback", "--out", str(out)], env=environment)
    assert result.exit_code == 0, result.output
    assert "questions: 1" in result.stderr
    assert len(load_set(out).cases) == 1
