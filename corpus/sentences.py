"""Sentences of a paragraph, for texts whose author did not mark the statements.

Rules of thumb for clinical prose: an abbreviation, an initial, a decimal point or a stop
inside brackets ends no sentence. Two sentences left together only make a longer quote; a
sentence cut in two misquotes, so in doubt nothing is cut.
"""

from __future__ import annotations

import re

from corpus.tables import words

# A stop, and the aside that grades the sentence: "as needed. (Grade A)", "in adults. [2022]".
_END = re.compile(
    r"(?<![.!?])[.!?]+[\"'”’)\]]*(?:\s+[(\[][^()\[\].!?]{1,60}[)\]](?=\s|\Z))?(?=\s|\Z)"
)
_BLANKS = re.compile(r"\s*")
_START = re.compile(r"[\"'“‘(\[•–-]*\s*([≤≥<>~±]?\s*\d|[^\W\d_][\w-]*)")
_OPENING = "([\"'“‘"
_LONGEST_WORD = 60
_LONGEST_ASIDE = 300  # characters; a bracket that does not close sooner never will


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the blanks between them."""
    spans: list[tuple[int, int]] = []
    start = _behind_blanks(text, 0)
    for match in _END.finditer(text):
        if match.end() > start and _ends(text, start, match):
            spans.append((start, match.end()))
            start = _behind_blanks(text, match.end())
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def sentences(text: str) -> list[str]:
    """The sentences in order; an abbreviation or a decimal point ends none."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _behind_blanks(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a stop ends the sentence that began at `start`."""
    following = _START.match(text, _behind_blanks(text, match.end()))
    if following is None or not _may_begin(following.group(1)):
        return False
    if match.group().startswith("."):
        before = text[max(start, match.start() - 2 * _LONGEST_WORD) : match.start() + 1].split()
        is_first = len(before) == 1 and match.start() - start < _LONGEST_WORD
        if not _word_may_end(before[-1].lstrip(_OPENING).lower(), following.group(1)):
            return False
        if _is_initial(before, is_first):
            return False
    return not _is_inside_brackets(text, start, match.end())


def _may_begin(word: str) -> bool:
    """Whether a sentence may begin with a word: capital, digit, or a name like eGFR or mTOR."""
    return not word[0].islower() or any(c.isupper() for c in word[1:4])


def _word_may_end(word: str, following: str) -> bool:
    if word in words("sentences", "may_end"):
        return following[0].isalpha() and not following.isupper()
    if word in words("sentences", "counting"):
        return not (following[-1].isdigit() or len(following) == 1)
    if word in words("sentences", "abbreviations"):
        return False
    return not re.fullmatch(r"(?:[a-z]\.){2,}", word)


def _is_initial(before: list[str], is_first: bool) -> bool:
    """Whether the stop stands behind someone's initial, or a number that opens the sentence."""
    if not re.fullmatch(r"\(?(?:\d{1,2}|[A-Za-z]|[ivx]{2,4})\.", before[-1]):
        return False
    if is_first:
        return True
    is_capital = re.fullmatch(r"\(?[A-Z]\.", before[-1]) is not None
    return is_capital and (
        len(before) < 2 or before[-2].lower() not in words("sentences", "initialled")
    )


def _is_inside_brackets(text: str, start: int, end: int) -> bool:
    """Whether a bracket opened before the stop is closed behind it."""
    start = max(start, end - _LONGEST_ASIDE)
    if text.count("(", start, end) <= text.count(")", start, end):
        return False
    closes = text.find(")", end, end + _LONGEST_ASIDE)
    opens = text.find("(", end, end + _LONGEST_ASIDE)
    return closes != -1 and (opens == -1 or closes < opens)
