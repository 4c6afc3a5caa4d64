"""Errors of the assistant itself; the tree is drawn in `corpus.errors`."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import AssistantError


class VerificationError(AssistantError):
    """An answer that does not hold against the stored text; it is never sent."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("the answer does not verify: " + "; ".join(faults))


class SettingsError(AssistantError):
    """A setting that is unknown or cannot be used."""


class StoreError(AssistantError):
    """The database of answers and conversations cannot be read or written."""


class HeadError(AssistantError):
    """Weights of the selection head that are damaged or do not fit the guideline."""


class RestartNeeded(AssistantError):
    """What a running server opened at its start is no longer what lies in its home."""


class Misasked(AssistantError):
    """A question handed over in a form that is none."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A place in a case as it was written, and what may stand there. What did stand there
    is not repeated: a reply over a network must not carry a patient's details back."""

    place: tuple[str, ...]
    detail: str


class FactError(AssistantError):
    """A fact that is not in the schema, or a value that it cannot have."""

    def __init__(self, message: str, allowed: tuple[Allowed, ...] = ()) -> None:
        self.allowed = allowed
        super().__init__(message)


class RuleError(AssistantError):
    """A rule that is not there, or proofs that cannot be run here."""
