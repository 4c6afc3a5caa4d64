"""The desk: where a question is taken, answered, written down and handed out.

Every surface asks here and sends on the bytes that it gets, so that a stored answer is
the sent answer, whichever door it left by.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from assistant.conversation import Conversation
from assistant.message import QUESTION_LIMIT
from assistant.store import AnswerInputs, NewAnswer, Store, StoredAnswer, TurnTaken
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.respond import Response

ATTEMPTS = 5


class QuestionTooLong(AssistantError):
    """A message of more characters than anybody types."""


class Responding(Protocol):
    """What answers: `assistant.respond.Assistant`, or a double in a test."""

    def respond(
        self,
        question: str,
        conversation: Conversation = ...,
        *,
        guideline: str | None = None,
        as_of: date | None = None,
    ) -> Response: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Which guideline may be quoted, all unless given, and on which day."""

    guideline: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, as the object and as it is stored."""

    answer: Answer
    stored: StoredAnswer


class Desk:
    """One assistant and one store; threads may share it."""

    def __init__(self, assistant: Responding, store: Store) -> None:
        self.assistant = assistant
        self.store = store

    def ask(
        self,
        question: str,
        conversation_id: str | None = None,
        scope: Scope = Scope(),
        owner: str | None = None,
    ) -> Given:
        """The answer to a question of a conversation (a new one if None), stored.

        A conversation is gone on with by its owner alone, and a new one is the owner's.
        Two questions of one conversation at once are answered one after the other, the
        later one knowing the earlier. Raises QuestionTooLong, UnknownConversation,
        StoreError and what the assistant raises; nothing is stored then.
        """
        check_length(question)
        for attempt in range(1, ATTEMPTS + 1):
            earlier = self.store.turns(conversation_id, owner) if conversation_id else ()
            response = respond(self.assistant, (*earlier, question), scope)
            answer = _to_store(response, scope)
            if not conversation_id:
                return Given(response.answer, self.store.begin(answer, owner))
            try:
                stored = self.store.add(conversation_id, len(earlier), answer)
            except TurnTaken:
                if attempt == ATTEMPTS:
                    raise
            else:
                return Given(response.answer, stored)
        raise AssertionError("unreachable")


def _to_store(response: Response, scope: Scope) -> NewAnswer:
    turns = tuple(turn.text for turn in response.conversation.turns)
    return NewAnswer(
        answer_id=response.answer.answer_id,
        inputs=AnswerInputs(turns, scope.guideline, scope.as_of),
        body=sent(response.answer),
        trace=response.trace,
    )


def respond(assistant: Responding, turns: tuple[str, ...], scope: Scope) -> Response:
    """The response to the last of a conversation's messages, the others gone before."""
    conversation = Conversation.of(turns[:-1])
    return assistant.respond(turns[-1], conversation, guideline=scope.guideline, as_of=scope.as_of)


def sent(answer: Answer) -> bytes:
    """The answer's JSON as it leaves: UTF-8, no spaces, keys in the documented order."""
    text = json.dumps(answer.to_json(), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def check_length(question: str) -> None:
    """Returns for a question of a length that may be asked; QuestionTooLong else."""
    if len(question) > QUESTION_LIMIT:
        raise QuestionTooLong(
            f"the question has {len(question):,} characters; shorten it to {QUESTION_LIMIT:,}"
        )
