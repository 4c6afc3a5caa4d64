"""Select: as few statements as carry the answer, in the guideline's order, or none.

The judgement is probabilities; the thresholds come with the head that gave it. What was
passed over, and by which threshold, is kept for `assistant explain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from assistant.selection.amounts import gives_figures, missing_amount
from assistant.selection.counts import are_of_fewer
from assistant.selection.evidence import Evidence, attribute_lexicon
from assistant.selection.follow_up import Chances
from assistant.selection.head import Judgement
from assistant.selection.lists import listed, lists_whole
from assistant.selection.ordinary import ordinary_words
from assistant.selection.provenance import REFERENCE_LIST, missing_provenance
from assistant.selection.reasons import (
    asks_why,
    gives_reason,
    is_bare,
    is_reason_of,
    reason_for,
)
from corpus.guideline import Guideline, Statement
from index.tokens import words

MOST_SECTIONS = 3
MOST_PER_SECTION = 3
NEAREST = 2
# A short message that is this sure by itself is a question of its own, not a follow-up.
CLEAR_SECTION = 0.95
CLEAR_SILENCE = 0.1
# Where the conversation leaves nothing to say, a message this sure by itself is answered so.
LIKELY_SECTION = 0.9
# Silence below this gives way to a section that is this sure, where every word of the question
# is known and none asks for an attribute: telegrams ("SBRT to adrenal?") look like silence.
DOUBTED_SILENCE = 0.8
SURE_SECTION = 0.95
# A question for the figures, which what would be shown has, needs to be no surer than this.
LIKELY_FIGURES = 0.4
SILENCE_IN_VAIN = 0.35
WHOLLY_IN_VAIN = 0.1
# A part of a question adds its best section when it is this sure of it, and is called
# silent when it is this sure of that.
PART_SURE = 0.6
PART_SILENT = 0.8


@dataclass(frozen=True, slots=True)
class Selection:
    """The statements that answer, whether none does, and the nearest ones either way.

    `missing` is the attribute that is asked for and that the likeliest statements do not give.
    """

    refused: bool
    statements: tuple[Statement, ...]
    nearest: tuple[Statement, ...]
    judgement: Judgement
    silent_parts: tuple[str, ...] = ()
    missing: str | None = None

    @property
    def is_clear(self) -> bool:
        """Whether the question needs nothing of the conversation to be answered."""
        return (
            not self.refused
            and self._best >= CLEAR_SECTION
            and self.judgement.silent <= CLEAR_SILENCE
        )

    @property
    def is_likely(self) -> bool:
        """Whether the question is answered without the conversation where that is silent."""
        allowed = self.judgement.thresholds["silent"]
        return (
            not self.refused and self._best >= LIKELY_SECTION and self.judgement.silent <= allowed
        )

    @property
    def _best(self) -> float:
        return max(self.judgement.sections.values(), default=0.0)


def select(
    judgement: Judgement,
    evidence: Evidence,
    guideline: Guideline,
    before: tuple[Statement, ...] = (),
) -> Selection:
    """What the judgement means under its own thresholds.

    `before` is what answers the turn before: a bare "why?" asks for the reason of that.
    """
    judgement, asked = _counted(judgement, evidence, guideline), evidence.reading.views.asked
    chosen = listed(_chosen(judgement, guideline), asked, guideline)
    best = max(judgement.sections.values(), default=0.0)
    silent = judgement.silent >= _allowed_silence(judgement, evidence, chosen)
    unsourced = missing_provenance(asked, before)
    missing = unsourced or missing_amount(asked, (s.text for s in chosen))
    refused = (
        # A marker can only be explained by a list of references, that is there or it is not.
        REFERENCE_LIST in evidence.absent
        or (silent and not _is_doubtful(judgement.silent, best, evidence, chosen))
        or best < judgement.thresholds["least"]
        or evidence.asks_nothing
        or evidence.is_errand
        or missing is not None
        or not chosen
    )
    if before and is_bare(asked):
        chosen = _reason_of(before, chosen, evidence, guideline)
    elif asks_why(asked):
        chosen = _with_reason(chosen, evidence, guideline)
    nearest = before[:NEAREST] if unsourced else _nearest(evidence, guideline)
    return Selection(refused, () if refused else chosen, nearest, judgement, missing=missing)


def stands_alone(by_itself: Selection, in_context: Selection) -> bool:
    """Whether a follow-up is read by itself, by two judgements that nothing weighs: where it is
    clear by itself, or where it is likely enough and its conversation would silence it."""
    return by_itself.is_clear or (in_context.refused and by_itself.is_likely)


def is_read_alone(found: Chances, by_itself: Selection, asked: str) -> bool:
    """Whether a follow-up is what it is by itself: clear, and found to be just that. A reason is
    always the reason of something before."""
    alone = by_itself.judgement.chances.sections
    agrees = int(np.argmax(found.sections)) == int(np.argmax(alone))
    return by_itself.is_clear and agrees and not asks_why(asked)


def _allowed_silence(
    judgement: Judgement, evidence: Evidence, chosen: tuple[Statement, ...]
) -> float:
    """Less silence is allowed where the question asks for what the text never mentions, and
    least where it asks for nothing else. Where what would be shown gives another attribute
    that it asks for ("OS or PFS?"), it is not asked in vain."""
    allowed = judgement.thresholds["silent"]
    if not evidence.absent:
        return allowed
    found = attribute_lexicon().find(evidence.reading.views.asked)
    given = {o.term for s in chosen for o in attribute_lexicon().find(s.text)}
    if any(occurrence.term in given for occurrence in found):
        return allowed
    return min(allowed, WHOLLY_IN_VAIN if _asks_nothing_else(evidence) else SILENCE_IN_VAIN)


def _asks_nothing_else(evidence: Evidence) -> bool:
    """Whether all other words than the absent attributes are ordinary ones."""
    left = asked = evidence.reading.views.asked
    for found in attribute_lexicon().find(asked):
        if found.term in evidence.absent:
            left = left.replace(asked[found.start : found.end], " ")
    return all(word in ordinary_words() or len(word) < 2 for word in words(left))


def _with_reason(
    chosen: tuple[Statement, ...], evidence: Evidence, guideline: Guideline
) -> tuple[Statement, ...]:
    """The chosen statements and, where none of them gives it, their reason, in text order."""
    reason = reason_for(chosen, evidence, guideline.statements)
    shown = {statement.id for statement in chosen} | ({reason.id} if reason else set())
    return tuple(statement for statement in guideline.statements if statement.id in shown)


def _reason_of(
    before: tuple[Statement, ...],
    chosen: tuple[Statement, ...],
    evidence: Evidence,
    guideline: Guideline,
) -> tuple[Statement, ...]:
    """The chosen statements without reasons of other things than what was said before, and with
    the reason of that where none is left."""
    statements = guideline.statements
    kept = [s for s in chosen if not gives_reason(s) or is_reason_of(s, before, statements)]
    reason = (
        None if any(gives_reason(s) for s in kept) else reason_for(before, evidence, statements)
    )
    if reason is None and not kept:
        return _with_reason(chosen, evidence, guideline)
    shown = {s.id for s in (*kept, reason) if s}
    return tuple(statement for statement in statements if statement.id in shown)


def _is_doubtful(
    silent: float, best: float, evidence: Evidence, chosen: tuple[Statement, ...]
) -> bool:
    """Whether silence gives way to the best section."""
    if silent >= DOUBTED_SILENCE or evidence.absent:
        return False
    views = evidence.reading.views
    if best >= LIKELY_FIGURES and gives_figures(views.asked_expanded, (s.text for s in chosen)):
        return True
    if best < SURE_SECTION or evidence.uncovered_share:
        return False
    return not attribute_lexicon().find(views.asked)


def _counted(judgement: Judgement, evidence: Evidence, guideline: Guideline) -> Judgement:
    """The judgement without statements about a single one where the question counts several."""
    reading = evidence.reading
    asked = reading.views.asked_expanded if reading.alone else reading.views.context_expanded
    fewer = np.asarray(are_of_fewer([s.text for s in guideline.statements], asked))
    if not fewer.any():
        return judgement
    return replace(judgement, statements=np.where(fewer, -np.inf, judgement.statements))


def with_parts(whole: Selection, parts: Mapping[str, Selection], guideline: Guideline) -> Selection:
    """The selection for a question in parts: what the whole shows, and what a part is sure of.

    A whole that was refused is answered where a part is sure; a part that is surely silent
    beside one that is answered is named.
    """
    chosen = {statement.id for statement in whole.statements}
    for part in parts.values():
        judged = part.judgement
        section, chance = max(judged.sections.items(), key=lambda item: (item[1], item[0]))
        if not part.refused and chance >= PART_SURE:
            rows = _within(section, judged, guideline)
            chosen.update(guideline.statements[row].id for row in rows)
    silent = tuple(text for text, s in parts.items() if s.judgement.silent >= PART_SILENT)
    return replace(
        whole,
        refused=not chosen,
        statements=tuple(s for s in guideline.statements if s.id in chosen),
        silent_parts=silent if chosen else (),
    )


def _chosen(judgement: Judgement, guideline: Guideline) -> tuple[Statement, ...]:
    ranked = sorted(judgement.sections.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return ()
    floor = ranked[0][1] * judgement.thresholds["section"]
    rows: list[int] = []
    for section, chance in ranked[:MOST_SECTIONS]:
        if chance >= floor:
            rows.extend(_within(section, judgement, guideline))
    return tuple(guideline.statements[row] for row in lists_whole(rows, guideline))


def _within(section: str, judgement: Judgement, guideline: Guideline) -> list[int]:
    """The section's statements that score near its best one, best first."""
    rows = [r for r, s in enumerate(guideline.statements) if s.section_id == section]
    rows.sort(key=lambda row: (-judgement.statements[row], row))
    best = judgement.statements[rows[0]]
    least = best * judgement.thresholds["statement"]
    shown = rows[:MOST_PER_SECTION] if np.isfinite(best) else []
    return [row for row in shown if judgement.statements[row] >= least]


def _nearest(evidence: Evidence, guideline: Guideline) -> tuple[Statement, ...]:
    """The statements most like the question in words and concepts, in the text's order."""
    found = evidence.signals
    likeness = found.expanded.dense + found.asked.dense + evidence.overlap
    order = np.argsort(-likeness, kind="stable")
    return tuple(guideline.statements[row] for row in sorted(order[:NEAREST].tolist()))
