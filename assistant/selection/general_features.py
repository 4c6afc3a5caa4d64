"""Features of the general head: evidence as numbers that mean the same for any guideline.

They need neither training on the guideline's text nor a question bank, and no word of them
is of one field: nearness, words shared, what kind of thing is asked for and said, and what
the question names that the guideline never does. As in `features`, the same evidence gives
the same numbers on any thread count.
"""

from __future__ import annotations

import numpy as np

from assistant.selection.evidence import Evidence, Floats, attribute_lexicon, coverage_of
from assistant.selection.foreign import foreign_kinds
from assistant.selection.kinds import KINDS, kinds_asked, kinds_told

GENERAL_STATEMENT_FEATURES = 16 + 2 * len(KINDS)
GENERAL_SILENCE_FEATURES = 19
# Unknown words beyond so many say no more.
MOST_UNKNOWN = 4


def general_statement_features(evidence: Evidence) -> Floats:
    """(statements, features): each evidence as it is and against the best statement's."""
    written, expanded = evidence.signals.written, evidence.signals.expanded
    lexical = expanded.bm25.astype(np.float64)
    asked, told = evidence.reading.views.asked, kinds_told(evidence.vocabulary.told)
    columns: list[Floats] = []
    for values in (
        written.dense,
        expanded.dense,
        evidence.signals.asked.dense,
        evidence.overlap,
        evidence.coverage,
        coverage_of(asked, evidence.vocabulary),
    ):
        column = values.astype(np.float64)
        columns.extend((column, column - column.max()))
    columns.append(lexical / (lexical.max() + 1.0))
    columns.append(np.log1p(lexical))
    asks_attribute, gives = _attributes(evidence)
    columns.extend((gives, asks_attribute * (1.0 - gives)))
    kinds = kinds_asked(asked)
    return np.column_stack([*columns, kinds * told, kinds * (1.0 - told)])


def general_silence_features(evidence: Evidence, chances: Floats) -> Floats:
    """What speaks for silence in any guideline; `chances` are those of its statements."""
    written, expanded = evidence.signals.written, evidence.signals.expanded
    dense = np.sort(expanded.dense.astype(np.float64))[::-1]
    best = int(np.argmax(chances))
    unknown, share = len(evidence.uncovered), evidence.uncovered_share
    foreign = foreign_kinds(evidence.uncovered)
    asks_attribute, gives = _attributes(evidence)
    return np.asarray(
        [
            written.dense.max(),
            dense[0],
            dense[0] - dense[min(4, len(dense) - 1)],
            evidence.overlap.max(),
            float(np.log1p(expanded.bm25.max())),
            float(bool(evidence.absent)),
            share,
            evidence.coverage.max(),
            evidence.coverage[best],
            chances[best],
            *(float(kind) for kind in foreign),
            float(any(foreign)),
            float(min(unknown, MOST_UNKNOWN)),
            float(unknown > 0),
            share**2,
            asks_attribute * (1.0 - gives.max()),
            asks_attribute * (1.0 - gives[best]),
        ]
    )


def _attributes(evidence: Evidence) -> tuple[float, Floats]:
    """Whether the question asks for an attribute, and which statements give it."""
    asked = {o.term for o in attribute_lexicon().find(evidence.reading.views.asked)}
    given = [not asked.isdisjoint(found) for found in evidence.vocabulary.attributes_of]
    return float(bool(asked)), np.asarray(given, dtype=np.float64)
