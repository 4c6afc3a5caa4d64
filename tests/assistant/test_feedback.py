import json
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from assistant.cli.parts import Parts
from assistant.database import MIGRATIONS
from assistant.desk import Desk
from assistant.feedback import FeedbackBook, Kind
from assistant.store import Store, UnknownAnswer
from tests.assistant.commands import run

OWNER = "a" * 32


@pytest.fixture
def book(store: Store) -> FeedbackBook:
    return FeedbackBook(store)


def test_what_is_said_of_an_answer_is_kept_and_unsafe_apart(desk: Desk, book: FeedbackBook) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    book.add(answer_id, OWNER, Kind.MISSING, "  the dose  ")
    book.add(answer_id, OWNER, Kind.UNSAFE)
    (missing,) = book.said(unsafe=False)
    (unsafe,) = book.said(unsafe=True)
    assert (missing.kind, missing.reason, missing.answer_id) == (
        Kind.MISSING,
        "the dose",
        answer_id,
    )
    assert unsafe.kind == Kind.UNSAFE
    assert book.counts() == dict.fromkeys(Kind, 0) | {Kind.MISSING: 1, Kind.UNSAFE: 1}


def test_said_again_by_the_same_reader_the_latest_counts(desk: Desk, book: FeedbackBook) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    book.add(answer_id, OWNER, Kind.HELPFUL, "first")
    book.add(answer_id, OWNER, Kind.HELPFUL, "second")
    book.add(answer_id, "b" * 32, Kind.HELPFUL)
    assert [one.reason for one in book.said(unsafe=False)] == ["", "second"]


def test_an_answer_that_is_not_there_has_no_feedback(book: FeedbackBook) -> None:
    with pytest.raises(UnknownAnswer):
        book.add("f" * 64, OWNER, Kind.HELPFUL)
    assert book.counts()[Kind.HELPFUL] == 0


def test_the_command_lists_and_counts(parts: Parts) -> None:
    store = parts.store()
    desk = Desk(parts.assistant(parts.library()), store)
    first, second = (desk.ask(text).answer.answer_id for text in ("one?", "two?"))
    FeedbackBook(store).add(first, OWNER, Kind.WRONG_SECTION, "the\nother")
    FeedbackBook(store).add(second, OWNER, Kind.UNSAFE, "stops the drug")
    listed = run(parts, "feedback").stdout
    assert listed.index("Marked unsafe: 1") < listed.index(second[:12])
    assert listed.index(second[:12]) < listed.index("Other feedback: helpful 0, wrong section 1")
    assert "the other" in listed
    lines = [json.loads(line) for line in run(parts, "feedback", "--json").stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["unsafe", "wrong_section"]
    assert first[:12] not in run(parts, "feedback", "--unsafe").stdout


def test_what_slack_kept_by_itself_is_moved_to_the_rest(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003_slack")
        connection.execute(
            text("INSERT INTO slack_feedback VALUES ('T1', 'U1', :id, 'helpful', '2026-01-01')"),
            {"id": "a" * 64},
        )
    engine.dispose()
    store = Store.open(url)
    (said,) = FeedbackBook(store).said(unsafe=False)
    assert (said.answer_id, said.kind) == ("a" * 64, Kind.HELPFUL)
    store.close()
