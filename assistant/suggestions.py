"""Suggestions: the questions that answers offer next, asked once when the index is built.

A reader who takes up what the program itself offers is to get an answer from the section
that it stands for. What does not is told to who builds the index, who can reword the bank.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.compose.follow_ups import offered
from assistant.respond import Assistant


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that is offered for a section and not answered from it."""

    guideline: str
    section: str
    question: str

    def __str__(self) -> str:
        return (
            f"{self.guideline}: the follow-up {self.question!r} is not answered from its section"
            f" {self.section}; reword it in the question bank"
        )


def unanswered(assistant: Assistant) -> tuple[Unanswered, ...]:
    """The follow-ups of all guidelines that their sections do not answer."""
    return tuple(
        Unanswered(known.guideline.id, section, question)
        for known in assistant.knowledge
        for section, question in offered(known.bank, known.guideline).items()
        if not _is_answered(assistant, known.guideline.id, section, question)
    )


def _is_answered(assistant: Assistant, guideline: str, section: str, question: str) -> bool:
    answer = assistant.respond(question, guideline=guideline).answer
    cited = {citation.section for citation in answer.shown_citations()}
    return answer.abstention is None and section in cited
