"""Sentences and clauses of a message, and what the words around a cue do to it.

After ConText (Harkema et al. 2009): a cue of negation, doubt, history, family or
supposition has a scope of words. Here a scope ends with its clause, at the latest at a
word such as "but".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.facts.cues import Cues
from assistant.facts.doubts import cannot_tell, is_doubted, is_query, wonders_how
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, SIZE
from assistant.facts.relatives import goes_on_of_relative, is_of_relative

_ENDS = frozenset(".!?;")
_CUTS = frozenset((",", "(", ")", "--", ":", "=", "[", "]"))
_LONGEST_NEGATION = 8
_YES_NO = frozenset(
    "is are was were does do did can could should would will may might has have had shall".split()
)


@dataclass(slots=True)
class Clause:
    """A stretch between commas. `cut` is the sign before it, and `is_behind_bracket` says that
    a bracket closed before that; `sentence` counts sentences."""

    marks: list[Mark]
    sentence: int
    cut: str = ""
    is_question: bool = False
    is_doubted: bool = False
    is_supposed: bool = False
    is_of_another: bool = False
    is_aside: bool = False
    is_behind_bracket: bool = False
    negated: set[int] = field(default_factory=set)

    @property
    def is_about_now(self) -> bool:
        """Whether the clause may tell a present fact of this patient."""
        return not (self.is_doubted or self.is_supposed or self.is_of_another)

    def has(self, kind: str) -> bool:
        return any(mark.has(kind) for mark in self.marks)

    def any_of(self, kinds: frozenset[str]) -> bool:
        return any(mark.any_of(kinds) for mark in self.marks)

    def first(self, kind: str) -> int:
        """Where the first mark of a kind stands, or -1."""
        return next((at for at, mark in enumerate(self.marks) if mark.has(kind)), -1)


def clauses(marks: Sequence[Mark], cues: Cues) -> list[Clause]:
    """The clauses in order, with their scopes set."""
    found: list[Clause] = []
    _answer_labels(marks)
    for number, (sentence, is_question) in enumerate(_sentences(marks, cues)):
        parts = _parts(sentence, number)
        for part in parts:
            part.is_question = is_question
        _scopes(parts)
        found.extend(parts)
    return found


def _answer_labels(marks: Sequence[Mark]) -> None:
    """ "Rest of disease? Quiet.", "Brain? MRI clear.": a label and what is filled in behind it;
    its question mark is a colon."""
    begin = 0
    for at, mark in enumerate(marks):
        if mark.low_text not in _ENDS:
            continue
        label, answer = marks[begin:at], []
        for after in marks[at + 1 : at + 1 + _LONGEST_ANSWER]:
            if after.low_text in _ENDS:
                break
            answer.append(after)
        is_label = mark.low_text == "?" and 0 < len(label) <= _LONGEST_LABEL
        is_named = is_label and all(m.any_of(_LABELS) or m.low_text in _OF for m in label)
        end = marks[at + 1 + len(answer)].low_text if at + 1 + len(answer) < len(marks) else "."
        if is_named and end in (".", ";") and any(m.any_of(_ANSWERS) for m in answer[:3]):
            mark.low_text = ":"
        begin = at + 1


_LONGEST_LABEL, _LONGEST_ANSWER = 4, 6
_LABELS = frozenset(("other", "brain_imaging", "brain_mri", "region"))
_OF = frozenset(("of", "of the", "the", "disease", "brain", "cns", "head", "status"))
_ANSWERS = frozenset(("stable", "clear_result", "brain_clear", "not_done", "pending", "done"))


def _sentences(marks: Sequence[Mark], cues: Cues) -> Iterator[tuple[list[Mark], bool]]:
    """Each sentence's marks without the sign that ends it, and whether it is a question."""
    sentence: list[Mark] = []
    for at, mark in enumerate(marks):
        if mark.low_text in _ENDS and _is_end(marks, at, cues):
            if sentence:
                yield sentence, mark.low_text == "?"
            sentence = []
        else:
            sentence.append(mark)
    if sentence:
        yield sentence, False


