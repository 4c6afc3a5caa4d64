"""Perturbations: the same question otherwise worded, the same for the same seed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from corpus.lexicon import Lexicon, Term
from evals.cli import main
from evals.perturb import Kind, additions, paraphrase, perturbed, to_lines, typos, word_order
from evals.question_set import QuestionSet, load_set
from tests.evals.sets import small_set, turn, write_set
from tests.evals.stub import StubAnswerer, StubWiring
from tests.evals.test_pairs import SAME

LEXICON = Lexicon(
    (
        Term("osimertinib", "osimertinib (TKI)", "drug", ("osimertinib", "Tagrisso", "osi")),
        Term("srs", "stereotactic radiosurgery (SRS)", "treatment", ("SRS", "GKRS", "zapping")),
        Term("ecog", "performance status", "patient", ("ECOG", "KPS")),
        Term("surgery", "surgery", "treatment", ("VATS", "resection")),
    )
)
QUESTION = "Patient on osimertinib, 2 lesions, ECOG 1. Is SRS not preferred after progression?"


def questions(folder: Path) -> QuestionSet:
    cases = {f"q{n}": [turn(QUESTION, "cns"), turn("And when?", "timing")] for n in range(9)}
    return load_set(write_set(folder / "set.jsonl", **cases))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_seed_decides_and_the_labels_stay(kind: Kind, tmp_path: Path) -> None:
    plain = questions(tmp_path)
    one, count = perturbed(plain, kind, 1, LEXICON)
    again, _ = perturbed(plain, kind, 1, LEXICON)
    assert one == again
    texts = [case.turns[0].text for case in one.cases]
    assert count >= 9
    assert QUESTION not in texts
    others = [perturbed(plain, kind, seed, LEXICON)[0].cases for seed in (2, 3)]
    assert kind is Kind.WORD_ORDER or any(cases != one.cases for cases in others)
    unlabelled = [case.model_dump(exclude={"turns": {"__all__": {"text"}}}) for case in one.cases]
    assert unlabelled == [
        case.model_dump(exclude={"turns": {"__all__": {"text"}}}) for case in plain.cases
    ]


@pytest.mark.parametrize("seed", range(20))
def test_typos_leave_numbers_short_words_and_first_letters(seed: int) -> None:
    text = typos(QUESTION, Random(seed))
    assert text != QUESTION
    assert len(text.split()) == len(QUESTION.split())
    for before, after in zip(QUESTION.split(), text.split(), strict=True):
        assert before[0] == after[0]
        if len(re.sub(r"\W", "", before)) < 5 or before.isupper():
            assert before == after
    assert typos("no SRS in 2?", Random(seed)) == "no SRS in 2?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EGFR, 2 mets. ECOG 1. SRS?", "SRS? EGFR, 2 mets. ECOG 1."),
        ("How often is imaging done after SBRT?", "After SBRT, how often is imaging done?"),
        ("SRS wins over WBRT, does it?", "Does it, SRS wins over WBRT?"),
        ("SRS?", "SRS?"),
    ],
)
def test_the_order_changes_and_no_word_is_lost(text: str, expected: str) -> None:
    assert word_order(text, Random(1)) == expected


@pytest.mark.parametrize("seed", range(5))
def test_only_names_that_can_stand_for_each_other_are_exchanged(seed: int) -> None:
    named = paraphrase("osi, then SRS", Random(seed), LEXICON)
    drug, treatment = named.split(", then ")
    assert drug in ("osimertinib", "Tagrisso")
    assert treatment in ("stereotactic radiosurgery", "GKRS")
    untouched = "ECOG 1, zapping or resection"
    assert paraphrase(untouched, Random(seed), LEXICON) == untouched


def test_additions_keep_the_question_whole() -> None:
    said = {additions("SRS?", Random(seed)) for seed in range(30)}
    assert len(said) > 10
    assert all("SRS?" in text and text != "SRS?" for text in said)


def test_a_perturbed_set_is_written_and_reads_back(tmp_path: Path) -> None:
    plain = questions(tmp_path)
    changed, _ = perturbed(plain, Kind.TYPOS, 1, LEXICON)
    path = tmp_path / "out" / "set.jsonl"
    path.parent.mkdir()
    path.write_text(to_lines(changed), encoding="utf-8")
    assert load_set(path).cases == changed.cases


def test_pairs_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(SAME), encoding="utf-8")
    changed, count = perturbed(load_set(path), Kind.TYPOS, 1, LEXICON)
    assert (changed.cases, count) == ((), 0)


def test_a_run_says_what_is_lost_and_the_report_has_it(tmp_path: Path) -> None:
    answerer = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})
    command = ["run", small_set(tmp_path), "--perturb", "all", "--report", tmp_path / "r"]
    result = CliRunner().invoke(main, [str(a) for a in command], obj=StubWiring(answerer))
    assert result.exit_code == 0, result.output
    assert "turns worded otherwise" in result.stdout
    report = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    kinds = {found["kind"]: found for found in report["robustness"]}
    assert list(kinds) == [kind.value for kind in Kind]
    found = kinds["additions"]
    recall = {row["measure"]: row for row in found["differences"]}["citation_recall"]
    assert (found["kind"], recall["before"], recall["after"]) == ("additions", 0.75, 0.0)
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "The same asked otherwise" in page


def test_perturb_writes_the_set(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = ["perturb", str(small_set(tmp_path)), "--kind", "additions", "--out", str(out)]
    result = CliRunner().invoke(main, command, obj=StubWiring(StubAnswerer()))
    assert result.stdout == "5 of 5 turns worded otherwise\n"
    assert len(load_set(out).cases) == 3
