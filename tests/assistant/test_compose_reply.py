"""What replies to the question itself: yes or no, and what else the text answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Direct, Mention, Outcome
from assistant.compose import Consultation
from assistant.compose.direct import modality
from assistant.compose.text import render
from assistant.facts.case import Case, ProposedAction
from assistant.rules.checked import Checked, RuleFinding
from assistant.rules.declared import Declarations
from assistant.templates import templates
from tests.assistant.consulting import TERMS, declared
from tests.assistant.reply_bench import Bench, faults_of, made_bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return made_bench(tmp_path_factory.mktemp("reply"), tmp_path_factory.mktemp("asthma"))


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("A scan is essential.", "yes"),
        ("A scan is recommended if there are symptoms.", "depends"),
        ("A scan may be considered.", "depends"),
        ("A scan should be considered.", "depends"),
        ("The patch is preferred over the pill.", "depends"),
        ("A scan was done in 12 patients.", None),
    ],
)
def test_yes_is_read_only_from_an_unhedged_recommendation(quote: str, value: str | None) -> None:
    assert modality(quote) == value


@pytest.mark.parametrize(
    ("question", "shown", "value"),
    [
        ("Is a scan before the patch recommended?", "treatment.scan", "yes"),
        ("Should we do a scan before the patch?", "treatment.scan", "yes"),
        ("Is the same drug continued after the patch?", "treatment.continue", "yes"),
        ("Is a scan mandatory before the patch?", "treatment.scan", "yes"),
        ("Is a biopsy required?", "treatment.biopsy", "depends"),
        ("Must the same drug be continued after the patch?", "treatment.continue", None),
        ("Is a biopsy recommended?", "treatment.biopsy", "depends"),
        ("Is a biopsy of the liver recommended?", "treatment.biopsy", None),
        ("Why is a biopsy recommended?", "treatment.biopsy", None),
        ("Is a biopsy or a scan recommended?", "treatment.biopsy", None),
        ("Is only a biopsy recommended?", "treatment.biopsy", None),
        ("Is no biopsy recommended?", "treatment.biopsy", None),
        ("Is a biopsy recommended in 3 weeks?", "treatment.biopsy", None),
        ("He is frail. Is a biopsy recommended?", "treatment.biopsy", None),
        ("biopsy?", "treatment.biopsy", None),
        ("Should we avoid a biopsy?", "treatment.biopsy", None),
        ("Is it recommended?", "treatment.biopsy", None),
        ("Is a scan recommended?", "course.pfs", None),
    ],
)
def test_a_single_statement_answers_only_what_it_covers(
    bench: Bench, question: str, shown: str, value: str | None
) -> None:
    answer = bench.reply(question, shown)
    assert (answer.direct.value if answer.direct else None) == value


def test_two_statements_give_no_direct_answer(bench: Bench) -> None:
    answer = bench.reply("Is a biopsy recommended?", "treatment.biopsy", "treatment.scan")
    assert answer.direct is None


def test_a_direct_answer_stands_first_with_its_quote(bench: Bench) -> None:
    answer = bench.reply("Is the same drug continued after the patch?", "treatment.continue")
    assert answer.text.startswith(
        "**Yes, by the text.** The text recommends (not yet reviewed):"
        " “The same drug is continued after the patch.” [1]\n"
    )


def planned(
    verdict: str, question: str, words: str, *more: str
) -> tuple[Consultation, Declarations]:
    """A general question that proposes one action, and the finding that decides on it."""
    finding = RuleFinding(
        "r", "verdict", "met", "So it is.", ("treatment.patch",), "relief", verdict, None
    )
    start = question.index(words)
    said = (Mention(0, start, start + len(words), words),)
    actions = tuple(ProposedAction(name, said) for name in ("relief", *more))
    verdicts = {"relief": verdict} | dict.fromkeys(more, "not_addressed")
    case = Case(actions=actions, about_patient=False)
    stored = Declarations(
        actions=TERMS.actions, findings={("r", "met", "relief"): declared(finding)}
    )
    return Consultation(case, Checked((finding,), verdicts), TERMS), stored


@pytest.mark.parametrize(
    ("verdict", "question", "value", "text"),
    [
        ("supported", "Can we give the patch?", "yes", "The text supports relief"),
        ("supported", "give the patch?", "yes", "The text supports relief"),
        ("supported", "We give the patch. Reasonable?", "yes", "The text supports relief"),
        ("supported", "Should we avoid the patch?", "no", "The text supports relief"),
        ("conditional", "Is the patch ok?", "depends", "So it is."),
        ("conditional", "Should we omit the patch?", "depends", "So it is."),
        ("not_preferred", "Is the patch ok?", "no", "The text prefers another way to relief"),
        ("not_supported", "Is the patch ok?", "no", "The text does not support relief"),
        ("not_supported", "Should we skip the patch?", "yes", "The text does not support"),
        ("not_addressed", "Is the patch ok?", None, ""),
        ("supported", "Why not the patch?", None, ""),
        ("supported", "Is the patch better than the pill?", None, ""),
        ("supported", "Is the patch always given, no exceptions?", None, ""),
        ("supported", "Is the patch off the table?", None, ""),
        ("supported", "Isn't the patch given?", None, ""),
        ("supported", "Is the patch fine in 10 weeks?", None, ""),
        ("supported", "Does the patch improve survival?", None, ""),
        ("supported", "Do we give the patch, the same drug?", "yes", "The text supports"),
        ("supported", "Will the patch do the same?", None, ""),
        ("supported", "We gave the patch. Is the pill reasonable?", None, ""),
    ],
)
def test_a_verdict_answers_a_plain_question_about_one_action(
    bench: Bench, verdict: str, question: str, value: str | None, text: str
) -> None:
    consultation, stored = planned(verdict, question, "the patch")
    answer = bench.reply(question, "treatment.scan", consultation=consultation, declarations=stored)
    assert (answer.direct.value if answer.direct else None) == value
    if answer.direct:
        assert answer.direct.text.startswith(text)
        assert verdict == "conditional" or answer.direct.text.endswith("(not yet reviewed).")
        assert answer.direct.citations == answer.findings[0].citations


def test_what_waits_for_a_fact_is_said_to_be_undecided(bench: Bench) -> None:
    question = "Is the patch ok?"
    consultation, stored = planned("conditional", question, "the patch")
    (finding,) = consultation.checked.findings
    waiting = replace(finding, outcome="unknown")
    stored = replace(
        stored, findings={(waiting.rule, "unknown", waiting.action): declared(waiting)}
    )
    consultation = replace(consultation, checked=replace(consultation.checked, findings=(waiting,)))
    text = bench.reply(
        question, "treatment.patch", consultation=consultation, declarations=stored
    ).text
    assert text.startswith("**Not decided yet, by the text.** So it is. [")
    assert "- **Relief: not decided yet**" in text


@pytest.mark.parametrize(
    ("is_general", "value", "line"),
    [
        (
            True,
            "depends",
            "Relief: supported under a condition** (not yet reviewed): Given if ill.",
        ),
        (False, "yes", "Relief: supported** by the text (not yet reviewed)."),
    ],
)
def test_a_condition_taken_for_granted_is_no_yes(
    bench: Bench, is_general: bool, value: str, line: str
) -> None:
    question = "Is the patch ok?"
    consultation, stored = planned("supported", question, "the patch")
    (finding,) = consultation.checked.findings
    hedged = replace(finding, text="Given if ill.")
    stored = replace(stored, findings={(hedged.rule, "met", hedged.action): declared(hedged)})
    consultation = replace(
        consultation,
        case=replace(consultation.case, about_patient=not is_general),
        checked=replace(consultation.checked, findings=(hedged,)),
    )
    answer = bench.reply(
        question, "treatment.patch", consultation=consultation, declarations=stored
    )
    assert answer.direct is not None
    assert answer.direct.value == value
    assert line in answer.text


def test_two_proposed_actions_have_no_direct_answer(bench: Bench) -> None:
    question = "Can we give the patch?"
    consultation, stored = planned("supported", question, "the patch", "wait")
    answer = bench.reply(question, "treatment.scan", consultation=consultation, declarations=stored)
    assert answer.direct is None


# Follow-ups ------------------------------------------------------------------------------


def test_what_else_the_text_answers_is_in_the_words_of_the_bank(bench: Bench) -> None:
    assert bench.reply("Patch or pill?", "treatment.patch").follow_ups == (
        "How often is a scan due?",
    )
    assert bench.reply("How often?", "course.interval").follow_ups == ("Patch or pill?",)
    both = bench.reply("Both?", "treatment.patch", "course.interval")
    assert both.follow_ups == ()
    assert "The text also answers" not in both.text


# Forgeries -------------------------------------------------------------------------------


def test_a_forged_direct_answer_is_refused(bench: Bench) -> None:
    answer = bench.reply("Is a biopsy recommended?", "treatment.biopsy")
    direct = answer.direct
    assert direct is not None
    assert faults_of(bench, answer) == ()
    strong = direct.text.replace("leaves it open", "recommends")
    assert faults_of(bench, answer, direct=replace(direct, value="yes"))
    assert faults_of(bench, answer, direct=replace(direct, value="no"))
    assert faults_of(bench, answer, direct=replace(direct, value="yes", text=strong))
    assert faults_of(bench, answer, direct=replace(direct, text="Do it."))
    assert faults_of(bench, answer, direct=replace(direct, citations=()))
    assert faults_of(bench, answer, direct=Direct("yes", "The text supports it.", direct.citations))
    other = bench.reply("Is a scan before the patch recommended?", "treatment.scan").direct
    assert other is not None
    assert faults_of(bench, answer, direct=other)


@pytest.mark.parametrize("verdict", ["supported", "conditional", "not_preferred", "not_supported"])
@pytest.mark.parametrize("value", ["yes", "no", "depends"])
def test_the_value_of_a_verdict_cannot_be_changed(bench: Bench, verdict: str, value: Any) -> None:
    question = "Can we give the patch?"
    consultation, stored = planned(verdict, question, "the patch")
    answer = bench.reply(question, "treatment.scan", consultation=consultation, declarations=stored)
    assert answer.direct is not None
    changed = replace(answer, direct=replace(answer.direct, value=value))
    changed = replace(changed, text=render(changed, (bench.pack.guideline,), templates(), TERMS))
    faults = bench.verifier(stored).faults(changed, [question])
    assert bool(faults) is (value != answer.direct.value)


def test_a_forged_follow_up_is_refused(bench: Bench) -> None:
    answer = bench.reply("Patch or pill?", "treatment.patch")
    assert faults_of(bench, answer) == ()
    assert faults_of(bench, answer, follow_ups=("Stop the drug?",))
    assert faults_of(bench, answer, follow_ups=answer.follow_ups * 2)
    known = tuple(question for _, question in bench.pack.bank.questions)
    assert len(known) == 4
    assert faults_of(bench, answer, follow_ups=known)


def test_an_abstention_replies_nothing(bench: Bench) -> None:
    answer = bench.reply("Is a biopsy recommended?", "treatment.biopsy")
    silent = replace(answer, outcome=Outcome.ABSTAIN)
    assert "an abstention that asserts something" not in faults_of(bench, answer)
    assert faults_of(bench, silent)
