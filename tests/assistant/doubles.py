"""A small guideline and an assistant that answers from it without an index."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    Direct,
    Fingerprint,
    Outcome,
)
from assistant.cite import citation_of, status_of
from assistant.conversation import Conversation, resolve
from assistant.library import Library
from assistant.respond import Response
from corpus.bank import QuestionBank
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, Statement, sha256
from corpus.lexicon import Lexicon
from corpus.packs import Pack, load_pack

GUIDELINE = """---
id: tiny-asthma
title: Asthma, a tiny text
version: "2024-01-01"
last_updated: 2024-01-01
review: {status: pending, label: pending human review}
review_by: 2025-01-01
wording: pack
disclaimer: For healthcare professionals; not for emergencies.
---

# Asthma

## Relief {#relief}

- A short-acting beta agonist may be considered for relief (≤ 2 puffs). {#saba refs=1}
- Relief use above twice a week is a sign of poor control. {#control .evidence}

## Follow-up {#follow-up}

- A review is recommended every 3-12 months. {#interval .recommendation}
"""


FACTS = """
facts:
  attacks:
    {kind: integer, least: 0, most: 20, open_ended: true, label: attacks a year}
  age: {kind: integer, least: 0, most: 120, label: age, unit: years}
  wheeze: {kind: boolean, label: wheeze}
  severity:
    {kind: choice, label: severity, values: {mild: {label: mild}, severe: {label: severe}}}
  devices:
    {kind: set, label: devices, values: {spacer: {label: spacer}, nebuliser: {label: nebuliser}}}
  drug: {kind: text, label: drug}
actions:
  steroid: {label: an inhaled steroid, group: drug}
  relief: {label: relief, group: drug}
signals:
  pregnancy: {kind: scope_breaker, label: pregnancy}
"""


def tiny_guideline(folder: Path) -> Guideline:
    """The guideline above, read from a pack that is written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guideline.md").write_text(GUIDELINE, encoding="utf-8")
    return load_pack(folder).guideline


def tiny_library(guideline: Guideline) -> Library:
    """A library of that guideline alone, with no older versions."""
    return Library([Pack(guideline, Lexicon(), QuestionBank())])


def tiny_pack(folder: Path) -> Library:
    """A library of the guideline in the folder, with facts."""
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return Library([replace(load_pack(folder), folder=folder)])


def cited_whole(guideline: Guideline, statement: Statement) -> Citation:
    """The citation of a statement without its lead-ins."""
    return citation_of(guideline, statement, statement.span)


def no_fingerprint() -> Fingerprint:
    """What an answer says that it was made from, where nothing made it."""
    return Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "0"))


class Shelf:
    """Stored guidelines of a test."""

    def __init__(self, *guidelines: Guideline) -> None:
        self.stored = {(g.id, g.version): g for g in guidelines}

    def guideline(self, guideline_id: str, version: str | None = None) -> Guideline:
        try:
            return self.stored[guideline_id, version or ""]
        except KeyError:
            raise UnknownGuideline(f"{guideline_id} {version}") from None


class TinyAssistant:
    """Quotes one statement, or abstains when asked for a dose; keeps nothing between calls."""

    def __init__(
        self, guideline: Guideline, engine: str = "1", wording: str = "The text says"
    ) -> None:
        self.guideline = guideline
        self.engine = engine
        self.wording = wording

    def respond(
        self,
        question: str,
        conversation: Conversation = Conversation(),  # noqa: B008 - frozen and empty
        *,
        guideline: str | None = None,
        as_of: date | None = None,
    ) -> Response:
        if guideline not in (None, self.guideline.id):
            raise UnknownGuideline(f"there is no guideline {guideline!r}")
        text = unicodedata.normalize("NFC", question.encode("utf-8", "replace").decode()).strip()
        asked = conversation.asked(resolve(text, conversation))
        answer = self._answer(text)
        inputs = [*(t.text for t in asked.turns), guideline, as_of]
        answer = replace(answer, answer_id=sha256(repr((inputs, answer.to_json()))))
        return Response(answer, asked, self._trace())

    def _answer(self, question: str) -> Answer:
        is_silent = "dose" in question or not question
        first, second, *_ = (cited_whole(self.guideline, s) for s in self.guideline.statements)
        meta = self.guideline.meta
        banner = f"{meta.review.label}. {meta.disclaimer}"
        text = f"{self.wording}: {first.quote} [1]\n\n{second.quote} [2]\n\n{banner}\n"
        answered = Answer(
            outcome=Outcome.ANSWER,
            resolved_question=question,
            direct=Direct("depends", f"{self.wording}: {first.quote}", (first,)),
            statements=(
                AnswerStatement(first.quote, "recommendation", (first,)),
                AnswerStatement(second.quote, "evidence", (second,)),
            ),
            abstention=None,
            status=(status_of(self.guideline),),
            fingerprint=self._fingerprint(),
            text=text,
        )
        if not is_silent:
            return answered
        return replace(
            answered,
            outcome=Outcome.ABSTAIN,
            direct=None,
            statements=(),
            abstention=Abstention("not_addressed", ("dose",), (first,)),
            text=f"The guideline does not address: dose. Nearest: {first.quote} [1]\n\n{banner}\n",
        )

    def _fingerprint(self) -> Fingerprint:
        return replace(no_fingerprint(), text=self.guideline.text_sha256, engine=self.engine)

    def _trace(self) -> dict[str, Any]:
        candidates = [
            {"statement": s.id, "score": 0.5, "selected": n < 2}
            for n, s in enumerate(self.guideline.statements)
        ]
        return {"threshold": 0.4, "candidates": candidates, "refused": []}
