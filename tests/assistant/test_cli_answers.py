import json
from dataclasses import replace

from assistant.cli.parts import Parts
from assistant.desk import Desk
from assistant.store import Store
from corpus.guideline import Guideline
from tests.assistant.commands import failed, run
from tests.assistant.doubles import TinyAssistant


def test_list_shows_the_latest_first(parts: Parts, desk: Desk) -> None:
    desk.ask("one?\x1b[31m\n")
    second = desk.ask("which dose?").answer
    lines = run(parts, "answers", "list").stdout.splitlines()
    assert lines[0].startswith(second.answer_id[:12])
    assert lines[0].endswith("abstain  which dose?")
    assert lines[1].endswith("answer   one?[31m")
    assert len(run(parts, "answers", "list", "--limit", "1").stdout.splitlines()) == 1


def test_show_prints_the_bytes_that_were_sent(parts: Parts, desk: Desk, store: Store) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    for given in (answer_id, answer_id[:8]):
        result = run(parts, "answers", "show", given)
        assert result.stdout_bytes == store.answer(answer_id).body + b"\n"


def test_an_id_that_is_not_there_is_one_line(parts: Parts) -> None:
    for command in (("answers", "show"), ("answers", "replay"), ("explain",)):
        failed(run(parts, *command, "0" * 64), "no stored answer")
        failed(run(parts, *command, "nonsense"), "assistant answers list")


def test_replay_says_same_bytes(parts: Parts, desk: Desk) -> None:
    first = desk.ask("one?")
    second = desk.ask("two?", first.stored.conversation_id)
    result = run(parts, "answers", "replay", second.answer.answer_id)
    assert (result.exit_code, result.stdout) == (0, "same bytes\n")


def test_replay_names_the_part_that_changed(parts: Parts, desk: Desk, guideline: Guideline) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    changed = replace(parts, open_assistant=lambda *_: TinyAssistant(guideline, engine="2"))
    result = run(changed, "answers", "replay", answer_id)
    assert result.exit_code == 1
    assert result.stdout == (
        "different bytes; changed since: engine (1 -> 2)\n"
        "the program is another one than answered then; it may read and judge otherwise\n"
        "what the answer says is the same\n"
    )


def test_replay_shows_what_came_out_otherwise(
    parts: Parts, desk: Desk, guideline: Guideline
) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    other = TinyAssistant(guideline, engine="2", wording="It is\x1b[31m said")
    changed = replace(parts, open_assistant=lambda *_: other)
    lines = run(changed, "answers", "replay", answer_id).stdout.splitlines()
    assert lines[0] == "different bytes; changed since: engine (1 -> 2)"
    assert lines[2] == "different in: direct, text"
    assert lines[3].startswith("  - The text says: ")
    assert lines[4].startswith("  + It is[31m said: ")
    assert len(lines) == 5, "a line that is the same is not shown"


def test_explain_shows_candidates_scores_and_thresholds(parts: Parts, desk: Desk) -> None:
    answer_id = desk.ask("one?").answer.answer_id
    shown = run(parts, "explain", answer_id[:10]).stdout
    assert "threshold: 0.4" in shown
    assert "relief.saba" in shown
    assert "turns: one?" in shown
    as_json = run(parts, "explain", answer_id, "--json").stdout
    assert json.loads(as_json)["threshold"] == 0.4
