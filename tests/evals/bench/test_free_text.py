"""Free text against the bundled pack: what is measured; how long it takes is not asserted."""

from __future__ import annotations

from pathlib import Path

from evals.bench.free_text import free_text
from tests.assistant.facts.conftest import PACK


def test_questions_vignettes_and_loading_are_measured() -> None:
    questions = ["SRS or WBRT for two brain mets?", "What is oligoprogression?"]
    vignettes = ["ALK+ on alectinib, one growing rib. SBRT?", "ECOG 2, two brain mets. SRS?"]
    figures = free_text(PACK, questions, vignettes, rounds=1)
    assert [figure.name for figure in figures] == [
        "question read and checked, median",
        "question read and checked, 95th percentile",
        "vignette read and checked, median",
        "vignette read and checked, 95th percentile",
        "loading facts, cues and rules",
    ]
    assert all(figure.value > 0 for figure in figures)


def test_a_pack_without_rules_has_no_figures(tmp_path: Path) -> None:
    (tmp_path / "guideline.md").write_bytes((PACK / "guideline.md").read_bytes())
    assert free_text(tmp_path, ["What?", "Why?"], []) == []
