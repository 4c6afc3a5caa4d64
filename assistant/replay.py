"""Replay: a stored answer, answered again from its stored inputs and compared byte by byte."""

from __future__ import annotations

import json
from dataclasses import dataclass

from assistant.desk import Responding, Scope, respond, sent
from assistant.store import StoredAnswer


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

    def __str__(self) -> str:
        if self.same:
            return "same bytes"
        if not self.changed:
            return "different bytes: engine code changed without a bump"
        parts = ", ".join(f"{p.name} ({p.stored[:12]} -> {p.now[:12]})" for p in self.changed)
        return f"different bytes; changed since: {parts}"


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
    fingerprint: dict[str, str] = json.loads(body)["fingerprint"]
    return fingerprint
