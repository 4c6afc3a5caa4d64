"""A soak: one server asked by several clients for minutes, and watched.

Whatever the load, the same conversation gets the same answer, every answer given can be
fetched again, nothing fails, and memory and open files level off. Memory is held against
its own level after the first third of the time: a server that has seen every question once
has filled what it caches.
"""

from __future__ import annotations

import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from evals.bench.cold import ChildFailed
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.over_http import Server, ServerError

SAMPLE_SECONDS = 2.0
# After a question that was not answered.
PAUSE_SECONDS = 0.1
FEWEST_SAMPLES = 9
MEMORY_GROWTH = Bound(Relation.AT_MOST, 1.15)
FILE_GROWTH = Bound(Relation.AT_MOST, 16.0)
NONE = Bound(Relation.AT_MOST, 0.0)

Turns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What the server held at a moment."""

    resident_mb: float
    open_files: int


@dataclass(slots=True)
class Seen:
    """What the clients saw, together; `lock` guards it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    given: dict[Turns, str] = field(default_factory=dict)
    asked: int = 0
    failed: int = 0
    otherwise: int = 0
    lost: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def answered(self, turns: Turns, answer_id: str, took_ms: float) -> None:
        """Counts an answer, and whether the same turns were answered otherwise before."""
        with self.lock:
            self.asked += 1
            self.milliseconds.append(took_ms)
            if self.given.setdefault(turns, answer_id) != answer_id:
                self.otherwise += 1

    def count_failed(self) -> None:
        """Counts a request that was not answered."""
        with self.lock:
            self.asked += 1
            self.failed += 1

    def count_lost(self) -> None:
        """Counts an answer that could not be fetched again as it was given."""
        with self.lock:
            self.lost += 1


def soak(
    served: tuple[subprocess.Popen[bytes], str],
    conversations: Sequence[Turns],
    seconds: float,
    clients: int,
) -> list[BenchFigure]:
    """The figures of a soak of a server that is running, each with its bound."""
    process, url = served
    seen, levels = Seen(), list[Level]()
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        running = [
            pool.submit(_client, Server(url), _from(conversations, n, clients), until, seen)
            for n in range(clients)
        ]
        while time.monotonic() < until:
            levels.append(_level(process))
            time.sleep(SAMPLE_SECONDS)
        for client in running:
            client.result()
    return figures(seen, levels)


def figures(seen: Seen, levels: Sequence[Level]) -> list[BenchFigure]:
    """What was seen, as figures. Raises ChildFailed where too little was."""
    if len(levels) < FEWEST_SAMPLES or len(seen.milliseconds) < 2:
        raise ChildFailed("the soak was too short to tell anything; give it more time")
    third = len(levels) // 3
    middle, last = levels[third : 2 * third], levels[-third:]
    growth = _resident(last) / _resident(middle)
    files = max(level.open_files for level in last) - max(level.open_files for level in middle)
    p95 = statistics.quantiles(seen.milliseconds, n=20)[-1]
    asked = f"of {seen.asked} questions"
    return [
        BenchFigure("not answered", seen.failed, "", NONE, asked),
        BenchFigure("answered otherwise the next time", seen.otherwise, "", NONE, asked),
        BenchFigure("not there when fetched again", seen.lost, "", NONE, asked),
        BenchFigure("memory, last third / second third", growth, "×", MEMORY_GROWTH, "medians"),
        BenchFigure("open files, last third − second third", files, "", FILE_GROWTH, "highest"),
        BenchFigure("server memory", _resident(last), "MB", None, "median of the last third"),
        BenchFigure("question to answer, p95", p95, "ms", None, asked),
    ]


def _from(conversations: Sequence[Turns], number: int, clients: int) -> Iterator[Turns]:
    """The conversations without end, each client beginning elsewhere."""
    start = number * len(conversations) // clients
    return cycle([*conversations[start:], *conversations[:start]])


def _client(server: Server, conversations: Iterator[Turns], until: float, seen: Seen) -> None:
    for turns in conversations:
        dialogue = server.dialogue()
        for number, text in enumerate(turns):
            if time.monotonic() >= until:
                return
            started = time.perf_counter()
            try:
                answer = dialogue.ask(text)
            except ServerError:
                seen.count_failed()
                time.sleep(PAUSE_SECONDS)
                break
            took_ms = (time.perf_counter() - started) * 1_000
            seen.answered(turns[: number + 1], str(answer["answer_id"]), took_ms)
            if number == len(turns) - 1 and not _is_kept(server, answer):
                seen.count_lost()


def _is_kept(server: Server, answer: dict[str, object]) -> bool:
    try:
        return bool(server.request("GET", f"/v1/answers/{answer['answer_id']}") == answer)
    except ServerError:
        return False


def _level(process: subprocess.Popen[bytes]) -> Level:
    """What the server holds now. Raises ChildFailed where it is not there any more."""
    folder = Path(f"/proc/{process.pid}")
    if process.poll() is not None:
        raise ChildFailed("the server ended during the soak")
    lines = (folder / "status").read_text(encoding="ascii").splitlines()
    resident = next(line for line in lines if line.startswith("VmRSS:"))
    return Level(int(resident.split()[1]) / 1024, sum(1 for _ in (folder / "fd").iterdir()))


def _resident(levels: Sequence[Level]) -> float:
    return statistics.median(level.resident_mb for level in levels)
