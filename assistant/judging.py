"""Judging: what a message asks in its conversation, and what of each guideline answers it.

    read (views, vectors) → for each guideline in scope: retrieve, weigh, judge, select
    → choose the nearest guideline

A message that leans on its conversation is judged in all the ways in which it may be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.compose import Claim, Consultation, Near, assumed
from assistant.conversation import Conversation, FollowUp, Question
from assistant.facts.given import parted
from assistant.focus import parts
from assistant.knowledge import Knowledge
from assistant.selection.evidence import (
    Evidence,
    Reading,
    attribute_lexicon,
    read_questions,
    signals_of,
    weigh,
)
from assistant.selection.follow_up import Heard
from assistant.selection.select import Selection, is_read_alone, select, stands_alone, with_parts
from assistant.selection.unused import read_words, shown_by, unused
from index.encoder import Encoder
from index.retrieve import assertion_scores, cosines
from index.store import Index

# A known silence is named when its question lies this near.
SILENCE_SIMILARITY = 0.75
CANDIDATES_EXPLAINED = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """One guideline's evidence and what was selected from it."""

    knowledge: Knowledge
    evidence: Evidence
    selection: Selection

    @property
    def known_silence(self) -> str | None:
        """The attribute of the nearest silent question of the bank, if it is near."""
        nearest = self.evidence.signals.asked
        near = self.selection.refused and nearest.silent_best >= SILENCE_SIMILARITY
        return nearest.silent_attribute if near else None


@dataclass(frozen=True, slots=True)
class Judge:
    """What finds, weighs and selects, for any question and any guideline."""

    index: Index
    encoder: Encoder

    def in_conversation(
        self, asked: Question, conversation: Conversation, scope: tuple[Knowledge, ...]
    ) -> tuple[Question, Judged]:
        """The question as it is to be read: by itself, or with its topic."""
        if not asked.topic:
            return asked, self._best([asked], scope)[0]
        swapped = _reworded(conversation.asked(asked), scope)
        if swapped is not None:
            return swapped, _as_follow_up(self._best([swapped], scope)[0])
        readings = FollowUp.of(asked, conversation)
        by_itself, in_context = self._best([readings.by_itself, asked], scope)
        model = in_context.knowledge.head.follow_ups
        if model is None or by_itself.knowledge is not in_context.knowledge:
            is_alone = stands_alone(by_itself.selection, in_context.selection)
            return (readings.by_itself, by_itself) if is_alone else (asked, in_context)
        knowledge = in_context.knowledge
        known = {asked: in_context, readings.by_itself: by_itself}
        wanted = (readings.after_last, readings.after_topic, readings.before)
        known |= self._judged([question for question in wanted if question not in known], knowledge)
        before = known[readings.before]
        heard = (in_context, by_itself, *(known[question] for question in wanted))
        found = model.judged(Heard(*(j.selection.judgement.chances for j in heard)))
        read, evidence = asked, in_context.evidence
        if is_read_alone(found, by_itself.selection, asked.text):
            read, evidence = readings.by_itself, by_itself.evidence
            found = found.by_itself(by_itself.selection.judgement.chances)
        judgement = in_context.selection.judgement.weighed(found, model.thresholds)
        said = before.selection.statements
        selection = select(judgement, evidence, knowledge.guideline, said)
        return read, Judged(knowledge, evidence, selection)

    def asserted(self, judged: Judged) -> Near:
        """How near the yes/no questions of the pack lie to the question by itself: its topic
        would draw it to any question about that."""
        asked = judged.evidence.reading.vectors[:2]
        scores = assertion_scores(self.index, asked, judged.knowledge.guideline.id)
        return Near(scores, self._alike)

    def claimed(self, text: str, judged: Judged) -> tuple[Claim, ...]:
        """What a message takes for granted, with how near the yes/no questions lie to it."""
        questions = [Question(claim) for claim in assumed(text)]
        if not questions or not judged.knowledge.bank.assertions:
            return ()
        knowledge = judged.knowledge
        readings = read_questions(questions, knowledge.lexicon, self.encoder, knowledge.hearing)
        return tuple(
            Claim(
                reading.views.asked,
                Near(
                    assertion_scores(self.index, reading.vectors[:2], knowledge.guideline.id),
                    self._alike,
                ),
            )
            for reading in readings
        )

    def _alike(self, one: str, other: str) -> float:
        """The cosine of two texts."""
        vectors = self.encoder.encode([one, other])
        return float(cosines(vectors[:1], vectors[1])[0])

    def _best(self, questions: Sequence[Question], scope: tuple[Knowledge, ...]) -> list[Judged]:
        """For each question the guideline with the statement nearest to it; ties by id.

        Heads cannot be compared: each is sure or silent in its own measure, so a guideline of
        another field that is merely less silent would answer. Nearness is one measure for all.
        """
        everywhere = [self._judged(questions, knowledge) for knowledge in scope]
        return [
            min(
                (judged[question] for judged in everywhere),
                key=lambda j: (-j.evidence.signals.nearness, j.knowledge.guideline.id),
            )
            for question in questions
        ]

    def _judged(
        self, questions: Sequence[Question], knowledge: Knowledge
    ) -> dict[Question, Judged]:
        """One guideline's evidence on each question, judged and selected from."""
        distinct = list(dict.fromkeys(questions))
        readings = read_questions(distinct, knowledge.lexicon, self.encoder, knowledge.hearing)
        return {
            question: self._weighed(reading, knowledge)
            for question, reading in zip(distinct, readings, strict=True)
        }

    def _weighed(self, reading: Reading, knowledge: Knowledge) -> Judged:
        """The evidence on a question as it was read, judged and selected from."""
        found = signals_of(reading, self.index, knowledge.guideline.id)
        evidence = weigh(reading, found, knowledge.vocabulary, knowledge.lexicon)
        judgement = knowledge.head.judge(evidence, knowledge.guideline)
        return Judged(knowledge, evidence, select(judgement, evidence, knowledge.guideline))

    def with_parts(self, asked: Question, whole: Judged) -> Judged:
        """A question in parts, each also judged by itself in the context of all."""
        pieces = parts(asked.text, lambda piece: bool(attribute_lexicon().find(piece)))
        if len(pieces) == 1:
            return whole
        questions = {piece: Question(piece, asked.in_context) for piece in pieces}
        found = self._judged(list(questions.values()), whole.knowledge)
        judged = {piece: found[question].selection for piece, question in questions.items()}
        selection = with_parts(whole.selection, judged, whole.knowledge.guideline)
        # Only words of the message may be repeated.
        silent = tuple(piece for piece in selection.silent_parts if piece in asked.text)
        return replace(whole, selection=replace(selection, silent_parts=silent))


