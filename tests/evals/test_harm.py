"""The kinds of failure: each miss is of one, and a turn is counted under its worst."""

from __future__ import annotations

from typing import Any

import pytest

from evals.cases import Case, Turn
from evals.harm import MEANING, Harm, shortfalls, worst
from evals.judge import judge


def harms(answer: dict[str, Any] | None, expect: str = "answer", **labels: Any) -> list[Harm]:
    turn = Turn(text="?", expect="answer").model_copy(update={"expect": expect, **labels})
    case = Case(id="x", turns=(turn,))
    return [each.harm for each in shortfalls(judge("set", case, 0, answer))]


def citing(*sections: str, **more: Any) -> dict[str, Any]:
    statements = [{"text": "quote", "citations": [{"section": s}]} for s in sections]
    return {"outcome": "answer", "statements": statements, **more}


ASSERTED = {"ecog": {"value": 3}, "driver": {"value": "alk"}}


@pytest.mark.parametrize(
    ("answer", "labels", "expected"),
    [
        (citing("cns"), {"required": ("cns",)}, []),
        (citing(facts=ASSERTED), {"facts": {"ecog": 1}}, [Harm.WRONG_FACT, Harm.WRONG_FACT]),
        (citing("cns"), {"expect": "abstain"}, [Harm.SCOPE_MISSED]),
        (
            citing(verdicts={"srs": "supported"}),
            {"verdicts": {"srs": "not_addressed"}},
            [Harm.SCOPE_MISSED],
        ),
        (
            citing(verdicts={"srs": "not_supported"}),
            {"verdicts": {"srs": "supported"}},
            [Harm.WRONG_RULE],
        ),
        (
            citing(verdicts={"srs": "supported"}),
            {"verdicts": {"srs": "conditional"}},
            [Harm.UNSAFE_UPGRADE],
        ),
        (citing(), {"verdicts": {"srs": "conditional"}}, [Harm.OMISSION]),
        (
            citing("cns", direct={"value": "yes", "citations": []}),
            {"required": ("cns",), "must_not_include": ("^\\s*yes\\b",)},
            [Harm.WRONG_RULE],
        ),
        (citing("cns", "about"), {"required": ("cns",)}, [Harm.WRONG_CITATION]),
        (
            citing("cns"),
            {"required": ("cns",), "must_include": ("may be|might be",)},
            [Harm.LOST_HEDGE],
        ),
        (citing("cns"), {"required": ("cns",), "must_include": ("Gy",)}, [Harm.OMISSION]),
        (citing(questions=[{"fact": "ecog"}]), {"asks": ()}, [Harm.VERBOSITY]),
        (citing(*["cns"] * 5), {"required": ("cns",)}, [Harm.VERBOSITY]),
    ],
)
def test_each_miss_is_of_one_kind(
    answer: dict[str, Any], labels: dict[str, Any], expected: list[Harm]
) -> None:
    assert harms(answer, **labels) == expected


def test_what_follows_from_a_refusal_or_a_failure_is_not_counted_again() -> None:
    labels: dict[str, Any] = {"required": ("cns",), "must_include": ("SRS",)}
    assert harms({"outcome": "abstain"}, **labels) == [Harm.OMISSION]
    assert harms(None, **labels, verdicts={"srs": "supported"}) == [Harm.OMISSION]


def test_the_worst_comes_first_and_every_kind_is_explained() -> None:
    found = harms(citing("about", facts=ASSERTED), facts={}, required=("cns",))
    assert found == [Harm.WRONG_FACT, Harm.WRONG_FACT, Harm.WRONG_CITATION, Harm.OMISSION]
    assert worst(()) is None
    assert list(MEANING) == list(Harm)
