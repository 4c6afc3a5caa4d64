"""Agreement: the coefficients of the textbooks, and a labeller measured by another."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score

from evals.agreement import NothingInCommon, Rating, ac1, agreement, agreements, ceiling, kappa
from evals.cli import main
from evals.question_set import QuestionSet, load_set
from tests.evals.sets import turn, write_set
from tests.evals.stub import StubAnswerer, StubWiring


def test_kappa_is_that_of_a_known_library() -> None:
    random = Random(1)
    one = [random.choice("abc") for _ in range(60)]
    other = [kind if random.random() < 0.6 else random.choice("abc") for kind in one]
    ratings = [Rating(str(n), 0, "x", *both) for n, both in enumerate(zip(one, other, strict=True))]
    found = agreement("x", ratings)
    assert found.kappa.value == pytest.approx(cohen_kappa_score(one, other), abs=1e-4)
    assert found.kappa.interval is not None
    assert 0.1 < found.kappa.interval < 0.3
    assert len(found.disagreements) == sum(a != b for a, b in zip(one, other, strict=True))


def test_ac1_is_high_where_kappa_is_low_for_lack_of_variety() -> None:
    """The table of Gwet 2008 that shows the paradox: 118 + 5 + 2 + 0 of 125."""
    table = np.array([[118.0, 5.0], [2.0, 0.0]])
    assert kappa(table) == pytest.approx(-0.0234, abs=1e-4)
    assert ac1(table) == pytest.approx(0.9408, abs=1e-4)


def test_wholly_the_same_is_one_and_one_kind_is_undefined() -> None:
    same = np.diag([3.0, 4.0])
    assert (kappa(same), ac1(same)) == (1.0, 1.0)
    one_kind = np.array([[5.0]])
    assert (kappa(one_kind), ac1(one_kind)) == (None, None)


def labelled(path: Path, *cases: dict[str, Any]) -> QuestionSet:
    return load_set(write_set(path, **{f"c{n}": [case] for n, case in enumerate(cases)}))


def two(folder: Path) -> tuple[QuestionSet, QuestionSet]:
    verdict = {"verdicts": {"srs": "supported"}}
    one = labelled(
        folder / "a.jsonl",
        turn("?", "cns") | verdict,
        turn("?", "cns", "timing"),
        turn("?", expect="abstain"),
    )
    other = labelled(
        folder / "b.jsonl",
        turn("?", "cns") | {"verdicts": {"srs": "conditional", "wbrt": "not_preferred"}},
        turn("?", "timing"),
        turn("?", "timing"),
    )
    return one, other


def test_sections_are_rated_where_both_hold_the_turn_for_answerable(tmp_path: Path) -> None:
    found = {each.label: each for each in agreements(*two(tmp_path))}
    assert found["expect"].agreed == pytest.approx(0.6667)
    assert len(found["sections required"].ratings) == 4
    assert found["sections required"].agreed == 0.75
    assert found["section timing"].agreed == 1.0
    verdicts = [(r.thing, r.one, r.other) for r in found["verdicts"].ratings]
    assert verdicts == [
        ("srs", "supported", "conditional"),
        ("wbrt", "(none)", "not_preferred"),
    ]


def test_a_labeller_is_measured_as_an_answerer(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    figures = ceiling(one, other).figures
    assert figures["citation_recall"].value == 0.75
    assert figures["citation_precision"].value == 1.0
    assert figures["refusal_recall"].value == 0.0
    assert figures["verdict_strict"].value == 0.0
    itself = ceiling(one, one).figures
    assert (itself["citation_recall"].value, itself["refusal_recall"].value) == (1, 1)


def test_sets_of_other_questions_cannot_agree(tmp_path: Path) -> None:
    one, _ = two(tmp_path)
    strange = load_set(write_set(tmp_path / "s.jsonl", other=[turn("?", "cns")]))
    with pytest.raises(NothingInCommon, match="no id and turn in common"):
        agreements(one, strange)


def test_the_command_prints_coefficients_ceiling_and_what_differs(tmp_path: Path) -> None:
    one, other = two(tmp_path)
    out = tmp_path / "out.json"
    command = ["agree", str(one.path), str(other.path), "--json", str(out)]
    result = CliRunner().invoke(main, command, obj=StubWiring(StubAnswerer()))
    assert result.exit_code == 0, result.output
    assert "c0 turn 0, srs: supported in A, conditional in B" in result.stdout
    assert "as if answering" in result.stdout
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content["agreement"][0]["items"] == 3
