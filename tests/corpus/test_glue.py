"""Lost line breaks are found; names with capitals inside are left alone."""

from __future__ import annotations

import pytest

from corpus.readers.glue import glue_of


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        (
            "Medical Advisory BoardAll articles are reviewed",
            ("Medical Advisory Board", "All articles are reviewed"),
        ),
        ("Last updated: July 28, 2025View policy", ("Last updated: July 28, 2025", "View policy")),
        ("SubmittedUnder Review", ("Submitted", "Under Review")),
        (
            "This is common (COPD)The cause is smoking",
            ("This is common (COPD)", "The cause is smoking"),
        ),
        ("Target is an HbA1c of 53If not reached", ("Target is an HbA1c of 53", "If not reached")),
        ("it improves survival.The next", ("it improves survival. The next",)),
        ("as shown (NSCLC).For others", ("as shown (NSCLC). For others",)),
        ("Updated in 2025.See below", ("Updated in 2025. See below",)),
    ],
)
def test_glued_lines_are_split(line: str, pieces: tuple[str, ...]) -> None:
    assert glue_of([line]).split(line) == pieces


@pytest.mark.parametrize(
    "word",
    [
        *(
            "iPSC",
            "mRNA",
            "EGFRm",
            "pT1aN0",
            "NaCl",
            "McDonald",
            "MacDonald",
            "VanDerBilt",
            "PubMed",
        ),
        *("UpToDate", "MammaPrint", "FoundationOne", "OncotypeDX", "HbA1c", "eGFR", "GammaKnife"),
        *("ClinicalTrials.gov", "www.WhoIs.org", "a.Smith@TheClinic.org", "https://x.org/ViewAll"),
        *("Dr.Oracle", "e.g.This", "T790M", "G12C", "5FU", "2A", "CHA2DS2-VASc", "VO2max", "kDa"),
        *("FitzPatrick", "AstraZeneca", "BioNTech", "DeBakey", "mmHg", "cmH2O", "IgGFc", "LaTeX"),
    ],
)
def test_names_stay_whole(word: str) -> None:
    line = f"The {word} test"
    assert glue_of([line]).split(line) == (line,)


def test_a_label_is_split_only_behind_a_word_of_the_document() -> None:
    line = "Reviewed by our BoardShare"
    assert glue_of([line]).split(line) == (line,)
    lines = [line, "The board meets weekly"]
    assert glue_of(lines).split(line) == ("Reviewed by our Board", "Share")


def test_what_stands_twice_is_a_name() -> None:
    lines = ["Use the InhalerThe device", "The InhalerThe is cheap"]
    assert glue_of(lines).split(lines[0]) == (lines[0],)
