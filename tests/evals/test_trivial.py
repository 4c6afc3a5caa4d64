"""Trivial answerers: each is perfect in what it does and worthless in the rest."""

from __future__ import annotations

import json
from pathlib import Path

from evals.calibration import reliability
from evals.question_set import load_set
from evals.score import judge_set, score
from evals.trivial import EVERYTHING, SILENCE, trivial_judgements
from tests.assistant.doubles import tiny_guideline
from tests.evals.sets import loaded, turn
from tests.evals.test_pairs import SAME


def test_citing_everything_recalls_all_and_refuses_nothing(tmp_path: Path) -> None:
    judged = trivial_judgements(judge_set(loaded(tmp_path), {}))
    everything = score(judged[EVERYTHING]).figures
    assert everything["citation_recall"].value == 1
    assert everything["citation_precision"].value == 0.5
    assert everything["refusal_recall"].value == 0
    silence = score(judged[SILENCE]).figures
    assert (silence["citation_recall"].value, silence["refusal_recall"].value) == (0, 1)
    assert silence["refusal_precision"].value == 0.2


def test_the_guidelines_sections_are_cited_where_they_are_known(tmp_path: Path) -> None:
    guideline = tiny_guideline(tmp_path / "pack")
    judged = trivial_judgements(judge_set(loaded(tmp_path), {}), [guideline])
    assert judged[EVERYTHING][0].cited == {s.section_id for s in guideline.statements}


def test_the_constant_verdict_is_the_commonest_and_is_given_to_pairs(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    verdicts = ["conditional", "supported", "conditional"]
    lines = [
        {"id": str(n), "turns": [turn("?", expect="answer") | {"verdicts": {"srs": verdict}}]}
        for n, verdict in enumerate(verdicts)
    ]
    path.write_text("\n".join(map(json.dumps, [*lines, SAME])), encoding="utf-8")
    judged = trivial_judgements(judge_set(load_set(path), {}))
    figures = score(judged["constant verdict (conditional)"]).figures
    assert figures["verdict"].value == 0.6667
    assert figures["pair_right"].value == 1


def test_a_calibrated_head_has_no_error_and_a_boastful_one_has() -> None:
    honest = [(str(n), 0.75, n % 4 != 0) for n in range(40)]
    curve = reliability("honest", honest)
    assert (curve.error, curve.brier, curve.events) == (0.0, 0.1875, 40)
    (only,) = curve.bins
    assert only.observed.low < 0.75 < only.observed.high
    boastful = reliability("boastful", [(case, 1.0, true) for case, _, true in honest])
    assert (boastful.error, boastful.brier, boastful.brier_of_rate) == (0.25, 0.25, 0.1875)
