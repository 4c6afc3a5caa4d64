"""Feedback: what readers say of an answer, stored beside its id and read by the maintainers.

It holds no question: the answer's inputs do, for as long as the conversation is kept. What
is marked unsafe is kept apart from the rest wherever feedback is listed or exported.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from assistant.database import feedback
from assistant.store import Store

REASON_LIMIT = 2000


class Kind(StrEnum):
    """What a reader may say of an answer."""

    HELPFUL = "helpful"
    WRONG_SECTION = "wrong_section"
    SHOULD_HAVE_ABSTAINED = "should_have_abstained"
    MISSING = "missing"
    UNSAFE = "unsafe"
    # The second of the two words that Slack's own buttons know; the reader may then be exacter.
    NOT_HELPFUL = "not_helpful"


WRONG = {
    Kind.WRONG_SECTION: "Wrong section",
    Kind.SHOULD_HAVE_ABSTAINED: "Should have abstained",
    Kind.MISSING: "Something is missing",
    Kind.UNSAFE: "Unsafe",
}
OFFERED = {Kind.HELPFUL: "Helpful"} | WRONG


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's word on one answer; the reason may be empty."""

    answer_id: str
    kind: Kind
    reason: str
    created_at: datetime


class FeedbackBook:
    """The feedback in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, answer_id: str, owner: str, kind: Kind, reason: str = "") -> None:
        """Stores a word on an answer; said again by the same reader, it takes its place.

        UnknownAnswer where there is no such answer.
        """
        self._store.answer(answer_id)
        same = (
            feedback.c.answer_id == answer_id,
            feedback.c.owner == owner,
            feedback.c.kind == kind.value,
        )
        with self._store.writing() as connection:
            connection.execute(delete(feedback).where(*same))
            connection.execute(insert(feedback), self._row(answer_id, owner, kind, reason))

    def say_only(self, answer_id: str, owner: str, kind: Kind) -> None:
        """Stores a word on an answer in the place of all that this reader said of it before."""
        self._store.answer(answer_id)
        mine = (feedback.c.answer_id == answer_id) & (feedback.c.owner == owner)
        with self._store.writing() as connection:
            connection.execute(delete(feedback).where(mine))
            connection.execute(insert(feedback), self._row(answer_id, owner, kind, ""))

    def _row(self, answer_id: str, owner: str, kind: Kind, reason: str) -> dict[str, object]:
        return {
            "answer_id": answer_id,
            "owner": owner,
            "kind": kind.value,
            "reason": reason.strip()[:REASON_LIMIT],
            "created_at": self._store.now(),
        }

    def said(self, *, unsafe: bool) -> tuple[Feedback, ...]:
        """What was marked unsafe, or all the rest; the latest first."""
        is_unsafe = feedback.c.kind == Kind.UNSAFE.value
        query = select(feedback).where(is_unsafe if unsafe else ~is_unsafe)
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(feedback.c.id.desc())).all()
        return tuple(Feedback(r.answer_id, Kind(r.kind), r.reason, r.created_at) for r in rows)

    def counts(self) -> dict[Kind, int]:
        """How often each kind was said, every kind in its order."""
        found = Counter(f.kind for unsafe in (True, False) for f in self.said(unsafe=unsafe))
        return {kind: found[kind] for kind in Kind}
