import json

import pytest

from assistant.answer import KEYS
from assistant.cli.parts import Parts
from assistant.store import Store
from tests.assistant.commands import failed, run


def test_ask_prints_text_sources_and_standing(parts: Parts) -> None:
    result = run(parts, "ask", "May relief be used?")
    assert result.exit_code == 0
    assert "may be considered for relief (≤ 2 puffs). [1]" in result.stdout
    assert "[1] Relief (tiny-asthma 2024-01-01, relief)" in result.stdout
    assert "pending human review. For healthcare professionals" in result.stdout
    assert result.stderr == ""


def test_ask_json_prints_the_stored_bytes_and_nothing_else(parts: Parts, store: Store) -> None:
    result = run(parts, "ask", "May relief be used?", "--json", "--as-of", "2024-02-29")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert tuple(answer) == KEYS
    assert result.stdout_bytes == store.answer(answer["answer_id"]).body + b"\n"


def test_an_abstention_exits_with_zero(parts: Parts) -> None:
    result = run(parts, "ask", "--json", "which dose?")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"] == "abstain"


def test_words_without_quotes_are_one_question(parts: Parts, store: Store) -> None:
    assert run(parts, "ask", "may", "relief", "be", "used").exit_code == 0
    assert store.recent(1)[0].inputs.turns == ("may relief be used",)


@pytest.mark.parametrize("stdin", ["May relief be used?\n", "\ufeffMay relief be used?"])
def test_a_dash_reads_the_question_from_stdin(parts: Parts, store: Store, stdin: str) -> None:
    assert run(parts, "ask", "-", stdin=stdin).exit_code == 0
    assert store.recent(1)[0].inputs.turns == ("May relief be used?",)


@pytest.mark.parametrize(
    "question",
    ["", " ", "x", "a\0b", "a\ud800b", "\udcff", "\u202eesrever", "<b>", "'; DROP TABLE answers"],
)
def test_odd_questions_are_answered(parts: Parts, question: str) -> None:
    result = run(parts, "ask", "--json", "--", question)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"] in ("answer", "abstain")


def test_a_megabyte_is_too_long(parts: Parts) -> None:
    failed(run(parts, "ask", "x" * 1_000_000), "1,000,000 characters", "20,000")
    failed(run(parts, "ask", "-", stdin="€" * 1_000_000), "20,000")
    failed(run(parts, "ask", "-", stdin="😀" * 20_001), "20,001 characters")


def test_stdin_that_is_no_text_is_named(parts: Parts) -> None:
    failed(run(parts, "ask", "-", stdin=b"abc\xff"), "not UTF-8 at byte 3")
    failed(run(parts, "ask", "-", stdin=b"abc\xe2\x82"), "not UTF-8 at byte 3")


def test_an_unknown_guideline_is_one_line(parts: Parts) -> None:
    failed(run(parts, "ask", "x", "--guideline", "nothing"), "there is no guideline 'nothing'")


def test_an_unknown_setting_is_one_line(parts: Parts) -> None:
    wrong = Parts(environment={"ASSISTANT_HOEM": "x"}, open_assistant=parts.open_assistant)
    failed(run(wrong, "ask", "x"), "unknown setting ASSISTANT_HOEM", "ASSISTANT_HOME")


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "20240228", "2024-02-28T00:00"])
def test_a_day_that_is_none_is_a_usage_error(parts: Parts, day: str) -> None:
    result = run(parts, "ask", "x", "--as-of", day)
    assert result.exit_code == 2
    assert "write it as 2025-07-28" in result.stderr


def test_no_question_is_a_usage_error(parts: Parts) -> None:
    assert run(parts, "ask").exit_code == 2
