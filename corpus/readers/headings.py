"""Which passages of a plain text are headings, and how deep.

Plain text says it by layout alone: underlines, capitals, numbers, a short line set apart.
Depth follows from the order in which the kinds of heading first appear, as reStructuredText
does it: a kind that is new is one deeper than the heading it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.readers.dates import has_date
from corpus.readers.passages import Passage, PassageKind
from corpus.references import lists_references
from corpus.tables import pattern, table, words

_LONGEST_WORDS = 14
_LONGEST_TITLE_WORDS = 30
_LONGEST_SENTENCE_CASE_WORDS = 8
_FEWEST_PROSE_WORDS = 8
_DEEPEST = 6
_FEWEST_CAPITALS = 4
_FEWEST_IN_BARE_LIST = 3
_FEW_BLANKS = 0.1  # of the passages stand behind a blank line
_TITLE_SHARE = 0.6  # of a title's longer words begin with a capital

Style = tuple[str, ...]


def heading_levels(passages: Sequence[Passage]) -> dict[int, int]:
    """The level of each passage that is a heading, 1 to 6, by its position."""
    styles = _without_bare_lists(_styles(passages))
    while styles and max(styles) == len(passages) - 1 and not _is_explicit(styles[max(styles)]):
        del styles[max(styles)]  # nothing stands under it: the last line is text
    title = _title(passages, styles)
    levels: dict[int, int] = {}
    stack: list[Style] = []
    for position, style in styles.items():
        if style[0] == "hashes":
            levels[position] = len(style[1])
            continue
        if position == title:
            levels[position] = 1
            continue
        if lists_references(passages[position].text):
            stack.clear()  # it closes the document, whatever it looks like
        if style in stack:
            del stack[stack.index(style) + 1 :]
        else:
            stack.append(style)
        levels[position] = min(len(stack) + (title is not None), _DEEPEST)
    return levels


def _styles(passages: Sequence[Passage]) -> dict[int, Style]:
    """The style of each heading, in order."""
    if any(p.kind is PassageKind.HASHES for p in passages):
        return {
            position: ("hashes", passage.mark)
            for position, passage in enumerate(passages)
            if passage.kind is PassageKind.HASHES
        }
    is_dense = _is_dense(passages)
    numbered = _numbered_headings(passages, is_dense)
    styles: dict[int, Style] = {}
    for position, passage in enumerate(passages):
        following = passages[position + 1] if position + 1 < len(passages) else None
        if passage.kind is PassageKind.UNDERLINED:
            styles[position] = ("underlined", passage.mark)
        elif passage.kind is PassageKind.BOLD and _is_short_line(passage.text):
            styles[position] = ("bold",)
        elif position in numbered:
            styles[position] = ("numbered", mark_shape(passage.mark))
        elif passage.kind is PassageKind.TEXT:
            apart = _is_apart(passage, following, is_dense)
            if apart and _is_capitals(passage.text):
                styles[position] = ("capitals",)
            elif (apart and is_heading_like(passage.text)) or (
                position == 0 and following is not None and _is_title(passage, is_dense)
            ):
                styles[position] = ("plain",)
    return styles


def _without_bare_lists(styles: dict[int, Style]) -> dict[int, Style]:
    """The headings without the runs of short lines that are a list whose bullets were lost.

    Of three in a row with nothing under them only the last can be a heading; a title may
    stand above them.
    """
    kept = dict(styles)
    run: list[int] = []
    for position in [*styles, -1]:
        is_next = run and position == run[-1] + 1 and styles[position] == ("plain",)
        if is_next or not run:
            run.append(position)
            continue
        items = run[1:] if run[0] == 0 else run
        if len(items) >= _FEWEST_IN_BARE_LIST and styles[items[0]] == ("plain",):
            for item in items[:-1]:
                del kept[item]
        run = [position]
    return kept


def _is_dense(passages: Sequence[Passage]) -> bool:
    """Whether the document does without blank lines, so that they cannot set anything apart."""
    below = [p for p in passages[1:] if p.kind is not PassageKind.BULLET]
    return sum(1 for p in below if p.blank_before) <= _FEW_BLANKS * len(below)


def _is_apart(passage: Passage, following: Passage | None, is_dense: bool) -> bool:
    """Whether a line is set apart, as headings are."""
    if following is None or not (passage.blank_before or is_dense):
        return False
    if passage.text.endswith(":"):
        # "Before local therapy:" over bullets is the line that they depend on.
        return not following.is_entry and is_title_case(passage.text)
    if following.is_entry or (passage.blank_after and not is_dense):
        return True
    if passage.is_glued:
        return False  # the label of the text that it is glued to
    is_short = is_dense or len(passage.text.split()) <= _LONGEST_SENTENCE_CASE_WORDS
    return is_short and len(following.text.split()) >= _FEWEST_PROSE_WORDS


def is_heading_like(text: str) -> bool:
    """Whether a line has the shape of a heading: short, capitalised, no sentence."""
    bare = text.removesuffix(":")
    count = len(bare.split())
    if count > _LONGEST_WORDS or not (bare[:1].isupper() or bare[:1].isdigit()):
        return False
    if bare.endswith((".", ",", ";", ":", "!", "…")) or "•" in bare or " | " in bare:
        return False
    if (
        not re.search(r"[^\W\d_]{3}", bare)
        or has_date(bare)
        or pattern("headings", "ratings").fullmatch(bare)
    ):
        return False
    if ": " in bare:
        return False
    return is_title_case(bare) or _is_sentence_case_heading(bare, count)


def is_title_case(text: str) -> bool:
    """Whether most of the longer words begin with a capital; at least two words."""
    long_words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if len(word) >= 4]
    if len(text.split()) < 2 or not long_words or _is_imperative(text):
        return False
    capitalised = sum(1 for word in long_words if word[0].isupper())
    return capitalised >= _TITLE_SHARE * len(long_words) and (
        len(long_words) == 1 or capitalised > 1
    )


def _is_sentence_case_heading(text: str, count: int) -> bool:
    asks = text.split()[0].lower() in words("headings", "questions")
    if asks:
        return True
    if count > _LONGEST_SENTENCE_CASE_WORDS or text.endswith("?"):
        return False
    return not _is_imperative(text) and not pattern("headings", "sentence_cues").search(text)


def _is_imperative(text: str) -> bool:
    """Whether a line tells what to do: "Avoid beta blockers", not "Use of Steroids"."""
    found = re.findall(r"[\w'-]+", text.lower())
    first, second = [*found, "", ""][:2]
    return first in words("headings", "imperatives") and second not in {"of", "and", "for", "with"}


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    bare = text.removesuffix(":")
    if len(letters) < _FEWEST_CAPITALS or len(text.split()) > _LONGEST_WORDS:
        return False
    if (
        bare.endswith((".", ",", ";", "!"))
        or not text.isupper()
        or pattern("headings", "ratings").fullmatch(bare)
    ):
        return False
    return not _is_imperative(bare) and not pattern("headings", "sentence_cues").search(bare)


def _is_title(passage: Passage, is_dense: bool) -> bool:
    """Whether a first line is the title, which may be long and may ask."""
    text = passage.text
    apart = passage.blank_after or is_dense
    short = len(text.split()) <= _LONGEST_TITLE_WORDS and not passage.is_glued
    return apart and short and text[:1].isupper() and not text.endswith((".", ":", ";", ","))


def _is_short_line(text: str) -> bool:
    return len(text.split()) <= _LONGEST_WORDS and not text.endswith((".", ",", ";"))


def _title(passages: Sequence[Passage], styles: dict[int, Style]) -> int | None:
    """The position of the document's title, if it has one."""
    first = next(iter(styles), None)
    if first is None or first != 0 or len(styles) < 2 or styles[first][0] == "hashes":
        return None
    if passages[first].text.casefold().strip(" :") in _generic_titles():
        return None
    # A number belongs to a series of chapters, unless the title alone is without one.
    return None if styles[first][0] == "numbered" else first


