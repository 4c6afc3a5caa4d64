import re

import pytest
from markupsafe import Markup

from assistant.web.identifiers import identifiers_in
from assistant.web.labels import age_text
from assistant.web.reading import Glossary, Reader
from corpus.lexicon import Lexicon, Term
from tests.assistant.web.conftest import TODAY
from tests.assistant.web.material import first_pack


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.of([first_pack().lexicon])


def test_the_lexicon_s_abbreviations_are_spelt_out(glossary: Glossary) -> None:
    assert glossary.expansions["SRS"] == "stereotactic radiosurgery"
    assert glossary.expansions["TKI"] == "tyrosine kinase inhibitor"
    assert glossary.used(["SBRT and two TKIs, not TKIX"]) == {
        "SBRT": "stereotactic body radiation therapy",
        "TKI": "tyrosine kinase inhibitor",
    }


def test_every_statement_keeps_its_words(glossary: Glossary) -> None:
    marked = 0
    for statement in first_pack().guideline.statements:
        shown = glossary.marked(statement.text)
        marked += "<abbr" in shown
        assert Markup(re.sub(r"</?abbr[^>]*>", "", shown)).unescape() == statement.text
    assert marked > 10


def test_markup_in_a_text_stays_text(glossary: Glossary) -> None:
    assert glossary.marked("<b>SRS</b>").startswith("&lt;b&gt;<abbr ")
    assert Glossary({}).marked("<b>") == "&lt;b&gt;"
    assert Glossary({}).used(["SRS"]) == {}


def test_only_what_spells_it_expands_an_abbreviation() -> None:
    terms = (
        Term("a", "EGFR driver mutation", "gene", ("EGFR", "EGFR mutated")),
        Term("b", "surgery (resection)", "treatment", ("OP",)),
        Term("c", "bone scan (XYZ)", "test", ()),
        Term("d", "overall survival (OS)", "attribute", ()),
    )
    assert Glossary.of([Lexicon(terms)]).expansions == {"OS": "overall survival"}


def test_readers() -> None:
    assert [r for r in Reader if not r.sees_findings] == [Reader.PATIENT_OR_FAMILY]
    assert not Reader.ONCOLOGIST.has_tooltips
    assert Reader.NURSE_OR_PHARMACIST.has_glossary


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("MRN 1234567, SRS?", ("a record number",)),
        ("NHS number: 943 476 5919", ("a record number", "a ten-digit number")),
        ("hospital no. AB-123456", ("a record number",)),
        ("DOB 01/02/1957", ("a date of birth",)),
        ("born on 3 March 1957", ("a date of birth",)),
        ("Mrs Miller progresses", ("a name",)),
        ("patient name: Miller", ("a name",)),
        ("write to a.b@example.org", ("an e-mail address",)),
        ("tel. +44 20 7946 0958", ("a telephone number",)),
        ("ssn 123-45-6789", ("a record number", "a social security number")),
    ],
)
def test_what_looks_like_an_identifier_is_named(text: str, kinds: tuple[str, ...]) -> None:
    assert identifiers_in(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "67-year-old, EGFR ex19del, osimertinib since 03/2024, 2 brain mets, ECOG 1",
        "Imaging 12/03/2025: 3 lesions; PFS 10.0 months against 2.2",
        "patient 65 with 3 lesions, 30 Gy in 5 fractions",
        "mr imaging of the brain? Ms. is no name",
        "born to run? case 2 of 3",
        "TKI 80 mg, T790M, HER2 (ERBB2), c-MET, PD-L1 50 %",
    ],
)
def test_a_case_without_identifiers_is_left_alone(text: str) -> None:
    assert identifiers_in(text) == ()


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (TODAY, "less than a month old"),
        (TODAY.replace(month=10), "1 month old"),
        (TODAY.replace(month=10, day=24), "less than a month old"),
        (TODAY.replace(year=2025, month=7, day=28), "15 months old"),
        (TODAY.replace(year=2024, month=11, day=23), "2 years old"),
    ],
)
def test_ages(day: object, age: str) -> None:
    assert age_text(day, TODAY) == age  # type: ignore[arg-type]
