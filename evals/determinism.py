"""Determinism: the same questions answered in different processes, bytes compared.

Python's hash seed, the number of threads and the order of the questions differ between
the runs; nothing of an answer may. Where a server is named, it is one of the runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import AssistantError
from evals.answer_file import Answers, TurnKey, read_answers
from evals.question_set import QuestionSet

ANSWER_COMMAND = (sys.executable, "-m", "evals", "answer")


class RunFailed(AssistantError):
    """A child process did not get as far as writing its answers."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of running: what is added to the environment and to the command."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    backwards: bool = False


VARIANTS = (
    Variant("hash seed 1, 1 thread", {"PYTHONHASHSEED": "1", "ASSISTANT_THREADS": "1"}),
    Variant(
        "hash seed 4242, 2 threads, questions backwards",
        {"PYTHONHASHSEED": "4242", "ASSISTANT_THREADS": "2"},
        backwards=True,
    ),
)


def over_http(url: str) -> Variant:
    """The same questions asked of a running server."""
    return Variant(f"server {url}", options=("--url", url))


@dataclass(frozen=True, slots=True)
class Difference:
    """A turn that two runs answered differently, and the parts of the answer that differ."""

    case_id: str
    turn: int
    variant: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.case_id} turn {self.turn}, {self.variant}: {', '.join(self.parts)} differ"


@dataclass(frozen=True, slots=True)
class Determinism:
    """How many turns were answered in every run, and where the runs differ or broke."""

    turns: int
    runs: tuple[str, ...]
    different: tuple[Difference, ...]
    failed: tuple[TurnKey, ...]

    @property
    def share(self) -> float:
        """The share of the turns that every run answered with the same bytes."""
        bad = {(d.case_id, d.turn) for d in self.different} | set(self.failed)
        return 1.0 if not self.turns else round(1 - len(bad) / self.turns, 4)


def check_determinism(
    sets: Sequence[QuestionSet],
    folder: Path,
    variants: Sequence[Variant] = VARIANTS,
    command: Sequence[str] = ANSWER_COMMAND,
) -> Determinism:
    """The sets answered once a variant, in processes of their own.

    `folder` receives the questions and the answers of each run. Raises RunFailed where a
    run does not write its answers.
    """
    runs = [_run(sets, folder / f"run-{n}", v, command) for n, v in enumerate(variants)]
    first = runs[0]
    different = [
        difference
        for variant, answers in zip(variants[1:], runs[1:], strict=True)
        for key in first
        if (difference := _difference(key, variant, first, answers)) is not None
    ]
    failed = [key for key in first if any(answers.get(key) is None for answers in runs)]
    names = tuple(variant.name for variant in variants)
    return Determinism(len(first), names, tuple(different), tuple(failed))


def _run(
    sets: Sequence[QuestionSet], stem: Path, variant: Variant, command: Sequence[str]
) -> Answers:
    questions, answers = stem.with_suffix(".questions.jsonl"), stem.with_suffix(".answers.jsonl")
    lines = _questions(sets)
    questions.write_text("\n".join(lines[::-1] if variant.backwards else lines), encoding="utf-8")
    arguments = [*command, str(questions), "--out", str(answers), *variant.options]
    environment = {**os.environ, **variant.environment}
    child = subprocess.run(arguments, env=environment, stdout=subprocess.DEVNULL, check=False)
    if child.returncode != 0 or not answers.exists():
        raise RunFailed(f"the run {variant.name!r} ended with exit code {child.returncode}")
    return read_answers(answers)


def _questions(sets: Sequence[QuestionSet]) -> list[str]:
    """The bare questions of all sets as one set, ids made unique by the set's name."""
    return [
        json.dumps(
            {
                "id": f"{part.name}:{case.id}",
                "turns": [{"text": turn.text, "expect": turn.expect} for turn in case.turns],
            }
        )
        for part in sets
        for case in part.cases
    ]


def _difference(
    key: TurnKey, variant: Variant, first: Answers, other: Answers
) -> Difference | None:
    one, two = first[key], other.get(key)
    if one is None or two is None or _bytes(one) == _bytes(two):
        return None
    parts = [name for name in {**one, **two} if _bytes(one.get(name)) != _bytes(two.get(name))]
    return Difference(*key, variant.name, tuple(parts) or ("the order of keys",))


def _bytes(value: object) -> bytes:
    """A value as it was written, keys in their own order."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
