"""Whoever answers: the boundary between the evals and the thing that they measure.

Cases are conversations, so an answerer opens dialogues; a dialogue is asked one question
after another and remembers what was said. In process, over HTTP and in tests it is the
same two methods, and the runs and the measures know nothing else of the assistant.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

AnswerJson: TypeAlias = dict[str, Any]


class Dialogue(Protocol):
    """One conversation under way."""

    def ask(self, question: str) -> AnswerJson:
        """The answer to the next turn, as its public JSON object."""


class Answerer(Protocol):
    """Something that answers questions from guideline text."""

    def dialogue(self) -> Dialogue:
        """A new conversation, in which nothing has been said yet."""
