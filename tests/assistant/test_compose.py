"""An answer is composed of quotes and closed phrases, and holds before the verifier."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785

from assistant.answer import NOT_WORDS, Answer, Fingerprint, Outcome
from assistant.asks import Asks
from assistant.compose import (
    FOREIGN_SIMILARITY,
    MOST_WORDS,
    Draft,
    compose,
    plain_words,
    sealed,
    unreadable,
)
from assistant.knowledge import attribute_labels
from assistant.selection.select import Selection, select
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.bank import FOREIGN
from tests.assistant.doubles import Shelf
from tests.assistant.selection.material import Material, judged, made_material

FINGERPRINT = Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "-"))
PLAIN_PHRASES = [
    *("statement", "unanswered", "not_considered", "nearest", "near", "banner", "disclaimer"),
    *(f"abstain_{why}" for why in ("attributes", "words", "plain", "domain", "unreadable")),
]
STATEMENTS = ["relief.saba", "relief.limit", "prevention.steroid", "follow-up.interval"]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)


def selected(material: Material, question: str, *chosen: str) -> Selection:
    """A selection of these statements, or a refusal where none is named."""
    sections = {name.split(".")[0]: 0.9 for name in chosen}
    scores = [1.0 if name in chosen else 0.0 for name in STATEMENTS]
    judgement = judged(sections, scores, silent=0.0 if chosen else 0.9)
    return select(judgement, material.evidence(question), material.guideline)


def composed(
    material: Material, question: str, *chosen: str, nearest_silent: str | None = None
) -> Answer:
    """The answer that shows these statements; the verifier has nothing against it."""
    draft = Draft(question, FINGERPRINT, templates())
    selection = selected(material, question, *chosen)
    evidence = material.evidence(question)
    answer = compose(draft, evidence, selection, material.guideline, nearest_silent)
    assert faults(material, answer) == ()
    return answer


def faults(material: Material, answer: Answer) -> tuple[str, ...]:
    asks = Asks.of({"": material.knowledge.bank}, attribute_labels())
    return Verifier(Shelf(material.guideline), asks).faults(answer)


def test_statements_are_verbatim_with_chips_and_their_kind_of_claim(material: Material) -> None:
    answer = composed(material, "wheeze?", "relief.saba", "relief.limit")
    assert answer.outcome is Outcome.ANSWER
    assert answer.text.split("\n")[:2] == [
        "- A short-acting beta agonist is recommended for relief of wheeze. [1] *recommendation*",
        "- Relief above twice a week is a sign of poor control. [2] *evidence*",
    ]
    assert answer.abstention is None


def test_a_bullet_is_quoted_behind_the_line_that_it_depends_on(material: Material) -> None:
    answer = composed(material, "wheeze?", "relief.saba", "prevention.steroid")
    assert answer.text.split("\n")[1] == (
        "- Add an inhaled steroid: after two attacks in a year [2] [3] *recommendation*"
    )
    lead, bullet = answer.statements[1].citations
    assert (lead.quote, bullet.quote) == (
        "Add an inhaled steroid:",
        "after two attacks in a year",
    )


def test_every_answer_ends_with_the_standing_and_the_disclaimer(material: Material) -> None:
    meta = material.guideline.meta
    for chosen in ((), ("relief.saba",)):
        answer = composed(material, "wheeze?", *chosen)
        assert answer.text.endswith(
            "\n\nAsthma in adults, version 1. Last updated: not stated."
            f" Review status: review status not stated.\n{meta.disclaimer}\n"
        )
        assert [status.guideline for status in answer.status] == ["adult-asthma"]


def test_words_that_nothing_here_used_are_named(material: Material) -> None:
    answer = composed(material, "Does pasta cause wheeze?", "relief.saba")
    assert answer.not_considered == ("pasta", "cause")
    assert "Not considered: “pasta”, “cause”.\n" in answer.text
    assert "Not considered" not in composed(material, "wheeze?", "relief.saba").text


def test_what_is_asked_in_vain_beside_an_answer_is_named(material: Material) -> None:
    answer = composed(material, "What helps against wheeze, and the dose?", "relief.saba")
    assert answer.unanswered == ("dose",)
    assert "Not answered by the text: “dose”." in answer.text


def test_a_silent_part_is_named_in_its_own_words(material: Material) -> None:
    question = "What helps against wheeze, and which dose is it?"
    draft = Draft(question, FINGERPRINT, templates())
    silent = ("which dose is it?", "<b>dose</b>")
    selection = replace(selected(material, question, "relief.saba"), silent_parts=silent)
    answer = compose(draft, material.evidence(question), selection, material.guideline, None)
    assert answer.unanswered == ("which dose is it?",)
    assert faults(material, answer) == ()


@pytest.mark.parametrize(
    ("question", "nearest_silent", "reason", "not_found", "line"),
    [
        ("pasta", None, "out_of_domain", (), "This is outside what the text is about."),
        ("wheeze", FOREIGN, "out_of_domain", (), "This is outside what the text is about."),
        (
            "which dose of salbutamol, at what cost?",
            "dose",
            "not_addressed",
            ("dose or fractionation", "cost or coverage"),
            "The text does not give: dose or fractionation; cost or coverage.",
        ),
        (
            "How many puffs of salbutamol?",
            "dose",
            "not_addressed",
            ("dose",),
            "The text does not give: dose.",
        ),
        (
            "Is salbutamol for wheeze at altitude?",
            None,
            "not_addressed",
            ("altitude",),
            "The text does not address this. Not found in it: “altitude”.",
        ),
        ("wheeze?", None, "not_addressed", (), "The text does not address this question."),
    ],
)
def test_a_silence_says_what_is_missing(
    material: Material,
    question: str,
    nearest_silent: str | None,
    reason: str,
    not_found: tuple[str, ...],
    line: str,
) -> None:
    answer = composed(material, question, nearest_silent=nearest_silent)
    assert answer.outcome is Outcome.ABSTAIN
    assert answer.abstention is not None
    assert answer.abstention.reason == reason
    assert answer.abstention.not_found == not_found
    assert answer.text.split("\n")[0] == line
    assert answer.statements == ()
    assert bool(answer.abstention.nearest) is (reason == "not_addressed")


def test_a_silence_shows_the_nearest_text_under_its_headings(material: Material) -> None:
    lines = composed(material, "salbutamol for wheeze at altitude?").text.split("\n")
    assert lines[2] == "Nearest text, which does not answer the question:"
    assert (
        "- A short-acting beta agonist is recommended for relief of wheeze. [1] *Relief*" in lines
    )


def test_a_question_is_foreign_only_where_it_is_far_and_shares_nothing(
    material: Material,
) -> None:
    far = material.evidence("pasta")
    assert far.signals.nearness < FOREIGN_SIMILARITY
    assert not far.overlap.any()
    shares = composed(material, "salbutamol pasta gluten cheese bread butter")
    assert shares.abstention is not None
    assert shares.abstention.reason == "not_addressed"


def test_what_cannot_be_read_is_said_under_every_banner(material: Material) -> None:
    draft = Draft("?!", FINGERPRINT, templates())
    answer = unreadable(draft, NOT_WORDS, (material.guideline,))
    assert answer.abstention is not None
    assert answer.abstention.nearest == ()
    assert answer.text.startswith("This could not be read as a question in English.\n\nAsthma")
    assert faults(material, answer) == ()


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        (["dose"], ("dose",)),
        (["(dose)", "“cost”", "dose"], ("dose", "cost")),
        (["<script>alert</script>"], ("script",)),
        (["[x](javascript:1)", "**", "`rm`", "?"], ("x", "rm")),
        (["T790M", "ex-19", "10.0", "patient's", "EGFR/ALK"], None),
    ],
)
def test_words_of_the_message_carry_no_markup(
    found: list[str], plain: tuple[str, ...] | None
) -> None:
    assert plain_words(found) == (tuple(found) if plain is None else plain)


def test_no_more_words_are_named_than_anybody_reads() -> None:
    assert len(plain_words(f"word{n}" for n in range(50))) == MOST_WORDS


def test_markup_in_a_question_does_not_reach_the_text(material: Material) -> None:
    answer = composed(material, "Does <img src=x onerror=alert(1)> cause wheeze?", "relief.saba")
    assert "<" not in answer.text


def test_every_phrase_of_an_answer_without_patient_is_used(material: Material) -> None:
    answers = [
        composed(material, "Does pasta cause wheeze at that dose?", "relief.saba"),
        *(composed(material, q) for q in ("pasta", "which dose of salbutamol?", "wheeze?")),
        composed(material, "salbutamol at altitude?"),
        unreadable(Draft("?", FINGERPRINT, templates()), NOT_WORDS, (material.guideline,)),
    ]
    lines = {line for answer in answers for line in answer.text.split("\n")}
    unused = [
        name
        for name, phrase in templates().phrases.items()
        if name in PLAIN_PHRASES
        if not any(re.fullmatch(as_pattern(phrase), line) for line in lines)
    ]
    assert unused == []


def as_pattern(phrase: str) -> str:
    """What a phrase with any slots looks like."""
    return ".+".join(map(re.escape, re.split(r"\{\w+\}", phrase)))


def test_the_id_is_the_hash_of_the_inputs_and_of_all_the_rest(material: Material) -> None:
    answer = composed(material, "wheeze?", "relief.saba")
    inputs = {"turns": ["wheeze?"], "guideline": None, "as_of": None}
    given = sealed(answer, inputs)
    content = given.to_json()
    del content["answer_id"]
    canonical = rfc8785.dumps({"inputs": inputs, "answer": content})
    assert given.answer_id == hashlib.sha256(canonical).hexdigest()
    assert sealed(given, dict(reversed(inputs.items()))) == given
    others = [
        sealed(answer, inputs | {"turns": ["wheeze!"]}),
        sealed(answer, inputs | {"as_of": "2025-07-28"}),
        sealed(replace(answer, text=answer.text + "\n"), inputs),
        sealed(replace(answer, fingerprint=replace(FINGERPRINT, engine="2")), inputs),
    ]
    assert len({given.answer_id, *(other.answer_id for other in others)}) == 5
