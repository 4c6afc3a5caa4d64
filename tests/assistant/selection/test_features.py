"""Features are plain numbers: as many as the heads were fitted on, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.selection.features import (
    SECTION_FEATURES,
    SILENCE_FEATURES,
    VECTOR_WEIGHTS,
    Bag,
    Scored,
    anchor,
    by_section,
    dense_input,
    nearest,
    nearness,
    rows_of,
    section_features,
    silence_features,
)
from assistant.selection.general_features import (
    GENERAL_SILENCE_FEATURES,
    GENERAL_STATEMENT_FEATURES,
    general_silence_features,
    general_statement_features,
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
    Scored, anchor, dense_input, section_features, silence_features)
from assistant.selection.general_features import (
    general_silence_features, general_statement_features)
from assistant.selection.head import groups_of
from tests.assistant.selection.material import made_material
made = made_material(Path(sys.argv[1]))
groups = groups_of(made.guideline, [s.id for s in made.guideline.sections])
sections = np.linspace(0, 1, len(groups))
for question in sys.argv[2:]:
    evidence = made.evidence(question)
    scored = Scored(sections, .2, np.linspace(0, 1, len(made.guideline.statements)),
                    np.linspace(0, 1, 2 * len(groups) + 2).reshape(-1, 2))
    for numbers in (dense_input(evidence.reading), anchor(evidence.reading),
                    section_features(evidence, groups, scored, scored),
                    silence_features(evidence, scored, None),
                    general_silence_features(evidence, evidence.coverage),
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
    scored = Scored(
        np.linspace(0.0, 1.0, count),
        0.2,
        np.linspace(0, 1, len(guideline.statements)),
        np.linspace(0, 1, 2 * count + 2).reshape(-1, 2),
    )
    sections = section_features(evidence, groups, scored, scored)
    assert sections.shape == (count, SECTION_FEATURES + count)
    silence = silence_features(evidence, scored, scored)
    assert silence.shape == (SILENCE_FEATURES,)
    statements = general_statement_features(evidence)
    assert statements.shape == (len(guideline.statements), GENERAL_STATEMENT_FEATURES)
    general = general_silence_features(evidence, statements[:, 0])
    assert general.shape == (GENERAL_SILENCE_FEATURES,)
    for numbers in (sections, silence, statements, general):
        assert numbers.dtype == np.float64
        assert np.isfinite(numbers).all()


def test_a_silence_of_a_guideline_with_one_section_has_as_many(material: Material) -> None:
    scored = Scored(np.array([0.5]), 0.2, np.array([0.1]), np.array([[0.9, 0.8], [0.4, 0.3]]))
    silence = silence_features(material.evidence("wheeze"), scored, None)
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


def test_an_anchor_is_the_direction_of_a_question_in_whole_numbers(material: Material) -> None:
    first = anchor(material.evidence(QUESTIONS[0]).reading)
    assert np.array_equal(first, np.round(first))
    assert np.abs(first).max() <= 127
    others = np.stack([anchor(material.evidence(question).reading) for question in QUESTIONS])
    near = nearness(others, first)
    assert near.argmax() == 0
    assert (near[1:] < near[0]).all()


def test_of_each_class_the_nearest_and_the_nearest_three_count() -> None:
    classes = np.array([[1, 0], [1, 0], [1, 0], [1, 0], [0, 0]]) > 0
    found = nearest(np.array([0.2, 0.8, 0.6, 0.7, 1.0]), rows_of(classes))
    assert found[0] == pytest.approx([0.8, 0.7])
    assert found[1].tolist() == [0.0, 0.0]  # a class without an anchor


def test_a_follow_up_is_read_without_its_conversation_as_well(material: Material) -> None:
    reading = material.evidence("and the dose?", "What helps against wheeze?").reading
    alone = material.evidence("and the dose?").reading
    assert alone.alone is None
    assert reading.alone is not None
    assert reading.alone.views == alone.views
    assert np.array_equal(reading.alone.vectors, alone.vectors)
    assert reading.alone.grams_context == alone.grams_context
    assert reading.alone.concepts == alone.concepts
