"""The closed phrases of the templater, read from `templates.yaml`.

Both sides use the same table: `compose` fills the slots, `verify` matches a sentence back
to its phrase and checks what stands in each slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.markdown import as_markdown
from corpus.guideline import sha256
from corpus.marked_yaml import plain_values

Called = Callable[[str], str]
TEMPLATES = Path(__file__).parent / "templates.yaml"


@dataclass(frozen=True, slots=True)
class Templates:
    """Phrases by name, and the hash of their file."""

    phrases: Mapping[str, str]
    sha256: str

    def fill(self, name: str, **slots: str) -> str:
        """The phrase as Markdown that shows its slots as they are."""
        return self.say(name, **{n: as_markdown(v) for n, v in slots.items()})

    def say(self, name: str, **slots: str) -> str:
        """The phrase as plain text."""
        return self.phrases[name].format(**slots).rstrip()


NO_LABELS: Mapping[str, str] = {}


def value_words(value: object, labels: Mapping[str, str] = NO_LABELS) -> str:
    """A fact's value as a reader sees it, by what the pack calls its values."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(value_words(item, labels) for item in value)
    return labels.get(str(value), str(value))


def bound_words(bound: Mapping[str, Any], labels: Mapping[str, str] = NO_LABELS) -> str:
    """The bounds of a fact as a reader sees them: "1 or 2", "at least 6"."""
    words: dict[str, Callable[[Any], str]] = {
        "includes": lambda values: f"surely {value_words(values, labels)}, among",
        "in": lambda values: " or ".join(value_words(value, labels) for value in values),
        "at_least": lambda least: f"at least {least}",
        "at_most": lambda most: f"at most {most}",
    }
    return " ".join(words[key](bound[key]) for key in words if key in bound)


def change_words(verdicts: Mapping[str, str], now: Mapping[str, str], called: Called) -> str:
    """What a change of facts does to the verdicts, or leaves as it is."""
    return ", ".join(
        f"{called(action)} {'stays' if now.get(action) == verdict else 'becomes'}"
        f" {verdict.replace('_', ' ')}"
        for action, verdict in verdicts.items()
    )


def quoted_words(words: Iterable[str]) -> str:
    """Words of the message, each in quotation marks."""
    return ", ".join(f"“{word}”" for word in words)


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The phrases that come with the program."""
    text = TEMPLATES.read_text(encoding="utf-8")
    return Templates(plain_values(text, str(TEMPLATES)), sha256(text))
