"""The committed heads: what the script makes of the committed questions, to the byte."""

from __future__ import annotations

from pathlib import Path

from assistant.knowledge import WEIGHTS
from assistant.library import open_library
from assistant.preparation import prepare
from assistant.selection.head import GENERAL_WEIGHTS
from assistant.settings import Settings
from evals.heads import fit_heads, material_of
from evals.question_set import load_set

TUNING = Path(__file__).parents[2] / "evals" / "sets" / "tuning"
GUIDELINE = "nsclc-oligoprogression"


def test_the_heads_are_rebuilt_from_the_tuning_questions_to_the_same_bytes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    prepare(Settings(home), open_library(home))
    material, folder = material_of(Settings(home, threads=2), GUIDELINE)
    sets = [load_set(path) for path in sorted(TUNING.glob("*.jsonl"))]
    trained, general = fit_heads(material, sets)
    for head, committed in ((trained, folder / WEIGHTS), (general, GENERAL_WEIGHTS)):
        rebuilt = tmp_path / committed.name
        head.write(rebuilt)
        assert rebuilt.read_bytes() == committed.read_bytes(), (
            f"{committed.name} is not what the questions give; run: python -m evals fit"
        )
