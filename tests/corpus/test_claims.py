"""A claim's type is told by its words, then by the line above it, then by its heading."""

from __future__ import annotations

import pytest

from corpus.claims import claim_type_of
from corpus.packs import BUNDLED, load_pack


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Asthma refers to a chronic disease of the airways.", "definition"),
        ("Severe asthma is defined as asthma that needs step 5.", "definition"),
        ("Inhaled steroids are recommended for all adults.", "recommendation"),
        ("Avoid beta blockers.", "recommendation"),
        ("Do not use opioids.", "recommendation"),
        ("If control is lost, step up.", "recommendation"),
        ("In pregnant women, continue the inhaler.", "recommendation"),
        ("Re-biopsy may be considered in selected cases.", "recommendation"),
        ("Surgery is preferred over radiotherapy.", "recommendation"),
        ("Complete imaging is essential.", "recommendation"),
        ("Patients who do not respond had lower survival.", "evidence"),
        ("A randomized trial showed a median survival of 10 months.", "evidence"),
        ("It affects 5 % of adults.", "evidence"),
        ("Not all patients are candidates for surgery.", "caveat"),
        ("Failure to check technique may lead to overtreatment.", "caveat"),
        ("Delaying treatment may reduce its effect.", "caveat"),
        ("Use is contraindicated in pregnancy.", "caveat"),
        ("Last updated: July 28, 2025", "administrative"),
        ("Articles are reviewed for accuracy by the Medical Advisory Board", "administrative"),
        ("The authors assume no liability for decisions.", "administrative"),
        ("This content does not replace professional discretion.", "administrative"),
        ("© 2023 A Society.", "administrative"),
    ],
)
def test_wording_decides(text: str, kind: str) -> None:
    assert claim_type_of(text) == kind


def test_the_line_above_makes_a_recommendation_of_a_fragment() -> None:
    fragment = "Isolated lesions where complete resection is feasible"
    assert claim_type_of(fragment) == "evidence"
    assert claim_type_of(fragment, ["Surgery should be considered for:"]) == "recommendation"


def test_a_heading_decides_where_no_word_does() -> None:
    text = "Spirometry between attacks"
    assert claim_type_of(text, [], ["Asthma", "Pitfalls and Caveats"]) == "caveat"
    assert claim_type_of("Dr. Who, London", [], ["Authors"]) == "administrative"
    assert claim_type_of("Inhaled steroids", [], ["Recommendations", "Adults"]) == "recommendation"


def test_a_trial_under_recommendations_stays_evidence() -> None:
    text = "The trial showed fewer exacerbations."
    assert claim_type_of(text, [], ["Recommendations"]) == "evidence"


def test_most_of_the_first_packs_types_are_found_from_wording_alone() -> None:
    """Its authors wrote the types; what is missed is taken for evidence, the weaker claim."""
    guideline = load_pack(BUNDLED / "nsclc-oligoprogression").guideline
    missed = []
    for statement in guideline.statements:
        section = guideline.section(statement.section_id)
        assert section is not None
        found = claim_type_of(statement.text, [], section.heading_path)
        if found != statement.claim_type:
            missed.append(found)
    assert len(missed) <= len(guideline.statements) * 0.25
    assert set(missed) == {"evidence"}
