"""Answers over texts that mislead: two versions, markup, nesting, front matter like a phrase."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import (
    Answer,
    AnswerStatement,
    Outcome,
)
from assistant.cite import citations_of, shown_statement, status_of
from assistant.verify import Verifier
from corpus.guideline import Guideline
from corpus.packs import load_pack
from tests.assistant.doubles import Shelf
from tests.assistant.forging import (
    FINGERPRINT,
    GUIDELINE,
    LABELS,
    banner,
    statement,
    statement_line,
    tiny,
    with_text,
)


def answered(question: str, shown: AnswerStatement, guideline: Guideline) -> Answer:
    """An answer of one statement, without its text."""
    return Answer(
        outcome=Outcome.ANSWER,
        resolved_question=question,
        statements=(shown,),
        abstention=None,
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        text="",
    )


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
    answer = answered("how much?", shown, guideline)
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
    answer = answered("who?", shown, guideline)
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
