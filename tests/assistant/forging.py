"""A bench for forgers: a tiny guideline, sound answers from it, and lines to forge them with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.answer import Abstention, Answer, AnswerStatement, Fingerprint, Outcome
from assistant.asks import Asks
from assistant.cite import citations_of, shown_statement, status_of
from assistant.templates import templates
from corpus.guideline import Guideline, Statement
from corpus.packs import load_pack

FINGERPRINT = Fingerprint(*["-"] * 10)
QUESTION = "Is surgery considered for nodes, and what is the dose after a note on Tagrisso?"
LABELS = Asks(frozenset({"dose or fractionation", "cost"}))
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


def sound_answer(guideline: Guideline) -> Answer:
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


def sound_silence(guideline: Guideline) -> Answer:
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
