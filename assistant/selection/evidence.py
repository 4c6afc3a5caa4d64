"""Evidence: all that is measured of one question against one guideline, before judging.

The question is looked at in four ways: as asked and in its conversation, each as written
and with the lexicon's wording in place of shorthand. From these come vectors, word grams,
lexicon concepts, the retrieval signals of every statement, and what the question asks for
that the guideline never mentions. Judging (`selection.head`) sees nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import Question
from assistant.focus import focus
from assistant.selection.errands import is_errand
from assistant.selection.hearing import AS_SAID, Hearing
from assistant.selection.kinds import Told
from assistant.selection.ordinary import ordinary_words
from assistant.spelling import CORRECT, Spelt
from corpus.bank import QuestionBank
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from corpus.lexicon_file import parse_lexicon
from index.encoder import Encoder
from index.retrieve import Query, Signals, signals
from index.store import Index
from index.tokens import stemmed, words
from index.units import embedded_text

Floats = NDArray[np.float64]
Vector = NDArray[np.float32]
ATTRIBUTES = Path(__file__).parent / "attributes.yaml"
UNKNOWN_CONCEPT_WEIGHT = 2.5
# To stop what the text continues is a word about it, not one that it lacks.
ACTION = "action"
DRUG = "drug"
DRUG_COMPARISON = "drug-comparison"
_COMPARES = re.compile(
    r"\b(?:better|worse|versus|vs|superior|inferior|compared?|more (?:effective|active|toxic)"
    r"|outperforms?|beats?)\b",
    re.IGNORECASE,
)
SIGNS_AROUND = "\"'“”‘’.,;:!?()[]"
# So few words that are never what a question is about ask nothing; more may paraphrase.
EMPTY_WORDS = 4


@dataclass(frozen=True, slots=True)
class Views:
    """The question's four texts, in correct spelling, and how its words were written."""

    asked: str
    asked_expanded: str
    context: str
    context_expanded: str
    spelt: Spelt = CORRECT

    @property
    def texts(self) -> tuple[str, str, str, str]:
        return (self.asked, self.asked_expanded, self.context, self.context_expanded)


@dataclass(frozen=True, slots=True)
class Reading:
    """The question as read with one guideline's lexicon: views, vectors (4, d), grams.

    `alone` is the same question read without what its conversation supplied; None where
    the conversation supplied nothing.
    """

    views: Views
    vectors: NDArray[np.float32]
    grams_asked: frozenset[str]
    grams_context: frozenset[str]
    concepts: frozenset[str]
    alone: Reading | None = None