def _reworded(conversation: Conversation, scope: Sequence[Knowledge]) -> Question | None:
    """The last turn with what it puts in the place of another, as one guideline reads it."""
    turns = [turn.text for turn in conversation.turns]
    found = (k.consultant.reworded(turns) for k in scope if k.consultant is not None)
    text = next((words for words in found if words), None)
    return Question(text) if text else None


def _as_follow_up(judged: Judged) -> Judged:
    """A judgement held against the thresholds of follow-ups, which are shorter than questions
    and look more like silence; as it is where the head knows none."""
    knowledge, evidence, judgement = judged.knowledge, judged.evidence, judged.selection.judgement
    model = knowledge.head.follow_ups
    if model is None:
        return judged
    judgement = replace(judgement, thresholds=model.thresholds)
    return replace(judged, selection=select(judgement, evidence, knowledge.guideline))


def with_unused(judged: Judged, consultation: Consultation) -> Judged:
    """An answer's evidence with the words that nothing shown and no fact used; a refusal's
    as it is."""
    if judged.selection.refused:
        return judged
    knowledge, evidence = judged.knowledge, judged.evidence
    shown = shown_by(
        judged.selection.statements, knowledge.guideline, knowledge.lexicon, knowledge.bank
    )
    case = consultation.case
    mentions = [fact.mentions for fact in (*case.facts.values(), *case.supposed.values())]
    mentions += [part.mentions for part in case.actions]
    mentions += [signal.mentions for signal in case.signals]
    texts = [m.text for part in mentions for m in part if m.turn == consultation.turn]
    views = evidence.reading.views
    if knowledge.consultant is not None:  # what is given as such is read to the last word
        prose, given = parted(views.asked, knowledge.consultant.book.schema)
        texts += [views.asked[len(prose) :] if given else ""]
    # Facts are read from the words as written.
    read = read_words(views.spelt.spelt(text) for text in texts)
    left = unused(views.asked, shown, knowledge.lexicon, read)
    sizes = (size for size in views.spelt.left_out if not read_words([size]) <= read)
    written = (*(views.spelt.as_written(word) for word in left), *sizes)
    return replace(judged, evidence=replace(evidence, uncovered=written))


def trace(judged: Judged) -> dict[str, Any]:
    """Candidates, scores and thresholds: why this was selected, or refused."""
    judgement = judged.selection.judgement
    chosen = {s.id for s in judged.selection.statements}
    guideline = judged.knowledge.guideline
    found = judged.evidence.signals
    written, expanded = found.written, found.expanded
    rows = sorted(
        range(len(guideline.statements)),
        key=lambda row: (
            -judgement.sections.get(guideline.statements[row].section_id, 0.0),
            -judgement.statements[row],
        ),
    )
    return {
        "guideline": guideline.id,
        "views": list(judged.evidence.reading.views.texts),
        "silent": judgement.silent,
        "refused": judged.selection.refused,
        "thresholds": dict(judgement.thresholds),
        "sections": dict(sorted(judgement.sections.items(), key=lambda item: -item[1])),
        "absent_attributes": list(judged.evidence.absent),
        "uncovered": list(judged.evidence.uncovered),
        "candidates": [
            {
                "statement": guideline.statements[row].id,
                "selected": guideline.statements[row].id in chosen,
                "section": judgement.sections.get(guideline.statements[row].section_id, 0.0),
                "score": float(judgement.statements[row]),
                "dense": float(max(written.dense[row], expanded.dense[row])),
                "bank": float(max(written.bank_best[row], expanded.bank_best[row])),
                "bm25": float(expanded.bm25[row]),
            }
            for row in rows[:CANDIDATES_EXPLAINED]
        ],
    }
