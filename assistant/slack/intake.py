"""The intake: what arrives is written into the inbox before Slack hears "received".

An entry is known by its key and by its place, so that the same event five times, or a
mention announced twice under two ids, is one entry.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, exc, insert, or_, select, update

from assistant.database import store_errors
from assistant.errors import StoreError
from assistant.slack.arrival import Arrival, Kind
from assistant.slack.inbox import IGNORED, ORDERED, RECEIVED
from assistant.slack.tables import inbox
from assistant.slack.threads import engage


@dataclass(slots=True)
class _Slip:
    """An arrival on its way into the inbox, and what came of it."""

    arrival: Arrival
    is_new: bool = False
    is_written: bool = False
    error: StoreError | None = None


class Intake:
    """Writes arrivals into the inbox of one database; threads and processes may share it."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._now = clock or (lambda: datetime.now(UTC))
        self._url = engine.url.render_as_string(hide_password=False)
        self._arriving = threading.Lock()
        self._writing = threading.Lock()
        self._slips: list[_Slip] = []

    def record(self, arrival: Arrival) -> bool:
        """Whether the arrival is new; once this returns it survives anything. StoreError else.

        What arrives while another arrival is being written is written with the next ones in
        one transaction: in a burst it is the disk that everybody waits for.
        """
        slip = _Slip(arrival)
        with self._arriving:
            self._slips.append(slip)
        with self._writing:
            if not slip.is_written:
                with self._arriving:
                    slips, self._slips = self._slips, []
                self._write(slips)
        if slip.error is not None or not slip.is_written:
            raise slip.error or StoreError("an arrival was not written")
        return slip.is_new

    def _write(self, slips: list[_Slip]) -> None:
        """Writes these together; where another process was first with one, each by itself."""
        try:
            with store_errors(self._url), self._engine.begin() as connection:
                for slip in slips:
                    slip.is_new = self._recorded(connection, slip.arrival)
        except exc.IntegrityError:
            for slip in slips:
                self._write_alone(slip)
        except StoreError as error:
            for slip in slips:
                slip.error = error
        for slip in slips:
            slip.is_written = True

    def _write_alone(self, slip: _Slip) -> None:
        for _ in range(2):  # the second time the other's row is there to be found
            try:
                with store_errors(self._url), self._engine.begin() as connection:
                    slip.is_new = self._recorded(connection, slip.arrival)
                slip.error = None
                return
            except exc.IntegrityError:
                slip.error = StoreError("an arrival is being written by another process")
            except StoreError as error:
                slip.error = error
                return

    def _recorded(self, connection: Connection, arrival: Arrival) -> bool:
        same = inbox.c.event_key == arrival.key
        if arrival.place is not None:
            same = or_(same, inbox.c.place == arrival.place)
        known = connection.execute(
            select(inbox.c.id, inbox.c.kind, inbox.c.state).where(
                inbox.c.team == arrival.team, same
            )
        ).first()
        if known is None:
            connection.execute(insert(inbox), self._row(arrival))
            if arrival.kind is Kind.MENTION:
                engage(connection, arrival, self._now())
            return True
        if arrival.kind is Kind.MENTION and known.kind == Kind.MESSAGE:
            self._address(connection, known.id, arrival)
        return False

    def _row(self, arrival: Arrival) -> dict[str, Any]:
        now = self._now()
        position = arrival.ts if arrival.kind in ORDERED else f"{now.timestamp():.6f}"
        return {
            "team": arrival.team,
            "event_key": arrival.key,
            "place": arrival.place,
            "lane": arrival.lane,
            "kind": arrival.kind,
            "position": position.rjust(24, "0"),
            "payload": arrival.to_json(),
            "state": RECEIVED,
            "attempts": 0,
            "due_at": now,
            "received_at": now,
        }

    def _address(self, connection: Connection, entry_id: int, arrival: Arrival) -> None:
        """A message that turns out to be a mention gets an answer, were it ignored already."""
        open_still = inbox.c.state.in_((RECEIVED, IGNORED)) & (inbox.c.owner.is_(None))
        connection.execute(
            update(inbox)
            .where(inbox.c.id == entry_id, open_still)
            .values(kind=arrival.kind, payload=arrival.to_json(), state=RECEIVED, attempts=0)
        )
