"""The closed phrases of the templater, read from `templates.yaml`.

Both sides use the same table: `compose` fills the slots, `verify` matches a sentence back
to its phrase and checks what stands in each slot. An answer's fingerprint names its table by
hash, and tables are kept by their hash, so that an answer is read back in its own words:

    <home>/templates/<hash>.yaml    every table that answers here were written with
    earlier-templates/<hash>.yaml   those of the program from before homes kept them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.kept import is_identity, keep
from assistant.markdown import as_markdown
from corpus.errors import CorpusError
from corpus.guideline import sha256
from corpus.marked_yaml import plain_values

Called = Callable[[str], str]
TEMPLATES = Path(__file__).parent / "templates.yaml"
EARLIER = Path(__file__).parent / "earlier-templates"
FOLDER = "templates"
# How the lines of an answer are laid out; a table says which layout it was written for.
LAYOUT = "layout"
FIRST_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Templates:
    """Phrases by name, the hash of their file, and the layout of the answers in them."""

    phrases: Mapping[str, str]
    sha256: str
    layout: int = FIRST_LAYOUT

    @classmethod
    def of(cls, text: str, name: str) -> Templates:
        """The table that a file holds; CorpusError lists its faults."""
        phrases = dict(plain_values(text, name))
        layout = phrases.pop(LAYOUT, FIRST_LAYOUT)
        return cls(phrases, sha256(text), layout)

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
    return Templates.of(TEMPLATES.read_text(encoding="utf-8"), str(TEMPLATES))


@dataclass(frozen=True, slots=True)
class KeptTemplates:
    """The tables kept in a home, and those that come with the program."""

    home: Path

    def add(self, identity: str, file: Path) -> None:
        """Keeps the table in a file under its hash, once; KeepingError where the disk does
        not let it."""
        keep(self.home / FOLDER, {f"{identity}.yaml": file}, "templates")

    def templates(self, identity: str) -> Templates | None:
        """The table of that hash; None where it is not kept, or is no longer what it was."""
        if not is_identity(identity):
            return None
        for folder in (self.home / FOLDER, EARLIER):
            try:
                text = (folder / f"{identity}.yaml").read_text(encoding="utf-8")
                if sha256(text) == identity:
                    return Templates.of(text, identity)
            except (OSError, UnicodeDecodeError, CorpusError):
                continue
        return None