def _is_end(marks: Sequence[Mark], at: int, cues: Cues) -> bool:
    """Whether a sign ends the sentence: not after "ret.", nor "?" before what is doubted."""
    mark = marks[at]
    before = marks[at - 1] if at else None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if mark.low_text == ".":
        if after is not None and after.start == mark.end and after.text[0].isalnum():
            return False
        is_short = before is not None and mark.glued and before.low_text in cues.abbreviations
        if before is not None and before.has("ecog_labels") and after is not None:
            return after.low < 0
        return not (is_short and after is not None and after.text[:1].islower())
    if mark.low_text == "?":
        return not is_query(marks, at)
    return True


def _parts(sentence: Sequence[Mark], number: int) -> list[Clause]:
    parts: list[Clause] = []
    current: list[Mark] = []
    cut, behind_bracket = "", -1
    for at, mark in enumerate(sentence):
        if mark.low_text == "and" and _begins_talk(sentence[at + 1 : at + 2]) and current:
            parts.append(Clause(current, number, cut))
            current, cut = [], ","
        elif mark.low_text == "whose" and current:
            parts.append(Clause(current, number, cut))
            current, cut = [mark], ","
        elif mark.low_text in _NAMELY and at + 1 < len(sentence):
            if current:
                parts.append(Clause(current, number, cut))
            current, cut = [], ":"
        elif mark.low_text in _CUTS or mark.low_text in ("but", "however", "whereas"):
            is_closed = cut == ")" and not current
            if current:
                parts.append(Clause(current, number, cut))
            current, cut = [], mark.low_text
            behind_bracket = len(parts) if is_closed else behind_bracket
        else:
            current.append(mark)
    if current:
        parts.append(Clause(current, number, cut))
    if 0 <= behind_bracket < len(parts):
        parts[behind_bracket].is_behind_bracket = True
    return parts


# "In two places, namely a rib and a node": as behind a colon.
_NAMELY = frozenset(("namely", "viz", "specifically", "that is to say"))


def _begins_talk(after: Sequence[Mark]) -> bool:
    """ "… and I cannot find the panel": the writer speaks of what the writer does."""
    return any(mark.low_text.split()[0] in ("i", "we") for mark in after)


_TELLING = frozenset(
    ("site", "lesion", "lesions", "growth", "stable", "other", "new", "number", "brain_clear")
)


def _is_aside(part: Clause) -> bool:
    """A bracket that only qualifies the words around it: "(2-4 mm)", "(MRI)"."""
    is_former = any(mark.low_text in _FORMERLY for mark in part.marks)
    return part.cut == "(" and not any(
        mark.any_of(_TELLING) or mark.use == COUNT or (is_former and mark.use == SIZE)
        for mark in part.marks
    )


_FORMERLY = frozenset(("was", "previously", "prior", "prev", "formerly", "before", "from"))


def _scopes(parts: list[Clause]) -> None:
    """Mark what is negated, doubted, supposed, and told of another person."""
    for part in parts:
        marks = part.marks
        part.is_aside = _is_aside(part)
        if _supposes(parts, part) and not part.has("not_hypothetical") and not part.has("whether"):
            part.is_supposed = True
        part.is_supposed = part.is_supposed or _asks_of_change(part)
        is_unknown = part.has("whether") or wonders_how(marks) or cannot_tell(marks)
        if is_unknown and not part.is_question:
            part.is_doubted = True
        part.is_of_another = part.has("other_patient") or is_of_relative(marks)
        part.is_doubted = part.is_doubted or is_doubted(marks)
        part.negated = _negated(marks)
    for before, part in pairwise(parts):
        if part.cut in (":", "(") and part.is_doubted and not _doubts_some(before, part):
            before.is_doubted = True
        if part.cut in (",", "--") and _is_short_query(part):
            before.is_doubted = True
        part.is_of_another = part.is_of_another or goes_on_of_relative(
            before.marks, part.cut, part.marks
        )
    _extend_negations(parts)


def _doubts_some(before: Clause, part: Clause) -> bool:
    """ "3 nodules growing (one is borderline)": of three, two are sure."""
    counts = [mark for mark in before.marks if mark.use == COUNT and mark.low > 1]
    first = part.marks[0]
    if len(counts) != 1 or first.use != COUNT or not 0 < first.low < counts[0].high:
        return False
    if counts[0].low == counts[0].high:
        counts[0].low -= first.low
    return True


def _supposes(parts: Sequence[Clause], part: Clause) -> bool:
    """ "If the MRI shows", "should the MRI show more, …"; but "Should the TKI be changed?"."""
    said = [mark for mark in part.marks if mark.has("hypothetical")]
    is_asked = part.is_question and part is parts[-1]
    return any(not (is_asked and mark.low_text.startswith("should")) for mark in said)


