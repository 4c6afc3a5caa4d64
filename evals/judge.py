"""Judging one turn: the labels of a turn against the answer that came.

Each function here looks at one promise (citations, words, verdicts, questions back,
facts) and returns what it observed; `judge` puts them together. A missing answer is
judged as one that cites, says and finds nothing. Definitions follow the reference scorer
of the question sets, figure for figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.answerer import AnswerJson
from evals.cases import Case, Turn
from evals.fact_labels import fact_observations
from evals.measures import Observation
from evals.pairs import Pair

PERMISSIVENESS = {
    "supported": 3,
    "conditional": 2,
    "not_preferred": 1,
    "not_addressed": 1,
    "not_supported": 0,
}
UNKNOWN_VERDICT = 9
CITING_PARTS = ("statements", "findings", "corrections", "conflicts")
YES_OR_NO = re.compile(r"\^\\s\*\(?\??:?(yes|no)\b")


@dataclass(frozen=True, slots=True)
class TurnJudgement:
    """What was observed of one turn; `answer` is None where none came.

    `pair` is the pair whose second question this is.
    """

    set_name: str
    case: Case
    number: int
    answer: AnswerJson | None
    cited: frozenset[str]
    observations: tuple[Observation, ...]
    pair: Pair | None = None

    @property
    def answered(self) -> bool:
        """Whether any answer came."""
        return self.answer is not None

    @property
    def turn(self) -> Turn:
        """The labelled turn."""
        return self.case.turns[self.number]

    def values(self, measure: str) -> list[float]:
        """The observed values of one measure."""
        return [seen.value for seen in self.observations if seen.measure == measure]


def judge(set_name: str, case: Case, number: int, answer: AnswerJson | None) -> TurnJudgement:
    """The judgement of one turn's answer; None is an answer that never came."""
    turn = case.turns[number]
    given: AnswerJson = answer or {}
    outcome = given.get("outcome")
    said = outcome in ("answer", "clarify")
    cited = cited_sections(given) if said else frozenset()
    observations: list[Observation] = []
    if turn.expect == "abstain":
        observations += _refusal(given)
    elif turn.expect != "facts":
        observations += _answerable(turn, given, said, cited)
    observations += _forbidden_words(turn, given, said)
    observations += _verdicts(turn, given)
    observations += _asks(turn, given)
    observations += fact_observations(turn, given)
    observations += _accuracy(turn, observations)
    return TurnJudgement(set_name, case, number, answer, cited, tuple(observations))


def cited_sections(answer: AnswerJson) -> frozenset[str]:
    """The section ids cited by anything that the reader is shown as an answer."""
    return frozenset(
        citation["section"] for part in _parts(answer) for citation in part.get("citations") or ()
    )


def shown_text(answer: AnswerJson) -> str:
    """The answer's own assertions and questions, one a line."""
    texts = [part.get("text", "") for part in _parts(answer)]
    texts += [question.get("ask", "") for question in answer.get("questions") or ()]
    return "\n".join(text for text in texts if text)


def _parts(answer: AnswerJson) -> Iterator[dict[str, Any]]:
    """The direct answer and every statement, finding, correction and conflict."""
    yield answer.get("direct") or {}
    for name in CITING_PARTS:
        yield from answer.get(name) or ()


def _refusal(answer: AnswerJson) -> Iterator[Observation]:
    refused = answer.get("outcome") == "abstain"
    miss = None if refused else f"answered from {_names(cited_sections(answer))}"
    yield Observation("refusal_recall", refused, miss)
    if refused:
        yield Observation("refusal_precision", True)


def _answerable(
    turn: Turn, answer: AnswerJson, said: bool, cited: frozenset[str]
) -> Iterator[Observation]:
    """Citations, words and whether it was refused, of a turn that the text answers."""
    refused = answer.get("outcome") == "abstain"
    yield Observation("coverage", said)
    yield Observation("false_refusal", refused, "refused" if refused else None)
    if refused:
        yield Observation("refusal_precision", False)
    yield from _citations(turn, said, cited)
    if said:
        yield Observation("median_shown", len(answer.get("statements") or ()))
        yield Observation("median_sections", len(cited))
    if turn.must_include:
        body = shown_text(answer) if said else ""
        lost = [pattern for pattern in turn.must_include if not _found(pattern, body)]
        yield Observation("must_include", not lost, f"not shown: {_names(lost)}" if lost else None)


