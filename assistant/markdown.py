r"""Text in Markdown: escaped only as far as a renderer would else take it for markup.

A quote that is shown as Markdown must still read as it is stored: "2*3*4 mg" would lose its
signs, "<EGFR>" vanish, "> 5 lesions" become a quotation. CommonMark 0.31 and GitHub's
strikethrough and task lists are what is guarded against; text without such signs, as nearly
all is, stays as it stands.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(
    r"""
      \\ (?=[!-/:-@\[-`{-~])              # a backslash that would escape
    | [*`]
    | (?<![^\W_]) _ | _ (?![^\W_])        # an underscore that is not inside a word
    | (?<=\S) ~                           # a tilde that could close
    | < (?=[A-Za-z/!?])                   # a tag or an address
    | & (?=\#?\w+;)                       # an entity
    | \[ (?=.*\][(\[])                    # a link
    | ^ (?: > | [#=] (?=[#=]*(?:\s|$)) | [-+] (?=\s|$|-) | \[ (?=[ xX]\]|.*\]:) )
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def as_markdown(text: str) -> str:
    """One line of text as Markdown that shows exactly it."""
    return _NUMBERED.sub(r"\1\\\2", _SIGNS.sub(lambda sign: "\\" + sign.group(), text))
