"""Respond: the whole way from a message to a verified answer, top to bottom.

    clean → readable? → resolve in the conversation → read (views, vectors) → for each
    guideline in scope: retrieve, weigh, judge → choose the nearest guideline → select
    → read the patient and the plan, hold them against its rules → compose → seal → verify

Nothing here has an effect; storing is the surface's business. The same message, the same
conversation and the same index give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.answer import Answer, Fingerprint
from assistant.compose import Consultation, Draft, compose, sealed, unreadable
from assistant.conversation import Conversation, FollowUp, Question, resolve
from assistant.engine import ENGINE
from assistant.errors import VerificationError
from assistant.focus import parts
from assistant.knowledge import Knowledge, combined
from assistant.message import clean, why_unreadable
from assistant.selection.evidence import (
    Evidence,
    Reading,
    attribute_lexicon,
    read_questions,
    signals_of,
    weigh,
)
from assistant.selection.follow_up import Heard
from assistant.selection.head import Head
from assistant.selection.select import Selection, is_read_alone, select, stands_alone, with_parts
from assistant.selection.unused import read_words, shown_by, unused
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.errors import UnknownGuideline
from corpus.guideline import sha256
from index.encoder import Encoder
from index.store import Index

FIRST = Conversation()
NOTHING = sha256("")
# A known silence is named when its question lies this near.
SILENCE_SIMILARITY = 0.75
CANDIDATES_EXPLAINED = 12


@dataclass(frozen=True, slots=True)
class Response:
    """The answer, the conversation with this turn in it, and how the answer came about."""

    answer: Answer
    conversation: Conversation
    trace: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One guideline's evidence and what was selected from it."""

    knowledge: Knowledge
    evidence: Evidence
    selection: Selection


