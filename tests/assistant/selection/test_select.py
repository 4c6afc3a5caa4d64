"""Few statements are shown, in the text's order, or none: by the head's own thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from assistant.selection.follow_up import Chances
from assistant.selection.lists import LONGEST_LIST, MOST_STATEMENTS
from assistant.selection.select import (
    CLEAR_SECTION,
    CLEAR_SILENCE,
    DOUBTED_SILENCE,
    LIKELY_SECTION,
    MOST_PER_SECTION,
    MOST_SECTIONS,
    PART_SILENT,
    PART_SURE,
    SILENCE_IN_VAIN,
    SURE_SECTION,
    Selection,
    is_read_alone,
    select,
    stands_alone,
    with_parts,
)
from corpus.guideline import Guideline
from tests.assistant.selection.material import THRESHOLDS, Material, judged
from tests.index.corpora import make_guideline

SURE = {"relief": 0.9, "prevention": 0.1, "follow-up": 0.1}
SCORES = [0.2, 0.8, 0.5, 0.5]  # relief.saba, relief.limit, prevention.steroid, follow-up.interval


def ids(selection: Selection) -> list[str]:
    return [statement.id for statement in selection.statements]


Selecting = Callable[..., Selection]


@pytest.fixture
def selected(material: Material) -> Selecting:
    """Selects by chances of sections, scores of statements and the chance of silence."""
    evidence = material.evidence("What helps against wheeze?")

    def select_by(sections: dict[str, float], scores: list[float], silent: float = 0) -> Selection:
        return select(judged(sections, scores, silent), evidence, material.guideline)

    return select_by


def test_statements_stand_in_the_order_of_the_text(selected: Selecting) -> None:
    assert ids(selected(SURE, SCORES)) == ["relief.saba", "relief.limit"]


def test_a_statement_far_from_the_best_of_its_section_is_left_out(selected: Selecting) -> None:
    least = SCORES[1] * THRESHOLDS["statement"]
    assert ids(selected(SURE, [least - 0.01, *SCORES[1:]])) == ["relief.limit"]
    assert ids(selected(SURE, [least, *SCORES[1:]])) == ["relief.saba", "relief.limit"]


def test_a_section_far_from_the_best_is_left_out(selected: Selecting) -> None:
    floor = 0.9 * THRESHOLDS["section"]
    near = selected(SURE | {"follow-up": floor}, SCORES)
    assert ids(near) == ["relief.saba", "relief.limit", "follow-up.interval"]
    far = selected(SURE | {"follow-up": floor - 0.01}, SCORES)
    assert ids(far) == ["relief.saba", "relief.limit"]


@pytest.mark.parametrize(
    ("sections", "silent", "refused"),
    [
        (SURE, THRESHOLDS["silent"] - 0.01, False),
        (SURE, THRESHOLDS["silent"], True),
        (dict.fromkeys(SURE, THRESHOLDS["least"]), 0.0, False),
        (dict.fromkeys(SURE, THRESHOLDS["least"] - 0.01), 0.0, True),
        ({}, 0.0, True),
    ],
)
def test_silence_or_no_likely_section_is_a_refusal_that_still_has_the_nearest(
    selected: Selecting,
    sections: dict[str, float],
    silent: float,
    refused: bool,
) -> None:
    selection = selected(sections, SCORES, silent)
    assert selection.refused is refused
    assert bool(selection.statements) is not refused
    assert "relief.saba" in [statement.id for statement in selection.nearest]


def test_no_more_is_shown_than_anybody_reads(material: Material) -> None:
    guideline = make_guideline(sections={name: ["Text."] * 5 for name in "abcd"})
    judgement = judged(dict.fromkeys("abcd", 0.9), [0.5] * 20)
    evidence = material.evidence("wheeze")
    shown = ids(select(judgement, evidence, guideline))
    assert len(shown) == MOST_STATEMENTS
    assert [name.split(".")[0] for name in shown] == ["a"] * MOST_PER_SECTION + (
        ["b"] * MOST_PER_SECTION
    )


def test_no_more_sections_are_shown_than_answer_one_question(material: Material) -> None:
    guideline = make_guideline(sections={name: ["Text."] for name in "abcde"})
    judgement = judged(dict.fromkeys("abcde", 0.9), [0.5] * 5)
    shown = ids(select(judgement, material.evidence("wheeze"), guideline))
    assert shown == ["a.1", "b.1", "c.1"]
    assert len(shown) == MOST_SECTIONS


def listed(guideline: Guideline, items: int) -> Guideline:
    """The guideline with its first statements as the items of one list."""
    lead_in = guideline.sections[0].span
    first = tuple(replace(s, lead_ins=(lead_in,)) for s in guideline.statements[:items])
    return replace(guideline, statements=(*first, *guideline.statements[items:]))


@pytest.mark.parametrize(
    ("scores", "items", "shown"),
    [
        ([0.9, 0.9, 0.0, 0.0, 0.0], 4, ["a.1", "a.2", "a.3", "a.4"]),
        ([0.9, 0.9, 0.0, 0.0, 0.0], 0, ["a.1", "a.2"]),
        ([0.9, 0.0, 0.0, 0.0, 0.0], 4, ["a.1"]),  # the item that was asked for
        ([0.9, 0.0, 0.0, 0.0, 0.9], 4, ["a.1", "a.5"]),
        ([0.9, 0.9, *[0.0] * LONGEST_LIST], LONGEST_LIST + 1, ["a.1", "a.2"]),
    ],
)
def test_a_list_is_shown_whole_where_more_than_one_item_answers(
    material: Material, scores: list[float], items: int, shown: list[str]
) -> None:
    guideline = listed(make_guideline(sections={"a": ["Text."] * len(scores)}), items)
    judgement = judged({"a": 0.9}, scores)
    assert ids(select(judgement, material.evidence("wheeze"), guideline)) == shown


@pytest.mark.parametrize(
    ("best", "silent", "clear"),
    [
        (CLEAR_SECTION, CLEAR_SILENCE, True),
        (CLEAR_SECTION - 0.01, CLEAR_SILENCE, False),
        (CLEAR_SECTION, CLEAR_SILENCE + 0.01, False),
        (CLEAR_SECTION, THRESHOLDS["silent"], False),
    ],
)
def test_a_question_is_clear_where_one_section_is_sure_and_silence_is_not(
    selected: Selecting,
    best: float,
    silent: float,
    clear: bool,
) -> None:
    assert selected({"relief": best}, SCORES, silent).is_clear is clear


def test_a_part_adds_what_it_is_sure_of(selected: Selecting, material: Material) -> None:
    whole = selected(SURE, SCORES)
    sure = selected({"follow-up": PART_SURE}, SCORES)
    unsure = selected({"prevention": PART_SURE - 0.01}, SCORES)
    both = with_parts(whole, {"one": sure, "two": unsure}, material.guideline)
    assert ids(both) == ["relief.saba", "relief.limit", "follow-up.interval"]
    assert both.silent_parts == ()


def test_a_part_that_is_silent_is_named_beside_one_that_is_answered(
    selected: Selecting,
    material: Material,
) -> None:
    whole = selected(SURE, SCORES, silent=0.9)
    parts = {
        "when is it reviewed?": selected({"follow-up": 0.9}, SCORES),
        "and the cost?": selected({"relief": 0.9}, SCORES, silent=PART_SILENT),
    }
    answered = with_parts(whole, parts, material.guideline)
    assert not answered.refused
    assert ids(answered) == ["follow-up.interval"]
    assert answered.silent_parts == ("and the cost?",)


def test_a_refusal_all_of_whose_parts_are_silent_stays_one(
    selected: Selecting,
    material: Material,
) -> None:
    silent = selected(SURE, SCORES, silent=0.9)
    refused = with_parts(silent, {"one": silent, "two": silent}, material.guideline)
    assert refused.refused
    assert (refused.statements, refused.silent_parts) == ((), ())
    assert refused.nearest == silent.nearest


def test_silence_gives_way_to_a_sure_section_where_every_word_is_known(
    material: Material,
) -> None:
    sure = {"relief": SURE_SECTION, "prevention": 0.1, "follow-up": 0.1}
    doubted = DOUBTED_SILENCE - 0.01

    def refused(question: str, silent: float = doubted, best: float = SURE_SECTION) -> bool:
        sections = sure | {"relief": best}
        evidence = material.evidence(question)
        return select(judged(sections, SCORES, silent), evidence, material.guideline).refused

    assert not refused("Salbutamol for wheeze?")
    assert refused("Salbutamol for wheeze?", silent=DOUBTED_SILENCE)
    assert refused("Salbutamol for wheeze?", best=SURE_SECTION - 0.01)
    assert refused("Salbutamol for hiccups?")
    assert refused("Salbutamol dose for wheeze?")


def test_a_message_is_likely_by_itself_if_a_section_is_and_silence_is_not(
    selected: Selecting,
) -> None:
    sections = {"relief": LIKELY_SECTION, "prevention": 0.1, "follow-up": 0.1}
    assert selected(sections, SCORES).is_likely
    assert not selected(sections | {"relief": LIKELY_SECTION - 0.01}, SCORES).is_likely
    assert not selected(sections, SCORES, THRESHOLDS["silent"] + 0.01).is_likely


def test_less_silence_is_allowed_where_an_attribute_is_absent(material: Material) -> None:
    judgement = judged(SURE, SCORES, SILENCE_IN_VAIN)
    asked = material.evidence("What does salbutamol cost?")
    assert asked.absent == ("cost",)
    assert select(judgement, asked, material.guideline).refused
    known = material.evidence("What helps against wheeze?")
    assert not select(judgement, known, material.guideline).refused


def test_errands_and_the_reference_list_are_refused(material: Material) -> None:
    for message in ("What is reference 2?", "Draft a letter about relief of wheeze."):
        evidence = material.evidence(message)
        assert select(judged(SURE, SCORES, 0.0), evidence, material.guideline).refused


def test_a_clear_follow_up_is_read_alone_where_that_is_what_was_found(selected: Selecting) -> None:
    clear = {"relief": CLEAR_SECTION, "prevention": 0.1, "follow-up": 0.1}
    found, other = Chances(0.0, np.array([0.9, 0.1, 0.1])), Chances(0.0, np.array([0.1, 0.9, 0.1]))
    assert is_read_alone(found, selected(clear, SCORES), "wheeze?")
    assert not is_read_alone(other, selected(clear, SCORES), "wheeze?")
    assert not is_read_alone(found, selected(clear, SCORES), "why the wheeze?")
    unclear = clear | {"relief": CLEAR_SECTION - 0.01}
    assert not is_read_alone(found, selected(unclear, SCORES), "wheeze?")


def test_without_weighing_a_follow_up_stands_alone_where_it_is_clear_or_else_silenced(
    selected: Selecting,
) -> None:
    sections = {"relief": LIKELY_SECTION, "prevention": 0.1, "follow-up": 0.1}
    likely, silent = selected(sections, SCORES), selected(sections, SCORES, 0.9)
    clear = selected(sections | {"relief": CLEAR_SECTION}, SCORES)
    assert stands_alone(clear, likely)
    assert stands_alone(likely, silent)
    assert not stands_alone(likely, clear)
    assert not stands_alone(silent, silent)


def test_a_bare_why_draws_the_reason_of_what_the_turn_before_showed(material: Material) -> None:
    guideline = make_guideline(
        sections={
            "review": ["A yearly review of control is recommended."],
            "pitfalls": ["Smoke may make attacks worse.", "Without review control may be missed."],
            "end": ["Stop smoking."],
        }
    )
    review, other, reason, _ = guideline.statements
    judgement = judged({"review": 0.1, "pitfalls": 0.9, "end": 0.0}, [0.0, 0.9, 0.0, 0.0])
    evidence = material.evidence("why?", topic="When is a review due?")
    assert select(judgement, evidence, guideline).statements == (other,)
    assert select(judgement, evidence, guideline, (review,)).statements == (reason,)
