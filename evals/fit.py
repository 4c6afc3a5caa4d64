"""Fit: the weights of the selection heads, from labelled questions and the question bank.

Method. A ridge regression (`evals.fit_ridge`) scores sections, silence and statements; its
held-out scores, each writer's predicted without that writer's questions, are the input of
two logistic regressions (does a section answer; is the guideline silent). Sections are
labelled by the writers; a statement of a required section counts as answering when it
matches what the answer must include. Everything is deterministic: no sampling, no seed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import Conversation, FollowUp, Question, resolve
from assistant.knowledge import Knowledge
from assistant.message import clean, why_unreadable
from assistant.selection.evidence import (
    Evidence,
    Floats,
    Reading,
    read_question,
    signals_of,
    vocabulary_of,
    weigh,
)
from assistant.selection.features import (
    section_features,
    silence_features,
)
from assistant.selection.general_features import (
    general_silence_features,
    general_statement_features,
)
from assistant.selection.head import groups_of, write_head
from corpus.bank import QuestionBank
from corpus.lexicon_file import general_lexicon
from evals.cases import Case, Turn
from evals.fit_follow_ups import FOLLOW_UP_THRESHOLDS, Leaning, Stages, fit_follow_ups
from evals.fit_logistic import as_model, logistic_of
from evals.fit_ridge import Labelled, ridge_of
from index.encoder import Encoder
from index.store import Index

# How far a section that may be cited, but need not be, counts as one that answers.
TOLERATED = 0.3
THRESHOLDS = {"section": 0.35, "statement": 0.25, "silent": 0.42, "least": 0.0}
GENERAL_THRESHOLDS = {"section": 0.5, "statement": 0.5, "silent": 0.33, "least": 0.05}


@dataclass(frozen=True)
class Example:
    """One labelled turn as the head sees it."""

    writer: str
    turn: Turn
    question: Question
    evidence: Evidence
    follow_up: FollowUp | None = None

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
        knowledge = self.knowledge
        return read_question(question, knowledge.lexicon, self.encoder, knowledge.hearing)

    def evidence(self, question: Question) -> Evidence:
        reading = self.read(question)
        knowledge = self.knowledge
        found = signals_of(reading, self.index, knowledge.guideline.id)
        return weigh(reading, found, knowledge.vocabulary, knowledge.lexicon)

    def without_pack(self) -> Material:
        """The same text as if it had been imported: no lexicon and no bank of its own."""
        lexicon, bank = general_lexicon(), QuestionBank()
        vocabulary = vocabulary_of(self.knowledge.guideline, lexicon, bank)
        knowledge = replace(self.knowledge, lexicon=lexicon, bank=bank, vocabulary=vocabulary)
        return replace(self, knowledge=knowledge)


def questions_of(cases: Iterable[Case]) -> Iterator[tuple[Turn, Question]]:
    """The turns that the head will see, as questions in their conversations: readable ones
    with an answer or an abstention."""
    for turn, question, _ in _in_conversation(cases):
        yield turn, question


def examples(writer: str, cases: Iterable[Case], material: Material) -> list[Example]:
    """The turns that the head will see, with their evidence."""
    return [
        Example(writer, turn, question, material.evidence(question), follow_up)
        for turn, question, follow_up in _in_conversation(cases)
    ]


def _in_conversation(cases: Iterable[Case]) -> Iterator[tuple[Turn, Question, FollowUp | None]]:
    """The same, and how a turn may be meant that leans on those before it."""
    for case in cases:
        conversation = Conversation()
        for turn in case.turns:
            question = resolve(clean(turn.text), conversation)
            follow_up = FollowUp.of(question, conversation) if question.topic else None
            conversation = conversation.asked(question)
            if turn.expect in ("answer", "abstain") and not why_unreadable(question.text):
                yield turn, question, follow_up


@dataclass(frozen=True)
class Fitted:
    """The arrays and the description of a head, ready to be written."""

    arrays: dict[str, Floats]
    meta: dict[str, object]

    def write(self, path: Path) -> None:
        write_head(path, self.arrays, self.meta)


def fit(seen: Sequence[Example], material: Material) -> Fitted:
    """The trained head of one guideline."""
    guideline = material.knowledge.guideline
    sections = [section.id for section in guideline.sections]
    design = ridge_of(_labelled(seen, material))
    groups = groups_of(guideline, sections)
    rows, labels, weights, silence = [], [], [], []
    held_out = design.held_out([e.evidence.reading for e in seen])
    by_itself = design.held_out([e.evidence.reading.alone or e.evidence.reading for e in seen])
    for example, scored, others in zip(seen, held_out, by_itself, strict=True):
        alone = others if example.evidence.reading.alone else None
        required = np.isin(sections, example.turn.required)
        tolerated = np.isin(sections, example.turn.acceptable) & ~required
        rows.append(section_features(example.evidence, groups, scored, alone))
        silence.append(silence_features(example.evidence, scored, alone))
        labels.append(required)
        weights.append(np.where(tolerated | example.silent, 0.0, 1.0))
    arrays = design.arrays()
    arrays["section"] = logistic_of(
        np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)
    )
    arrays["silence"] = logistic_of(np.stack(silence), np.array([e.silent for e in seen]))
    stages = Stages(design, groups, as_model(arrays["section"]), as_model(arrays["silence"]))
    leaning = [_leaning(*each, material) for each in zip(seen, labels, weights, strict=True)]
    arrays |= fit_follow_ups([turn for turn in leaning if turn], stages)
    meta: dict[str, object] = {
        "guideline": guideline.id,
        "sections": sections,
        "statements": [statement.id for statement in guideline.statements],
        "thresholds": THRESHOLDS,
        "follow_up_thresholds": FOLLOW_UP_THRESHOLDS,
        "examples": dict(sorted(Counter(e.writer for e in seen).items())),
        **{f"{name}_rows": list(bag.rows) for name, bag in design.bags.items()},
    }
    return Fitted(arrays, meta)


def _leaning(
    example: Example, required: NDArray[np.bool_], counts: Floats, material: Material
) -> Leaning | None:
    """A turn that leans on its conversation, with all its readings; None for any other."""
    meant = example.follow_up
    if meant is None:
        return None
    known = {meant.in_context: example.evidence}
    wanted = (meant.by_itself, meant.after_last, meant.after_topic, meant.before)
    for question in wanted:
        if question not in known:
            known[question] = material.evidence(question)
    readings = tuple(known[question] for question in (meant.in_context, *wanted))
    return Leaning(example.writer, example.silent, required, counts, readings)


def fit_general(seen: Sequence[Example], material: Material) -> Fitted:
    """The head for guidelines that have none: no training text, no bank in its features.

    Questions are read as an imported guideline's are, with the general lexicon alone.
    """
    plain = material.without_pack()
    evidence = [plain.evidence(example.question) for example in seen]
    answered = [(e, x.turn) for e, x in zip(evidence, seen, strict=True) if not x.silent]
    statement = logistic_of(
        np.concatenate([general_statement_features(e) for e, _ in answered]),
        np.concatenate([answering(turn, material.knowledge) > 0 for _, turn in answered]),
    )
    model = as_model(statement)
    silence = [
        general_silence_features(e, model.probability(general_statement_features(e)))
        for e in evidence
    ]
    arrays = {
        "statement": statement,
        "silence": logistic_of(np.stack(silence), np.array([e.silent for e in seen])),
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


def _labelled(seen: Sequence[Example], material: Material) -> Labelled:
    """Examples, bank and silent questions as readings with their classes."""
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
        targets[row, [sections.index(s) for s in example.turn.acceptable]] = TOLERATED
        targets[row, [sections.index(s) for s in example.turn.required]] = 1.0
        targets[row, silent + 1 :] = answering(example.turn, knowledge)
    for row, (key, _) in enumerate(bank, len(seen)):
        statement = guideline.statements[statement_row[key]]
        targets[row, sections.index(statement.section_id)] = 1.0
        targets[row, silent + 1 + statement_row[key]] = 1.0
    targets[len(seen) + len(bank) :, silent] = 1.0
    return Labelled(readings, targets, [e.writer for e in seen], len(sections))
