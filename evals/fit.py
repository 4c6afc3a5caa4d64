"""Fit: the weights of the selection heads, from labelled questions and the question bank.

Method. A ridge regression (dual form) from the question's vectors, grams and concepts to
one-hot sections, silence and statements; its held-out scores, each writer's predicted
without that writer's questions by the closed form for leaving groups out, are the input
of two logistic regressions (does a section answer; is the guideline silent). Sections are
labelled by the writers; a statement of a required section counts as answering when it
matches what the answer must include. Everything is deterministic: no sampling, no seed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from assistant.conversation import Conversation, Question, resolve
from assistant.knowledge import Knowledge
from assistant.message import clean, why_unreadable
from assistant.selection.evidence import (
    Evidence,
    Floats,
    Reading,
    read_question,
    signals_of,
    weigh,
)
from assistant.selection.features import (
    Bag,
    dense_input,
    general_silence_features,
    general_statement_features,
    section_features,
    silence_features,
)
from assistant.selection.head import groups_of, write_head
from evals.cases import Case, Turn
from index.encoder import Encoder
from index.store import Index

BANK = "the question bank"
BANK_WEIGHT = 0.5
PENALTY = 0.5
LEAST_GRAM_COUNT = 2
THRESHOLDS = {"section": 0.45, "statement": 0.25, "silent": 0.45, "least": 0.0}
GENERAL_THRESHOLDS = {"section": 0.55, "statement": 0.5, "silent": 0.4, "least": 0.05}


@dataclass(frozen=True)
class Example:
    """One labelled turn as the head sees it."""

    writer: str
    turn: Turn
    evidence: Evidence

    @property
    def silent(self) -> bool:
        return self.turn.expect == "abstain"


@dataclass(frozen=True)
class Material:
    """The guideline and what turns a question into evidence."""

    knowledge: Knowledge
    index: Index
    encoder: Encoder

    def read(self, question: Question) -> Reading:
        return read_question(question, self.knowledge.lexicon, self.encoder)

    def evidence(self, question: Question) -> Evidence:
        reading = self.read(question)
        knowledge = self.knowledge
        found = signals_of(reading, self.index, knowledge.guideline.id)
        return weigh(reading, found, knowledge.vocabulary, knowledge.lexicon)


def examples(writer: str, cases: Iterable[Case], material: Material) -> list[Example]:
    """The turns that the head will see: readable ones with an answer or an abstention."""
    found = []
    for case in cases:
        conversation = Conversation()
        for turn in case.turns:
            question = resolve(clean(turn.text), conversation)
            conversation = conversation.asked(question)
            if turn.expect in ("answer", "abstain") and not why_unreadable(question.text):
                found.append(Example(writer, turn, material.evidence(question)))
    return found


@dataclass(frozen=True)
class Fitted:
    """The arrays and the description of a head, ready to be written."""

    arrays: dict[str, Floats]
    meta: dict[str, object]

    def write(self, path: Path) -> None:
        write_head(path, self.arrays, self.meta)


def fit(seen: Sequence[Example], material: Material) -> Fitted:
    """The trained head of one guideline."""
    design = _design(seen, material)
    held_out = design.held_out()
    guideline = material.knowledge.guideline
    sections = [section.id for section in guideline.sections]
    count = len(sections)
    groups = groups_of(guideline, sections)
    rows, labels, weights = [], [], []
    for example, scores in zip(seen, held_out, strict=True):
        required = np.isin(sections, example.turn.required)
        tolerated = np.isin(sections, example.turn.acceptable) & ~required
        rows.append(
            section_features(example.evidence, groups, scores[:count], float(scores[count]))
        )
        labels.append(required)
        weights.append(np.where(tolerated | example.silent, 0.0, 1.0))
    arrays = design.arrays()
    arrays["section"] = _logistic(
        np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)
    )
    silence = [
        silence_features(example.evidence, scores[:count], float(scores[count]))
        for example, scores in zip(seen, held_out, strict=True)
    ]
    arrays["silence"] = _logistic(np.stack(silence), np.array([e.silent for e in seen]))
    meta: dict[str, object] = {
        "guideline": guideline.id,
        "sections": sections,
        "statements": [statement.id for statement in guideline.statements],
        "thresholds": THRESHOLDS,
        "examples": dict(sorted(Counter(e.writer for e in seen).items())),
        **{f"{name}_rows": list(bag.rows) for name, bag in design.bags.items()},
    }
    return Fitted(arrays, meta)


def fit_general(seen: Sequence[Example], material: Material) -> Fitted:
    """The head for guidelines that have none: no training text, no bank in its features."""
    statements, labels, silence = [], [], []
    for example in seen:
        silence.append(general_silence_features(example.evidence))
        if not example.silent:
            statements.append(general_statement_features(example.evidence))
            labels.append(answering(example.turn, material.knowledge) > 0)
    arrays = {
        "statement": _logistic(np.concatenate(statements), np.concatenate(labels)),
        "silence": _logistic(np.stack(silence), np.array([e.silent for e in seen])),
    }
    meta: dict[str, object] = {
        "thresholds": GENERAL_THRESHOLDS,
        "examples": dict(sorted(Counter(e.writer for e in seen).items())),
    }
    return Fitted(arrays, meta)


def answering(turn: Turn, knowledge: Knowledge) -> Floats:
    """1 for each statement that answers: of a required section, matching what must be said."""
    statements = knowledge.guideline.statements
    label = np.zeros(len(statements))
    for section in turn.required:
        rows = [row for row, s in enumerate(statements) if s.section_id == section]
        patterns = [re.compile(p, re.IGNORECASE) for p in turn.must_include]
        matching = [r for r in rows if any(p.search(statements[r].text) for p in patterns)]
        label[matching or (rows if len(rows) == 1 else [])] = 1.0
    return label


def _logistic(features: Floats, labels: NDArray[np.bool_], weights: Floats | None = None) -> Floats:
    """Weights and, last, the bias of a logistic regression."""
    model = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8)
    model.fit(features, labels, sample_weight=weights)
    return np.concatenate([model.coef_[0], model.intercept_])


# The ridge stage -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Design:
    """The design matrix in two parts, dense and bags, with targets, weights and groups."""

    dense: Floats
    bags: dict[str, Bag]
    parts: dict[str, csr_matrix]
    targets: Floats
    row_weights: Floats
    writers: NDArray[np.str_]
    examples: int

    def _inverse(self) -> Floats:
        gram = np.asarray(self.dense @ self.dense.T, dtype=np.float64)
        for part in self.parts.values():
            gram = gram + (part @ part.T).toarray()
        gram[np.diag_indices_from(gram)] += PENALTY * VIEWS / self.row_weights
        return np.asarray(np.linalg.inv(gram), dtype=np.float64)

    def held_out(self) -> Floats:
        """Scores of every example from a model that has not seen its writer's questions."""
        inverse = self._inverse()
        solved = inverse @ self.targets
        scores = np.zeros_like(self.targets)
        for writer in np.unique(self.writers[: self.examples]):
            rows = np.flatnonzero(self.writers == writer)
            block = inverse[np.ix_(rows, rows)]
            scores[rows] = self.targets[rows] - np.linalg.solve(block, solved[rows])
        return scores[: self.examples]

    def arrays(self) -> dict[str, Floats]:
        """The primal weights of the dense part and of each bag, fitted to every row."""
        solved = self._inverse() @ self.targets
        arrays = {"dense": self.dense.T @ solved}
        for name, bag in self.bags.items():
            arrays[f"{name}_idf"] = bag.idf
            arrays[f"{name}_weights"] = np.asarray(self.parts[name].T @ solved)
        return arrays


