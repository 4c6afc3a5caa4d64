"""Answers with everything in them, made by hand over the first guideline's statements."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    CitedText,
    Counterfactual,
    Direct,
    FactValue,
    Finding,
    Mention,
    Outcome,
    QuestionBack,
    join_quotes,
)
from assistant.cite import status_of
from assistant.conversation import Conversation, resolve
from assistant.respond import Response
from corpus.guideline import Guideline, sha256
from corpus.packs import Pack, bundled_packs
from tests.assistant.doubles import cited_whole, no_fingerprint

FIRST = "nsclc-oligoprogression"
SOURCE_WORDS = "EGFR ex19del"


def first_pack() -> Pack:
    """The bundled pack of the first guideline."""
    return next(pack for pack in bundled_packs() if pack.guideline.id == FIRST)


class WholeAnswers:
    """Answers by the words of the message: a case with every part filled, a silence, a
    question back, plain statements. With `failing`, it breaks on that word."""

    def __init__(self, guideline: Guideline, failing: str = "break down") -> None:
        self.guideline = guideline
        self.failing = failing

    def respond(
        self,
        question: str,
        conversation: Conversation = Conversation(),  # noqa: B008 - frozen and empty
        *,
        guideline: str | None = None,
        as_of: date | None = None,
    ) -> Response:
        if self.failing in question:
            raise ZeroDivisionError(question)
        text = unicodedata.normalize("NFC", question.encode("utf-8", "replace").decode()).strip()
        asked = conversation.asked(resolve(text, conversation))
        answer = self._answer(text)
        inputs = [*(t.text for t in asked.turns), guideline, as_of]
        answer = replace(answer, answer_id=sha256(repr((inputs, answer.to_json()))))
        return Response(answer, asked, {"guideline": self.guideline.id, "refused": False})

    def _answer(self, text: str) -> Answer:
        if re.search(r"\bGy\b|dose", text):
            return self.silence(text)
        if "unclear" in text:
            return self.question_back(text)
        return self.case(text) if "case" in text.lower() else self.plain(text)

    def plain(self, text: str = "") -> Answer:
        """Two statements."""
        return self._made(
            text,
            statements=(self.statement("cns.srs-over-wbrt"), self.statement("cns.single")),
            follow_ups=("How often is imaging repeated?", "Is the same TKI continued?"),
        )

    def silence(self, text: str = "") -> Answer:
        """An abstention with the nearest text."""
        nearest = (self.cite("extracranial.sbrt"), self.cite("extracranial.isolated"))
        return self._made(
            text,
            outcome=Outcome.ABSTAIN,
            abstention=Abstention("not_addressed", ("dose and fractionation",), nearest),
            not_considered=("adrenal",),
        )

    def question_back(self, text: str = "") -> Answer:
        """A question that comes before any answer."""
        return self._made(
            text,
            outcome=Outcome.CLARIFY,
            questions=(self.missing(),),
            statements=(self.statement("definition.limited"),),
        )

    def case(self, text: str = "") -> Answer:
        """Every part that an answer may have."""
        single = self.cite("cns.single")
        return self._made(
            text,
            direct=Direct("depends", "The text recommends it, on a condition.", (single,)),
            corrections=(
                CitedText("The text names 1-3 sites.", (self.cite("site-count.benefit"),)),
            ),
            statements=(self.statement("cns.srs-over-wbrt"), self.statement("follow-up.interval")),
            verdicts={"srs": "conditional", "wbrt": "not_preferred", "observe": "not_supported"},
            findings=self.findings(),
            counterfactuals=(
                Counterfactual({"ecog": "0"}, {"srs": "supported"}),
                Counterfactual({"brain_symptoms": "yes"}, {"observe": "not_supported"}),
            ),
            conflicts=(
                CitedText(
                    "As soon as possible, and a delay that a TKI may allow.",
                    (self.cite("timing.soon"), self.cite("cns.tki-delay-rt")),
                ),
            ),
            unanswered=("which dose",),
            not_considered=("warfarin",),
            facts=self.places(text)
            | {
                "driver": FactValue("egfr", (self.mention(text, SOURCE_WORDS),)),
                "brain_metastases": FactValue(1, (self.mention(text, "one brain met"),)),
                "cns_imaging_done": FactValue(True, ()),
            },
            bounds={"progressing_sites": {"in": [1, 2]}},
            assumed=("histology nsclc",),
            actions=("srs", "wbrt", "observe"),
            questions=(self.missing(),),
            follow_ups=("How often is imaging repeated?", "Is the same TKI continued?"),
        )

    def places(self, text: str) -> dict[str, FactValue]:
        """Where it progresses, for a message of two sites."""
        places = FactValue(("adrenal", "bone"), (self.mention(text, "two sites"),))
        therapy = FactValue("targeted", (self.mention(text, "two sites"),))
        told = {"progressing_locations": places, "systemic_therapy": therapy}
        return told if "two sites" in text else {}

    def findings(self) -> tuple[Finding, ...]:
        """One of each kind."""
        base = Finding(
            kind="verdict",
            rule="single-brain-metastasis",
            action="srs",
            verdict="conditional",
            basis=None,
            outcome="unknown",
            text="SRS alone, or resection, where performance status is good.",
            reading="Good performance status is read as ECOG 0-1.",
            facts_used=("brain_metastases",),
            facts_missing=("ecog",),
            citations=(self.cite("cns.single"),),
        )
        met = replace(base, outcome="met", facts_missing=(), reading=None)
        return (
            replace(
                met, kind="emergency", action=None, verdict=None, rule="emergency",
                text="This text does not cover emergencies.", citations=(),
            ),
            base,
            replace(
                met, rule="wbrt", action="wbrt", verdict="not_preferred",
                text="SRS is preferred over WBRT.", citations=(self.cite("cns.srs-over-wbrt"),),
            ),
            replace(
                met, rule="observe", action="observe", verdict="not_supported", basis="contrary",
                text="Local therapy as soon as possible.", citations=(self.cite("timing.soon"),),
            ),
            replace(
                met, kind="caution", action=None, verdict=None, rule="candidates",
                text="Not all are candidates.", citations=(self.cite("pitfalls.candidates"),),
            ),
            replace(
                met, kind="note", action=None, verdict=None, rule="sites",
                text="The benefit is most pronounced here.",
                citations=(self.cite("site-count.benefit"),),
            ),
        )  # fmt: skip

    def missing(self) -> QuestionBack:
        """A fact asked for."""
        return QuestionBack(
            "ecog", "What is the performance status (ECOG)?", "Decides SRS or resection."
        )

    def statement(self, statement_id: str) -> AnswerStatement:
        """A statement as an answer shows it."""
        found = self.guideline.statement(statement_id)
        if found is None:
            raise KeyError(statement_id)
        citations = (self.cite(statement_id),)
        return AnswerStatement(join_quotes(citations), found.claim_type.value, citations)

    def cite(self, statement_id: str) -> Citation:
        """The citation of a statement."""
        found = self.guideline.statement(statement_id)
        if found is None:
            raise KeyError(statement_id)
        return cited_whole(self.guideline, found)

    def mention(self, text: str, words: str) -> Mention:
        """Where the message says these words; at its start where it does not."""
        start = max(text.find(words), 0)
        return Mention(0, start, start + len(words), words)

    def _made(self, text: str, **parts: object) -> Answer:
        meta = self.guideline.meta
        empty = Answer(
            outcome=Outcome.ANSWER,
            resolved_question=text,
            statements=(),
            abstention=None,
            status=(status_of(self.guideline),),
            fingerprint=no_fingerprint(),
            text=f"{meta.review.label}. {meta.disclaimer}\n",
        )
        return replace(empty, **parts)  # type: ignore[arg-type]
