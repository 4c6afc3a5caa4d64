"""Reference markers are lifted; numbers that belong to the text are never eaten."""

from __future__ import annotations

import pytest

from corpus.markers import lift, marker_style

# Enough plain citing to show that a document cites with bare numbers.
HABIT = (
    "Inhaled steroids reduce exacerbations in adults 1",
    "Spirometry confirms the diagnosis of asthma 1, 2",
    "Most patients reach control within three months of starting 3",
    "Technique should be checked at every visit to the clinic 2, 4",
    "Eosinophils predict the response to biologic treatment 5",
)


def lifted(text: str, *others: str, references: int = 0) -> tuple[str, tuple[str, ...]]:
    """Text and references of one block in a document with others."""
    result = lift(text, marker_style([*others, text], references))
    return result.text, tuple(ref for _, refs in result.markers for ref in refs)


@pytest.mark.parametrize(
    ("text", "left", "refs"),
    [
        (
            "PFS rose from 2.2 months to 10.0 months 5",
            "PFS rose from 2.2 months to 10.0 months",
            "5",
        ),
        (
            "The benefit is greatest with 1-3 sites of progression 1, 2",
            "The benefit is greatest with 1-3 sites of progression",
            "1 2",
        ),
        (
            "It improves survival in most patients. 1, 2",
            "It improves survival in most patients.",
            "1 2",
        ),
        (
            "It is common in patients with severe NSCLC 2.",
            "It is common in patients with severe NSCLC.",
            "2",
        ),
        (
            "Imaging is repeated every 6-12 weeks 1, 2",
            "Imaging is repeated every 6-12 weeks",
            "1 2",
        ),
        (
            "This was seen in half (SBRT) of them (SABR) 4",
            "This was seen in half (SBRT) of them (SABR)",
            "4",
        ),
        ("The rate was reduced by about 50% 3", "The rate was reduced by about 50%", "3"),
        (
            "Control is lost in many young adults.1,2",
            "Control is lost in many young adults.",
            "1 2",
        ),
        (
            "Control is lost in many young adults1,2.",
            "Control is lost in many young adults.",
            "1 2",
        ),
        (
            "Several studies support the use of it 1-3",
            "Several studies support the use of it",
            "1 2 3",
        ),
        (
            "Several studies support the use of it 1–3.",
            "Several studies support the use of it.",
            "1 2 3",
        ),
        (
            "Control comes early 2, 4; technique is checked as well",
            "Control comes early; technique is checked as well",
            "2 4",
        ),
        (
            "SRS alone is recommended with good performance status 1",
            "SRS alone is recommended with good performance status",
            "1",
        ),
    ],
)
def test_bare_markers_of_a_document_that_cites_so(text: str, left: str, refs: str) -> None:
    assert lifted(text, *HABIT) == (left, tuple(refs.split()))


@pytest.mark.parametrize(
    "text",
    [
        "Stop the drug in patients with toxicity of grade 3",
        "Refer all patients with chronic kidney disease stage 4",
        "Local therapy suits patients with ECOG 2",
        "Local therapy suits patients with a performance status 1",
        "Reassess the symptoms of the patient on day 5",
        "The dose is halved from the start of cycle 2",
        "The criteria are those that are listed in Table 1",
        "Antibiotics should be started within 7",
        "The visits of stable patients are every 12",
        "Blood pressure is to be measured at least 2",
        "The drug is contraindicated in diabetes type 2",
        "The drug was effective in a trial of phase 3",
        "The recommendation rests on evidence of level 1",
        "Screening ends in men and women aged 65",
        "Pain fell on the numeric scale from 8 to 3",
        "Consider blockade of the receptor for IL 1",
        "Treatment is continued until the score is 0-1",
        "The tumour was positive for the receptor HER 2",
        "Patients are seen again at weeks 4",
        "The median number of lesions in the trial was 2",
        "The ratio of the forced volumes was below 0.7",
        "The target for most adults is an HbA1c of 7",
        "Most adults are treated when the LDL is ≥ 3",
        "The cut-off of the questionnaire is ≤ 5",
        "Give one tablet in the morning and 2",
        "Factor V Leiden and deficiency of factor 5",
        "Survival at one year was higher in arm 2",
        "The panel was tested for the variant of exon 4",
        "In all, the study enrolled 12,500",
        "Adults with asthma 04",
        "See section 3.",
        "Dose 2",
    ],
)
def test_numbers_that_a_word_takes_stay(text: str) -> None:
    assert lifted(text, *HABIT) == (text, ())


def test_a_number_beyond_the_documents_references_stays() -> None:
    text = "The clinic cared for very many children 70"
    assert lifted(text, *HABIT) == (text, ())


@pytest.mark.parametrize(
    "others",
    [
        (),
        ("Give the drug to all adults with asthma 1",),
        # Numbers that do not begin at 1 are no references.
        (
            "The dose for adults of normal weight is tablets 40",
            "The dose for all of the older patients is tablets 20",
            "The dose for patients with renal disease is tablets 10",
        ),
    ],
)
def test_without_a_habit_of_citing_nothing_is_lifted(others: tuple[str, ...]) -> None:
    text = "Most patients with asthma are free of symptoms 2"
    assert lifted(text, *others) == (text, ())