# Half the sum of the view weights: keeps the penalty on the scale of one view.
VIEWS = 3.0


def _design(seen: Sequence[Example], material: Material) -> _Design:
    knowledge = material.knowledge
    guideline = knowledge.guideline
    sections = [section.id for section in guideline.sections]
    statement_row = {s.id: row for row, s in enumerate(guideline.statements)}
    bank = [(key, material.read(Question(text))) for key, text in knowledge.bank.questions]
    hush = [material.read(Question(text)) for _, text in knowledge.bank.silent]
    readings = [e.evidence.reading for e in seen] + [r for _, r in bank] + hush
    targets = np.zeros((len(readings), len(sections) + 1 + len(statement_row)))
    silent = len(sections)
    for row, example in enumerate(seen):
        if example.silent:
            targets[row, silent] = 1.0
            continue
        targets[row, [sections.index(s) for s in example.turn.required]] = 1.0
        targets[row, silent + 1 :] = answering(example.turn, knowledge)
    for row, (key, _) in enumerate(bank, len(seen)):
        statement = guideline.statements[statement_row[key]]
        targets[row, sections.index(statement.section_id)] = 1.0
        targets[row, silent + 1 + statement_row[key]] = 1.0
    targets[len(seen) + len(bank) :, silent] = 1.0
    weights = np.concatenate([np.ones(len(seen)), np.full(len(bank) + len(hush), BANK_WEIGHT)])
    writers = np.array([e.writer for e in seen] + [BANK] * (len(bank) + len(hush)))
    bags, parts = {}, {}
    for name, found in (
        ("asked", [r.grams_asked for r in readings]),
        ("context", [r.grams_context for r in readings]),
        ("concepts", [r.concepts for r in readings]),
    ):
        least = 1 if name == "concepts" else LEAST_GRAM_COUNT
        bags[name] = _bag(found, least)
        parts[name] = _matrix(bags[name], found)
    dense = np.stack([dense_input(reading) for reading in readings])
    return _Design(dense, bags, parts, targets, weights, writers, len(seen))


def _bag(found: Sequence[frozenset[str]], least: int) -> Bag:
    counts = Counter(gram for grams in found for gram in grams)
    kept = sorted(gram for gram, count in counts.items() if count >= least)
    idf = np.array([np.log(len(found) / (1 + counts[gram])) + 1 for gram in kept])
    return Bag({gram: row for row, gram in enumerate(kept)}, np.round(idf, 4))


def _matrix(bag: Bag, found: Sequence[frozenset[str]]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, grams in enumerate(found):
        places, weights = bag.vector(grams)
        rows.extend([row] * len(places))
        columns.extend(places.tolist())
        values.extend(weights.tolist())
    return csr_matrix((values, (rows, columns)), shape=(len(found), len(bag.rows)))
