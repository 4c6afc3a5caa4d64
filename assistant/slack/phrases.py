"""The closed phrases of the templater in Slack's markup, their slots escaped."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.slack.mrkdwn import escaped
from assistant.templates import templates

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"\*(.+?)\*")
_ITEM = re.compile(r"^- ")
_KEPT = "\x00"


def phrase(name: str, chips: str = "", **slots: str) -> str:
    """The phrase with its slots as they are; `chips` are links already."""
    words = {slot: escaped(value) for slot, value in slots.items()}
    return _markup(templates().phrases[name]).format(chips=chips, **words).rstrip()


def has_phrase(name: str) -> bool:
    """Whether there is such a phrase."""
    return name in templates().phrases


@lru_cache(maxsize=128)
def _markup(text: str) -> str:
    """Markdown's bold, italics and items as Slack writes them."""
    text = _ITALIC.sub(r"_\1_", _BOLD.sub(rf"{_KEPT}\1{_KEPT}", text))
    return _ITEM.sub("• ", text.replace(_KEPT, "*"))
