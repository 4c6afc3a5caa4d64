"""The history: an owner's conversations, listed, searched, opened and deleted.

Deleting removes the messages and the answers for good; feedback on an answer stays, as it
holds nothing of what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from assistant.database import answers, conversations, turns
from assistant.store import Store

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class PastConversation:
    """A conversation as the history shows it; `question` is its first, `last_at` its last."""

    id: str
    question: str
    turns: int
    last_at: datetime


class History:
    """The conversations of owners in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def conversations(self, owner: str, words: str = "") -> tuple[PastConversation, ...]:
        """The owner's conversations, the latest first; only those with all the words in one
        message, if any are given."""
        last_at, first = func.max(turns.c.created_at), turns.alias()
        query = (
            select(
                conversations.c.id,
                first.c.text.label("question"),
                func.count(turns.c.number).label("turns"),
                last_at.label("last_at"),
            )
            .join(turns, turns.c.conversation_id == conversations.c.id)
            .join(first, first.c.conversation_id == conversations.c.id)
            .where(conversations.c.owner == owner, first.c.number == 0)
            .group_by(conversations.c.id, first.c.text)
            .order_by(last_at.desc(), conversations.c.id)
            .limit(MOST_LISTED)
        )
        if words.split():
            holds = (turns.c.text.icontains(word, autoescape=True) for word in words.split())
            found = select(turns.c.conversation_id).where(*holds)
            query = query.where(conversations.c.id.in_(found))
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(PastConversation(r.id, r.question, r.turns, r.last_at) for r in rows)

    def delete(self, conversation_id: str, owner: str) -> None:
        """Deletes a conversation of the owner's; UnknownConversation if it is not theirs."""
        self._store.turns(conversation_id, owner)
        with self._store.writing() as connection:
            _delete(connection, [conversation_id])

    def delete_all(self, owner: str) -> None:
        """Deletes all conversations of an owner."""
        with self._store.writing() as connection:
            theirs = select(conversations.c.id).where(conversations.c.owner == owner)
            _delete(connection, list(connection.scalars(theirs)))


def _delete(connection: Connection, ids: list[str]) -> None:
    connection.execute(delete(answers).where(answers.c.conversation_id.in_(ids)))
    connection.execute(delete(turns).where(turns.c.conversation_id.in_(ids)))
    connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
