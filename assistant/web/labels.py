"""The page's own words: labels beside what the answer says, never anything clinical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A word and the icon that goes with it: nothing is told by colour alone."""

    word: str
    icon: str


VERDICTS: Mapping[str, Mark] = {
    "supported": Mark("Supported", "check"),
    "conditional": Mark("Conditional", "half"),
    "not_preferred": Mark("Not preferred", "down"),
    "not_supported": Mark("Not supported", "cross"),
    "not_addressed": Mark("Not addressed", "dash"),
}
DIRECT: Mapping[str, Mark] = {
    "yes": Mark("Yes", "check"),
    "no": Mark("No", "cross"),
    "depends": Mark("Depends", "half"),
}
FINDINGS: Mapping[str, Mark] = {
    "emergency": Mark("Emergency", "warning"),
    "caution": Mark("Caution", "warning"),
    "note": Mark("Note", "note"),
    "verdict": Mark("Why", "note"),
}
OUTCOMES: Mapping[str, Mark] = {
    "answer": Mark("What the guideline says", "book"),
    "abstain": Mark("The guideline does not answer this", "dash"),
    "clarify": Mark("One thing is needed first", "question"),
}
MARKS: Mapping[str, Mark] = {
    "conflict": Mark("The text pulls both ways", "warning"),
    "correction": Mark("Correction", "note"),
    "unanswered": Mark("Not answered by the text", "dash"),
}


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def plain(name: str) -> str:
    """A name of the answer's JSON as words."""
    return name.replace("_", " ")


def value_text(value: Any) -> str:
    """A value that no schema names."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(str(value))


def age_text(day: date, today: date) -> str:
    """How long ago a day was, in the largest unit that says something."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months >= 24:
        return f"{months // 12} years old"
    if months >= 1:
        return f"{months} month{'s' if months > 1 else ''} old"
    return "less than a month old"
