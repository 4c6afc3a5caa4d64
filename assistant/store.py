"""The store: conversations, and every answer exactly as it was sent.

An answer is kept as the bytes that left, beside the inputs that make it (so that it can
be replayed) and the trace that explains it. Its id comes from its content, so the same
answer may stand here several times; looked up, the latest counts. A conversation's id is
random and long: knowing it is the right to go on with it. One that a browser began has an
owner besides, and to everybody else there is no such conversation.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, exc, insert, select

from assistant.database import answers, conversations, open_engine, store_errors, turns
from corpus.errors import AssistantError

_HEX = re.compile(r"[0-9a-f]+")
SHORTEST_PREFIX = 6


class UnknownConversation(AssistantError):
    """No conversation has this id."""


class UnknownAnswer(AssistantError):
    """No stored answer has this id, or several begin with it."""


class TurnTaken(AssistantError):
    """Another question of the same conversation was answered first."""


@dataclass(frozen=True, slots=True)
class AnswerInputs:
    """What an answer is made from, beside guideline, encoder and code: enough to replay it.

    `turns` are the user's messages so far, the one that is answered last.
    """

    turns: tuple[str, ...]
    guideline: str | None = None
    as_of: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The inputs as they are stored."""
        as_of = self.as_of.isoformat() if self.as_of else None
        return {"turns": list(self.turns), "guideline": self.guideline, "as_of": as_of}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> AnswerInputs:
        """The inputs that `to_json` wrote."""
        as_of = content["as_of"]
        return cls(
            turns=tuple(content["turns"]),
            guideline=content["guideline"],
            as_of=date.fromisoformat(as_of) if as_of else None,
        )


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer about to be stored; `body` is the JSON exactly as it will be sent."""

    answer_id: str
    inputs: AnswerInputs
    body: bytes
    trace: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was sent, with its place in its conversation."""

    answer_id: str
    conversation_id: str
    turn: int
    inputs: AnswerInputs
    body: bytes
    trace: dict[str, Any]
    created_at: datetime


