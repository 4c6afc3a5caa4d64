"""Question sets: what is read, and the words that a broken one is refused with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from evals.question_set import QuestionSet, load_set, load_sets

ROOT = Path(__file__).parents[2]


def written(folder: Path, *lines: dict[str, Any] | str, name: str = "set.jsonl") -> Path:
    path = folder / name
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def question(case_id: str = "q-1", **turn: Any) -> dict[str, Any]:
    return {"id": case_id, "turns": [{"text": "?", "expect": "answer", **turn}]}


def test_every_committed_set_loads_and_ids_are_its_own() -> None:
    sets = load_sets(sorted((ROOT / "evals" / "sets").glob("*/*.jsonl")))
    assert sets
    ids = [case.id for questions in sets for case in questions.cases]
    assert len(ids) == len(set(ids)) > 200


def test_all_keys_are_read(tmp_path: Path) -> None:
    turn: dict[str, Any] = {
        "required": ["cns"],
        "acceptable": ["timing"],
        "required_alt": {"cns": ["timing"]},
        "must_include": ["SRS|radiosurg"],
        "must_not_include": ["^\\s*no\\b"],
        "facts": {"ecog": 1, "brain_symptoms": True, "progressing_locations": ["brain"]},
        "facts_optional": {"driver": "egfr"},
        "verdicts": {"srs": "supported"},
        "verdicts_alt": {"srs": "conditional"},
        "asks": [],
        "note": "why",
    }
    case = load_set(written(tmp_path, question(**turn) | {"tags": ["t"], "note": "n"})).cases[0]
    read = case.turns[0]
    assert read.facts == {"ecog": 1, "brain_symptoms": True, "progressing_locations": ("brain",)}
    assert read.facts is not None
    assert read.facts["ecog"] is not True
    assert read.verdicts_alt == {"srs": ("conditional",)}
    assert read.asks == ()
    assert load_set(written(tmp_path, question())).cases[0].turns[0].asks is None


def test_a_fact_phrase_is_one_turn_that_is_scored_for_facts(tmp_path: Path) -> None:
    phrase = {"id": "f-1", "text": "ALK+", "facts": {"driver": "alk"}, "tags": ["driver"]}
    case = load_set(written(tmp_path, phrase)).cases[0]
    assert (case.turns[0].expect, case.turns[0].facts) == ("facts", {"driver": "alk"})


def test_pairs_of_an_unknown_relation_are_passed_over_and_said_to_be(tmp_path: Path) -> None:
    pair = {"id": "m", "kind": "typo", "a": {"text": "x"}, "b": {"text": "y"}, "relation": "same"}
    questions = load_set(written(tmp_path, pair, question()))
    assert len(questions.cases) == 1
    assert [(fault.line, "skipped" in fault.message) for fault in questions.skipped] == [(1, True)]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(question()).encode() + b"\r\n\r\n")
    assert load_set(path).cases[0].id == "q-1"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON at column 2"),
        ("[1]", "not a JSON object"),
        ({"id": "q", "turns": []}, "turns: a case has at least one turn"),
        ({"turns": [{"text": "?", "expect": "answer"}]}, "id: Field required"),
        (question(expect="maybe"), "turns.0.expect: Input should be 'answer', 'abstain'"),
        (question(must_inclde=["x"]), "turns.0.must_inclde: unknown key; check its spelling"),
        (question(must_include=["("]), "turns.0.must_include.0: not a regular expression"),
        (question(verdicts={"srs": "fine"}), "turns.0.verdicts.srs: Input should be 'supported'"),
        (question(facts={"ecog": 1.5}), "turns.0.facts.ecog: a fact's value is"),
        (question(required=[""]), "turns.0.required.0: String should have at least 1 character"),
    ],
)
def test_a_broken_line_is_named_with_its_fault(
    line: dict[str, Any] | str, words: str, tmp_path: Path
) -> None:
    path = written(tmp_path, question("first"), line)
    with pytest.raises(CorpusError) as raised:
        load_set(path)
    (fault,) = raised.value.faults
    assert str(fault).startswith(f"{path}:2: {words}")


def test_all_faults_of_all_files_are_reported_together(tmp_path: Path) -> None:
    one = written(tmp_path, question(), question(), "{", name="one.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"{}\n\xff")
    (tmp_path / "sub").mkdir()
    again = written(tmp_path / "sub", question(), name="one.jsonl")
    with pytest.raises(CorpusError) as raised:
        load_sets([one, empty, binary, again, tmp_path / "missing.jsonl"])
    message = str(raised.value)
    assert "one.jsonl:2: the id 'q-1' is already used in line 1" in message
    assert "one.jsonl:3: not JSON" in message
    assert "empty.jsonl:1: holds no question" in message
    assert "binary.jsonl:2: is not UTF-8" in message
    assert "has the same name as" in message
    assert "missing.jsonl:1: cannot be read: No such file" in message


@pytest.mark.parametrize(
    ("name", "writer"),
    [
        ("writer-e.jsonl", "writer-e"),
        ("qa.jsonl", "writer-1"),
        ("abstain-2.jsonl", "writer-2"),
        ("qa-2.jsonl", "writer-2"),
    ],
)
def test_the_writer_is_in_the_files_name(name: str, writer: str) -> None:
    assert QuestionSet(Path(name), "", ()).writer == writer
