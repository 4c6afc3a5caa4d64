"""Features: evidence as numbers, for the trained head.

Everything is float64 and computed in a fixed order without BLAS, so that the same
evidence gives the same numbers on any thread count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.selection.evidence import Evidence, Floats, Reading

# How much each view of the question weighs in the linear model.
VECTOR_WEIGHTS = (0.5, 0.5, 1.0, 1.0)
CONSTANT = 0.1**0.5
# Anchors are vectors in whole numbers, this many to a unit: sums of their products stay
# exact in float32, in whatever order they are summed. A component beyond a byte is cut.
ANCHOR_SCALE = 400.0
ANCHOR_WIDTH = 2.0
# How many features each model has; of the sections' one more for each section.
# How many of the nearest questions of a class are averaged.
BEST = 3
SECTION_FEATURES = 30
SILENCE_FEATURES = 26


@dataclass(frozen=True)
class Bag:
    """A vocabulary of grams or concepts with their inverse document frequencies."""

    rows: Mapping[str, int]
    idf: Floats

    def vector(self, found: Collection[str]) -> tuple[NDArray[np.int64], Floats]:
        """Row numbers and L2-normalised weights of what was found."""
        rows = np.asarray(sorted(self.rows[g] for g in found if g in self.rows), dtype=np.int64)
        weights = self.idf[rows]
        norm = float(np.sqrt(np.einsum("i,i->", weights, weights)))
        return rows, weights / norm if norm else weights


def dense_input(reading: Reading) -> Floats:
    """The weighted vectors of the four views and the constant, end to end."""
    parts = [
        vector.astype(np.float64) * weight**0.5
        for vector, weight in zip(reading.vectors, VECTOR_WEIGHTS, strict=True)
    ]
    return np.concatenate([*parts, [CONSTANT]])


def anchor(reading: Reading) -> NDArray[np.float32]:
    """The question as an anchor: the direction of its four vectors together, in whole numbers."""
    weights = np.asarray(VECTOR_WEIGHTS, dtype=np.float64)
    total = np.einsum("v,vd->d", weights, reading.vectors.astype(np.float64))
    norm = float(np.sqrt(np.einsum("d,d->", total, total))) or 1.0
    whole = np.round(total / norm * ANCHOR_SCALE)
    return np.asarray(np.clip(whole, -127, 127), dtype=np.float32)


def nearness(anchors: NDArray[np.float32], to: NDArray[np.float32]) -> Floats:
    """How near a question (or each of several, in columns) is to each anchor: 1 when alike,
    falling as a Gaussian."""
    cosines = (anchors @ to).astype(np.float64) / ANCHOR_SCALE**2
    return np.asarray(np.exp(ANCHOR_WIDTH * (cosines - 1.0)))


def rows_of(classes: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
    """The anchors (rows) of each class (columns)."""
    return tuple(np.flatnonzero(column) for column in classes.T)


def nearest(near: Floats, rows: Sequence[NDArray[np.int64]]) -> Floats:
    """Of each class the nearest of its anchors, given by row, and its three on average."""
    found = np.zeros((len(rows), 2))
    for column, own in enumerate(rows):
        values = near[own]
        if len(values) > BEST:
            values = np.partition(values, -BEST)[-BEST:]
        best = np.sort(values)[::-1]
        if len(best):
            found[column] = best[0], best.sum() / len(best)
    return found


@dataclass(frozen=True)
class Scored:
    """The first stage's scores of one reading: sections, silence, statements.

    `near` (sections and silence, 2) is how near the nearest question of a class is, and the
    nearest three of it on average.
    """

    sections: Floats
    silent: float
    statements: Floats
    near: Floats


def by_section(values: Floats, groups: Sequence[NDArray[np.int64]]) -> Floats:
    """The best value of each section's statements."""
    return np.asarray([values[rows].max() for rows in groups])


def _margins(values: Floats) -> Floats:
    """Each value minus the best of the others."""
    if len(values) < 2:
        return values.copy()
    order = np.sort(values)[::-1]
    return np.asarray(values - np.where(values == order[0], order[1], order[0]))


def section_features(
    evidence: Evidence, groups: Sequence[NDArray[np.int64]], scored: Scored, alone: Scored | None
) -> Floats:
    """(sections, features): linear scores, retrieval signals, margins, and which section.

    `alone` are the scores of the question without its conversation, None where it has none.
    """
    found = evidence.signals
    written, expanded = found.written, found.expanded
    sections, count = scored.sections, len(groups)
    statements = by_section(scored.statements, groups)
    columns = [sections, _margins(sections), np.full(count, scored.silent)]
    columns.extend((statements, _margins(statements)))
    near = scored.near[:count]
    columns.extend((*near.T, *(near - scored.near.max(axis=0)).T))
    if alone is None:
        columns.extend(np.zeros((3, count)))
    else:
        columns.extend((alone.sections, _margins(alone.sections), np.ones(count)))
    for values in (
        found.asked.dense,
        found.asked.bank_best,
        written.dense,
        expanded.dense,
        written.bank_best,
        written.bank_best_three,
        expanded.bank_best,
        expanded.bank_best_three,
        evidence.overlap,
    ):
        best = by_section(values.astype(np.float64), groups)
        columns.extend((best, best - best.max()))
    return np.column_stack([*columns, np.eye(count)])


def silence_features(evidence: Evidence, scored: Scored, alone: Scored | None) -> Floats:
    """What speaks for the guideline being silent on the question; arguments as above."""
    found = evidence.signals
    written, expanded = found.written, found.expanded
    order = np.sort(scored.sections)[::-1]
    near, silence = scored.near[:-1].max(axis=0), scored.near[-1]
    by_itself = (alone.silent, float(alone.sections.max()), 1.0) if alone else (0.0, 0.0, 0.0)
    return np.asarray(
        [
            scored.silent,
            order[0],
            order[1] if len(order) > 1 else 0.0,
            order[:3].sum(),
            written.dense.max(),
            expanded.dense.max(),
            written.bank_best.max(),
            expanded.bank_best.max(),
            expanded.bank_best_three.max(),
            written.silent_best,
            expanded.silent_best,
            found.asked.silent_best,
            found.asked.bank_best.max(),
            written.bank_best.max() - written.silent_best,
            evidence.overlap.max(),
            float(bool(evidence.absent)),
            evidence.uncovered_share,
            *by_itself,
            *near,
            *silence,
            *(silence - near),
        ]
    )
