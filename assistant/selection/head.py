"""The head: judges from the evidence which statements answer, or that none does.

Two stages. A ridge model over the question's vectors, grams and concepts, and over its
nearness to every question that it was fitted on, scores every section, every statement
and silence; logistic models then weigh these scores against the retrieval signals and
give calibrated probabilities. A guideline for which no
head was trained is judged by the general one, whose features need neither training on
the text nor a question bank. Weights are files made by `python -m evals fit`.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.errors import HeadError
from assistant.selection.evidence import Evidence, Floats, Reading
from assistant.selection.features import (
    SECTION_FEATURES,
    SILENCE_FEATURES,
    Bag,
    Scored,
    anchor,
    dense_input,
    nearest,
    nearness,
    rows_of,
    section_features,
    silence_features,
)
from assistant.selection.follow_up import SILENCE_INPUTS, Chances, FollowUps, section_inputs
from assistant.selection.general_features import (
    GENERAL_SILENCE_FEATURES,
    GENERAL_STATEMENT_FEATURES,
    general_silence_features,
    general_statement_features,
)
from assistant.selection.logistic import Logistic
from corpus.guideline import Guideline, Statement
from index.tokens import words

GENERAL_WEIGHTS = Path(__file__).parent / "general-head.npz"
DIGITS = 4
ANCHORS = "anchors"
ANCHOR_CLASSES = "anchor_classes"
WHOLE = (ANCHORS, ANCHOR_CLASSES)
FOLLOW_UP_SECTION = "follow_up_section"
FOLLOW_UP_SILENCE = "follow_up_silence"
LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities: of silence, of each section and, within sections, of each statement."""

    silent: float
    sections: Mapping[str, float]
    statements: Floats
    thresholds: Mapping[str, float]

    @property
    def chances(self) -> Chances:
        """What it says of silence and of the sections, in the guideline's order."""
        return Chances(self.silent, np.asarray(list(self.sections.values())))

    def weighed(self, found: Chances, thresholds: Mapping[str, float]) -> Judgement:
        """The same judgement of statements, with what was found of sections and of silence."""
        chances = zip(self.sections, found.sections, strict=True)
        sections = {section: round(float(chance), DIGITS) for section, chance in chances}
        return Judgement(round(found.silent, DIGITS), sections, self.statements, thresholds)


class Head(Protocol):
    """Whatever can judge the evidence of one question against one guideline, and how it weighs
    the readings of a follow-up; None where it was not fitted to conversations."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def follow_ups(self) -> FollowUps | None: ...

    def judge(self, evidence: Evidence, guideline: Guideline, /) -> Judgement: ...


@dataclass(frozen=True)
class Ridge:
    """The first stage: scores of classes from vectors, grams, concepts and anchors."""

    dense: Floats
    bags: tuple[Bag, Bag, Bag]
    bag_weights: tuple[Floats, Floats, Floats]
    anchors: NDArray[np.float32]
    anchor_weights: Floats
    anchor_classes: NDArray[np.bool_]

    @cached_property
    def rows_of_classes(self) -> tuple[NDArray[np.int64], ...]:
        """The anchors of each class, by row."""
        return rows_of(self.anchor_classes)

    def scored(self, reading: Reading) -> Scored:
        """One score a class, in the order of the head's classes."""
        near = nearness(self.anchors, anchor(reading))
        total = np.einsum("i,ij->j", dense_input(reading), self.dense)
        total = total + np.einsum("i,ij->j", near, self.anchor_weights)
        found = (reading.grams_asked, reading.grams_context, reading.concepts)
        for bag, weights, seen in zip(self.bags, self.bag_weights, found, strict=True):
            rows, values = bag.vector(seen)
            total = total + np.einsum("i,ij->j", values, weights[rows])
        return split(np.asarray(total), nearest(near, self.rows_of_classes))