class Store:
    """The conversations and answers of one database. Threads may share it."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._readers = engine.execution_options(reading=True)
        self._now = clock or _now
        self._url = engine.url.render_as_string(hide_password=False)

    @classmethod
    def open(cls, database_url: str) -> Store:
        """The store at a database URL, made or migrated when that is due; StoreError else."""
        return cls(open_engine(database_url))

    def close(self) -> None:
        """Gives the connections back; the store is not used afterwards."""
        self._engine.dispose()

    def now(self) -> datetime:
        """The time that what is written now is dated with."""
        return self._now()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by; the database's errors become StoreError."""
        with store_errors(self._url), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in one writing transaction; the database's errors become StoreError."""
        with store_errors(self._url), self._engine.begin() as connection:
            yield connection

    def new_conversation(self, owner: str | None = None) -> str:
        """The id of a new, empty conversation: 128 random bits in hex."""
        row = _conversation_row(owner, self._now())
        with self.writing() as connection:
            connection.execute(insert(conversations), row)
        return str(row["id"])

    def begin(self, answer: NewAnswer, owner: str | None = None) -> StoredAnswer:
        """The answer, stored with the new conversation whose first turn it answers: the disk is
        waited for once."""
        now = self._now()
        row = _conversation_row(owner, now)
        stored = _stored(str(row["id"]), 0, answer, now)
        with self.writing() as connection:
            connection.execute(insert(conversations), row)
            _insert(connection, stored)
        return stored

    def turns(self, conversation_id: str, owner: str | None = None) -> tuple[str, ...]:
        """The user's messages of a conversation, oldest first.

        UnknownConversation where there is none of this id, or it is another owner's.
        """
        unknown = UnknownConversation("there is no such conversation; start a new one")
        if not _HEX.fullmatch(conversation_id):
            raise unknown
        texts = select(turns.c.text).where(turns.c.conversation_id == conversation_id)
        with self.reading() as connection:
            theirs = select(conversations.c.owner).where(conversations.c.id == conversation_id)
            row = connection.execute(theirs).first()
            if row is None or row.owner != owner:
                raise unknown
            return tuple(connection.scalars(texts.order_by(turns.c.number)))

    def add(self, conversation_id: str, turn: int, answer: NewAnswer) -> StoredAnswer:
        """The answer, stored with its turn; TurnTaken when that turn is already answered."""
        stored = _stored(conversation_id, turn, answer, self._now())
        try:
            with self.writing() as connection:
                _insert(connection, stored)
        except exc.IntegrityError as error:
            raise TurnTaken(
                "another question of this conversation was answered meanwhile; ask again"
            ) from error
        return stored

    def answer(self, answer_id: str) -> StoredAnswer:
        """The latest stored answer of this id; UnknownAnswer else."""
        latest = _latest_first().where(answers.c.answer_id == answer_id).limit(1)
        found = self._read(latest) if _HEX.fullmatch(answer_id) else ()
        if not found:
            raise UnknownAnswer(f"there is no stored answer {answer_id[:64]!r}")
        return found[0]

    def find(self, prefix: str) -> StoredAnswer:
        """The latest answer whose id begins so; UnknownAnswer if none or several ids do."""
        if len(prefix) < SHORTEST_PREFIX or not _HEX.fullmatch(prefix):
            raise UnknownAnswer(
                f"{prefix[:64]!r} is not an answer's id; give at least its first"
                f" {SHORTEST_PREFIX} characters (`assistant answers list` shows them)"
            )
        matching = select(answers.c.answer_id).distinct().limit(2)
        matching = matching.where(answers.c.answer_id.startswith(prefix))
        with self.reading() as connection:
            ids = list(connection.scalars(matching))
        if len(ids) > 1:
            raise UnknownAnswer(f"several answers begin with {prefix!r}; give more of the id")
        return self.answer(ids[0] if ids else prefix)

    def recent(self, limit: int) -> tuple[StoredAnswer, ...]:
        """The last answers, the latest first."""
        return self._read(_latest_first().limit(limit))

    def exchanges(self, conversation_id: str, owner: str | None = None) -> tuple[StoredAnswer, ...]:
        """The answers of a conversation, oldest first; UnknownConversation as for `turns`."""
        self.turns(conversation_id, owner)
        rows = select(answers).where(answers.c.conversation_id == conversation_id)
        return self._read(rows.order_by(answers.c.turn))

    def answers_before(self, stored: StoredAnswer) -> tuple[StoredAnswer, ...]:
        """The answers to the earlier turns of the conversation of a stored answer."""
        same = answers.c.conversation_id == stored.conversation_id
        rows = select(answers).where(same, answers.c.turn < stored.turn)
        return self._read(rows.order_by(answers.c.turn))

    def check_writable(self) -> None:
        """Returns when a writing transaction can be begun; StoreError else."""
        with self.writing() as connection:
            nothing = conversations.delete().where(conversations.c.id == "")
            connection.execute(nothing)

    def _read(self, statement: Select[Any]) -> tuple[StoredAnswer, ...]:
        with self.reading() as connection:
            return tuple(stored_answer(row) for row in connection.execute(statement))


def _conversation_row(owner: str | None, now: datetime) -> dict[str, Any]:
    return {"id": secrets.token_hex(16), "created_at": now, "owner": owner}


def _stored(conversation_id: str, turn: int, answer: NewAnswer, now: datetime) -> StoredAnswer:
    return StoredAnswer(
        answer.answer_id, conversation_id, turn, answer.inputs, answer.body, answer.trace, now
    )


def _insert(connection: Connection, stored: StoredAnswer) -> None:
    """Writes an answer and the turn that it answers."""
    turn_row = {
        "conversation_id": stored.conversation_id,
        "number": stored.turn,
        "text": stored.inputs.turns[-1],
        "created_at": stored.created_at,
    }
    answer_row = {
        "answer_id": stored.answer_id,
        "conversation_id": stored.conversation_id,
        "turn": stored.turn,
        "inputs": stored.inputs.to_json(),
        "body": stored.body,
        "trace": stored.trace,
        "created_at": stored.created_at,
    }
    connection.execute(insert(turns), turn_row)
    connection.execute(insert(answers), answer_row)


def _latest_first() -> Select[Any]:
    return select(answers).order_by(answers.c.id.desc())


def stored_answer(row: Row[Any]) -> StoredAnswer:
    """The stored answer of a row of `answers`."""
    return StoredAnswer(
        answer_id=row.answer_id,
        conversation_id=row.conversation_id,
        turn=row.turn,
        inputs=AnswerInputs.from_json(row.inputs),
        body=row.body,
        trace=row.trace,
        created_at=row.created_at,
    )


def _now() -> datetime:
    return datetime.now(UTC)
