"""Threads that the bot takes part in, and what was decided for a channel.

A thread is one conversation at a time: the conversation is what follow-ups and facts are
read in, and it is the same that the web page shows. Another patient in the thread is
another conversation. Kept here, never read back from Slack.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, exc, insert, select, update

from assistant.database import store_errors
from assistant.slack.arrival import Arrival
from assistant.slack.tables import channels, threads


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation of a thread (None before its first answer) and its guideline."""

    conversation_id: str | None
    guideline: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """What was decided for a channel."""

    guideline: str | None = None
    external_allowed_by: str | None = None


def engage(connection: Connection, arrival: Arrival, now: datetime) -> None:
    """Makes the bot take part in the arrival's thread, in the caller's transaction."""
    if connection.execute(select(threads.c.team).where(_thread(arrival))).first():
        return
    default = select(channels.c.guideline).where(_channel(arrival.team, arrival.channel))
    row = {
        "team": arrival.team,
        "channel": arrival.channel,
        "thread_ts": arrival.thread_ts,
        "guideline": connection.scalar(default),
        "created_at": now,
    }
    connection.execute(insert(threads), row)


class Threads:
    """The threads and channels of one database."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._readers = engine.execution_options(reading=True)
        self._now = clock or (lambda: datetime.now(UTC))
        self._url = engine.url.render_as_string(hide_password=False)

    def is_engaged(self, arrival: Arrival) -> bool:
        """Whether the bot takes part in the arrival's thread."""
        return self._row(threads, _thread(arrival)) is not None

    def thread(self, arrival: Arrival) -> Thread:
        """The arrival's thread, taken part in from now on."""
        row = self._row(threads, _thread(arrival))
        if row is None:
            try:
                with store_errors(self._url), self._engine.begin() as connection:
                    engage(connection, arrival, self._now())
            except exc.IntegrityError:
                pass  # another process engaged it at the same moment
            row = self._row(threads, _thread(arrival))
        return Thread(row.conversation_id, row.guideline) if row else Thread(None, None)

    def continue_in(self, arrival: Arrival, conversation_id: str | None) -> None:
        """Makes this the thread's conversation; None lets the next question begin one."""
        self._change(
            update(threads).where(_thread(arrival)).values(conversation_id=conversation_id)
        )

    def channel(self, team: str, channel: str) -> Channel:
        """What was decided for a channel; nothing unless it was."""
        row = self._row(channels, _channel(team, channel))
        return Channel(row.guideline, row.external_allowed_by) if row else Channel()

    def use_guideline(self, team: str, channel: str, guideline: str | None) -> None:
        """Makes new threads of a channel quote this guideline only; None: all."""
        self._decide(team, channel, guideline=guideline)

    def allow_external(self, team: str, channel: str, by: str) -> None:
        """Notes an admin's consent to answering in a channel shared with others."""
        self._decide(team, channel, external_allowed_by=by)

    def _decide(self, team: str, channel: str, **values: Any) -> None:
        values["changed_at"] = self._now()
        where = _channel(team, channel)
        with store_errors(self._url), self._engine.begin() as connection:
            if not connection.execute(update(channels).where(where).values(**values)).rowcount:
                connection.execute(insert(channels), {"team": team, "channel": channel, **values})

    def _row(self, table: Table, where: ColumnElement[bool]) -> Any:
        with store_errors(self._url), self._readers.connect() as connection:
            return connection.execute(select(table).where(where)).first()

    def _change(self, statement: Any) -> None:
        with store_errors(self._url), self._engine.begin() as connection:
            connection.execute(statement)


def _thread(arrival: Arrival) -> ColumnElement[bool]:
    return (
        (threads.c.team == arrival.team)
        & (threads.c.channel == arrival.channel)
        & (threads.c.thread_ts == arrival.thread_ts)
    )


def _channel(team: str, channel: str) -> ColumnElement[bool]:
    return (channels.c.team == team) & (channels.c.channel == channel)
