"""Raised and lowered characters, however a file writes them, as Unicode has them.

`<sup>1,2</sup>` and `$^{1,2}$` become `¹˒²`, so that one rule later tells a reference
marker from the power in 10⁹ or m².
"""

from __future__ import annotations

import re

_RAISED = {**dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)), "-": "⁻", "–": "⁻", "+": "⁺"}
_RAISED[","] = "˒"
_MARKUP = re.compile(r"<sup>([^<>]{1,40})</sup>|\$\s*\^\s*\{?([^{}$]{1,40})\}?\s*\$", re.IGNORECASE)


def raised(text: str) -> str:
    """The text in superscript where all of it can be; else behind a caret."""
    bare = "".join(text.split())
    if all(character in _RAISED for character in bare):
        return "".join(_RAISED[character] for character in bare)
    return "^" + text.strip()


def with_superscripts(text: str) -> str:
    """The text with its written-out superscripts as characters."""
    return _MARKUP.sub(lambda match: raised(match.group(1) or match.group(2)), text)
