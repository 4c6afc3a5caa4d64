"""Lint: what is wrong with question sets, before anybody is measured by them.

Errors are labels that can never be met or that contradict each other; warnings are what a
labeller should look at again. Faults of the format (ids used twice, unknown keys, regular
expressions that do not compile) are found in reading, by `evals.question_set`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from corpus.errors import Fault
from corpus.guideline import Guideline
from evals.cases import Case, Turn
from evals.question_set import QuestionSet

NEAR = 93.0
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong in one line of one set, and whether it is an error."""

    fault: Fault
    error: bool

    def __str__(self) -> str:
        kind = "error" if self.error else "warning"
        return f"{self.fault.path}:{self.fault.line}: {kind}: {self.fault.message}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn with all that was said up to it, and where it stands."""

    questions: QuestionSet
    case: Case
    number: int

    @property
    def turn(self) -> Turn:
        return self.case.turns[self.number]

    @property
    def said(self) -> str:
        """The conversation up to this turn, without case and punctuation."""
        texts = (turn.text for turn in self.case.turns[: self.number + 1])
        return default_process(" ".join(texts))

    def issue(self, message: str, *, error: bool = True) -> Issue:
        line = self.questions.lines.get(self.case.id, 1)
        where = f"{self.case.id} turn {self.number}: {message}"
        return Issue(Fault(str(self.questions.path), line, where), error)


def lint(sets: Sequence[QuestionSet], guideline: Guideline) -> list[Issue]:
    """The issues of all sets together, held against a guideline, by file and line."""
    asked = [
        Asked(part, case, number)
        for part in sets
        for case in part.cases
        for number in range(len(case.turns))
    ]
    texts = passages(guideline)
    issues = list(_ids(sets))
    for each in asked:
        issues += _sections(each, texts)
        issues += _labels(each)
        issues += _patterns(each, texts)
    issues += _copies(asked)
    issues += _unreached(sets, texts)
    order = {str(part.path): place for place, part in enumerate(sets)}
    return sorted(issues, key=lambda issue: (order[issue.fault.path], issue.fault.line))


def passages(guideline: Guideline) -> dict[str, tuple[str, ...]]:
    """The quotable texts of each section: statements, with the lines that lead in to them."""
    texts: dict[str, list[str]] = {section.id: [] for section in guideline.sections}
    for statement in guideline.statements:
        lead_ins = [guideline.quote(span) for span in statement.lead_ins]
        texts[statement.section_id].append(" ".join([*lead_ins, statement.text]))
    return {section: tuple(found) for section, found in texts.items() if found}


def _ids(sets: Sequence[QuestionSet]) -> Iterator[Issue]:
    """Ids are unique in a file already; conversations are told apart by them across files."""
    first: dict[str, QuestionSet] = {}
    for part in sets:
        for case in part.cases:
            other = first.setdefault(case.id, part)
            if other is not part:
                message = f"the id {case.id!r} is also used in {other.path}"
                yield Issue(Fault(str(part.path), part.lines.get(case.id, 1), message), True)


def _sections(asked: Asked, texts: Mapping[str, object]) -> Iterator[Issue]:
    turn = asked.turn
    named = [*turn.required, *turn.acceptable, *turn.required_alt]
    named += [name for others in turn.required_alt.values() for name in others]
    for name in dict.fromkeys(named):
        if name not in texts:
            yield asked.issue(f"there is no section {name!r}; there are {', '.join(texts)}")


def _labels(asked: Asked) -> Iterator[Issue]:
    """Labels that do not go together."""
    turn = asked.turn
    if turn.expect == "abstain" and turn.required:
        yield asked.issue("an abstention cites nothing, but sections are required")
    if turn.expect == "answer" and not turn.required and not turn.verdicts:
        yield asked.issue("nothing is required of this answer", error=False)
    for name in turn.required_alt:
        if name not in turn.required:
            yield asked.issue(f"{name!r} has replacements but is not required")
    for action in turn.verdicts_alt:
        if action not in turn.verdicts:
            yield asked.issue(f"{action!r} has other verdicts but none of its own")


def _patterns(asked: Asked, texts: Mapping[str, Sequence[str]]) -> Iterator[Issue]:
    """Patterns that no passage that may be cited can meet.

    A rule's text or a question back may meet it where the turn is about a patient, so
    there it is a warning.
    """
    turn = asked.turn
    if turn.expect in ("abstain", "facts"):
        return
    others = (name for names in turn.required_alt.values() for name in names)
    sections = dict.fromkeys((*turn.required, *turn.acceptable, *others))
    quotable = "\n".join(text for name in sections for text in texts.get(name, ()))
    certain = turn.expect == "answer" and not turn.verdicts and turn.facts is None
    for pattern in turn.must_include:
        if not re.search(pattern, quotable, re.IGNORECASE | re.MULTILINE):
            message = f"must_include {pattern!r} matches no passage that may be cited"
            yield asked.issue(message, error=certain)


def _copies(asked: Sequence[Asked]) -> Iterator[Issue]:
    """Conversations that say nearly the same; an error where they are labelled otherwise."""
    said = [each.said for each in asked]
    long = [place for place, text in enumerate(said) if len(text.split()) >= LEAST_WORDS]
    texts = [said[place] for place in long]
    scores = process.cdist(texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
    for one, other in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
        first, second = asked[long[int(one)]], asked[long[int(other)]]
        if first.case is second.case or _are_a_pair(first, second):
            continue
        same = said[long[int(one)]] == said[long[int(other)]]
        kind = "a copy" if same else "nearly a copy"
        otherwise = same and first.turn.expect != second.turn.expect
        but = f", but expects {first.turn.expect}" if otherwise else ""
        where = f"{first.questions.name} {first.case.id} turn {first.number}"
        yield second.issue(f"is {kind} of {where}{but}: {first.turn.text!r}", error=otherwise)


def _are_a_pair(one: Asked, other: Asked) -> bool:
    ids = {one.case.id, other.case.id}
    return any(ids == set(pair.case_ids) for pair in one.questions.pairs)


def _unreached(sets: Sequence[QuestionSet], texts: Iterable[str]) -> Iterator[Issue]:
    """Sections that no question of all the sets requires."""
    turns = [turn for part in sets for case in part.cases for turn in case.turns]
    required = {name for turn in turns for name in turn.required}
    if not any(turn.expect == "answer" for turn in turns):
        return
    for name in texts:
        if name not in required:
            message = f"no question of these sets requires the section {name!r}"
            yield Issue(Fault(str(sets[0].path), 1, message), False)
