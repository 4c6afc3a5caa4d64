"""Returning: turns that come back to the plan, and those that ask for something else."""

import pytest

from assistant.returning import returns_to_plan


@pytest.mark.parametrize(
    "turn",
    [
        "Does that change anything?",
        "So?",
        "And now?",
        "Forgot: hypertensive, on rivaroxaban. Change anything?",
        "'some' = two: 2R, 10L",
        "Would that alter the recommendation?",
        "How does this affect things?",
        "Still supported?",
        "Does the plan hold?",
        "Same again?",
        "What do I tell the MDT?",
        "How do I summarise this for the tumour board?",
        "Does the same apply?",
        "The surgeons are happy to do it.",
        "and on warfarin",
        "forgot: she smokes",
        "nothing new: brain clean",
    ],
)
def test_a_turn_that_names_only_the_plan_or_tells_comes_back(turn: str) -> None:
    assert returns_to_plan(turn)


@pytest.mark.parametrize(
    "turn",
    [
        "Same dose?",
        "What is the evidence for that?",
        "And the follow-up interval?",
        "What shall I do about the adrenal then?",
        "Why?",
        "Who must attend the MDT?",
        "Is there a board?",
        "dose per fraction please",
        "thanks",
        "Is that different for ALK?",
        "How often afterwards?",
        "lobe or wedge",
        "gray for L4",
        "spinal cord constraint",
        "ok then dose",
    ],
)
def test_a_turn_that_asks_for_more_does_not(turn: str) -> None:
    assert not returns_to_plan(turn)
