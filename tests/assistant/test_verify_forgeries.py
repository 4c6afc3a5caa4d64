"""Forged answers: false, and consistent in all that an attacker can make consistent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    CitedText,
    Counterfactual,
    FactValue,
    Finding,
    Fingerprint,
    Outcome,
    QuestionBack,
)
from assistant.cite import citations_of, shown_statement, status_of
from assistant.templates import templates
from assistant.verify import UNCHECKED, Verifier
from assistant.verify.verifier import DECLARED
from corpus.guideline import Guideline, Statement
from corpus.packs import load_pack
from tests.assistant.doubles import Shelf

FINGERPRINT = Fingerprint(*["-"] * 10)
QUESTION = "Is surgery considered for nodes, and what is the dose after a note on Tagrisso?"
LABELS = frozenset({"dose or fractionation", "cost"})
GUIDELINE = """---
id: tiny-forged
title: Tiny
version: "{version}"
review: {{status: pending, label: pending human review}}
---

# Tiny

## Surgery {{#surgery}}

Surgery should {modality}be considered for: {{#lead}}

- patients with a single lesion {{#single}}
- patients whose lung primary has grown {{#primary}}

## Scans {{#scans}}

Scans are repeated every 6-12 weeks. {{#interval .recommendation}}
"""


def tiny(folder: Path, version: str, modality: str = "") -> Guideline:
    folder.mkdir()
    text = GUIDELINE.format(version=version, modality=modality)
    (folder / "guideline.md").write_text(text, encoding="utf-8")
    return load_pack(folder).guideline


@pytest.fixture
def guideline(tmp_path: Path) -> Guideline:
    return tiny(tmp_path / "one", "1")


@pytest.fixture
def verifier(guideline: Guideline) -> Verifier:
    return Verifier(Shelf(guideline), LABELS)


def statement(guideline: Guideline, name: str) -> Statement:
    found = guideline.statement(name)
    assert found is not None
    return found


def banner(answer: Answer, title: str = "Tiny") -> list[str]:
    status = answer.status[0]
    stated = {"title": title, "version": status.version, "date": "not stated"}
    table = templates()
    return [
        table.fill("banner", **stated, review=status.review),
        table.fill("disclaimer", disclaimer=status.disclaimer),
    ]


def statement_line(shown: AnswerStatement, first: int) -> str:
    chips = " ".join(f"[{n}]" for n in range(first, first + len(shown.citations)))
    return f"- {shown.text} {chips} *{shown.claim_type}*"


def with_text(answer: Answer, *lines: str) -> Answer:
    return replace(answer, text="\n".join([*lines, "", *banner(answer)]) + "\n")


@pytest.fixture
def answer(guideline: Guideline) -> Answer:
    """Two statements, one with its lead-in, and a word that was not considered."""
    shown = tuple(
        shown_statement(guideline, statement(guideline, name))
        for name in ("surgery.single", "scans.interval")
    )
    made = Answer(
        outcome=Outcome.ANSWER,
        resolved_question=QUESTION,
        statements=shown,
        abstention=None,
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        not_considered=("Tagrisso",),
        text="",
    )
    lines = (statement_line(shown[0], 1), statement_line(shown[1], 3))
    return with_text(made, *lines, "", "Not considered: “Tagrisso”.")


@pytest.fixture
def silence(guideline: Guideline) -> Answer:
    """An abstention that names an attribute, and shows the nearest text."""
    made = Answer(
        outcome=Outcome.ABSTAIN,
        resolved_question=QUESTION,
        statements=(),
        abstention=Abstention(
            "not_addressed",
            ("dose or fractionation",),
            citations_of(guideline, statement(guideline, "surgery.single")),
        ),
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        text="",
    )
    return silent(made, "The text does not give: dose or fractionation.")


def silent(made: Answer, first: str) -> Answer:
    assert made.abstention is not None
    nearest = made.abstention.nearest
    quotes = " ".join(citation.quote for citation in nearest)
    chips = " ".join(f"[{n}]" for n in range(1, len(nearest) + 1))
    near = ["", templates().fill("nearest"), "", f"- {quotes} {chips} *Surgery*"]
    return with_text(made, first, *(near if nearest else []))


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


def abstaining(silence: Answer, reason: Any, *named: str) -> Answer:
    assert silence.abstention is not None
    abstention = replace(silence.abstention, reason=reason, not_found=named)
    return replace(silence, abstention=abstention)


@pytest.mark.parametrize(
    "forge",
    [
        lambda a: abstaining(a, "not_addressed", "54 Gy is fine"),
        lambda a: abstaining(a, "not_addressed", "cost"),
        lambda a: abstaining(a, "not_addressed"),
        lambda a: abstaining(a, "out_of_domain", "dose or fractionation"),
        lambda a: abstaining(a, "unreadable", "dose or fractionation"),
        lambda a: silent(
            abstaining(a, "out_of_domain", "54 Gy is fine"),
            "This is outside what the text is about.",
        ),
        lambda a: silent(
            abstaining(a, "unreadable", "54 Gy is fine"),
            "This could not be read as a question in English.",
        ),
        lambda a: silent(a, "The text does not address this question."),
        lambda a: silent(a, "The text does not address this. Not found in it: “dose”."),
        lambda a: silent(a, "The text does not give: cost; dose or fractionation."),
        lambda a: replace(a, text=a.text + "The text does not address this question.\n"),
        lambda a: replace(a, unanswered=("dose",)),
    ],
)
def test_a_silence_that_the_parts_do_not_say_is_caught(
    verifier: Verifier, silence: Answer, forge: Forge
) -> None:
    assert verifier.faults(forge(silence))


def test_the_nearest_text_is_shown_whole(verifier: Verifier, silence: Answer) -> None:
    """A bullet without the line above it says something else."""
    assert silence.abstention is not None
    cut = replace(silence.abstention, nearest=silence.abstention.nearest[1:])
    forged = silent(
        replace(silence, abstention=cut), "The text does not give: dose or fractionation."
    )
    assert "surgery.single: the statement is not quoted whole" in verifier.faults(forged)


def test_a_statement_is_not_shown_twice(verifier: Verifier, answer: Answer) -> None:
    again = replace(answer, statements=(answer.statements[1], answer.statements[1]))
    forged = with_text(
        again, *[statement_line(answer.statements[1], 1)] * 2, "", "Not considered: “Tagrisso”."
    )
    assert any("is there twice" in fault for fault in verifier.faults(forged))


def test_a_line_above_is_of_the_same_version_as_its_bullet(tmp_path: Path, answer: Answer) -> None:
    """Two versions whose spans are alike: the condition of one, the bullet of the other."""
    first = tiny(tmp_path / "a", "1", "not ")
    second = tiny(tmp_path / "b", "2", "now ")
    lead = citations_of(first, statement(first, "surgery.single"))[0]
    bullet = citations_of(second, statement(second, "surgery.single"))[1]
    mixed = AnswerStatement(f"{lead.quote} {bullet.quote}", "recommendation", (lead, bullet))
    claim = str(statement(second, "surgery.single").claim_type)
    mixed = replace(mixed, claim_type=claim)
    status = (status_of(first), status_of(second))
    forged = replace(answer, statements=(mixed,), status=status, not_considered=())
    banners = [*banner(forged), *banner(replace(forged, status=status[1:]))]
    text = "\n".join([statement_line(mixed, 1), "", *banners]) + "\n"
    faults = Verifier(Shelf(first, second), LABELS).faults(replace(forged, text=text))
    assert "surgery.single: the statement is not quoted whole" in faults


def test_a_question_back_that_asks_nothing_is_caught(verifier: Verifier, answer: Answer) -> None:
    forged = replace(answer, outcome=Outcome.CLARIFY)
    assert "a question back that is not asked" in verifier.faults(forged)


def test_a_status_belongs_to_what_is_cited(guideline: Guideline, answer: Answer) -> None:
    other = replace(guideline, meta=replace(guideline.meta, id="tiny-approved"))
    verifier = Verifier(Shelf(guideline, other), LABELS)
    both = replace(answer, status=(*answer.status, status_of(other)))
    lines = [*answer.text.split("\n")[:-1], *banner(replace(both, status=both.status[1:]))]
    faults = verifier.faults(replace(both, text="\n".join(lines) + "\n"))
    assert "a status is stated twice, or of a guideline that is not cited" in faults


def test_a_quote_that_a_renderer_would_read_as_markup_is_escaped(tmp_path: Path) -> None:
    r"""Else "2*3*4 mg" is shown as "234 mg"."""
    text = GUIDELINE.format(version="1", modality="").split("## Surgery")[0]
    body = r"## Dose" + "\n\n" + r"Give 2\*3\*4 mg to <EGFR> as in \[1\](x)." + "\n"
    (tmp_path / "guideline.md").write_text(text + body, encoding="utf-8")
    guideline = load_pack(tmp_path).guideline
    shown = shown_statement(guideline, guideline.statements[0])
    assert shown.text == "Give 2*3*4 mg to <EGFR> as in [1](x)."
    answer = Answer(
        outcome=Outcome.ANSWER,
        resolved_question="how much?",
        statements=(shown,),
        abstention=None,
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        text="",
    )
    verifier = Verifier(Shelf(guideline), LABELS)
    assert verifier.faults(with_text(answer, statement_line(shown, 1)))
    escaped = r"- Give 2\*3\*4 mg to \<EGFR> as in \[1](x). [1] *evidence*"
    answer = with_text(answer, escaped.replace("evidence", shown.claim_type))
    assert verifier.faults(answer) == ()


@pytest.mark.parametrize("depth", [1, 9, 30])
def test_a_bullet_may_depend_on_many_lines(tmp_path: Path, depth: int) -> None:
    bullets = "".join("  " * n + f"- patients of group {n} with:\n" for n in range(depth))
    text = GUIDELINE.format(version="1", modality="").split("## Surgery")[0]
    body = f"## Nested\n\n{bullets}{'  ' * depth}- a single lesion\n"
    (tmp_path / "guideline.md").write_text(text + body, encoding="utf-8")
    guideline = load_pack(tmp_path).guideline
    shown = shown_statement(guideline, guideline.statements[-1])
    answer = Answer(
        outcome=Outcome.ANSWER,
        resolved_question="who?",
        statements=(shown,),
        abstention=None,
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        text="",
    )
    answer = with_text(answer, statement_line(shown, 1))
    assert shown.citations[-1].quote == "a single lesion"
    assert Verifier(Shelf(guideline), LABELS).faults(answer) == ()


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Lung, version 2. Last updated: 2020", "approved. Review status: pending"),
        ("The text does not address this question.", "x"),
    ],
)
def test_front_matter_that_reads_like_a_phrase_is_no_fault(
    guideline: Guideline, answer: Answer, title: str, label: str
) -> None:
    meta = replace(
        guideline.meta,
        title=title,
        review=replace(guideline.meta.review, label=label),
        disclaimer="The text does not address this question.",
    )
    named = replace(guideline, meta=meta)
    answer = replace(answer, status=(status_of(named),))
    lines = answer.text.split("\n")[:5]
    text = "\n".join([*lines, *banner(answer, title)]) + "\n"
    assert Verifier(Shelf(named), LABELS).faults(replace(answer, text=text)) == ()
