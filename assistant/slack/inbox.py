"""The inbox: what was received, and what became of it.

A worker claims the first entry of a
lane by a lease; a lease that runs out (its process died) is claimed again. Entries of one
lane are answered in the order of Slack's own timestamps, not in that of arrival: messages
are left to settle for a moment after the last one came, so that an earlier one can overtake.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, or_, select, update

from assistant.database import store_errors
from assistant.slack.arrival import Arrival, Kind
from assistant.slack.tables import inbox

RECEIVED = "received"
DONE = "done"
IGNORED = "ignored"
HELD = "held"
FAILED = "failed"
ORDERED = (Kind.MENTION, Kind.MESSAGE)


@dataclass(frozen=True, slots=True)
class Pace:
    """Waiting times, in seconds.

    `settle` after the last message that came, `patience` at most for one; a claim lasts
    `lease` unless it is renewed.
    """

    settle: float = 0.25
    patience: float = 2.0
    lease: float = 30.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One arrival on its way to an answer, as far as it got."""

    id: int
    arrival: Arrival
    attempts: int
    conversation_id: str | None = None
    turn: int | None = None
    received_at: datetime | None = None

    def is_older_than(self, seconds: float) -> bool:
        """Whether it was received longer ago than this."""
        age = datetime.now(UTC) - (self.received_at or datetime.now(UTC))
        return age > timedelta(seconds=seconds)

    @property
    def post_key(self) -> str:
        """What the post carries, so that it is found again."""
        return f"{self.arrival.team}:{self.arrival.key}"


@dataclass(frozen=True, slots=True)
class Reply:
    """Where a message was answered."""

    entry_id: int
    state: str
    conversation_id: str | None
    turn: int | None
    channel: str | None
    ts: str | None


