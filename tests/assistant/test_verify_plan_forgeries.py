"""Forged findings, verdicts, facts and questions: consistent everywhere, and refused.

Each forgery changes one part of a sound answer about a patient and writes the text anew
from the forged parts, as somebody would who has the templater but not the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import (
    Answer,
    CitedText,
    Counterfactual,
    FactValue,
    Finding,
    Mention,
)
from assistant.asks import Asks
from assistant.compose.text import render
from assistant.rules.declared import FindingKey
from assistant.templates import templates
from assistant.verify import Verifier
from assistant.verify.verifier import DECLARED
from corpus.guideline import Guideline
from tests.assistant.consulting import DECLARATIONS, TERMS, TURN, Rules
from tests.assistant.doubles import Shelf
from tests.assistant.plan_bench import planned
from tests.assistant.selection.material import made_material

Forge = Callable[[Answer], Answer]


@pytest.fixture(scope="module")
def guideline(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder).guideline


@pytest.fixture(scope="module")
def verifier(guideline: Guideline) -> Verifier:
    return Verifier(Shelf(guideline), Asks(), Rules())


@pytest.fixture(scope="module")
def answer(guideline: Guideline) -> Answer:
    return planned(guideline, templates())


def written(answer: Answer, guideline: Guideline) -> Answer:
    return replace(answer, text=render(answer, (guideline,), templates(), TERMS))


def rewritten(forged: Answer, guideline: Guideline) -> Answer:
    """The forged answer with its own text, where the templater has words for it."""
    try:
        return written(forged, guideline)
    except KeyError:
        return forged


def test_the_sound_one_passes(verifier: Verifier, answer: Answer) -> None:
    assert verifier.faults(answer, [TURN]) == ()


def with_finding(number: int, **changes: Any) -> Forge:
    def forge(answer: Answer) -> Answer:
        found = list(answer.findings)
        found[number] = replace(found[number], **changes)
        return replace(answer, findings=tuple(found))

    return forge


def with_verdict(action: str, verdict: str) -> Forge:
    return lambda a: replace(a, verdicts={**a.verdicts, action: verdict})


def with_question(**changes: Any) -> Forge:
    return lambda a: replace(a, questions=(replace(a.questions[0], **changes),))


def with_fact(name: str, value: Any, *mentions: Mention) -> Forge:
    def forge(answer: Answer) -> Answer:
        said = mentions or next(iter(answer.facts.values())).mentions
        return replace(answer, facts={**answer.facts, name: FactValue(value, said)})

    return forge


def cited_as(number: int, other: int) -> Forge:
    return lambda a: with_finding(number, citations=a.findings[other].citations)(a)


FORGERIES: dict[str, Forge] = {
    "another text": with_finding(1, text="Waiting is fine."),
    "another verdict of a finding": with_finding(2, verdict="supported"),
    "another basis": with_finding(1, basis="condition_unmet"),
    "no basis": with_finding(1, basis=None),
    "a reading left out": with_finding(3, reading=None),
    "a reading made up": with_finding(2, reading="An attack is any cough."),
    "a note for a caution": with_finding(4, kind="note"),
    "a verdict for a caution": with_finding(4, kind="verdict"),
    "met for unknown": with_finding(2, outcome="met"),
    "another rule": with_finding(2, rule="no-waiting"),
    "a rule that is not there": with_finding(2, rule="relief-always"),
    "another action": with_finding(3, action="wait"),
    "no action": with_finding(3, action=None),
    "an action for a caution": with_finding(4, action="relief"),
    "a fact that is not stated": with_finding(1, facts_used=("wheeze",)),
    "a fact that the rule does not read": with_finding(1, facts_used=("age",)),
    "a known fact missing": with_finding(1, facts_missing=("attacks",)),
    "a fact missing that the rule does not read": with_finding(1, facts_missing=("drug",)),
    "no citation": with_finding(1, citations=()),
    "other citations": cited_as(1, 4),
    "one citation of two": cited_as(1, 3),
    "half a statement": lambda a: with_finding(3, citations=a.findings[3].citations[1:])(a),
    "an unsafe verdict": with_verdict("wait", "supported"),
    "a milder verdict": with_verdict("relief", "supported"),
    "a stricter verdict": with_verdict("steroid", "conditional"),
    "a verdict on what is not proposed": with_verdict("antibiotic", "not_addressed"),
    "a deciding finding left out": lambda a: replace(
        a, findings=tuple(f for f in a.findings if f.action != "wait")
    ),
    "a verdict left out": lambda a: replace(
        a,
        verdicts={k: v for k, v in a.verdicts.items() if k != "wait"},
        actions=tuple(x for x in a.actions if x != "wait"),
        counterfactuals=(Counterfactual({"attacks": "0"}, {"wait": "supported"}),),
    ),
    "an action that is not declared": lambda a: replace(
        a, actions=(*a.actions, "bleed"), verdicts={**a.verdicts, "bleed": "not_addressed"}
    ),
    "an action twice": lambda a: replace(a, actions=(*a.actions, "wait")),
    "another question": with_question(ask="Stop the steroid?"),
    "another fact asked for": with_question(fact="attacks"),
    "a promise that nothing declares": with_question(changes="whether to operate"),
    "a question twice": lambda a: replace(a, questions=a.questions * 2),
    "a fact that is known is asked for": lambda a: with_fact("wheeze", True)(a),
    "a value that is not allowed": with_fact("attacks", 99),
    "one for true": with_fact("asthma", 1),
    "an unknown fact": with_fact("smoker", True),
    "an open vocabulary with a number": with_fact("drug", 3),
    "a fact without words": lambda a: replace(a, facts={**a.facts, "attacks": FactValue(3, ())}),
    "an empty list": with_fact("devices", ()),
    "words of another place": with_fact("attacks", 3, Mention(0, 1, 10, "3 attacks")),
    "words of another turn": with_fact("attacks", 3, Mention(1, 0, 9, "3 attacks")),
    "words counted from the end": with_fact(
        "attacks", 3, Mention(0, -len(TURN), 9 - len(TURN), "3 attacks")
    ),
    "words of an earlier conversation": with_fact("attacks", 3, Mention(-1, 0, 9, "3 attacks")),
    "words that nobody said": with_fact("attacks", 3, Mention(0, 0, 9, "9 attacks")),
    "no words": with_fact("attacks", 3, Mention(0, 0, 0, "")),
    "a bound and a value": lambda a: replace(a, bounds={**a.bounds, "attacks": {"at_least": 3}}),
    "bounds of one": lambda a: replace(a, bounds={"age": {"includes": [7], "in": [7]}}),
    "bounds out of bounds": lambda a: replace(a, bounds={"age": {"at_least": 400}}),
    "bounds of another form": lambda a: replace(a, bounds={"age": {"about": 7}}),
    "bounds of an unknown fact": lambda a: replace(a, bounds={"smoker": {"in": [1, 2]}}),
    "an empty bound": lambda a: replace(a, bounds={"age": {"in": []}}),
    "another assumption": lambda a: replace(a, assumed=("asthma no",)),
    "a counterfactual on what is not proposed": lambda a: replace(
        a, counterfactuals=(Counterfactual({"wheeze": "yes"}, {"antibiotic": "supported"}),)
    ),
    "a counterfactual without facts": lambda a: replace(
        a, counterfactuals=(Counterfactual({}, {"wait": "supported"}),)
    ),
    "a counterfactual of an unknown fact": lambda a: replace(
        a, counterfactuals=(Counterfactual({"smoker": "yes"}, {"wait": "supported"}),)
    ),
    "a counterfactual on what no rule rests on": lambda a: replace(
        a,
        counterfactuals=(
            replace(a.counterfactuals[0], citations=a.conflicts[0].citations),
            *a.counterfactuals[1:],
        ),
    ),
    "a counterfactual twice": lambda a: replace(a, counterfactuals=a.counterfactuals[:1] * 2),
    "a counterfactual of no verdict": lambda a: replace(
        a, counterfactuals=(Counterfactual({"wheeze": "yes"}, {"wait": "fine"}),)
    ),
    "a conflict of others": lambda a: replace(
        a, conflicts=(replace(a.conflicts[0], citations=a.findings[1].citations),)
    ),
    "a conflict in other words": lambda a: replace(
        a, conflicts=(CitedText("The text contradicts itself.", a.conflicts[0].citations),)
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_part_is_refused(
    verifier: Verifier, answer: Answer, guideline: Guideline, name: str
) -> None:
    forged = FORGERIES[name](answer)
    assert forged != answer
    assert verifier.faults(rewritten(forged, guideline), [TURN])


@pytest.mark.parametrize("name", DECLARED)
def test_without_declarations_nothing_of_a_patient_passes(
    answer: Answer, guideline: Guideline, name: str
) -> None:
    faults = Verifier(Shelf(guideline), Asks()).faults(answer, [TURN])
    assert f"{name}: nothing here can check what it says" in faults


def test_turns_that_are_not_given_say_nothing(verifier: Verifier, answer: Answer) -> None:
    assert any("does not say" in fault for fault in verifier.faults(answer))


def test_a_verdict_outside_the_scope_comes_before_all_others(
    answer: Answer, guideline: Guideline
) -> None:
    key: FindingKey = ("steroid-after-attacks", "met", "steroid")
    rule = replace(DECLARATIONS.findings[key], breaks_scope=True)
    breaking = replace(DECLARATIONS, findings={**DECLARATIONS.findings, key: rule})
    faults = Verifier(Shelf(guideline), Asks(), Rules(breaking)).faults(answer, [TURN])
    assert "steroid: the findings make it not addressed" in faults


FIXTURES = [HealthCheck.function_scoped_fixture]  # all of them are of the module and frozen
VERDICTS = ["supported", "conditional", "not_preferred", "not_supported", "not_addressed"]
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["verdict", "note", "caution", "emergency"]),
    "rule": WORDS | st.sampled_from(["no-waiting", "relief-often"]),
    "action": st.none() | WORDS | st.sampled_from(["steroid", "relief", "wait"]),
    "verdict": st.none() | st.sampled_from(VERDICTS),
    "basis": st.none() | st.sampled_from(["contrary", "condition_unmet"]) | WORDS,
    "outcome": st.sampled_from(["met", "not_met", "unknown"]),
    "text": WORDS,
    "reading": st.none() | WORDS,
    "facts_used": st.lists(WORDS | st.just("wheeze"), min_size=1).map(tuple),
    "facts_missing": st.lists(WORDS | st.just("attacks"), min_size=1).map(tuple),
    "citations": st.just(()),
}


@settings(max_examples=150, deadline=None, suppress_health_check=FIXTURES)
@given(data=st.data())
def test_no_field_of_a_finding_can_be_changed(
    verifier: Verifier, answer: Answer, guideline: Guideline, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(answer.findings) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Finding)]))
    value = data.draw(VALUES[name].filter(lambda v: v != getattr(answer.findings[number], name)))
    forged = with_finding(number, **{name: value})(answer)
    assert verifier.faults(rewritten(forged, guideline), [TURN])


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
@given(verdicts=st.tuples(*[st.sampled_from(VERDICTS)] * 3))
def test_no_other_verdicts_follow_from_the_findings(
    verifier: Verifier, answer: Answer, guideline: Guideline, verdicts: tuple[str, ...]
) -> None:
    forged = replace(answer, verdicts=dict(zip(answer.actions, verdicts, strict=True)))
    faults = verifier.faults(rewritten(forged, guideline), [TURN])
    assert bool(faults) is (forged.verdicts != answer.verdicts)


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
@given(line=WORDS.filter(str.strip), place=st.integers(0, 30))
def test_no_line_can_be_added(verifier: Verifier, answer: Answer, line: str, place: int) -> None:
    lines = answer.text.split("\n")
    lines.insert(min(place, len(lines) - 1), line)
    assert verifier.faults(replace(answer, text="\n".join(lines)), [TURN])
