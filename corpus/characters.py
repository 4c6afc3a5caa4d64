"""Characters that a stored text must not have: what steers a screen, or cannot be seen.

A quote is trusted because a reader can compare it with the text. Controls move a terminal's
cursor, marks of direction show words in another order than they are stored, and characters
without a shape tell words apart that look alike; line separators make two lines of one. A
single mark of direction (U+200F) is part of a text in Arabic or Hebrew, and stays.
"""

from __future__ import annotations

import re

# Dropped where a file is read: no editor shows them, and nothing is changed without them.
INVISIBLE = "\u00ad\u180e\u200b\u2060\ufeff\U000e0000-\U000e007f"
_STEERING = "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
_NOT_CHARACTERS = "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_IN_FILE = re.compile(f"[{_STEERING}{_NOT_CHARACTERS}]")
_IN_LINE = re.compile(f"[{_STEERING}{_NOT_CHARACTERS}{INVISIBLE}\n\r\x0c\x85\u2028\u2029\ufffd]")


def unfit_in_file(text: str) -> int | None:
    """The place of the first character that a guideline file must not have, or None."""
    found = _IN_FILE.search(text)
    return found.start() if found else None


def unfit_in_line(text: str) -> str | None:
    """The first character that a line of a stored text must not have, as U+202E, or None."""
    found = _IN_LINE.search(text)
    return f"U+{ord(found.group()):04X}" if found else None
