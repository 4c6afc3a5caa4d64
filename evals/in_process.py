"""An answerer that is the assistant itself, in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.conversation import Conversation
from assistant.desk import Responding
from evals.answerer import AnswerJson, Chances


@dataclass(frozen=True, slots=True)
class InProcess:
    """The assistant, and the guideline that it may quote, all unless one is given."""

    assistant: Responding
    guideline: str | None = None

    def dialogue(self) -> InProcessDialogue:
        """A new conversation."""
        return InProcessDialogue(self.assistant, self.guideline)


@dataclass(slots=True)
class InProcessDialogue:
    """One conversation; a turn that breaks leaves it as it was before."""

    assistant: Responding
    guideline: str | None
    conversation: Conversation = field(default_factory=Conversation)
    trace: dict[str, Any] = field(default_factory=dict)

    def ask(self, question: str) -> AnswerJson:
        """The assistant's answer to the next turn."""
        self.trace = {}
        response = self.assistant.respond(question, self.conversation, guideline=self.guideline)
        self.conversation = response.conversation
        self.trace = response.trace
        return response.answer.to_json()

    def chances(self) -> Chances | None:
        """What the head gave silence and each section at the last turn."""
        silent, sections = self.trace.get("silent"), self.trace.get("sections")
        if not isinstance(silent, float) or not isinstance(sections, dict):
            return None
        return Chances(silent, sections)
