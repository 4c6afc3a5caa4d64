"""The conversation: what was asked before, and what a short follow-up takes from it.

Immutable: a turn is added by making a new conversation. Only the user's own words are
carried over; a citation or an answer of an earlier turn never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A message this short, or one of moderate length that points back, leans on the last topic.
SHORT_WORDS = 8
POINTING_WORDS = 16
# What is said in passing before a question begins.
_COURTESY = (
    r"^(?:(?:sorry|apologies|pardon|thanks|thank you|thx|cheers|hm+|ah|oh|right|great|good|fine"
    r"|perfect|sure|yes|no|well|one more|last one|quick one)\b[\s,.;:!–-]*)*"
)
_POINTS_BACK = re.compile(
    rf"{_COURTESY}(?:and|or|but|so|then|ok|okay|also|same|both|what about|how about|what if|why"
    r"|vs)\b"
    r"|\b(?:that|it|its|there|this|then|those|these|instead|afterwards|he|she|they|them|one|ones)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One user message, cleaned. `leans` is true where it took its topic from before."""

    text: str
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first."""

    turns: tuple[Turn, ...] = ()

    @property
    def topic(self) -> str:
        """The last message that took nothing from before."""
        return next((turn.text for turn in reversed(self.turns) if not turn.leans), "")

    @classmethod
    def of(cls, texts: Iterable[str]) -> Conversation:
        """The conversation in which these cleaned messages were asked, one after another."""
        conversation = cls()
        for text in texts:
            conversation = conversation.asked(resolve(text, conversation))
        return conversation

    def asked(self, question: Question) -> Conversation:
        """The conversation with this question as its next turn."""
        return Conversation((*self.turns, Turn(question.text, leans=bool(question.topic))))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, with the topic that the conversation supplied (or none)."""

    text: str
    topic: str = ""

    @property
    def resolved(self) -> str:
        """The question with what the conversation supplied, as shown."""
        return f"{self.topic} – {self.text}" if self.topic else self.text

    @property
    def in_context(self) -> str:
        """The question with its topic, as embedded."""
        return f"{self.topic} {self.text}" if self.topic else self.text


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on its conversation, in all the ways in which it may be meant."""

    in_context: Question
    by_itself: Question
    after_last: Question
    after_topic: Question
    before: Question

    @classmethod
    def of(cls, asked: Question, conversation: Conversation) -> FollowUp:
        """The readings of a question that was resolved in this conversation."""
        *earlier, last = conversation.turns
        return cls(
            in_context=asked,
            by_itself=Question(asked.text),
            after_last=Question(asked.text, last.text),
            after_topic=Question(asked.text, conversation.topic),
            before=resolve(last.text, Conversation(tuple(earlier))),
        )


def resolve(text: str, conversation: Conversation) -> Question:
    """The question in its conversation: a message that leans gets the topic it leans on."""
    if not conversation.turns or not _leans(text):
        return Question(text)
    topic, last = conversation.topic, conversation.turns[-1]
    return Question(text, f"{topic} {last.text}" if last.leans else topic)


def _leans(text: str) -> bool:
    words = len(_WORD.findall(text))
    return words <= SHORT_WORDS or (words <= POINTING_WORDS and bool(_POINTS_BACK.search(text)))