@dataclass(frozen=True)
class TrainedHead:
    """A head fitted to one guideline: classes are its sections, silence, its statements."""

    sections: tuple[str, ...]
    statements: tuple[str, ...]
    ridge: Ridge
    section_model: Logistic
    silence_model: Logistic
    thresholds: Mapping[str, float]
    fingerprint: str
    follow_ups: FollowUps | None = None

    def judge(self, evidence: Evidence, guideline: Guideline) -> Judgement:
        groups = groups_of(guideline, self.sections)
        reading = evidence.reading
        scored = self.ridge.scored(reading)
        alone = None if reading.alone is None else self.ridge.scored(reading.alone)
        features = section_features(evidence, groups, scored, alone)
        chances = self.section_model.probability(features)
        silence = self.silence_model.probability(silence_features(evidence, scored, alone))
        return Judgement(
            silent=round(float(silence), DIGITS),
            sections={
                s: round(float(p), DIGITS) for s, p in zip(self.sections, chances, strict=True)
            },
            statements=np.round(scored.statements, DIGITS),
            thresholds=self.thresholds,
        )

    def fits(self, guideline: Guideline) -> bool:
        """Whether the head was fitted to these sections and statements."""
        return self.sections == tuple(s.id for s in guideline.sections) and self.statements == (
            tuple(s.id for s in guideline.statements)
        )


@dataclass(frozen=True)
class GeneralHead:
    """The head for a guideline that has none of its own."""

    statement_model: Logistic
    silence_model: Logistic
    thresholds: Mapping[str, float]
    fingerprint: str
    follow_ups: None = None

    def judge(self, evidence: Evidence, guideline: Guideline) -> Judgement:
        chances = self.statement_model.probability(general_statement_features(evidence))
        whole = np.asarray([not _is_fragment(s) for s in guideline.statements])
        chances = np.where(whole, np.round(chances, DIGITS), 0.0)
        sections: dict[str, float] = {}
        for statement, chance in zip(guideline.statements, chances, strict=True):
            sections[statement.section_id] = max(
                sections.get(statement.section_id, 0.0), float(chance)
            )
        silence = self.silence_model.probability(general_silence_features(evidence, chances))
        return Judgement(
            silent=round(float(silence), DIGITS),
            sections=sections,
            statements=chances,
            thresholds=self.thresholds,
        )


def split(scores: Floats, near: Floats) -> Scored:
    """The class scores as those of the sections, of silence and of the statements."""
    sections = len(near) - 1
    return Scored(scores[:sections], float(scores[sections]), scores[sections + 1 :], near)


def _is_fragment(statement: Statement) -> bool:
    """Whether a statement of an imported text is a scrap ("Version 3.2") that says nothing."""
    return not statement.lead_ins and len(words(statement.text)) < LEAST_WORDS


def groups_of(guideline: Guideline, sections: Sequence[str]) -> list[NDArray[np.int64]]:
    """For each section, the row numbers of its statements."""
    rows: dict[str, list[int]] = {section: [] for section in sections}
    for number, statement in enumerate(guideline.statements):
        rows[statement.section_id].append(number)
    return [np.asarray(rows[section], dtype=np.int64) for section in sections]


# Files ----------------------------------------------------------------------------------


def load_trained(path: Path) -> TrainedHead:
    """The head of a pack; HeadError when the file is damaged or of other features."""
    with _weights_of(path) as (arrays, meta, digest):
        sections, statements = tuple(meta["sections"]), tuple(meta["statements"])
        names = ("asked", "context", "concepts")
        asked, context, concepts = (
            Bag({gram: row for row, gram in enumerate(meta[f"{name}_rows"])}, arrays[f"{name}_idf"])
            for name in names
        )
        ridge = Ridge(
            dense=arrays["dense"],
            bags=(asked, context, concepts),
            bag_weights=(
                arrays["asked_weights"],
                arrays["context_weights"],
                arrays["concepts_weights"],
            ),
            anchors=arrays[ANCHORS].astype(np.float32),
            anchor_weights=arrays["anchor_weights"],
            anchor_classes=arrays[ANCHOR_CLASSES] > 0,
        )
        classes = len(sections) + 1 + len(statements)
        for bag, weights in zip(ridge.bags, ridge.bag_weights, strict=True):
            _check_shape(weights, (len(bag.rows), classes), path)
        _check_shape(ridge.dense, (len(ridge.dense), classes), path)
        _check_shape(ridge.anchor_classes, (len(ridge.anchors), len(sections) + 1), path)
        _check_shape(ridge.anchor_weights, (len(ridge.anchors), classes), path)
        return TrainedHead(
            sections=sections,
            statements=statements,
            ridge=ridge,
            section_model=_logistic(arrays["section"], SECTION_FEATURES + len(sections), path),
            silence_model=_logistic(arrays["silence"], SILENCE_FEATURES, path),
            thresholds=dict(meta["thresholds"]),
            fingerprint=digest,
            follow_ups=_follow_ups(arrays, meta, path),
        )


