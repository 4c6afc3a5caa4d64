"""The question bank: read in file order, and what is wrong with it named by line."""

from __future__ import annotations

import pytest

from corpus.bank import QuestionBank, parse_bank
from corpus.errors import CorpusError

IDS = {"relief.saba", "relief.limit"}
TEXT = """# reviewed with the text
statements:
  relief.saba:
    - What can be used for relief?
    - "  Which inhaler?  "
  relief.limit: [How often is too often?]
silent:
  dose: [How many puffs?]
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        parse_bank(text, "questions.yaml", IDS)
    return str(caught.value).split("\n")


def test_questions_stand_in_file_order_without_blanks_around_them() -> None:
    bank = parse_bank(TEXT, "questions.yaml", IDS)
    assert bank.questions == (
        ("relief.saba", "What can be used for relief?"),
        ("relief.saba", "Which inhaler?"),
        ("relief.limit", "How often is too often?"),
    )
    assert bank.silent == (("dose", "How many puffs?"),)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "statements: {}\n"])
def test_a_bank_may_be_empty(text: str) -> None:
    assert parse_bank(text, "questions.yaml", IDS) == QuestionBank()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("relief.limit", "relief.gone", ":6: there is no statement 'relief.gone'"),
        ("[How many puffs?]", '[""]', ":8: an empty question"),
        ("How many puffs?", "what can be  USED for relief?", ":8: also under relief.saba: "),
        ("How often is too often?", "Which inhaler?", ":6: also under relief.saba: "),
        ("[How many puffs?]", "How many puffs?", ":8: 'silent.dose': input should be a valid list"),
        ("[How many puffs?]", "[12]", ":8: 'silent.dose.0' is text; put it in quotes: '12'"),
        ("silent:", "quiet:", ":7: unknown key 'quiet'"),
        ("relief.limit", "relief.saba", ":6: the key 'relief.saba' is there twice"),
    ],
)
def test_a_fault_is_named_by_line(old: str, new: str, fault: str) -> None:
    (found,) = faults_of(TEXT.replace(old, new))
    assert found.startswith(f"questions.yaml{fault}")


def test_all_faults_are_reported_at_once() -> None:
    text = TEXT.replace("relief.limit", "gone").replace("How many puffs?", "Which inhaler?, ''")
    assert [fault.split(": ")[0] for fault in faults_of(text)] == [
        "questions.yaml:6",
        "questions.yaml:8",
        "questions.yaml:8",
    ]


def test_without_a_guideline_the_bank_is_checked_but_for_its_statements() -> None:
    text = TEXT.replace("relief.limit", "relief.gone")
    assert parse_bank(text, "questions.yaml", None).questions[-1][0] == "relief.gone"
    with pytest.raises(CorpusError, match="also under"):
        parse_bank(text.replace("How many puffs?", "Which inhaler?"), "questions.yaml", None)


def test_the_identity_sees_questions_their_place_and_which_are_silent() -> None:
    bank = QuestionBank((("a", "x?"), ("b", "y?")), (("c", "z?"),))
    others = [
        QuestionBank(),
        QuestionBank((("b", "y?"), ("a", "x?")), (("c", "z?"),)),
        QuestionBank((("a", "x?"), ("a", "y?")), (("c", "z?"),)),
        QuestionBank((("a", "x?"), ("b", "y?"), ("c", "z?")), ()),
    ]
    assert len({bank.sha256, *(other.sha256 for other in others)}) == 5
