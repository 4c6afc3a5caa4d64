"""The closed phrases of the templater, read from `templates.yaml`.

Both sides use the same table: `compose` fills the slots, `verify` matches a sentence back
to its phrase and checks what stands in each slot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.markdown import as_markdown
from corpus.guideline import sha256
from corpus.marked_yaml import plain_values

TEMPLATES = Path(__file__).parent / "templates.yaml"


@dataclass(frozen=True, slots=True)
class Templates:
    """Phrases by name, and the hash of their file."""

    phrases: Mapping[str, str]
    sha256: str

    def fill(self, name: str, **slots: str) -> str:
        """The phrase as Markdown that shows its slots as they are."""
        return self.phrases[name].format(**{n: as_markdown(v) for n, v in slots.items()})


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The phrases that come with the program."""
    text = TEMPLATES.read_text(encoding="utf-8")
    return Templates(plain_values(text, str(TEMPLATES)), sha256(text))
