"""The worker: takes entries out of the inbox and sees to it that none is left in silence.

One thread claims, a few handle. What fails is tried again later, each time with more
patience; at last its author is told. A lease is renewed while its entry is worked on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from assistant.slack import notices
from assistant.slack.asking import Done
from assistant.slack.delivery import deliver, to_reader
from assistant.slack.inbox import FAILED, Entry, Pace
from assistant.slack.office import Office
from assistant.slack.posting import SlackRefused, SlackUnreachable
from corpus.errors import AssistantError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shift:
    """How the worker works: `hands` at once, attempts, and waiting times in seconds."""

    hands: int = 4
    most_attempts: int = 8
    first_retry: float = 2.0
    longest_retry: float = 300.0
    idle: float = 1.0
    settling: float = 0.05
    drain: float = 20.0
    keep: float = 86_400.0


class Worker:
    """Handles entries from `start` until `close`, which first finishes what was received."""

    def __init__(
        self,
        office: Office,
        handle: Callable[[Office, Entry], Done],
        pace: Pace,
        shift: Shift,
    ) -> None:
        self._office = office
        self._handle = handle
        self._pace = pace
        self._shift = shift
        self._awake = threading.Event()
        self._closing = threading.Event()
        self._hands = ThreadPoolExecutor(shift.hands, "slack-hand")
        self._busy: dict[Future[None], Entry] = {}
        self._renewed_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="slack-worker")

    def start(self) -> None:
        """Begins with what an earlier process left."""
        self._thread.start()

    def wake(self) -> None:
        """Says that something was received."""
        self._awake.set()

    def close(self) -> None:
        """Answers what was received, as far as the time for it goes, and ends."""
        self._closing.set()
        self._awake.set()
        self._thread.join()
        self._hands.shutdown(wait=True)

    def is_alive(self) -> bool:
        """Whether entries are being taken."""
        return self._thread.is_alive()

    def _run(self) -> None:
        until = float("inf")
        while True:
            waiting = self._step()
            if self._closing.is_set():
                until = min(until, time.monotonic() + self._shift.drain)
                if (not waiting and not self._busy) or time.monotonic() > until:
                    return
            self._awake.wait(self._shift.settling if waiting else self._pause())
            self._awake.clear()

    def _pause(self) -> float:
        return min(self._shift.idle, self._pace.lease / 4)

    def _step(self) -> bool:
        """Collects what is done, claims what there are hands for; whether more is waiting."""
        try:
            self._collect()
            self._renew()
            while len(self._busy) < self._shift.hands:
                entry = self._office.inbox.claim([entry.id for entry in self._busy.values()])
                if entry is None:
                    return self._office.inbox.is_settling()
                future = self._hands.submit(self._work, entry)
                self._busy[future] = entry
                future.add_done_callback(lambda _: self._awake.set())
        except AssistantError as error:  # the database: its next moment may be better
            log.error("%s", error)
        return False

    def _renew(self) -> None:
        if self._busy and time.monotonic() - self._renewed_at > self._pace.lease / 3:
            self._office.inbox.renew([entry.id for entry in self._busy.values()])
            self._renewed_at = time.monotonic()

    def _collect(self) -> None:
        for future in [future for future in self._busy if future.done()]:
            entry = self._busy.pop(future)
            error = future.exception()
            if error is not None:
                log.error("entry %d failed: %s", entry.id, _named(error))
                self._after(entry, error)

    def _after(self, entry: Entry, error: BaseException) -> None:
        """Tries again later, or gives up: a day for a Slack that is out of reach."""
        if isinstance(error, SlackUnreachable):
            if entry.is_older_than(self._shift.keep):
                self._office.inbox.finish(entry, FAILED)
                return
        elif entry.attempts >= self._shift.most_attempts:
            future = self._hands.submit(self._give_up, entry, isinstance(error, SlackRefused))
            self._busy[future] = entry
            return
        pause = self._shift.first_retry * 2 ** min(entry.attempts - 1, 16)
        self._office.inbox.postpone(entry, min(pause, self._shift.longest_retry))

    def _work(self, entry: Entry) -> None:
        done = self._handle(self._office, entry)
        self._office.inbox.finish(entry, done.state, done.reply)
        log.info("entry %d %s: %s", entry.id, entry.arrival.kind, done.state)

    def _give_up(self, entry: Entry, is_refused: bool) -> None:
        """The last word: that there is no answer; nobody can be told whom Slack refuses."""
        log.error("entry %d is given up after %d attempts", entry.id, entry.attempts)
        if not is_refused:
            line = self._office.line(entry.arrival)
            deliver(line, entry, notices.failed(), to_reader(entry.arrival))
        self._office.inbox.finish(entry, FAILED)


def _named(error: BaseException) -> str:
    """The error without what it may quote; Slack's own refusals name a code."""
    return (
        str(error) if isinstance(error, (SlackRefused, SlackUnreachable)) else type(error).__name__
    )