@dataclass(frozen=True)
class Assistant:
    """Guidelines with their knowledge, the index over them, and the encoder."""

    knowledge: tuple[Knowledge, ...]
    index: Index
    encoder: Encoder
    verifier: Verifier

    def with_heads(self, heads: Mapping[str, Head]) -> Assistant:
        """The same assistant with other heads, by guideline id."""
        knowledge = tuple(
            replace(k, head=heads.get(k.guideline.id, k.head)) for k in self.knowledge
        )
        return replace(self, knowledge=knowledge)

    def respond(
        self,
        question: str,
        conversation: Conversation = FIRST,
        *,
        guideline: str | None = None,
        as_of: date | None = None,
    ) -> Response:
        """The verified answer. UnknownGuideline for a scope that is not there;
        VerificationError, and no answer, when the answer does not hold."""
        scope = self._scope(guideline)
        asked = resolve(clean(question), conversation)
        after = conversation.asked(asked)
        wanted = why_unreadable(asked.text)
        fingerprint = self._fingerprint(scope)
        if wanted:
            draft = Draft(asked.resolved, fingerprint, templates())
            answer = unreadable(draft, wanted, tuple(k.guideline for k in scope))
            trace: dict[str, Any] = {"unreadable": wanted}
        else:
            read, judged = self._in_conversation(asked, conversation, scope)
            judged = self._with_parts(read, judged)
            consultation = _consulted(judged.knowledge, after)
            judged = _with_unused(judged, consultation)
            answer = compose(
                Draft(
                    read.resolved,
                    fingerprint,
                    templates(),
                    consultation,
                    asked=asked.text,
                    lexicon=judged.knowledge.lexicon,
                    bank=judged.knowledge.bank,
                ),
                judged.evidence,
                judged.selection,
                judged.knowledge.guideline,
                self._known_silence(judged),
            )
            trace = _trace(judged)
        inputs = {
            "turns": [turn.text for turn in after.turns],
            "guideline": guideline,
            "as_of": as_of.isoformat() if as_of else None,
        }
        answer = sealed(answer, inputs)
        faults = self.verifier.faults(answer, [turn.text for turn in after.turns])
        if faults:
            raise VerificationError(faults)
        return Response(answer, after, trace)

    def _scope(self, guideline: str | None) -> tuple[Knowledge, ...]:
        """The guidelines that may be quoted."""
        if guideline is None:
            return self.knowledge
        found = tuple(k for k in self.knowledge if k.guideline.id == guideline)
        if not found:
            known = ", ".join(k.guideline.id for k in self.knowledge)
            raise UnknownGuideline(f"there is no guideline {guideline!r}; there are: {known}")
        return found

    def _in_conversation(
        self, asked: Question, conversation: Conversation, scope: tuple[Knowledge, ...]
    ) -> tuple[Question, Judged]:
        """The question as it is to be read: by itself, or with its topic."""
        if not asked.topic:
            return asked, self._best([asked], scope)[0]
        swapped = _reworded(conversation.asked(asked), scope)
        if swapped is not None:
            return swapped, self._best([swapped], scope)[0]
        readings = FollowUp.of(asked, conversation)
        by_itself, in_context = self._best([readings.by_itself, asked], scope)
        model = in_context.knowledge.head.follow_ups
        if model is None or by_itself.knowledge is not in_context.knowledge:
            is_alone = stands_alone(by_itself.selection, in_context.selection)
            return (readings.by_itself, by_itself) if is_alone else (asked, in_context)
        knowledge = in_context.knowledge
        known = {asked: in_context, readings.by_itself: by_itself}
        wanted = (readings.after_last, readings.before)
        known |= self._judged([question for question in wanted if question not in known], knowledge)
        after_last, before = (known[question] for question in wanted)
        heard = (in_context, by_itself, after_last, before)
        found = model.judged(Heard(*(j.selection.judgement.chances for j in heard)))
        read, evidence = asked, in_context.evidence
        if is_read_alone(found, by_itself.selection, asked.text):
            read, evidence = readings.by_itself, by_itself.evidence
            found = found.by_itself(by_itself.selection.judgement.chances)
        judgement = in_context.selection.judgement.weighed(found, model.thresholds)
        said = before.selection.statements
        selection = select(judgement, evidence, knowledge.guideline, said)
        return read, Judged(knowledge, evidence, selection)

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

    def _with_parts(self, asked: Question, whole: Judged) -> Judged:
        """A question in parts, each also judged by itself in the context of all."""
        pieces = parts(asked.text, lambda piece: bool(attribute_lexicon().find(piece)))
        if len(pieces) == 1:
            return whole
        questions = {piece: Question(piece, asked.in_context) for piece in pieces}
        found = self._judged(list(questions.values()), whole.knowledge)
        judged = {piece: found[question].selection for piece, question in questions.items()}
        selection = with_parts(whole.selection, judged, whole.knowledge.guideline)
        return replace(whole, selection=selection)

    def _known_silence(self, judged: Judged) -> str | None:
        """The attribute of the nearest silent question of the bank, if it is near."""
        nearest = judged.evidence.signals.asked
        near = judged.selection.refused and nearest.silent_best >= SILENCE_SIMILARITY
        return nearest.silent_attribute if near else None

    def _fingerprint(self, scope: Sequence[Knowledge]) -> Fingerprint:
        """The parts that this answer depends on."""
        return Fingerprint(
            text=combined(k.text_identity for k in scope),
            questions=combined(k.bank_identity for k in scope),
            rules=combined(k.rules_identity for k in scope),
            lexicon=combined((attribute_lexicon().sha256, *(k.lexicon.sha256 for k in scope))),
            facts=combined(k.facts_identity for k in scope),
            templates=templates().sha256,
            calibration=combined(k.head.fingerprint for k in scope),
            encoder=self.encoder.fingerprint,
            engine=ENGINE,
            settings=NOTHING,
        )


def _consulted(knowledge: Knowledge, conversation: Conversation) -> Consultation:
    """What the guideline's rules say of the patient; nothing where it has no rules."""
    if knowledge.consultant is None:
        return Consultation()
    return knowledge.consultant.consult([turn.text for turn in conversation.turns])


def _reworded(conversation: Conversation, scope: Sequence[Knowledge]) -> Question | None:
    """The last turn with what it puts in the place of another, as one guideline reads it."""
    turns = [turn.text for turn in conversation.turns]
    found = (k.consultant.reworded(turns) for k in scope if k.consultant is not None)
    text = next((words for words in found if words), None)
    return Question(text) if text else None


def _with_unused(judged: Judged, consultation: Consultation) -> Judged:
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
    texts = (m.text for part in mentions for m in part if m.turn == consultation.turn)
    views = evidence.reading.views
    # Facts are read from the words as written.
    read = read_words(views.spelt.spelt(text) for text in texts)
    left = unused(views.asked, shown, knowledge.lexicon, read)
    written = tuple(views.spelt.as_written(word) for word in left)
    return replace(judged, evidence=replace(evidence, uncovered=written))


def _trace(judged: Judged) -> dict[str, Any]:
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