def _follow_ups(
    arrays: Mapping[str, Floats], meta: Mapping[str, Any], path: Path
) -> FollowUps | None:
    """The model for follow-ups, where the head was fitted to conversations."""
    if FOLLOW_UP_SECTION not in arrays:
        return None
    inputs = section_inputs(len(meta["sections"]))
    return FollowUps(
        section_model=_logistic(arrays[FOLLOW_UP_SECTION], inputs, path),
        silence_model=_logistic(arrays[FOLLOW_UP_SILENCE], SILENCE_INPUTS, path),
        thresholds=dict(meta["follow_up_thresholds"]),
    )


@lru_cache(maxsize=1)
def load_general(path: Path = GENERAL_WEIGHTS) -> GeneralHead:
    """The head for guidelines without one of their own; HeadError as of `load_trained`."""
    with _weights_of(path) as (arrays, meta, digest):
        return GeneralHead(
            statement_model=_logistic(arrays["statement"], GENERAL_STATEMENT_FEATURES, path),
            silence_model=_logistic(arrays["silence"], GENERAL_SILENCE_FEATURES, path),
            thresholds=dict(meta["thresholds"]),
            fingerprint=digest,
        )


def _logistic(weights: Floats, features: int, path: Path) -> Logistic:
    """The model of so many features; the last weight is the bias."""
    _check_shape(weights, (features + 1,), path)
    return Logistic(weights[:-1], float(weights[-1]))


def _check_shape(weights: NDArray[np.generic], shape: tuple[int, ...], path: Path) -> None:
    """Weights of other features or classes than today's are refused."""
    if weights.shape != shape:
        raise HeadError(f"{path} was fitted to other features; run: python -m evals fit")


@contextmanager
def _weights_of(path: Path) -> Iterator[tuple[dict[str, Floats], dict[str, Any], str]]:
    """The arrays, description and hash of a file; what goes wrong with them is a HeadError."""
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            meta = json.loads(bytes(file["meta"]).decode("utf-8"))
            scales = meta["scales"]
            arrays = {
                name: file[name] if name in WHOLE else np.multiply(file[name], s, dtype=np.float64)
                for name, s in scales.items()
            }
        yield arrays, meta, hashlib.sha256(content).hexdigest()
    except (OSError, EOFError, ValueError, LookupError, TypeError, BadZipFile) as error:
        raise HeadError(f"{path} is not a head ({error}); run: python -m evals fit") from error


def write_head(path: Path, arrays: Mapping[str, Floats], meta: Mapping[str, object]) -> None:
    """The weights as integers of a stated scale, so that a refit gives the same bytes.

    Anchors and their classes are whole numbers of a byte as they are; other integers have two
    bytes where these hold them. Nothing is compressed: a program that starts for one question
    would wait for it.
    """
    scales = {name: 1.0 if name in WHOLE else 10.0 ** (-DIGITS) for name in arrays}
    packed: dict[str, NDArray[np.generic]] = {
        name: _packed(np.round(values / scales[name]), name) for name, values in arrays.items()
    }
    text = json.dumps({**meta, "scales": scales}, sort_keys=True, ensure_ascii=False)
    packed["meta"] = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    np.savez(path, **dict(sorted(packed.items())))  # type: ignore[arg-type]


def _packed(whole: Floats, name: str) -> NDArray[np.generic]:
    """Whole numbers in as few bytes as hold them."""
    if name in WHOLE:
        return whole.astype(np.int8)
    is_short = not whole.size or np.abs(whole).max() <= np.iinfo(np.int16).max
    return whole.astype(np.int16 if is_short else np.int32)
