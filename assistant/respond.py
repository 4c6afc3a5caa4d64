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

from assistant.answer import Answer, Fingerprint, combined
from assistant.compose import (
    NOT_ASKED,
    Consultation,
    Draft,
    asks_whether,
    compose,
    sealed,
    unreadable,
)
from assistant.conversation import Conversation, resolve
from assistant.engine import ENGINE
from assistant.errors import VerificationError
from assistant.judging import Judge, trace, with_unused
from assistant.knowledge import Knowledge, lexicon_identity
from assistant.message import clean, why_unreadable
from assistant.selection.head import Head
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.errors import UnknownGuideline
from corpus.guideline import sha256
from index.encoder import Encoder
from index.store import Index

FIRST = Conversation()
NOTHING = sha256("")


@dataclass(frozen=True, slots=True)
class Response:
    """The answer, the conversation with this turn in it, and how the answer came about."""

    answer: Answer
    conversation: Conversation
    trace: dict[str, Any]


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
            told: dict[str, Any] = {"unreadable": wanted}
        else:
            judge = Judge(self.index, self.encoder)
            read, judged = judge.in_conversation(asked, conversation, scope)
            judged = judge.with_parts(read, judged)
            consultation = _consulted(judged.knowledge, after)
            judged = with_unused(judged, consultation)
            answer = compose(
                Draft(
                    read.resolved,
                    fingerprint,
                    templates(),
                    consultation,
                    asked=asked.text,
                    lexicon=judged.knowledge.lexicon,
                    bank=judged.knowledge.bank,
                    near=judge.asserted(judged) if asks_whether(asked.text) else NOT_ASKED,
                    claims=judge.claimed(asked.text, judged),
                ),
                judged.evidence,
                judged.selection,
                judged.knowledge.guideline,
                judged.known_silence,
            )
            told = trace(judged)
        inputs = {
            "turns": [turn.text for turn in after.turns],
            "guideline": guideline,
            "as_of": as_of.isoformat() if as_of else None,
        }
        answer = sealed(answer, inputs)
        faults = self.verifier.faults(answer, [turn.text for turn in after.turns])
        if faults:
            raise VerificationError(faults)
        return Response(answer, after, told)

    def _scope(self, guideline: str | None) -> tuple[Knowledge, ...]:
        """The guidelines that may be quoted."""
        if guideline is None:
            return self.knowledge
        found = tuple(k for k in self.knowledge if k.guideline.id == guideline)
        if not found:
            known = ", ".join(k.guideline.id for k in self.knowledge)
            raise UnknownGuideline(f"there is no guideline {guideline!r}; there are: {known}")
        return found

    def _fingerprint(self, scope: Sequence[Knowledge]) -> Fingerprint:
        """The parts that this answer depends on."""
        return Fingerprint(
            text=combined(k.text_identity for k in scope),
            questions=combined(k.bank_identity for k in scope),
            rules=combined(k.rules_identity for k in scope),
            lexicon=lexicon_identity(k.lexicon.sha256 for k in scope),
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
