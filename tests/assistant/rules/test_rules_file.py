"""Broken rule files, and the words that their errors must contain."""

from __future__ import annotations

import pytest

from assistant.rules.rules_file import parse_rules
from corpus.errors import CorpusError
from tests.assistant.rules.making import guideline, rule, rules_text, schema, small_book

GOOD = rule("treat-one", "supported", "{growths: 1}")


def faults(text: str) -> list[str]:
    with pytest.raises(CorpusError) as raised:
        parse_rules(text, "rules.yaml", schema(), guideline())
    return [str(fault) for fault in raised.value.faults]


def test_a_good_file_is_read() -> None:
    book = small_book(GOOD)
    assert [r.id for r in book.rules] == ["treat-one"]
    assert book.rules[0].author == "Ada"
    assert book.rules[0].approver is None


@pytest.mark.parametrize(
    ("rules", "line", "words"),
    [
        (rule("a", "supported", "{grows: 1}"), 10, "unknown fact 'grows'; the facts are growths"),
        (rule("a", "supported", "{growths: many}"), 10, "cannot be 'many'; a whole number from 0"),
        (rule("a", "supported", "{growths: true}"), 10, "'growths' cannot be True"),
        (rule("a", "supported", "{growths: {from: 4, to: 99}}"), 10, "not this range"),
        (rule("a", "supported", "{stable: 1}"), 10, "'stable' cannot be 1; true or false"),
        (rule("a", "supported", "{stable: [true, false]}"), 10, "the same for every value"),
        (rule("a", "supported", "{sites: brain}"), 10, "is a set: write has, only or any_of"),
        (rule("a", "supported", "{drug: x}"), 10, "only `given: drug` tests it"),
        (rule("a", "supported", "{all: 3}"), 10, "'all' takes a list"),
        (rule("a", "supported", "{definition: none}"), 10, "unknown definition 'none'"),
        (rule("a", "supported", "{signal: rain}"), 10, "unknown signal 'rain'; there are storm"),
        (rule("a", "supported", "{growths: 1}", "cut"), 9, "unknown action 'cut'"),
        (
            rule("a", "supported", "{growths: 1}", more="    approver: ada\n"),
            8,
            "approved by its author",
        ),
        (
            rule("a", "supported", "{growths: 1}", more="    kind: note\n"),
            8,
            "a note has no actions",
        ),
        (rule("a", "supported", "{growths: 1}", more="    basis: contrary\n"), 8, "says its basis"),
        (rule("a", "supported", "{growths: 1}", more="    colour: red\n"), 16, "unknown key"),
        (GOOD.replace("cites: [all.one]", "cites: []"), 8, "cites the statements that it rests on"),
        (GOOD.replace("all.one", "all.three"), 14, "the guideline has no such statement"),
        (
            GOOD.replace("fires: [{growths: 1}]", "fires: [{growths: -1}]"),
            16,
            "growths cannot be -1",
        ),
        (GOOD + rule("b", "not_supported", "{growths: {to: 2}}"), 8, "'treat-one' supports treat"),
    ],
)
def test_a_fault_says_where_and_what(rules: str, line: int, words: str) -> None:
    found = faults(rules_text(rules))
    assert any(words in fault for fault in found), found
    assert found[0].startswith(f"rules.yaml:{line}:"), found


def test_two_faults_are_both_reported() -> None:
    rules = rule("a", "supported", "{grows: 1}") + rule("b", "supported", "{growths: 2}", "cut")
    found = faults(rules_text(rules))
    assert len(found) == 2
    assert "unknown fact" in found[0]
    assert "unknown action" in found[1]


def test_definitions_in_a_circle_are_found() -> None:
    head = "definitions:\n  one: {definition: two}\n  two: {not: {definition: one}}\n"
    found = faults(rules_text(GOOD, head))
    assert any("definitions in a circle: one, two; one of" in fault for fault in found)


def test_a_citation_without_its_hash_says_what_to_write() -> None:
    text = rules_text(GOOD)
    line = next(line for line in text.split("\n") if line.startswith("  all.one: "))
    (fault,) = faults(text.replace(f"{line}\n", ""))
    assert fault.endswith(f"then write {line.strip()}")


def test_a_changed_statement_names_the_rules_that_rest_on_it() -> None:
    text = rules_text(GOOD)
    start = text.index("all.one: ") + len("all.one: ")
    changed = text[:start] + "f" * 64 + text[start + 64 :]
    assert faults(changed)[0].startswith("rules.yaml:5:")
    assert "has changed since rules were written on it; read treat-one" in faults(changed)[0]


def test_a_statement_that_is_not_there_is_found() -> None:
    assert (
        "there is no statement 'all.nine'"
        in faults(rules_text(GOOD).replace("  all.two:", "  all.nine:"))[0]
    )


def test_the_same_verdicts_at_other_sites_do_not_contradict() -> None:
    rules = rule("a", "supported", "{growths: 1}", more="    site: brain\n") + rule(
        "b", "not_supported", "{growths: 1}", more="    site: extracranial\n"
    )
    assert len(small_book(rules).rules) == 2


def test_an_assumption_says_one_thing() -> None:
    head = "assumptions:\n  - {fact: growths}\n"
    assert any("either `is` or `same_as`" in fault for fault in faults(rules_text(GOOD, head)))


def test_a_section_that_is_not_there_is_a_fault() -> None:
    text = f"sections: {{some: {{growths: 1}}}}\n{rules_text(GOOD)}"
    assert faults(text) == ["rules.yaml:1: there is no section 'some'; the sections are all"]


def test_an_approver_of_all_who_is_their_author_is_one_fault() -> None:
    text = rules_text(GOOD + rule("b", "supported", "{growths: 2}"))
    assert faults(text.replace("approver:", "approver: ADA", 1)) == [
        "rules.yaml:2: the rules are approved by their author; another person approves them"
    ]
