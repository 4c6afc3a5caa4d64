"""An assistant that also knows cases, in a language of its own: "patient A: ecog 1, sbrt"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import FactValue, Finding, QuestionBack
from assistant.conversation import Conversation
from assistant.facts.case import Case, PatientFact, ProposedAction
from assistant.message import clean
from assistant.respond import Response
from corpus.guideline import sha256
from tests.assistant.doubles import TinyAssistant

_ECOG = re.compile(r"\becog (\d)")
_PATIENT = re.compile(r"\bpatient (\w)\b")


def read_tiny_case(turns: Sequence[str]) -> Case:
    """What the turns say of a patient's ECOG, of SBRT, and of whom they speak."""
    facts: dict[str, PatientFact] = {}
    actions: tuple[ProposedAction, ...] = ()
    first, patient = 0, None
    for number, turn in enumerate(turns):
        named = _PATIENT.search(turn)
        if named and patient and named.group(1) != patient:
            facts, actions, first = {}, (), number
        patient = named.group(1) if named else patient
        found = _ECOG.search(turn)
        if found:
            facts["ecog"] = PatientFact("ecog", frozenset({int(found.group(1))}))
        if "sbrt" in turn.lower():
            actions = (ProposedAction("sbrt"),)
    about = bool(facts) or patient is not None
    return Case(facts=facts, actions=actions, about_patient=about, first_turn=first)


class CaseAssistant(TinyAssistant):
    """Quotes, abstains as the tiny assistant does, and gives a verdict on a patient."""

    def respond(
        self,
        question: str,
        conversation: Conversation = Conversation(),  # noqa: B008 - frozen and empty
        *,
        guideline: str | None = None,
        as_of: date | None = None,
    ) -> Response:
        response = super().respond(clean(question), conversation, guideline=guideline, as_of=as_of)
        turns = [turn.text for turn in response.conversation.turns]
        case = read_tiny_case(turns)
        answer = replace(response.answer, follow_ups=("How often is a review due?",))
        if "weather" in question and answer.abstention is None:
            answer = self._answer("dose")
            silence = replace(answer.abstention, reason="out_of_domain")  # type: ignore[type-var]
            answer = replace(answer, abstention=silence)
        if case.actions and case.about_patient and answer.statements:
            cited = answer.statements[0].citations
            ecog = [v for fact in case.facts.values() for v in fact.values]
            finding = Finding(
                "verdict", "tiny-sbrt", "sbrt", "conditional", None, "unknown",
                "SBRT may be considered.", None, ("ecog",), (), cited,
            )  # fmt: skip
            answer = replace(
                answer,
                verdicts={"sbrt": "conditional"},
                findings=(finding,),
                facts={"ecog": FactValue(ecog[0], ())} if ecog else {},
                questions=(QuestionBack("site", "Where?", "which rule applies"),),
            )
        answer = replace(answer, answer_id="")
        digest = sha256(repr((turns, guideline, as_of, answer.to_json())))
        return replace(response, answer=replace(answer, answer_id=digest))
