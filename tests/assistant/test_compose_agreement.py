"""A refusal is taken back where rules and head agree on going on with a systemic therapy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Mention
from assistant.compose.agreement import LIKELY, agreed
from assistant.compose.outcome import Weighing
from assistant.compose.plan import UNADDRESSED, Consultation
from assistant.facts.case import Case, ProposedAction
from assistant.rules.checked import Checked, RuleFinding
from assistant.selection.select import DOUBTED_SILENCE, Selection
from corpus.lexicon import Lexicon
from tests.assistant.selection.material import Material, judged, made_material

QUESTION = "Keep beclometasone beside the puffer?"
GOES_ON = RuleFinding(
    "goes-on",
    "verdict",
    "met",
    "It goes on.",
    ("relief.saba", "prevention.steroid"),
    "continue_systemic",
    "supported",
)
REVIEW = replace(GOES_ON, rule="review", action="review", statements=("follow-up.interval",))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)


def weighing(material: Material, chance: float = LIKELY, *findings: RuleFinding) -> Weighing:
    """A refused question of no patient that proposes what the findings are about."""
    ruled = findings or (GOES_ON,)
    sections = {"relief": 0.1, "prevention": chance, "follow-up": 0.1}
    named = [finding.action for finding in ruled if finding.action]
    actions = tuple(ProposedAction(name, (Mention(0, 0, 4, "Keep"),)) for name in named)
    verdicts = {f.action: f.verdict for f in ruled if f.action and f.verdict}
    return Weighing(
        QUESTION,
        replace(material.evidence(QUESTION), uncovered=()),
        Selection(True, (), (), judged(sections, [0.0] * 4, silent=DOUBTED_SILENCE - 0.01)),
        Consultation(Case(actions=actions), Checked(findings=ruled, verdicts=verdicts)),
        None,
    )


def ids(selection: Selection) -> list[str]:
    return [statement.id for statement in selection.statements]


def test_the_likeliest_section_answers_where_a_verdict_rests_on_it(material: Material) -> None:
    found = agreed(weighing(material), material.guideline, Lexicon())
    assert not found.refused
    assert ids(found) == ["prevention.steroid"]


def test_it_stays_refused_where_the_head_is_not_sure_enough(material: Material) -> None:
    asked = weighing(material, LIKELY - 0.01)
    assert agreed(asked, material.guideline, Lexicon()) is asked.selection


def test_it_stays_refused_where_the_head_is_sure_of_silence(material: Material) -> None:
    asked = weighing(material, 0.9)
    judgement = replace(asked.selection.judgement, silent=DOUBTED_SILENCE)
    silent = replace(asked.selection, judgement=judgement)
    assert agreed(replace(asked, selection=silent), material.guideline, Lexicon()) is silent


def test_it_stays_refused_where_a_word_is_foreign(material: Material) -> None:
    asked = weighing(material, 0.9)
    evidence = replace(asked.evidence, uncovered=("ramipril",))
    assert agreed(replace(asked, evidence=evidence), material.guideline, Lexicon()).refused
    of_plan = replace(asked.evidence, uncovered=("Keep",))
    assert not agreed(replace(asked, evidence=of_plan), material.guideline, Lexicon()).refused


def test_it_stays_refused_where_the_verdict_rests_on_other_sections(material: Material) -> None:
    elsewhere = replace(GOES_ON, statements=("relief.saba",))
    assert agreed(weighing(material, 0.9, elsewhere), material.guideline, Lexicon()).refused


def test_it_stays_refused_where_a_part_of_the_plan_has_no_verdict(material: Material) -> None:
    unaddressed = replace(REVIEW, verdict=UNADDRESSED)
    assert agreed(
        weighing(material, 0.9, GOES_ON, unaddressed), material.guideline, Lexicon()
    ).refused
    assert not agreed(
        weighing(material, 0.9, GOES_ON, REVIEW), material.guideline, Lexicon()
    ).refused


def test_it_stays_refused_where_no_systemic_therapy_is_meant(material: Material) -> None:
    local = replace(GOES_ON, action="sbrt")
    assert agreed(weighing(material, 0.9, local), material.guideline, Lexicon()).refused


@pytest.mark.parametrize(
    "question",
    [
        "How long is beclometasone kept?",
        "Keep beclometasone, at what dose?",
        "Keep beclometasone despite toxicity?",
    ],
)
def test_it_stays_refused_where_more_is_asked_for(material: Material, question: str) -> None:
    asked = replace(weighing(material, 0.9), asked=question)
    assert agreed(asked, material.guideline, Lexicon()).refused


def test_what_is_answered_stays_as_it_is(material: Material) -> None:
    asked = weighing(material, 0.9)
    answered = replace(asked.selection, refused=False)
    assert agreed(replace(asked, selection=answered), material.guideline, Lexicon()) is answered
