"""Assertions: read with their values; what contradicts itself is a fault with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.assertions import Assertion, parse_assertions
from corpus.bank import QuestionBank
from corpus.errors import CorpusError

IDS = ("lungs.1", "lungs.2")
TEXT = """statements:
  lungs.1:
    "yes": ["Is surgery preferred?"]
    none: ["Is surgery safe?"]
  lungs.2:
    depends: ["Is radiotherapy an option?"]
"""


def test_values_are_read_in_file_order() -> None:
    assert parse_assertions(TEXT, "assertions.yaml", IDS) == (
        Assertion("lungs.1", "Is surgery preferred?", "yes"),
        Assertion("lungs.1", "Is surgery safe?", "none"),
        Assertion("lungs.2", "Is radiotherapy an option?", "depends"),
    )


def test_an_empty_file_asserts_nothing() -> None:
    assert parse_assertions("# later\n", "assertions.yaml", IDS) == ()


@pytest.mark.parametrize(
    ("changed", "to", "line", "message"),
    [
        ("lungs.2:", "lungs.3:", 5, "there is no statement 'lungs.3'"),
        ("Is surgery safe?", "Is surgery  PREFERRED?", 4, "also yes under lungs.1"),
        ("Is radiotherapy an option?", "Is surgery preferred?", 6, "also yes under lungs.1"),
        ("Is surgery safe?", "Surgery.", 4, "not a question in one line"),
        ('"Is surgery safe?"', '"Is it?", "Is it?"', 4, "also none under lungs.1"),
    ],
)
def test_faults_name_file_line_and_reason(changed: str, to: str, line: int, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_assertions(TEXT.replace(changed, to), "assertions.yaml", IDS)
    (fault,) = caught.value.faults
    assert (fault.path, fault.line) == ("assertions.yaml", line)
    assert message in fault.message


def test_another_value_is_a_fault() -> None:
    with pytest.raises(CorpusError):
        parse_assertions(TEXT.replace("depends", "perhaps"), "assertions.yaml", IDS)


def test_two_statements_may_answer_a_question_alike() -> None:
    text = TEXT.replace("depends", '"yes"').replace("Is radiotherapy an option?", "Is surgery ok?")
    doubled = text.replace("Is surgery preferred?", "Is surgery ok?")
    assert len(parse_assertions(doubled, "assertions.yaml", IDS)) == 3


def test_a_bank_has_another_identity_with_other_assertions() -> None:
    bank = QuestionBank((("lungs.1", "Which?"),))
    one = replace(bank, assertions=(Assertion("lungs.1", "Is it?", "yes"),))
    other = replace(bank, assertions=(Assertion("lungs.1", "Is it?", "no"),))
    assert len({bank.sha256, one.sha256, other.sha256}) == 3