def _citations(turn: Turn, said: bool, cited: frozenset[str]) -> Iterator[Observation]:
    """Recall and precision of the sections cited, over all turns and over answered ones."""
    missed = [name for name in turn.required if not section_met(turn, name, cited)]
    if turn.required:
        required = set(turn.required)
        recall = len(required - set(missed)) / len(required)
        miss = f"not cited: {_names(missed)}; cited: {_names(cited)}" if missed else None
        yield Observation("citation_recall", recall, miss)
        if said:
            yield Observation("recall_when_answered", recall)
    acceptable = {*turn.acceptable, *turn.required}
    if acceptable:
        beside = sorted(cited - acceptable)
        precision = len(cited & acceptable) / len(cited) if cited else 0.0
        miss = f"beside the point: {_names(beside)}" if beside else None
        yield Observation("citation_precision", precision, miss)
        if said:
            yield Observation("precision_when_answered", precision)


def _names(names: Iterable[str]) -> str:
    """Names in a sentence, in order."""
    return ", ".join(sorted(names)) or "nothing"


def section_met(turn: Turn, section: str, cited: frozenset[str]) -> bool:
    """Whether a required section, or one that may replace it, was cited."""
    return section in cited or any(other in cited for other in turn.required_alt.get(section, ()))


def _accuracy(turn: Turn, observations: Sequence[Observation]) -> Iterator[Observation]:
    """Whether nothing is wrong: silence where it is due, or all sections and words, and no
    section beside them."""
    if turn.expect == "facts":
        return
    seen = {each.measure: each.value for each in observations}
    right = not seen.get("must_not_violation")
    if turn.expect == "abstain":
        right = right and seen["refusal_recall"] == 1
    else:
        due = ("citation_recall", "citation_precision", "must_include")
        right = right and seen["coverage"] == 1 and all(seen.get(name, 1) == 1 for name in due)
    yield Observation("accuracy", right)


def _found(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE | re.MULTILINE))


def _forbidden_words(turn: Turn, answer: AnswerJson, said: bool) -> Iterator[Observation]:
    if turn.must_not_include:
        shown = [pattern for pattern in turn.must_not_include if said and _shows(pattern, answer)]
        yield Observation(
            "must_not_violation", bool(shown), f"shown: {_names(shown)}" if shown else None
        )


def _shows(pattern: str, answer: AnswerJson) -> bool:
    """Whether the answer shows what it must not.

    A pattern like `^\\s*yes\\b` judges the direct answer's value, and else only the
    beginning of what is shown; any other pattern is looked for in every line.
    """
    polarity = YES_OR_NO.match(pattern)
    if polarity is None:
        return _found(pattern, shown_text(answer))
    direct = answer.get("direct") or {}
    return direct.get("value") == polarity[1] or bool(
        re.search(pattern, shown_text(answer), re.IGNORECASE)
    )


def _verdicts(turn: Turn, answer: AnswerJson) -> Iterator[Observation]:
    given = answer.get("verdicts") or {}
    for action, labelled in turn.verdicts.items():
        accepted = (labelled, *turn.verdicts_alt.get(action, ()))
        verdict = given.get(action)
        right = verdict in accepted
        miss = None if right else f"{action}: wanted {' or '.join(accepted)}, got {verdict}"
        yield Observation("verdict", right, miss)
        yield Observation("verdict_strict", verdict == labelled)
        limit = max(PERMISSIVENESS[name] for name in accepted)
        unsafe = verdict is not None and PERMISSIVENESS.get(verdict, UNKNOWN_VERDICT) > limit
        yield Observation("unsafe_upgrade", unsafe, miss if unsafe else None)


def _asks(turn: Turn, answer: AnswerJson) -> Iterator[Observation]:
    if turn.asks is None:
        return
    asked = [question.get("fact") for question in answer.get("questions") or ()]
    if turn.asks:
        hit = bool(set(asked) & set(turn.asks))
        miss = None if hit else f"wanted one of {list(turn.asks)}, asked {asked}"
        yield Observation("asks_hit", hit, miss)
    else:
        yield Observation("needless_question", bool(asked), f"asked {asked}" if asked else None)
    yield Observation("median_questions", len(asked))
