"""Reference markers, lifted out of a text without eating its numbers.

"… further progression 1, 2", "… was rare.3", "… improves survival [4]" and "… is common²"
cite the document's own references; "grade 3", "at least 2" and "10⁹" do not. Bracketed and
raised markers show themselves. A bare number is a marker only in a document that uses them
consistently: small numbers that begin at 1 and leave no great gap, at the ends of sentences,
never behind a word that takes a number. In doubt a number stays: a marker left in the text
is a blemish, a number taken out of it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from corpus.tables import pattern, words

_NUMBERS = r"\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,30}"
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FROM_RAISED = str.maketrans(_RAISED_DIGITS + "˒⁻", "0123456789,-")
_EXPLICIT = re.compile(r"\s?\[\^(?P<marks>[^\]\s]{1,60})\]")
_BRACKETED = re.compile(rf"\s?\[(?P<marks>{_NUMBERS})\](?!\()")
_PARENTHESISED = re.compile(rf"\s\((?P<marks>{_NUMBERS})\)(?=[.;]?(?:\s|$))")
_RAISED = re.compile(
    rf"\s?(?P<marks>[{_RAISED_DIGITS}]{{1,3}}(?:\s?[,˒⁻–-]\s?[{_RAISED_DIGITS}]{{1,3}})*)"
)
# "outcomes. 3 The next" cites; "outcomes. 12 Patients died" counts.
_OPENERS = (
    "The|This|These|Those|There|In|For|From|It|An|However|If|When|We|Although|While|As|To|Both"
    "|No|Such|Among|At|By|On|Other|Our|Since|Therefore|Thus|Until|With|Moreover|Also"
)
_BARE = re.compile(
    rf"""(?<=\S)(?:
        \s({_NUMBERS})(?=[.!?;](?:\s|$)|$)                     # "progression 1, 2."
      | (?<=[.!?])({_NUMBERS})(?=$|\s+[A-Z(])                  # "outcomes.1,2"
      | (?<=[.!?])\s({_NUMBERS})(?=$|\s+(?:{_OPENERS})\b)      # "outcomes. 1, 2"
      | (?<=[a-z]{{4}})({_NUMBERS})(?=[.!?;](?:\s|$)|$)        # "outcomes1,2."
    )""",
    re.VERBOSE,
)
_RUNNING = re.compile(r"(?<![\w-])([^\W\d_][\w-]{0,40})\s\d{1,3}(?:\s?[–-]\s?\d{1,3})?\s(?=[a-z])")
_SIGHT = 200  # characters before a number that say what it is
_LARGEST = 999
_LARGEST_GAP = 3
_FEWEST = 3
_SMALLEST_SHARE = 0.05  # of the blocks end in a bare marker
_FEWEST_BRACKETED = 2
_LONGEST_RANGE = 30
_SHORTEST_WORD = 3
_FEWEST_WORDS = 5  # before a single bare number; before several, 3
_FEWEST_WORDS_BEFORE_SEVERAL = 3


class Form(StrEnum):
    EXPLICIT = "explicit"
    BRACKETED = "bracketed"
    PARENTHESISED = "parenthesised"
    RAISED = "raised"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class MarkerStyle:
    """How one document writes its markers: the largest number of each form it uses.

    `takers` are words that take numbers in this document, as its own running text shows.
    """

    largest: tuple[tuple[Form, int], ...] = ()
    takers: frozenset[str] = frozenset()

    def allows(self, form: Form, numbers: Sequence[int]) -> bool:
        """Whether numbers may be markers of that form."""
        return max(numbers) <= dict(self.largest).get(form, 0)


_SHAPES = (
    (Form.BRACKETED, _BRACKETED),
    (Form.PARENTHESISED, _PARENTHESISED),
    (Form.RAISED, _RAISED),
    (Form.BARE, _BARE),
)


class Lifted(NamedTuple):
    """A text without its markers, and where each stood in what is left."""

    text: str
    markers: tuple[tuple[int, tuple[str, ...]], ...]


class _Candidate(NamedTuple):
    start: int
    end: int
    form: Form
    numbers: tuple[int, ...]


def marker_style(texts: Iterable[str], references: int = 0) -> MarkerStyle:
    """The style of a document's blocks; `references` is the length of its reference list."""
    blocks = list(texts)
    takers = _takers(blocks)
    found: dict[Form, list[_Candidate]] = {form: [] for form in Form}
    for block in blocks:
        for candidate in _candidates(block, takers):
            found[candidate.form].append(candidate)
    largest = {
        Form.RAISED: _LARGEST,
        Form.BRACKETED: _largest(found[Form.BRACKETED], references, _FEWEST_BRACKETED),
    }
    if references:  # without a list to cite, "(2)" grades evidence as often as it cites
        found_in_list = found[Form.PARENTHESISED]
        largest[Form.PARENTHESISED] = _largest(found_in_list, references, _FEWEST)
    shown = sum(1 for block in blocks for _ in _EXPLICIT.finditer(block))
    shown += sum(len(found[form]) for form, reached in largest.items() if reached)
    bare = len(found[Form.BARE])
    if bare > max(shown, _SMALLEST_SHARE * len(blocks)):  # one way of citing, and a habit
        largest[Form.BARE] = _largest(found[Form.BARE], references, _FEWEST)
    return MarkerStyle(tuple(sorted(largest.items())), takers)


def lift(text: str, style: MarkerStyle, context: str = "") -> Lifted:
    """The text without its markers; `context` is what it stands under, heading and lead-in.

    Bare numbers stay where the context says that they are points of a score.
    """
    is_score = bool(context) and pattern("markers", "scores").search(context) is not None
    parts: list[str] = []
    markers: list[tuple[int, tuple[str, ...]]] = []
    length = position = 0
    for start, end, refs in _marks(text, style, is_score):
        part = text[position:start]
        parts.append(part)
        length += len(part)
        markers.append((length, refs))
        position = end
    parts.append(text[position:])
    return Lifted("".join(parts), tuple(markers))


def _marks(
    text: str, style: MarkerStyle, is_score: bool
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Start, end and references of each marker, in order and apart."""
    marks: list[tuple[int, int, tuple[str, ...]]] = [
        (match.start(), match.end(), (match.group("marks"),)) for match in _EXPLICIT.finditer(text)
    ]
    marks += [
        (c.start, c.end, tuple(str(number) for number in c.numbers))
        for c in _candidates(text, style.takers)
        if style.allows(c.form, c.numbers) and not (is_score and c.form is Form.BARE)
    ]
    end = 0
    for mark in sorted(marks):
        if mark[0] >= end:
            yield mark
            end = mark[1]


def _candidates(text: str, takers: frozenset[str]) -> Iterator[_Candidate]:
    """Whatever may be a marker, judged by the words around it."""
    for form, shape in _SHAPES:
        for match in shape.finditer(text):
            written = next(group for group in match.groups() if group is not None)
            numbers = _numbers(written.translate(_FROM_RAISED))
            before = text[max(0, match.start() - _SIGHT) : match.start()].split()
            if numbers and before and _is_marker(form, before, written, takers):
                yield _Candidate(match.start(), match.end(), form, numbers)


def _is_marker(form: Form, before: Sequence[str], written: str, takers: frozenset[str]) -> bool:
    if form is Form.RAISED:
        return _takes_raised(before[-1])
    if form is Form.BRACKETED:
        return _takes_bracketed(before[-1], written)
    return _takes_bare(before, written, takers)


def _takes_bracketed(last: str, written: str) -> bool:
    """Whether numbers in brackets are a marker: no range, and nothing the sentence needs."""
    bare = last.strip("(,:;").lower()
    if bare.isdigit() and not written.isdigit():
        return False  # "3 [1-5]": a median and its range
    return bool(bare) and not _is_in(bare, "ranges", "sentence_parts")


def _takes_raised(last: str) -> bool:
    """Whether a raised number behind a word is a marker, not a power: not 10⁹, m², R²."""
    if last.endswith((".", ",", ";", ":", ")", "”", '"', "%", "?", "!")):
        return True
    letters = "".join(takewhile(str.isalpha, reversed(last)))[::-1]
    return len(letters) >= _SHORTEST_WORD and not _is_in(letters.lower(), "units")


def _takes_bare(before: Sequence[str], written: str, takers: frozenset[str]) -> bool:
    """Whether a bare number at a sentence's end can be a marker, by the words before it."""
    several = len(re.findall(r"\d+", written)) > 1
    if len(before) < (_FEWEST_WORDS_BEFORE_SEVERAL if several else _FEWEST_WORDS):
        return False
    last = before[-1].strip("\"'“”‘’()[].!?")
    if not re.search(r"[^\W\d_]{2}$|%$", last) or re.match(r"[≤≥<>=±~+]", last):
        return False
    has_number = any(c.isdigit() for c in last) and not last.endswith("%")
    if has_number or last in takers or _is_in(last, "acronyms"):
        return False
    lower = last.lower()
    earlier = [word.strip("(\"'“”").lower() for word in before[-3:-1]]
    if _is_in(lower, "plurals"):  # "6-12 weeks 1, 2"
        return any(c.isdigit() for c in earlier[-1]) or _is_in(earlier[-1], "counts")
    if _is_in(lower, "qualified") and any(_is_in(word, "qualifiers") for word in earlier):
        return True
    return not _is_in(lower, "nouns", "function_words")


def _is_in(word: str, *lists: str) -> bool:
    return any(word in words("markers", key) for key in lists)


def _takers(texts: Iterable[str]) -> frozenset[str]:
    """Words with a number behind them in running text, where no marker would stand."""
    return frozenset(match.group(1) for text in texts for match in _RUNNING.finditer(text))


def _largest(candidates: Sequence[_Candidate], references: int, fewest: int) -> int:
    """The largest number that is a marker; 0 where the document does not use this form.

    The numbers must begin at 1 or 2, and count on without a great gap: what lies beyond one
    is a number of the text. A reference list says itself how far they count.
    """
    if len(candidates) < fewest:
        return 0
    reached = 0
    cited = sorted({number for candidate in candidates for number in candidate.numbers})
    if len(cited) > references:  # a list that is cut short bounds nothing
        references = 0
    for number in cited:
        if reached == 0 and number > 2:
            return 0
        if number > references if references else reached and number - reached > _LARGEST_GAP:
            break
        reached = number
    within = sum(1 for candidate in candidates if max(candidate.numbers) <= reached)
    return reached if within >= fewest and 2 * within > len(candidates) else 0


def _numbers(written: str) -> tuple[int, ...]:
    """The numbers of "1", "1, 2" or "1-3", in order; none where they are no marker's."""
    numbers: list[int] = []
    for part in re.split(r"\s?,\s?", written):
        bounds = re.split(r"\s?[–-]\s?", part)
        if len(bounds) > 2 or any(bound.startswith("0") for bound in bounds):
            return ()
        first, last = int(bounds[0]), int(bounds[-1])
        if last < first or last - first > _LONGEST_RANGE or (len(bounds) == 2 and first == last):
            return ()
        if numbers and first <= numbers[-1]:
            return ()
        numbers.extend(range(first, last + 1))
    return tuple(numbers)
