"""The words of the page: what each measure is called there, its goal, how numbers are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.bench.figure import Bound, Relation
from evals.measures import Figure
from evals.trivial import CONSTANT, EVERYTHING, SILENCE


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure on the first screen: its name in plain words, the goal set for it, and the
    trivial answerers that it means something beside."""

    measure: str
    title: str
    meaning: str
    goal: Bound | None
    beside: tuple[str, ...] = (EVERYTHING, SILENCE)


HEADLINES: tuple[Headline, ...] = (
    Headline(
        "citation_recall",
        "Finds what answers",
        "of the guideline sections that answer a question are cited",
        Bound(Relation.AT_LEAST, 0.91),
    ),
    Headline(
        "citation_precision",
        "Cites what is on topic",
        "of the sections cited do answer the question",
        Bound(Relation.AT_LEAST, 0.90),
    ),
    Headline(
        "must_include",
        "Shows what must be said",
        "of answers show every point that they must",
        Bound(Relation.AT_LEAST, 0.90),
    ),
    Headline(
        "refusal_recall",
        "Silent where the text is",
        "of questions that the guideline does not answer are refused",
        Bound(Relation.AT_LEAST, 0.91),
    ),
    Headline(
        "refusal_precision",
        "Refuses for good reason",
        "of refusals are of questions that the guideline does not answer",
        Bound(Relation.AT_LEAST, 0.95),
    ),
    Headline(
        "false_refusal",
        "Refused without need",
        "of answerable questions are refused",
        Bound(Relation.AT_MOST, 0.03),
    ),
    Headline(
        "must_not_violation",
        "Shows what it must not",
        "of the answers checked for it show something false or beside the point",
        Bound(Relation.AT_MOST, 0.02),
    ),
    Headline(
        "verdict",
        "Right verdict",
        "of verdicts on a plan are right or defensible",
        None,
        (CONSTANT,),
    ),
    Headline(
        "unsafe_upgrade",
        "Permits too much",
        "of verdicts permit more than the guideline does",
        None,
        (CONSTANT,),
    ),
    Headline("fact_recall", "Facts found", "of the facts in a message are recognised", None, ()),
    Headline(
        "wrong_and_confident",
        "Facts contradicted",
        "of the facts asserted contradict the message",
        None,
        (),
    ),
)
TITLES: Mapping[str, str] = {
    "accuracy": "Turns with nothing wrong",
    "recall_when_answered": "Finds what answers, where it answers",
    "precision_when_answered": "Cites what is on topic, where it answers",
    "median_shown": "Statements shown, median",
    "median_sections": "Sections cited, median",
    "coverage": "Answers what can be answered",
    "verdict_strict": "Exactly the labelled verdict",
    "pair_relation": "Pairs: verdict stays, or changes, as it must",
    "pair_right": "Pairs: and is right",
    "asks_hit": "Asks for a fact that decides",
    "needless_question": "Asks though nothing decides",
    "median_questions": "Questions back, median",
    "fact_precision": "Facts asserted that are right",
    **{headline.measure: headline.title for headline in HEADLINES},
}
PARTS: Mapping[str, str] = {
    "test": "Nothing was fitted or tuned on these questions.",
    "tuning": "The assistant was fitted on these very questions: its figures here flatter it.",
}


def percent(value: float) -> str:
    """A share as `92 %`, with a digit more below ten per cent."""
    shown = value * 100
    digits = 0 if shown >= 10 or shown == 0 else 1
    return f"{shown:.{digits}f} %"


def between(figure: Figure) -> str:
    """The interval of a share as `88 to 96 %`."""
    low, high = figure.low * 100, figure.high * 100
    digits = 0 if high >= 10 else 1
    return f"{low:.{digits}f} to {high:.{digits}f} %"


def share(value: float) -> str:
    """A share as `0.92`."""
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def goal(bound: Bound) -> str:
    """A goal as `at least 91 %`."""
    words = {Relation.AT_LEAST: "at least", Relation.AT_MOST: "at most"}
    return f"{words.get(bound.relation, bound.relation)} {bound.limit * 100:g} %"
