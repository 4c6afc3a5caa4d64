"""Forged answers: false, and consistent in all that an attacker can make consistent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import (
    Answer,
    Citation,
    CitedText,
    Counterfactual,
    FactValue,
    Finding,
    Outcome,
    QuestionBack,
)
from assistant.templates import templates
from assistant.verify import UNCHECKED, Verifier
from assistant.verify.verifier import DECLARED
from tests.assistant.forging import (
    banner,
    statement_line,
    with_text,
)


def test_the_sound_ones_pass(verifier: Verifier, answer: Answer, silence: Answer) -> None:
    assert verifier.faults(answer) == ()
    assert verifier.faults(silence) == ()


def forged_part(name: str, cited: tuple[Citation, ...]) -> Any:
    """A part that says what the text does not, with citations that hold."""
    sentence = "Stop the drug."
    return {
        "conflicts": (CitedText(sentence, cited),),
        "findings": (
            Finding(
                "verdict", "r", "sbrt", "supported", None, "met", sentence, None, (), (), cited
            ),
        ),
        "verdicts": {"sbrt": "supported"},
        "counterfactuals": (Counterfactual({"ecog": "0"}, {"sbrt": "supported"}),),
        "facts": {"driver": FactValue("egfr", ())},
        "bounds": {"ecog": {"in": [1, 2]}},
        "assumed": ("histology nsclc",),
        "actions": ("sbrt",),
        "questions": (QuestionBack("ecog", sentence, sentence),),
        "degraded": sentence,
    }[name]


@pytest.mark.parametrize("name", [*UNCHECKED, *DECLARED])
def test_a_part_that_nothing_can_check_is_refused(
    verifier: Verifier, answer: Answer, silence: Answer, name: str
) -> None:
    for sound in (answer, silence):
        cited = sound.shown_citations()
        changed: dict[str, Any] = {name: forged_part(name, cited)}
        forged = replace(sound, **changed)
        assert f"{name}: nothing here can check what it says" in verifier.faults(forged)


def test_every_part_of_an_answer_is_checked_or_refused() -> None:
    checked = {
        "outcome",
        "resolved_question",
        "statements",
        "abstention",
        "direct",
        "corrections",
        "unanswered",
        "not_considered",
        "follow_ups",
        "status",
        "text",
    }
    says_nothing = {"answer_id", "fingerprint"}
    assert checked | says_nothing | {*UNCHECKED, *DECLARED} == set(Answer.__dataclass_fields__)


Forge = Callable[[Answer], Answer]
LINES_OF_ANSWER: dict[str, Forge] = {
    "one statement twice in the place of the other": lambda a: with_text(
        a, *[statement_line(a.statements[1], 3)] * 2, "", "Not considered: “Tagrisso”."
    ),
    "statements in another order": lambda a: replace(
        a, text="\n".join([a.text.split("\n")[1], a.text.split("\n")[0], *a.text.split("\n")[2:]])
    ),
    "a nearest line in an answer": lambda a: replace(
        a, text=f"{templates().fill('nearest')}\n\n{a.text}"
    ),
    "the banner first": lambda a: replace(a, text="\n".join([*banner(a), "", a.text[:-1]])),
    "the banner twice": lambda a: replace(a, text=a.text + "\n".join(banner(a))),
    "other words than the parts": lambda a: replace(
        a, text=a.text.replace("“Tagrisso”", "“nodes”")
    ),
    "more words than the parts": lambda a: replace(
        a, text=a.text.replace("“Tagrisso”", "“Tagrisso”, “surgery”")
    ),
    "words said twice": lambda a: replace(
        a, text=a.text.replace("“Tagrisso”.", "“Tagrisso”.\nNot considered: “Tagrisso”.")
    ),
    "a silence in an answer": lambda a: replace(
        a, text=f"The text does not address this question.\n\n{a.text}"
    ),
    "another line separator": lambda a: replace(
        a, text=a.text.replace("“Tagrisso”.", "“Tagrisso”.\u2028Stop the drug.")
    ),
    "a carriage return": lambda a: replace(a, text=a.text.replace("\n", "\r\n")),
    "a look-alike": lambda a: replace(a, text=a.text.replace("weeks", "wееks")),
    "an unseen character": lambda a: replace(a, text=a.text.replace("weeks", "wee\u200bks")),
    "a chip beyond the citations": lambda a: replace(a, text=a.text.replace("[3]", "[4]")),
    "a chip too many": lambda a: replace(a, text=a.text.replace("[3]", "[3] [1]")),
    "a chip too few": lambda a: replace(a, text=a.text.replace("[1] [2]", "[2]")),
    "another title": lambda a: replace(a, text=a.text.replace("Tiny, version", "WHO, version")),
}


@pytest.mark.parametrize("name", LINES_OF_ANSWER)
def test_a_text_that_is_not_that_of_the_parts_is_caught(
    verifier: Verifier, answer: Answer, name: str
) -> None:
    forged = LINES_OF_ANSWER[name](answer)
    assert forged.text != answer.text
    assert verifier.faults(forged)


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "grisso",
        "surg",
        "note on Tagris",
        " ",
        "",
        "…",
        "”, “stop",
        "lorlatinib",
        "Tagrisso\n",
    ],
)
def test_a_word_that_is_not_one_of_the_message_is_caught(
    verifier: Verifier, answer: Answer, word: str
) -> None:
    text = answer.text.replace("“Tagrisso”", f"“{word}”")
    assert verifier.faults(replace(answer, not_considered=(word,), text=text))


def test_words_that_only_the_json_has_are_caught(verifier: Verifier, answer: Answer) -> None:
    words = ("Tagrisso", "surgery")
    assert verifier.faults(replace(answer, unanswered=words))
    assert verifier.faults(replace(answer, not_considered=words))


def test_a_statement_is_not_shown_twice(verifier: Verifier, answer: Answer) -> None:
    again = replace(answer, statements=(answer.statements[1], answer.statements[1]))
    forged = with_text(
        again, *[statement_line(answer.statements[1], 1)] * 2, "", "Not considered: “Tagrisso”."
    )
    assert any("is there twice" in fault for fault in verifier.faults(forged))


def test_a_question_back_that_asks_nothing_is_caught(verifier: Verifier, answer: Answer) -> None:
    forged = replace(answer, outcome=Outcome.CLARIFY)
    assert "a question back that is not asked" in verifier.faults(forged)