@dataclass(frozen=True, slots=True)
class ViewSignals:
    """Retrieval signals of three views: in context as written and expanded, and as asked."""

    written: Signals
    expanded: Signals
    asked: Signals

    @property
    def nearness(self) -> float:
        """How near the nearest statement is to the question in its conversation."""
        return float(max(self.written.dense.max(), self.expanded.dense.max()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question against one guideline. Arrays are aligned with its statements.

    `overlap` is the share of the question's concepts that a statement has, `coverage` that
    of its words; both are weighted by rarity.
    """

    reading: Reading
    signals: ViewSignals
    overlap: Floats
    coverage: Floats
    absent: tuple[str, ...]
    uncovered: tuple[str, ...]
    uncovered_share: float
    asks_nothing: bool
    vocabulary: Vocabulary
    is_errand: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one guideline's statements mention: concepts a statement, stems, attributes.

    `stem_rows` are the statements that use a stem, and `attributes_of` the attributes that
    each gives, in their headings and lead-ins too. `told` is what their kinds are told from.
    """

    concepts: tuple[frozenset[str], ...]
    stem_rows: dict[str, NDArray[np.int64]]
    concept_weights: dict[str, float]
    stems: frozenset[str]
    attributes: frozenset[str]
    attributes_of: tuple[frozenset[str], ...]
    told: tuple[Told, ...]


def views_of(question: Question, lexicon: Lexicon, hearing: Hearing = AS_SAID) -> Views:
    """The texts in which a question is looked at."""
    spelt = hearing.heard(question.text)
    asked = focus(spelt.text)
    context = Question(spelt.text, hearing.heard(question.topic).text).in_context
    return Views(asked, lexicon.expand(asked), context, lexicon.expand(context), spelt)


def read_question(
    question: Question, lexicon: Lexicon, encoder: Encoder, hearing: Hearing = AS_SAID
) -> Reading:
    """The question with its vectors."""
    return read_questions([question], lexicon, encoder, hearing)[0]


def read_questions(
    questions: Sequence[Question], lexicon: Lexicon, encoder: Encoder, hearing: Hearing = AS_SAID
) -> list[Reading]:
    """The questions with their vectors; all are encoded at once, and equal views once."""
    viewed = [views_of(question, lexicon, hearing) for question in questions]
    distinct = list(dict.fromkeys(text for views in viewed for text in views.texts))
    encoded = dict(zip(distinct, encoder.encode(distinct), strict=True))
    return [
        _reading(question, views, encoded, lexicon)
        for question, views in zip(questions, viewed, strict=True)
    ]


def _reading(
    question: Question, views: Views, encoded: Mapping[str, Vector], lexicon: Lexicon
) -> Reading:
    """What was viewed and encoded, with its grams and concepts."""
    reading = Reading(
        views=views,
        vectors=np.stack([encoded[text] for text in views.texts]),
        grams_asked=grams(views.asked_expanded),
        grams_context=grams(views.context_expanded),
        concepts=lexicon.concepts(views.context),
    )
    return replace(reading, alone=_alone(reading, lexicon)) if question.topic else reading


def _alone(reading: Reading, lexicon: Lexicon) -> Reading:
    """The asked views in the place of those in context."""
    asked, expanded = reading.views.asked, reading.views.asked_expanded
    return Reading(
        views=Views(asked, expanded, asked, expanded, reading.views.spelt),
        vectors=reading.vectors[[0, 1, 0, 1]],
        grams_asked=reading.grams_asked,
        grams_context=reading.grams_asked,
        concepts=lexicon.concepts(asked),
    )


def vocabulary_of(guideline: Guideline, lexicon: Lexicon, bank: QuestionBank) -> Vocabulary:
    """What the guideline mentions, for overlap and silence; made once a guideline.

    The words in which its bank asks what it does answer count as its own.
    """
    texts = [
        " ".join((*(guideline.quote(span) for span in statement.lead_ins), statement.text))
        for statement in guideline.statements
    ]
    headings = [" ".join(section.heading_path) for section in guideline.sections]
    concepts = tuple(lexicon.concepts(text) for text in texts)
    counts: dict[str, int] = {}
    for found in concepts:
        for concept in found:
            counts[concept] = counts.get(concept, 0) + 1
    weights = {c: float(np.log(len(texts) / n)) + 0.5 for c, n in counts.items()}
    everything = [*texts, *headings, guideline.meta.title]
    in_place = [embedded_text(guideline, statement) for statement in guideline.statements]
    asked = (question for _, question in bank.questions)
    attributes = [frozenset(o.term for o in attribute_lexicon().find(t)) for t in everything]
    section_row = {s.id: row for row, s in enumerate(guideline.sections, len(texts))}
    rows_of = [section_row[statement.section_id] for statement in guideline.statements]
    return Vocabulary(
        concepts=concepts,
        stem_rows=_stem_rows(in_place),
        concept_weights=weights,
        stems=frozenset(stemmed(sorted({w for t in (*everything, *asked) for w in words(t)}))),
        attributes=frozenset().union(*attributes),
        attributes_of=tuple(attributes[n] | attributes[row] for n, row in enumerate(rows_of)),
        told=tuple(
            (f"{text}\n{everything[row]}", statement.claim_type, bool(statement.lead_ins))
            for text, row, statement in zip(texts, rows_of, guideline.statements, strict=True)
        ),
    )


def _stem_rows(texts: Iterable[str]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for stem in sorted(set(stemmed(words(text)))):
            rows.setdefault(stem, []).append(row)
    return {stem: np.asarray(found, dtype=np.int64) for stem, found in rows.items()}


def signals_of(reading: Reading, index: Index, guideline_id: str) -> ViewSignals:
    """The signals of one guideline's statements; a question without topic has two views."""
    views, vectors = reading.views, reading.vectors
    written = signals(index, Query(views.context, views.context, vectors[2]), guideline_id)
    expanded = signals(
        index, Query(views.context, views.context_expanded, vectors[3]), guideline_id
    )
    if views.asked == views.context:
        return ViewSignals(written, expanded, expanded)
    asked = signals(index, Query(views.asked, views.asked_expanded, vectors[1]), guideline_id)
    return ViewSignals(written, expanded, asked)


def weigh(
    reading: Reading, found: ViewSignals, vocabulary: Vocabulary, lexicon: Lexicon
) -> Evidence:
    """The evidence of one question against one guideline."""
    absent = _absent_attributes(reading.views.asked, vocabulary, lexicon)
    uncovered, share = _uncovered(reading.views.asked, vocabulary, lexicon)
    return Evidence(
        reading=reading,
        signals=found,
        overlap=_overlap(reading.concepts, vocabulary),
        coverage=coverage_of(reading.views.context_expanded, vocabulary),
        absent=absent,
        uncovered=tuple(reading.views.spelt.as_written(word) for word in uncovered),
        uncovered_share=share,
        asks_nothing=_asks_nothing(reading.views),
        vocabulary=vocabulary,
        is_errand=is_errand(reading.views.asked),
    )


def _asks_nothing(views: Views) -> bool:
    """Whether a message is a few ordinary words ("yes please") that no conversation completes."""
    found = words(views.context)
    is_ordinary = all(word in ordinary_words() or len(word) < 2 for word in found)
    return is_ordinary and len(found) <= EMPTY_WORDS


def _overlap(concepts: Iterable[str], vocabulary: Vocabulary) -> Floats:
    """The share of the question's concepts, weighted by rarity, that each statement has."""
    weights = vocabulary.concept_weights
    asked = sorted(concepts)
    total = sum(weights.get(c, UNKNOWN_CONCEPT_WEIGHT) for c in asked)
    if not total:
        return np.zeros(len(vocabulary.concepts))
    shared = [sum(weights[c] for c in asked if c in found) for found in vocabulary.concepts]
    return np.asarray(shared, dtype=np.float64) / total


def coverage_of(text: str, vocabulary: Vocabulary) -> Floats:
    """The share of the question's salient stems, weighted by rarity, that each statement has."""
    count = len(vocabulary.concepts)
    salient = [w for w in words(text) if len(w) > 1 and w not in ordinary_words()]
    shared, total = np.zeros(count), 0.0
    for stem in sorted(set(stemmed(salient))):
        rows = vocabulary.stem_rows.get(stem)
        # A stem that no statement has weighs as one that a single statement has.
        weight = float(np.log(count / (1 if rows is None else len(rows)))) + 0.5
        total += weight
        if rows is not None:
            shared[rows] += weight
    return shared / total if total else shared


def _absent_attributes(text: str, vocabulary: Vocabulary, lexicon: Lexicon) -> tuple[str, ...]:
    """Attributes that the question asks for and no statement mentions, in order asked."""
    found = [o.term for o in attribute_lexicon().find(text)]
    if _compares_drugs(text, vocabulary, lexicon):
        found.append(DRUG_COMPARISON)
    return tuple(dict.fromkeys(term for term in found if term not in vocabulary.attributes))


def _compares_drugs(text: str, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """Whether two drugs are compared that no statement names together."""
    if not _COMPARES.search(text):
        return False
    terms = (o.term for o in lexicon.find(text))
    drugs = {term for term in terms if lexicon.term(term).kind == DRUG}
    return len(drugs) > 1 and not any(drugs <= named for named in vocabulary.concepts)


def _uncovered(
    text: str, vocabulary: Vocabulary, lexicon: Lexicon
) -> tuple[tuple[str, ...], float]:
    """Salient words that the guideline never uses, and their share of the salient words."""
    known = {
        position
        for occurrence in lexicon.find(text)
        if lexicon.term(occurrence.term).kind == ACTION
        or lexicon.with_broader([occurrence.term]) & vocabulary.concept_weights.keys()
        for position in range(occurrence.start, occurrence.end)
    }
    salient, uncovered, cursor = 0, [], 0
    for word in text.split():
        cursor = text.index(word, cursor) + len(word)
        plain = words(word)
        if not plain or all(w in ordinary_words() or len(w) < 2 for w in plain):
            continue
        salient += 1
        opens = cursor - len(word.lstrip(SIGNS_AROUND))  # behind a bracket or quotation mark
        if opens in known or any(stem in vocabulary.stems for stem in stemmed(plain)):
            continue
        uncovered.append(word.strip(SIGNS_AROUND))
    return tuple(dict.fromkeys(uncovered)), len(uncovered) / salient if salient else 0.0


def grams(text: str) -> frozenset[str]:
    """The stems of a text and its pairs of neighbouring stems."""
    found = stemmed(words(text))
    return frozenset(found) | {f"{a} {b}" for a, b in pairwise(found)}


@lru_cache(maxsize=1)
def attribute_lexicon() -> Lexicon:
    """The attributes that a question may ask for; a guideline gives one or it does not."""
    text = ATTRIBUTES.read_text(encoding="utf-8")
    return parse_lexicon(text, str(ATTRIBUTES))
