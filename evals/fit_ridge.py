"""The ridge stage of a fit: a kernel ridge regression, and its scores with a writer left out.

The kernel is the sum of the inner products of vectors, grams and concepts and of the
Gaussian nearness of whole questions (`assistant.selection.features`). Solved in dual form;
what is written are the weights of each vector component, gram and concept, and of each
question as an anchor. Scores without a writer's questions come from the whole solution by
the closed form for leaving groups out. Everything is deterministic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.selection.evidence import Floats, Reading
from assistant.selection.features import (
    Bag,
    Scored,
    anchor,
    dense_input,
    nearest,
    nearness,
    rows_of,
)
from assistant.selection.head import ANCHOR_CLASSES, ANCHORS, split

BANK_WEIGHT = 0.5
# Half the sum of the view weights keeps the penalty on the scale of one view.
PENALTY = 0.5 * 3.0
LEAST_GRAM_COUNT = 2
# How much nearness weighs beside one view of vectors, grams or concepts.
ANCHOR_WEIGHT = 4.0
BAGS: dict[str, Callable[[Reading], frozenset[str]]] = {
    "asked": lambda reading: reading.grams_asked,
    "context": lambda reading: reading.grams_context,
    "concepts": lambda reading: reading.concepts,
}


@dataclass(frozen=True)
class Labelled:
    """Readings with their classes (n, classes); the first have writers, the rest the bank.

    The first classes are so many sections, the next is silence, the others are statements.
    """

    readings: Sequence[Reading]
    targets: Floats
    writers: Sequence[str]
    sections: int

    @property
    def classes(self) -> NDArray[np.bool_]:
        """Which sections, or silence, each reading is surely of."""
        return np.asarray(self.targets[:, : self.sections + 1] == 1.0)


@dataclass(frozen=True)
class _Block:
    """Readings as rows of the design: dense, sparse a bag, and anchors."""

    dense: Floats
    bags: dict[str, csr_matrix]
    anchors: NDArray[np.float32]

    def near(self, other: _Block) -> Floats:
        """How near each row is to each row of another block."""
        return nearness(self.anchors, other.anchors.T)

    def kernel(self, other: _Block, near: Floats) -> Floats:
        """The kernel of each row with each row of another block, to which it is so near."""
        total = np.asarray(self.dense @ other.dense.T, dtype=np.float64)
        for name, part in self.bags.items():
            total += (part @ other.bags[name].T).toarray()
        return np.asarray(total + ANCHOR_WEIGHT * near)


@dataclass(frozen=True)
class FittedRidge:
    """A solved regression. `solution` are the dual weights of its rows."""

    labelled: Labelled
    bags: dict[str, Bag]
    block: _Block
    inverse: Floats
    solution: Floats

    def held_out(
        self, readings: Sequence[Reading], writers: Sequence[str] | None = None
    ) -> list[Scored]:
        """Scores of readings, each from a model that has not seen any question of its writer.

        Without `writers` there is one reading of each written row, in the same order.
        """
        block = _block(readings, self.bags)
        near = block.near(self.block)
        kernel = block.kernel(self.block, near)
        classes = self.labelled.classes
        written = np.array(self.labelled.writers)
        asking = written if writers is None else np.array(writers)
        scored: dict[int, Scored] = {}
        for writer in np.unique(asking):
            rows, asked = np.flatnonzero(written == writer), np.flatnonzero(asking == writer)
            inside = self.inverse[np.ix_(rows, rows)]
            change = self.inverse[:, rows] @ np.linalg.solve(inside, self.solution[rows])
            scores = kernel[asked] @ (self.solution - change)
            others = classes.copy()
            others[rows] = False
            for row, values in zip(asked.tolist(), scores, strict=True):
                scored[row] = split(values, nearest(near[row], rows_of(others)))
        return [scored[row] for row in range(len(readings))]

    def arrays(self) -> dict[str, Floats]:
        """The weights of the dense part, of each bag and of each anchor."""
        arrays = {"dense": self.block.dense.T @ self.solution}
        for name, bag in self.bags.items():
            arrays[f"{name}_idf"] = bag.idf
            arrays[f"{name}_weights"] = np.asarray(self.block.bags[name].T @ self.solution)
        arrays[ANCHORS] = self.block.anchors.astype(np.float64)
        arrays[ANCHOR_CLASSES] = self.labelled.classes.astype(np.float64)
        arrays["anchor_weights"] = ANCHOR_WEIGHT * self.solution
        return arrays


def ridge_of(labelled: Labelled) -> FittedRidge:
    """The regression fitted to every row."""
    bags = {
        name: _bag(
            [grams(r) for r in labelled.readings], 1 if name == "concepts" else LEAST_GRAM_COUNT
        )
        for name, grams in BAGS.items()
    }
    block = _block(labelled.readings, bags)
    weights = np.full(len(labelled.readings), BANK_WEIGHT)
    weights[: len(labelled.writers)] = 1.0
    gram = block.kernel(block, block.near(block))
    gram[np.diag_indices_from(gram)] += PENALTY / weights
    inverse = np.asarray(np.linalg.inv(gram), dtype=np.float64)
    return FittedRidge(labelled, bags, block, inverse, inverse @ labelled.targets)


def _block(readings: Sequence[Reading], bags: dict[str, Bag]) -> _Block:
    parts = {
        name: _matrix(bag, [BAGS[name](reading) for reading in readings])
        for name, bag in bags.items()
    }
    dense = np.stack([dense_input(reading) for reading in readings])
    return _Block(dense, parts, np.stack([anchor(reading) for reading in readings]))


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
