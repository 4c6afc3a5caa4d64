"""Later turns: what of a case they are answered with, and what of it they only carry."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.cli.parts import Parts
from assistant.consult import Consultant
from assistant.conversation import Conversation
from assistant.facts.cues import load_cues
from tests.assistant.facts.conftest import PACK
from tests.assistant.rules.making import bundled_book

CASE = "EGFR on osimertinib, one growing adrenal met, rest stable, brain MRI clear, PS 1. SBRT?"


@pytest.fixture(scope="module")
def consultant() -> Consultant:
    return Consultant(load_cues(PACK), bundled_book())


def answers(parts: Parts, *turns: str) -> list[Answer]:
    assistant, conversation = parts.assistant(parts.library()), Conversation()
    given = []
    for turn in turns:
        response = assistant.respond(turn, conversation)
        conversation = response.conversation
        given.append(response.answer)
    return given


def sections(answer: Answer) -> set[str]:
    return {c.section for statement in answer.statements for c in statement.citations}


def test_a_refused_attribute_carries_the_plan_and_does_not_tell_it(real: Parts) -> None:
    first, refused = answers(real, CASE, "what dose?")
    assert "SBRT: supported" in first.text
    assert refused.abstention is not None
    assert refused.abstention.is_aside
    assert refused.verdicts == first.verdicts == {"sbrt": "supported"}
    assert refused.findings
    assert "SBRT: supported" not in refused.text
    assert refused.told().findings == ()
    told = set(refused.shown_citations())
    assert told == set(refused.abstention.nearest) < set(refused.citations())


def test_a_refusal_that_says_something_of_the_patient_tells_the_plan(real: Parts) -> None:
    _, refused = answers(real, CASE, "and she is pregnant")
    assert refused.abstention is not None
    assert not refused.abstention.is_aside
    assert "SBRT: not addressed" in refused.text


def test_another_drug_ends_the_verdict_on_the_former(real: Parts) -> None:
    *_, last = answers(real, "osi pt, oligoprog in 2 sites, keep osi?", "and ipi/nivo?")
    assert last.verdicts == {"continue_tki": "not_addressed"}
    assert "supported** by the text" not in last.text


def test_a_general_question_takes_over_no_earlier_action(real: Parts) -> None:
    first = "For an adrenal metastasis, what is preferred, surgery or SBRT?"
    before, after = answers(real, first, "And the drug stays?")
    assert set(before.actions) == {"surgery", "sbrt"}
    assert after.actions == ("continue_tki",)


def test_another_histology_stands_in_the_place_of_the_former(real: Parts) -> None:
    first = "In small cell lung cancer with oligoprogression, what to do?"
    before, after = answers(real, first, "And the non-small?")
    assert before.abstention is not None
    assert sections(after) == {"recommendation"}
    assert "small cell" not in after.resolved_question


@pytest.mark.parametrize("site", ["liver", "spleen", "pancreas", "rib"])
def test_a_site_across_the_skull_is_judged_by_itself(real: Parts, site: str) -> None:
    first = "For three cerebral metastases, radiosurgery or whole brain?"
    _, after = answers(real, first, f"And when it is the {site}?")
    assert sections(after) == {"extracranial"}


def test_a_site_across_the_skull_is_rather_refused_than_misled(real: Parts) -> None:
    first = "For three cerebral metastases, radiosurgery or whole brain?"
    _, after = answers(real, first, "And when it is the kidney?")
    assert "cns" not in sections(after)


def test_no_section_is_quoted_on_what_the_patient_has_not(real: Parts) -> None:
    case, brain = answers(real, CASE, "does the brain need anything?")
    assert "cns" not in sections(case)
    assert "cns" in sections(brain)


@pytest.mark.parametrize(
    ("turn", "tells"),
    [
        ("what dose of osimertinib?", False),
        ("is one site good?", False),
        ("PS 1 you say?", False),
        ("ECOG is 3 now", True),
        ("and for pembrolizumab?", True),
    ],
)
def test_what_was_known_so_tells_nothing(turn: str, tells: bool, consultant: Consultant) -> None:
    consultation = consultant.consult([CASE, turn])
    assert consultation.tells is tells
    assert bool(consultation.proposed_now) is tells


def test_a_first_turn_tells_whatever_it_says(consultant: Consultant) -> None:
    assert consultant.consult([CASE]).opens_or_tells
    assert not consultant.consult([CASE, "lap or open?"]).opens_or_tells


@pytest.mark.parametrize(
    "elsewhere",
    ["and outside the brain?", "and elsewhere in the body?", "what about extracranial sites?"],
)
@pytest.mark.parametrize("brain", ["SRS or WBRT for two brain mets?", "why not whole brain?"])
def test_what_lies_outside_the_brain_is_answered_without_it(
    real: Parts, brain: str, elsewhere: str
) -> None:
    *_, last = answers(real, brain, elsewhere)
    assert "extracranial" in sections(last)
    assert "cns" not in sections(last)


@pytest.mark.parametrize("organ", ["kidney", "spleen", "pancreas"])
def test_an_organ_in_the_place_of_the_brain_is_one_outside_it(real: Parts, organ: str) -> None:
    *_, last = answers(real, "3 brain mets on osimertinib. SRS or WBRT?", f"and in the {organ}?")
    assert "extracranial" in sections(last)
    assert "cns" not in sections(last)


def test_a_scan_that_is_skipped_is_no_drug_that_is_held(real: Parts) -> None:
    *_, last = answers(real, "brain MRI before sbrt to adrenal?", "what is the risk if I skip it")
    assert "hold_tki" not in last.verdicts
    assert sections(last) == {"pitfalls"}
    *_, held = answers(real, "on osi, SBRT to adrenal?", "skip osimertinib on SBRT days?")
    assert held.verdicts["hold_tki"] == "not_addressed"


@pytest.mark.parametrize("whence", ["source?", "who says that?"])
def test_where_a_statement_comes_from_is_not_in_the_text(real: Parts, whence: str) -> None:
    said, last = answers(real, "How often is imaging repeated after SBRT?", whence)
    assert last.abstention is not None
    assert last.abstention.not_found == ("the reference list",)
    assert set(last.abstention.nearest) <= set(said.citations())


@pytest.mark.parametrize("turn", ["lobe or wedge", "VATS ok?"])
def test_how_it_is_done_is_not_answered_with_the_verdict_on_doing_it(
    real: Parts, turn: str
) -> None:
    case = "Primary regrowing on afatinib, mets asleep, brain MRI clear. Take it out?"
    first, refused = answers(real, case, turn)
    assert set(first.verdicts) == {"surgery"}
    assert refused.outcome == "abstain"
    *_, asked_again = answers(real, case, "so can we resect it?")
    assert asked_again.outcome == "answer"
