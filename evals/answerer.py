"""Whoever answers: the boundary between the evals and the thing that they measure.

Cases are conversations, so an answerer opens dialogues; a dialogue is asked one question
after another and remembers what was said. In process, over HTTP and in tests it is the
same two methods, and the runs and the measures know nothing else of the assistant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

AnswerJson: TypeAlias = dict[str, Any]


class Dialogue(Protocol):
    """One conversation under way."""

    def ask(self, question: str) -> AnswerJson:
        """The answer to the next turn, as its public JSON object."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How sure the head was: that the text is silent, and that each section answers."""

    silent: float
    sections: Mapping[str, float]


@runtime_checkable
class Weighing(Protocol):
    """A dialogue that can also say how sure it was; one over HTTP cannot."""

    def chances(self) -> Chances | None:
        """The chances of the last answer; None where nothing was weighed."""


class Answerer(Protocol):
    """Something that answers questions from guideline text."""

    def dialogue(self) -> Dialogue:
        """A new conversation, in which nothing has been said yet."""
