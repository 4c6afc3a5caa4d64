"""A small pack, its index of hashed words, and what is measured of a question against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.conversation import Question
from assistant.knowledge import Knowledge, knowledge_of
from assistant.selection.evidence import Evidence, Floats, read_question, signals_of, weigh
from assistant.selection.features import SECTION_FEATURES, SILENCE_FEATURES
from assistant.selection.head import Judgement, write_head
from corpus.guideline import Guideline
from corpus.packs import load_pack
from index.build import build
from index.store import Index
from tests.encoders import HashingEncoder

FILES = {
    "guideline.md": """---
id: adult-asthma
title: Asthma in adults
version: "1"
---

# Asthma in adults

## Relief {#relief}

- A short-acting beta agonist is recommended for relief of wheeze. {#saba .recommendation}
- Relief above twice a week is a sign of poor control. {#limit .evidence}

## Prevention {#prevention}

Add an inhaled steroid:

- after two attacks in a year {#steroid .recommendation}

## Follow-up {#follow-up}

- A review of control is recommended every 3-12 months. {#interval .recommendation}
""",
    "lexicon.yaml": """terms:
  saba: {label: SABA, kind: drug, forms: [short-acting beta agonist, salbutamol], broader: [drug]}
  drug: {label: medicine, forms: [puffer]}
  ics: {label: steroid, kind: drug, forms: [inhaled steroid, beclometasone], broader: [drug]}
  stopping: {label: stop, kind: action, forms: [cease]}
  review: {label: review}
""",
    "questions.yaml": """statements:
  relief.saba: [What helps against wheeze?, Which puffer first?]
  follow-up.interval: [How often is a review due?]
silent:
  dose: [How many puffs a day?]
""",
}
THRESHOLDS = {"section": 0.45, "statement": 0.25, "silent": 0.5, "least": 0.1}


@dataclass(frozen=True)
class Material:
    """Knowledge, index and encoder, and the pack's folder."""

    knowledge: Knowledge
    index: Index
    encoder: HashingEncoder
    folder: Path

    @property
    def guideline(self) -> Guideline:
        return self.knowledge.guideline

    def evidence(self, text: str, topic: str = "") -> Evidence:
        """What is measured of a question."""
        lexicon = self.knowledge.lexicon
        reading = read_question(Question(text, topic), lexicon, self.encoder)
        found = signals_of(reading, self.index, self.guideline.id)
        return weigh(reading, found, self.knowledge.vocabulary, lexicon)


def made_material(folder: Path) -> Material:
    """The pack above, written and indexed under a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    pack = load_pack(folder)
    encoder = HashingEncoder(256)
    build(folder / "home", [(pack.guideline, pack.bank)], encoder)
    return Material(knowledge_of(pack), Index.open(folder / "home"), encoder, folder)


def judged(sections: dict[str, float], statements: list[float], silent: float = 0.0) -> Judgement:
    """A judgement under the thresholds above."""
    return Judgement(silent, sections, np.array(statements), THRESHOLDS)


def head_arrays(material: Material, seed: int = 1) -> dict[str, Floats]:
    """Arrays of the shapes that a trained head of the small pack has, filled by a seed."""
    random = np.random.default_rng(seed)
    sections, statements = material.guideline.sections, material.guideline.statements
    classes = len(sections) + 1 + len(statements)
    shapes = {
        "dense": (4 * material.encoder.dimension + 1, classes),
        "anchor_weights": (3, classes),
        "section": (SECTION_FEATURES + len(sections) + 1,),
        "silence": (SILENCE_FEATURES + 1,),
        **{f"{name}_idf": (2,) for name in ("asked", "context", "concepts")},
        **{f"{name}_weights": (2, classes) for name in ("asked", "context", "concepts")},
    }
    arrays = {name: random.normal(size=shape) for name, shape in shapes.items()}
    anchors = random.integers(-127, 128, size=(3, material.encoder.dimension))
    members = random.integers(0, 2, size=(3, len(sections) + 1))
    whole = {"anchors": anchors, "anchor_classes": members}
    return {**arrays, **{name: values.astype(np.float64) for name, values in whole.items()}}


def head_meta(material: Material) -> dict[str, object]:
    """The description of that head."""
    return {
        "sections": [section.id for section in material.guideline.sections],
        "statements": [statement.id for statement in material.guideline.statements],
        "thresholds": THRESHOLDS,
        **{f"{name}_rows": ["relief", "wheez"] for name in ("asked", "context")},
        "concepts_rows": ["saba", "drug"],
    }


def written_head(material: Material, path: Path, **changed: object) -> Path:
    """A head's file; `changed` replaces parts of its description."""
    write_head(path, head_arrays(material), head_meta(material) | changed)
    return path


def without_statement(guideline: Guideline) -> Guideline:
    """The same guideline with its last statement gone."""
    return replace(guideline, statements=guideline.statements[:-1])