def test_a_word_that_takes_numbers_elsewhere_in_the_document_keeps_its_own() -> None:
    text = "This regimen is preferred in patients with a Zubrod 2"
    running = "Patients with Zubrod 2 disease were excluded from all of the trials."
    assert lifted(text, *HABIT)[1] == ("2",)
    assert lifted(text, *HABIT, running) == (text, ())


def test_points_of_a_score_stay() -> None:
    style = marker_style(HABIT)
    text = "A history of stroke, TIA or thromboembolism 2"
    assert lift(text, style, "Stroke risk score").text == text
    assert lift(text, style, "History").text == text.removesuffix(" 2")


@pytest.mark.parametrize(
    ("text", "left", "refs"),
    [
        ("Triptans work early [1].", "Triptans work early.", "1"),
        ("Triptans work early.[1, 2]", "Triptans work early.", "1 2"),
        (
            "Triptans [1-3] work early, gepants [4] too.",
            "Triptans work early, gepants too.",
            "1 2 3 4",
        ),
        ("Triptans work as described in [2].", "Triptans work as described in [2].", ""),
        (
            "The pain score was 3 [1-5] at two hours.",
            "The pain score was 3 [1-5] at two hours.",
            "",
        ),
        (
            "Attacks were fewer (interquartile range [2-4]).",
            "Attacks were fewer (interquartile range [2-4]).",
            "",
        ),
        ("The scale [0-10] is used.", "The scale [0-10] is used.", ""),
        ("It was updated [2019].", "It was updated [2019].", ""),
        ("See [the site](http://x).", "See [the site](http://x).", ""),
    ],
)
def test_bracketed_markers(text: str, left: str, refs: str) -> None:
    others = ("Gepants are an alternative [1].", "Opioids are avoided [2,3].", "Rest helps [5].")
    assert lifted(text, *others) == (left, tuple(refs.split()))


@pytest.mark.parametrize(
    ("text", "left", "refs"),
    [
        ("Hypertension is common.¹", "Hypertension is common.", "1"),
        (
            "It affects 45% of adults,¹˒² and more men.",
            "It affects 45% of adults, and more men.",
            "1 2",
        ),
        ("It was seen in three trials.²⁻⁴", "It was seen in three trials.", "2 3 4"),
        ("Salt raises pressure ³", "Salt raises pressure", "3"),
        ("Trials⁴,⁵ agree.", "Trials agree.", "4 5"),
        ("Platelets were above 100 × 10⁹/L.", "Platelets were above 100 × 10⁹/L.", ""),
        ("Weight over 30 kg/m² is obesity.", "Weight over 30 kg/m² is obesity.", ""),
        ("A field of 10 cm² or 5 mm³ is treated.", "A field of 10 cm² or 5 mm³ is treated.", ""),
        ("Calcium (Ca²⁺) and R² were measured.", "Calcium (Ca²⁺) and R² were measured.", ""),
        ("A χ² test was used.", "A χ² test was used.", ""),
    ],
)
def test_raised_markers_and_powers(text: str, left: str, refs: str) -> None:
    assert lifted(text) == (left, tuple(refs.split()))


def test_numbers_in_parentheses_are_markers_only_with_a_reference_list() -> None:
    others = ("Rest is advised (1).", "Ice is of no use (2).", "Splints help some (1, 3).")
    text = "Steroid injections give relief to many patients (2)."
    assert lifted(text, *others) == (text, ())
    assert lifted(text, *others, references=3) == (
        "Steroid injections give relief to many patients.",
        ("2",),
    )


def test_bare_numbers_stay_in_a_document_that_cites_in_brackets() -> None:
    brackets = tuple(f"Claim of the authors number {n} is shown [{n}]." for n in range(1, 8))
    text = "Give it to the older patients with tablets 2"
    assert lifted(text, *HABIT, *brackets) == (text, ())


def test_footnotes_are_markers_whatever_their_name() -> None:
    text, refs = lifted("Colchicine works[^smith2020] early [^2].")
    assert text == "Colchicine works early."
    assert refs == ("smith2020", "2")


def test_each_marker_stands_where_it_stood() -> None:
    result = lift("Alcohol raises it.¹ Salt does too.²", marker_style([]))
    assert result.text == "Alcohol raises it. Salt does too."
    assert [result.text[:at] for at, _ in result.markers] == [
        "Alcohol raises it.",
        "Alcohol raises it. Salt does too.",
    ]


def test_a_reference_list_that_is_cut_short_bounds_nothing() -> None:
    text = "Colchicine is given early in the attack [5]."
    others = [f"Something else of note is said here [{number}]." for number in (1, 2, 3, 4)]
    assert lifted(text, *others, references=2) == (text.replace(" [5]", ""), ("5",))
