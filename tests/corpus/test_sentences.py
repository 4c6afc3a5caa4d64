"""Sentences of clinical prose."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentence_spans, sentences

unhurried = settings(deadline=None)  # the machine may be busy

WHOLE = [
    "Drugs that lower it (e.g. ramipril) are preferred.",
    "Compare SRS vs. WBRT in limited disease.",
    "The dose is 2.5 mg b.i.d. for adults.",
    "It is shown in Fig. 2 and in Tab. 3 of the text.",
    "Step No. 4 is the last.",
    "Dr. Smith and Prof. Jones agree, cf. the appendix.",
    "J. A. Smith described it first.",
    "Dr.Oracle assumes no liability.",
    "The p value was .05 in both.",
    "Give approx. 10 mL, i.e. two spoons, resp. Less in children.",
    "Ask the patient (is it new? Is it worse?) at each visit.",
    "Use it in severe disease (see the appendix. Not for children.) only.",
    "The U.S. Preventive Services Task Force says so.",
    "Smith et al. Lancet described it.",
    "Infection with E. coli or S. aureus is treated.",
    "1. Assess control at each visit.",
    "Typically ≤5 lesions, max. 3 in the brain.",
    "Jan. 5 was the first day.",
    "Inhaled therapy is given as needed. (Grade A)",
    "Refer adults after a first seizure. [2012, amended 2022]",
]


@pytest.mark.parametrize("text", WHOLE)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Start at once.| Stop on day 5.",
        "Give 5 mg b.i.d.| Reassess in two weeks.",
        "Use EGFR, ALK etc.| The rest is rare.",
        "Is it safe?| Yes.| It works!",
        "Give vitamin D.| Then check calcium.",
        "Screen for hepatitis B.| Treat it.",
        "The answer is no.| The test is repeated.",
        "The dose was 5.| Patients improved.",
        "Measure it.| ≤5 lesions count.| eGFR is needed.| mTOR inhibitors are not.",
        "“Treat early.”| That is the rule.",
        "(It is rare.)| It may be missed.",
        "Avoid it in pregnancy.| 12 weeks later it is allowed.",
        "Survival rose.| (The trial was small.)| More is needed.",
        "Take it at 5 p.m.| Repeat it daily.",
        "It ended...| Then it came back.",
        "Give it as needed. (Grade A)| Then review.",
    ],
)
def test_sentences_are_told_apart(text: str) -> None:
    parts = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", "")) == parts


@unhurried
@given(st.text(alphabet="Ab1 .?!()e.g", max_size=60))
def test_spans_cover_every_word_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