class Inbox:
    """The entries of one database; threads and processes may share it."""

    def __init__(
        self,
        engine: Engine,
        pace: Pace = Pace(),
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._engine = engine
        self._readers = engine.execution_options(reading=True)
        self._pace = pace
        self._now = clock or (lambda: datetime.now(UTC))
        self._url = engine.url.render_as_string(hide_password=False)
        self.owner = secrets.token_hex(8)

    def claim(self, busy: Collection[int] = ()) -> Entry | None:
        """The next entry that may be worked on now, leased to this process; None else.

        `busy` are those that it works on already, should their lease have run out.
        """
        now = self._now()
        for entry_id in self._heads(now):
            if entry_id in busy:
                continue
            with store_errors(self._url), self._engine.begin() as connection:
                claimed = connection.execute(
                    update(inbox)
                    .where(inbox.c.id == entry_id, inbox.c.state == RECEIVED, _free(now))
                    .values(
                        owner=self.owner,
                        lease_until=now + timedelta(seconds=self._pace.lease),
                        attempts=inbox.c.attempts + 1,
                    )
                )
                if claimed.rowcount:
                    found = connection.execute(select(inbox).where(inbox.c.id == entry_id)).one()
                    return _entry(found)
        return None

    def _heads(self, now: datetime) -> list[int]:
        """The first waiting entries of the lanes that have settled and are not worked on."""
        waiting = (
            select(
                inbox.c.id,
                inbox.c.lane,
                inbox.c.kind,
                inbox.c.position,
                inbox.c.lease_until,
                inbox.c.due_at,
                inbox.c.received_at,
            )
            .where(inbox.c.state == RECEIVED)
            .order_by(inbox.c.position, inbox.c.id)
        )
        with store_errors(self._url), self._readers.connect() as connection:
            rows = connection.execute(waiting).all()
        lanes: dict[str, list[Any]] = {}
        for row in rows:
            lanes.setdefault(row.lane, []).append(row)
        messages = [row.received_at for row in rows if row.kind in ORDERED]
        settled = not messages or now - max(messages) >= timedelta(seconds=self._pace.settle)
        return [lane[0].id for lane in lanes.values() if self._is_ready(lane, now, settled)]

    def _is_ready(self, lane: list[Any], now: datetime, settled: bool) -> bool:
        head = lane[0]
        if any(row.lease_until and row.lease_until > now for row in lane) or head.due_at > now:
            return False
        waited: bool = now - head.received_at >= timedelta(seconds=self._pace.patience)
        return head.kind not in ORDERED or settled or waited

    def renew(self, entry_ids: Iterable[int]) -> None:
        """Keeps the leases of entries that are still worked on."""
        until = self._now() + timedelta(seconds=self._pace.lease)
        mine = inbox.c.id.in_(list(entry_ids)) & (inbox.c.owner == self.owner)
        self._change(update(inbox).where(mine).values(lease_until=until))

    def plan(self, entry: Entry, conversation_id: str, turn: int) -> None:
        """Notes which turn the entry is about to become, before it becomes it."""
        self._set(entry.id, conversation_id=conversation_id, turn=turn)

    def answered(self, entry: Entry, answer_id: str) -> None:
        """Notes the answer that is about to be posted."""
        self._set(entry.id, answer_id=answer_id)

    def finish(self, entry: Entry, state: str = DONE, reply: tuple[str, str] | None = None) -> None:
        """Ends the work on an entry; its text is forgotten, except while it is held."""
        channel, ts = reply or (None, None)
        values: dict[str, Any] = {
            "state": state,
            "owner": None,
            "lease_until": None,
            "finished_at": self._now(),
        }
        if state != HELD:
            values["payload"] = ""
        if reply:
            values |= {"reply_channel": channel, "reply_ts": ts}
        self._set(entry.id, **values)

    def postpone(self, entry: Entry, seconds: float) -> None:
        """Gives an entry back, to be tried again later."""
        due = self._now() + timedelta(seconds=seconds)
        self._set(entry.id, owner=None, lease_until=None, due_at=due)

    def release(self, entry_id: int, arrival: Arrival) -> None:
        """Puts a held entry back to work, with what was decided about it."""
        row = update(inbox).where(inbox.c.id == entry_id, inbox.c.state == HELD)
        self._change(row.values(state=RECEIVED, payload=arrival.to_json(), attempts=0))

    def held(self, entry_id: int, team: str) -> Entry | None:
        """A held entry of a team, or None when it was decided already."""
        query = select(inbox).where(
            inbox.c.id == entry_id, inbox.c.team == team, inbox.c.state == HELD
        )
        with store_errors(self._url), self._readers.connect() as connection:
            found = connection.execute(query).first()
        return _entry(found) if found else None

    def reply_to(self, team: str, place: str) -> Reply | None:
        """What became of the message at a place, or None when it was never received."""
        query = select(inbox).where(inbox.c.team == team, inbox.c.place == place)
        with store_errors(self._url), self._readers.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Reply(
            row.id, row.state, row.conversation_id, row.turn, row.reply_channel, row.reply_ts
        )

    def drop(self, reply: Reply) -> None:
        """Forgets a message that is not answered yet."""
        waits = inbox.c.state.in_((RECEIVED, HELD))
        row = update(inbox).where(inbox.c.id == reply.entry_id, waits)
        self._change(row.values(state=IGNORED, payload="", owner=None, lease_until=None))

    def move(self, reply: Reply, conversation_id: str | None, turn: int | None) -> None:
        """Notes that a message is another turn now, or none."""
        self._set(reply.entry_id, conversation_id=conversation_id, turn=turn)

    def is_settling(self) -> bool:
        """Whether entries wait that are about to become ready."""
        query = select(inbox.c.id).where(
            inbox.c.state == RECEIVED, _free(self._now()), inbox.c.due_at <= self._now()
        )
        with store_errors(self._url), self._readers.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def is_unfinished(self) -> bool:
        """Whether anything received is not dealt with."""
        query = select(inbox.c.id).where(inbox.c.state == RECEIVED).limit(1)
        with store_errors(self._url), self._readers.connect() as connection:
            return connection.execute(query).first() is not None

    def _set(self, entry_id: int, **values: Any) -> None:
        self._change(update(inbox).where(inbox.c.id == entry_id).values(**values))

    def _change(self, statement: Any) -> None:
        with store_errors(self._url), self._engine.begin() as connection:
            connection.execute(statement)


def _free(now: datetime) -> Any:
    return or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= now)


def _entry(row: Row[Any]) -> Entry:
    arrival = Arrival.from_json(row.payload)
    return Entry(row.id, arrival, row.attempts, row.conversation_id, row.turn, row.received_at)