def _numbered_headings(passages: Sequence[Passage], is_dense: bool) -> frozenset[int]:
    """The numbered lines that are headings: a series of them, each with text below it."""
    found: set[int] = set()
    for series in _series(passages):
        headings = [_is_numbered_heading(passages, position, is_dense) for position in series]
        has_text_between = any(
            position + 1 < len(passages) and position + 1 not in series for position in series
        )
        if all(headings) and has_text_between:
            found.update(series)
    return frozenset(found)


def _is_numbered_heading(passages: Sequence[Passage], position: int, is_dense: bool) -> bool:
    passage = passages[position]
    if position + 1 == len(passages):
        return False
    following = passages[position + 1]
    if passage.kind is PassageKind.NUMBERED and passage.text.endswith(":"):
        return False
    is_dotted = re.fullmatch(r"\d+(?:\.\d+)+\.?", passage.mark) is not None
    above = passage.blank_before or is_dense
    below = passage.blank_after or is_dotted or following.is_entry or is_dense
    return above and below and (is_heading_like(passage.text) or _is_capitals(passage.text))


def _series(passages: Sequence[Passage]) -> Iterator[tuple[int, ...]]:
    """Runs of numbered passages that count on: 1. 2. 3.; a restart opens the next run.

    A dotted number ("2.1") counts by itself: its series is the whole document's.
    """
    running: dict[tuple[str, int], list[int]] = {}
    for position, passage in enumerate(passages):
        if passage.kind is not PassageKind.NUMBERED:
            continue
        if "." in passage.mark.rstrip("."):
            yield (position,)
            continue
        key = (mark_shape(passage.mark), passage.indent)
        run = running.setdefault(key, [])
        if run and not _counts_on(passages[run[-1]].mark, passage.mark):
            yield tuple(run)
            run.clear()
        run.append(position)
    for run in running.values():
        if run:
            yield tuple(run)


def _counts_on(before: str, mark: str) -> bool:
    first, second = before.strip("().").lower(), mark.strip("().").lower()
    if first.isdigit() and second.isdigit():
        return int(second) == int(first) + 1
    if len(first) == len(second) == 1:
        return ord(second) == ord(first) + 1
    return first != second  # roman numbers: anything but a restart at the same one


def mark_shape(mark: str) -> str:
    """A mark's kind: "1." and "12." are one, "1.2" and "1.2.3" are two."""
    kinds = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "1", mark)))
    return kinds if len(kinds) < 3 else kinds.rstrip(".")


def _is_explicit(style: Style) -> bool:
    return style[0] in ("hashes", "underlined")


@cache
def _generic_titles() -> frozenset[str]:
    return frozenset(title.strip() for title in table("headings")["generic_titles"].split("|"))