# Negations that lead a list: "denies headache, seizures or weakness".
_LISTS_DENIED = frozenset(("denies", "denied", "denying", "no", "nil", "without", "not"))
_NEW_TALK = frozenset(
    """growth stable new number drug ecog_labels plan_continue action other boundary
    plan_observe class definite brain_clear only_growing driver""".split()
)
_LONGEST_MEMBER = 4


def _extend_negations(parts: Sequence[Clause]) -> None:
    """Carry a negation over the members of its list, up to the last behind an "or"."""
    for number, part in enumerate(parts[:-1]):
        last = len(part.marks) - 1
        if last not in part.negated:
            continue
        leads = next((m.low_text for m in reversed(part.marks) if m.has("negation")), "")
        if leads not in _LISTS_DENIED:
            continue
        members: list[Clause] = []
        for member in parts[number + 1 : number + 7]:
            if member.cut != "," or not _is_member(member):
                break
            members.append(member)
        ends = [at for at, m in enumerate(members) if _has_or(m)]
        if leads.startswith("den"):
            ends = [at for at, m in enumerate(members) if m.has("brain_symptoms") or _has_or(m)]
        if ends:
            for member in members[: ends[-1] + 1]:
                member.negated |= set(range(len(member.marks)))


def _is_member(part: Clause) -> bool:
    is_short = len(part.marks) <= _LONGEST_MEMBER or _has_or(part)
    return is_short and not any(mark.any_of(_NEW_TALK) or mark.low >= 0 for mark in part.marks)


def _has_or(part: Clause) -> bool:
    return any(mark.low_text in ("or", "nor") for mark in part.marks)


def _asks_of_change(part: Clause) -> bool:
    """ "Would PS 3 change it?", "does a sixth lesion matter?": what is asked about is no fact;
    but "do I need to change it" and "is a change needed" ask what to do."""
    words = [mark.low_text.split()[0] for mark in part.marks]
    if not words or words[0] not in _YES_NO or _CHANGING.isdisjoint(words):
        return False
    at = next(n for n, word in enumerate(words) if word in _CHANGING)
    return not (words[1] in _WHO_ACTS or words[at - 1] in ("a", "any", "the"))


_WHO_ACTS = frozenset(("i", "we", "you", "they", "one", "she", "he"))
_CHANGING = frozenset("change changes matter alter differ difference".split())


def _is_short_query(part: Clause) -> bool:
    """ "New nodules, ?infection": a doubt by itself is on what stands before it."""
    is_short = len(part.marks) <= len(("?", "what", "else"))
    return is_short and part.marks[0].low_text == "?" and not part.any_of(_NAMED)


_NAMED = frozenset(("site", "lesion", "lesions", "driver", "histology"))


def _negated(marks: Sequence[Mark]) -> set[int]:
    """The places in the scope of a negation."""
    found: set[int] = set()
    for at, mark in enumerate(marks):
        if mark.low_text == "free" and at and mark.start == marks[at - 1].end + 1:
            is_of = at + 1 < len(marks) and marks[at + 1].has("of")
            found |= set() if is_of else {at - 1}
        is_none = mark.low == mark.high == 0 and mark.use == COUNT
        if not (mark.has("negation") or mark.low_text.endswith(("n't", " not")) or is_none):
            continue
        if at + 1 < len(marks) and marks[at + 1].has("act_verb"):
            continue
        is_of_test = at + 1 < len(marks) and marks[at + 1].any_of(_TESTS)
        for step in range(at + 1, min(len(marks), at + 1 + _LONGEST_NEGATION)):
            if marks[step].has("boundary") or (is_of_test and marks[step].has("of")):
                break
            found.add(step)
    return found


# "No biopsy of the growing met": the biopsy is denied, not the met.
_TESTS = frozenset(("biopsy_words", "biopsy_done"))


def is_denied_after(part: Clause, at: int) -> bool:
    """ "Headaches denied", "transformation excluded": what follows takes it back."""
    return any(mark.has("denied_after") for mark in part.marks[at + 1 : at + 3])


def asks_yes_or_no(part: Clause) -> bool:
    """Whether the clause is a question that begins with its verb."""
    return part.is_question and bool(part.marks) and part.marks[0].low_text in _YES_NO
