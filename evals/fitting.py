"""Fitting as leave-one-writer-out needs it: the assistant with a head that saw some sets.

A question is read and weighed once, however many writers are held out: evidence does not
depend on the head, and vectors do not depend on the batch.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.knowledge import Knowledge
from assistant.respond import Assistant
from assistant.selection.head import Head, load_trained
from corpus.errors import UnknownGuideline
from evals.answerer import Answerer
from evals.encoders import RememberingEncoder
from evals.fit import Example, Material, examples, fit
from evals.in_process import InProcess
from evals.question_set import QuestionSet


class HeadFitter:
    """Fits the selection head of one guideline to question sets."""

    def __init__(self, assistant: Assistant, guideline: str) -> None:
        encoder = RememberingEncoder(assistant.encoder)
        self._assistant = replace(assistant, encoder=encoder)
        self._guideline = guideline
        knowledge = _knowledge(assistant, guideline)
        self._material = Material(knowledge, assistant.index, encoder)
        self._examples: dict[str, list[Example]] = {}

    def fitted(self, sets: Sequence[QuestionSet]) -> Answerer:
        """The assistant with a head that has seen those sets and no others."""
        seen = [example for part in sets for example in self._seen(part)]
        head = self._head(seen)
        assistant = self._assistant.with_heads({self._guideline: head})
        return InProcess(assistant)

    def _seen(self, questions: QuestionSet) -> list[Example]:
        """A set's turns as the head sees them, read once."""
        if questions.name not in self._examples:
            read = examples(questions.writer, questions.cases, self._material)
            self._examples[questions.name] = read
        return self._examples[questions.name]

    def _head(self, seen: Sequence[Example]) -> Head:
        """The head as it is after having been written, weights rounded."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "head.npz"
            fit(seen, self._material).write(path)
            return load_trained(path)


def _knowledge(assistant: Assistant, guideline: str) -> Knowledge:
    for knowledge in assistant.knowledge:
        if knowledge.guideline.id == guideline:
            return knowledge
    known = ", ".join(k.guideline.id for k in assistant.knowledge)
    raise UnknownGuideline(f"there is no guideline {guideline!r} to fit; there are: {known}")
