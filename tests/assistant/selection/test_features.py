"""Features are plain numbers: as many as the heads were fitted on, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.selection.features import (
    GENERAL_SILENCE_FEATURES,
    GENERAL_STATEMENT_FEATURES,
    SECTION_FEATURES,
    SILENCE_FEATURES,
    VECTOR_WEIGHTS,
    Bag,
    by_section,
    dense_input,
    general_silence_features,
    general_statement_features,
    section_features,
    silence_features,
)
from assistant.selection.head import groups_of
from tests.assistant.selection.material import Material

ROOT = Path(__file__).parents[3]
QUESTIONS = ["What helps against wheeze?", "which dose of salbutamol?", "pasta", "?"]
PRINT = """
import sys
from pathlib import Path
import numpy as np
from assistant.selection.features import (
    dense_input, general_silence_features, general_statement_features, section_features,
    silence_features)
from assistant.selection.head import groups_of
from tests.assistant.selection.material import made_material
made = made_material(Path(sys.argv[1]))
groups = groups_of(made.guideline, [s.id for s in made.guideline.sections])
sections = np.linspace(0, 1, len(groups))
for question in sys.argv[2:]:
    evidence = made.evidence(question)
    for numbers in (dense_input(evidence.reading), section_features(evidence, groups, sections, .2),
                    silence_features(evidence, sections, .2), general_silence_features(evidence),
                    general_statement_features(evidence)):
        print(numbers.tobytes().hex())
    print(evidence.absent, evidence.uncovered, sorted(evidence.reading.grams_asked))
"""


@pytest.mark.parametrize("question", QUESTIONS)
def test_there_are_as_many_as_the_heads_are_fitted_on(material: Material, question: str) -> None:
    evidence = material.evidence(question)
    guideline = material.guideline
    groups = groups_of(guideline, [section.id for section in guideline.sections])
    count = len(groups)
    linear = np.linspace(0.0, 1.0, count)
    sections = section_features(evidence, groups, linear, 0.2)
    assert sections.shape == (count, SECTION_FEATURES + count)
    silence = silence_features(evidence, linear, 0.2)
    assert silence.shape == (SILENCE_FEATURES,)
    statements = general_statement_features(evidence)
    assert statements.shape == (len(guideline.statements), GENERAL_STATEMENT_FEATURES)
    general = general_silence_features(evidence)
    assert general.shape == (GENERAL_SILENCE_FEATURES,)
    for numbers in (sections, silence, statements, general):
        assert numbers.dtype == np.float64
        assert np.isfinite(numbers).all()


def test_a_silence_of_a_guideline_with_one_section_has_as_many(material: Material) -> None:
    silence = silence_features(material.evidence("wheeze"), np.array([0.5]), 0.2)
    assert silence.shape == (SILENCE_FEATURES,)
    assert silence[2] == 0.0


def test_the_same_in_other_processes_whatever_the_hash_seed_and_the_threads(
    tmp_path: Path,
) -> None:
    printed = set()
    for seed, threads in (("0", "1"), ("4242", "2")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-c", PRINT, str(folder), *QUESTIONS]
        done = subprocess.run(command, env=environment, capture_output=True, check=True, cwd=ROOT)
        printed.add(done.stdout)
    assert len(printed) == 1


def test_the_views_weigh_what_they_are_said_to(material: Material) -> None:
    reading = material.evidence("What helps?", topic="wheeze").reading
    numbers = dense_input(reading)
    size = material.encoder.dimension
    for view, weight in enumerate(VECTOR_WEIGHTS):
        part = numbers[view * size : (view + 1) * size]
        expected = weight * float(reading.vectors[view] @ reading.vectors[view])
        assert float(part @ part) == pytest.approx(expected)
    assert len(numbers) == len(VECTOR_WEIGHTS) * size + 1


def test_a_section_is_worth_its_best_statement() -> None:
    groups = [np.array([0, 2]), np.array([1])]
    assert by_section(np.array([0.1, 0.5, 0.3]), groups).tolist() == [0.3, 0.5]


def test_a_bag_weighs_by_rarity_and_has_length_one() -> None:
    bag = Bag({"common": 0, "rare": 1, "other": 2}, np.array([1.0, 3.0, 2.0]))
    rows, weights = bag.vector({"rare", "common", "unknown"})
    assert rows.tolist() == [0, 1]
    assert weights.tolist() == pytest.approx([1 / 10**0.5, 3 / 10**0.5])


def test_a_bag_that_finds_nothing_is_empty() -> None:
    rows, weights = Bag({"a": 0}, np.array([1.0])).vector({"b"})
    assert rows.tolist() == weights.tolist() == []
