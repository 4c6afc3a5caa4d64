"""Replay: a stored answer, answered again from its stored inputs and compared byte by byte.

Where the bytes differ the replay says which inputs of the answer are others now, the engine
among them, which parts of the answer came out otherwise, and shows the lines.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.desk import Responding, Scope, respond, sent
from assistant.render import visible
from assistant.store import StoredAnswer

# What every other answer differs in; the fingerprint is told part by part.
_NAMED = ("answer_id", "fingerprint")
ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A part of the fingerprint that is another one now."""

    name: str
    stored: str
    now: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What answering again gave: `changed` says which inputs of the answer differ now."""

    stored: bytes
    now: bytes
    changed: tuple[ChangedPart, ...]

    @property
    def same(self) -> bool:
        """Whether the bytes are the same."""
        return self.stored == self.now

    @property
    def different(self) -> tuple[str, ...]:
        """The parts of the answer that came out otherwise."""
        before, after = _content(self.stored), _content(self.now)
        return tuple(
            name
            for name in dict.fromkeys((*before, *after))
            if name not in _NAMED and before.get(name) != after.get(name)
        )

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.same:
            yield "same bytes"
            return
        if not self.changed:
            yield "different bytes: engine code changed without a bump"
        else:
            parts = ", ".join(f"{p.name} ({p.stored[:12]} -> {p.now[:12]})" for p in self.changed)
            yield f"different bytes; changed since: {parts}"
        if any(part.name == ENGINE for part in self.changed):
            yield "the program is another one than answered then; it may read and judge otherwise"
        if not self.different:
            yield "what the answer says is the same"
            return
        yield f"different in: {', '.join(self.different)}"
        before, after = (_content(body).get("text", "") for body in (self.stored, self.now))
        lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
        for line in [*lines][2:]:
            if not line.startswith("@@"):
                yield visible(f"  {line[0]} {line[1:]}").rstrip()


def replay(assistant: Responding, stored: StoredAnswer) -> Replay:
    """The stored answer against the answer that the same inputs give now."""
    scope = Scope(stored.inputs.guideline, stored.inputs.as_of)
    now = sent(respond(assistant, stored.inputs.turns, scope).answer)
    before, after = _fingerprint(stored.body), _fingerprint(now)
    changed = tuple(
        ChangedPart(name, before.get(name, "absent"), after.get(name, "absent"))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )
    return Replay(stored.body, now, changed)


def _fingerprint(body: bytes) -> dict[str, str]:
    fingerprint: dict[str, str] = _content(body)["fingerprint"]
    return fingerprint


def _content(body: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(body)
    return content
