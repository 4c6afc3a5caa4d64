import json
from dataclasses import replace

import pytest

from assistant.cli.dialogue import HELP
from assistant.cli.parts import Parts
from assistant.library import Library
from assistant.store import Store
from tests.assistant.commands import failed, run


def chat(parts: Parts, *lines: str) -> str:
    result = run(parts, "chat", stdin="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0
    assert result.stderr == ""
    return result.stdout


def test_it_greets_with_the_standing_of_the_text(parts: Parts) -> None:
    shown = chat(parts)
    assert "Asthma, a tiny text (2024-01-01; pending human review)" in shown


def test_questions_are_turns_of_one_conversation(parts: Parts, store: Store) -> None:
    shown = chat(parts, "May relief be used?", "", "and the dose?")
    assert "may be considered for relief (≤ 2 puffs). [1]" in shown
    assert "The guideline does not address: dose." in shown
    assert store.recent(1)[0].inputs.turns == ("May relief be used?", "and the dose?")


def test_new_starts_another_conversation(parts: Parts, store: Store) -> None:
    chat(parts, "one?", "/new", "two?")
    assert store.recent(1)[0].inputs.turns == ("two?",)


def test_sources_are_listed_and_read_in_place(parts: Parts) -> None:
    shown = chat(parts, "relief?", "/sources", "/sources 2")
    assert shown.count("[2] Relief (tiny-asthma 2024-01-01, relief)") == 3
    assert "- »Relief use above twice a week is a sign of poor control.«" in shown
    assert "- A short-acting beta agonist may be considered for relief (≤ 2 puffs).\n" in shown


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "²", "9" * 5000])
def test_a_source_that_is_not_there_is_said(parts: Parts, number: str) -> None:
    assert "The sources are numbered 1 to 2." in chat(parts, "relief?", f"/sources {number}")


def test_a_passage_that_is_no_longer_kept_is_said(parts: Parts) -> None:
    emptied = replace(parts, open_library=lambda _: Library([]))
    assert "there is no guideline 'tiny-asthma'" in chat(emptied, "relief?", "/sources 1")


def test_json_and_why_show_the_last_answer(parts: Parts, store: Store) -> None:
    shown = chat(parts, "relief?", "/json", "/why").splitlines()
    body = store.recent(1)[0].body.decode()
    assert body in shown
    assert json.loads(body)["outcome"] == "answer"
    assert "threshold: 0.4" in shown


@pytest.mark.parametrize("command", ["/sources", "/sources 1", "/json", "/why"])
def test_before_a_question_there_is_nothing_to_show(parts: Parts, command: str) -> None:
    assert "Nothing has been asked yet." in chat(parts, command)


def test_help_and_unknown_commands_list_the_commands(parts: Parts) -> None:
    assert HELP[0] in chat(parts, "/help")
    shown = chat(parts, "/halp")
    assert "There is no command /halp." in shown
    assert HELP[0] in shown


def test_quit_ends_before_what_follows(parts: Parts, store: Store) -> None:
    chat(parts, "/quit", "relief?")
    assert store.recent(1) == ()


def test_a_question_that_is_too_long_does_not_end_the_chat(parts: Parts, store: Store) -> None:
    shown = chat(parts, "x" * 20_001, "relief?")
    assert "shorten it to 20,000" in shown
    assert store.recent(2)[0].inputs.turns == ("relief?",)


def test_bytes_that_are_no_text_do_not_end_the_chat(parts: Parts) -> None:
    result = run(parts, "chat", stdin=b"\xff\xfe?\n\0\nrelief?\n")
    assert result.exit_code == 0
    assert result.stdout.count("Sources") == 3


def test_an_unknown_guideline_is_one_line(parts: Parts) -> None:
    failed(run(parts, "chat", "--guideline", "none"), "there is no guideline 'none'")
