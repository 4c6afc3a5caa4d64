"""The verifier catches what must never be sent: every planted fault, by its own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Abstention, Answer, AnswerStatement, Fingerprint, Outcome
from assistant.asks import Asks
from assistant.cite import citations_of, shown_statement, status_of
from assistant.compose import banner_lines
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.guideline import Guideline, sha256
from corpus.packs import BUNDLED, load_pack
from tests.assistant.doubles import Shelf

FINGERPRINT = Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "-"))
QUESTION = "How often do we scan after SBRT, and is whole brain ever better on Tagrisso?"


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return load_pack(BUNDLED / "nsclc-oligoprogression").guideline


@pytest.fixture(scope="module")
def answer(guideline: Guideline) -> Answer:
    """Two statements, one word not considered, and the banner."""
    shown = [
        shown_statement(guideline, statement)
        for statement in guideline.statements
        if statement.id in ("follow-up.interval", "cns.srs-over-wbrt")
    ]
    table = templates()
    lines = [
        table.fill("statement", quotes=s.text, chips=f"[{n}]", claim=s.claim_type)
        for n, s in enumerate(shown, 1)
    ]
    status = status_of(guideline)
    parts = [
        lines,
        [table.fill("not_considered", words="“Tagrisso”")],
        banner_lines(guideline, status, table),
    ]
    return Answer(
        outcome=Outcome.ANSWER,
        resolved_question=QUESTION,
        statements=tuple(shown),
        abstention=None,
        status=(status,),
        fingerprint=FINGERPRINT,
        not_considered=("Tagrisso",),
        text="\n\n".join("\n".join(part) for part in parts) + "\n",
    )


@pytest.fixture(scope="module")
def silence(guideline: Guideline) -> Answer:
    """An abstention that names an attribute and shows one nearest statement."""
    nearest = guideline.statement("extracranial.sbrt")
    assert nearest is not None
    citations = citations_of(guideline, nearest)
    table = templates()
    parts = [
        [table.fill("abstain_attributes", attributes="dose or fractionation")],
        [table.fill("nearest")],
        [
            table.fill(
                "near",
                quotes=nearest.text,
                chips="[1]",
                headings=" › ".join(citations[0].heading_path),
            )
        ],
        banner_lines(guideline, status_of(guideline), table),
    ]
    return Answer(
        outcome=Outcome.ABSTAIN,
        resolved_question="what dose?",
        statements=(),
        abstention=Abstention("not_addressed", ("dose or fractionation",), citations),
        status=(status_of(guideline),),
        fingerprint=FINGERPRINT,
        text="\n\n".join("\n".join(part) for part in parts) + "\n",
    )


@pytest.fixture(scope="module")
def verifier(guideline: Guideline) -> Verifier:
    return Verifier(Shelf(guideline), Asks(frozenset({"dose or fractionation"})))


def test_what_holds_passes(verifier: Verifier, answer: Answer, silence: Answer) -> None:
    assert verifier.faults(answer) == ()
    assert verifier.faults(silence) == ()


# Each mutation takes the sound answer and plants one fault.


def rewritten(answer: Answer, old: str, new: str) -> Answer:
    """A statement with changed words, made consistent everywhere an attacker could."""
    statements = []
    for shown in answer.statements:
        citation = shown.citations[0]
        quote = citation.quote.replace(old, new)
        changed = replace(citation, quote=quote, sha256=sha256(quote))
        statements.append(AnswerStatement(quote, shown.claim_type, (changed,)))
    return replace(answer, statements=tuple(statements), text=answer.text.replace(old, new))


def with_swapped_citations(answer: Answer) -> Answer:
    first, second = answer.statements
    return replace(
        answer,
        statements=(
            replace(first, citations=second.citations),
            replace(second, citations=first.citations),
        ),
    )


def with_cut_quote(answer: Answer) -> Answer:
    shown = answer.statements[1]
    citation = shown.citations[0]
    end = citation.start + citation.quote.index(" is recommended")
    quote = citation.quote[: end - citation.start]
    cut = replace(citation, end=end, quote=quote, sha256=sha256(quote))
    statement = AnswerStatement(quote, shown.claim_type, (cut,))
    return replace(
        answer,
        statements=(answer.statements[0], statement),
        text=answer.text.replace(shown.text, quote),
    )


def in_section(answer: Answer, section: str) -> Answer:
    shown = answer.statements[0]
    moved = replace(shown, citations=(replace(shown.citations[0], section=section),))
    return replace(answer, statements=(moved, *answer.statements[1:]))


MUTATIONS: dict[str, tuple[Callable[[Answer], Answer], str]] = {
    "swapped citation": (with_swapped_citations, "not its quotes"),
    "changed number": (lambda a: rewritten(a, "6-12 weeks", "6-14 weeks"), "not the stored text"),
    "changed modality": (lambda a: rewritten(a, "is preferred", "is required"), "not the stored"),
    "added negation": (
        lambda a: rewritten(a, "is preferred", "is not preferred"),
        "not the stored",
    ),
    "cut quote": (with_cut_quote, "cut or moved"),
    "wrong section": (lambda a: in_section(a, "timing"), "not in section"),
    "invented sentence": (
        lambda a: replace(a, text="- SBRT of 54 Gy. [1] *recommendation*\n" + a.text),
        "neither quote nor closed phrase",
    ),
    "prose beside quotes": (
        lambda a: replace(a, text="In short, stop the drug.\n\n" + a.text),
        "neither quote nor closed phrase",
    ),
    "chip of another": (
        lambda a: replace(a, text=a.text.replace("[2]", "[1]")),
        "neither quote nor closed phrase",
    ),
    "statement left out of the text": (
        lambda a: replace(a, text=a.text.replace(a.text.split("\n")[0] + "\n", "")),
        "the statement [1] is missing",
    ),
    "other kind of claim": (
        lambda a: replace(
            a,
            statements=(replace(a.statements[0], claim_type="evidence"), a.statements[1]),
            text=a.text.replace("*recommendation*", "*evidence*", 1),
        ),
        "not a evidence",
    ),
    "approved": (
        lambda a: replace(
            a,
            status=(replace(a.status[0], review="approved"),),
            text=a.text.replace(a.status[0].review, "approved"),
        ),
        "not the stored one",
    ),
    "no banner": (
        lambda a: replace(a, text="\n".join(a.text.split("\n")[:4])),
        "banner is missing",
    ),
    "no disclaimer": (
        lambda a: replace(a, text=a.text.replace(a.status[0].disclaimer, "")),
        "disclaimer is missing",
    ),
    "a word that was never said": (
        lambda a: replace(
            a, not_considered=("lorlatinib",), text=a.text.replace("Tagrisso", "lorlatinib")
        ),
        "the message does not say",
    ),
    "markup in a word": (
        lambda a: replace(a, text=a.text.replace("“Tagrisso”", "“<script>”")),
        "neither quote nor closed phrase",
    ),
    "no citation": (
        lambda a: replace(a, statements=(replace(a.statements[0], citations=()),)),
        "without citation",
    ),
    "other markers": (
        lambda a: replace(
            a,
            statements=(
                replace(
                    a.statements[0],
                    citations=(replace(a.statements[0].citations[0], source_refs=("9",)),),
                ),
                a.statements[1],
            ),
        ),
        "markers",
    ),
    "a status short": (lambda a: replace(a, status=()), "cited without its status"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_planted_fault_is_caught(verifier: Verifier, answer: Answer, name: str) -> None:
    mutate, words = MUTATIONS[name]
    faults = verifier.faults(mutate(answer))
    assert any(words in fault for fault in faults), faults


def test_a_stale_corpus_is_caught(guideline: Guideline, answer: Answer) -> None:
    changed = replace(guideline, text=guideline.text.replace("6-12", "8-12"))
    faults = Verifier(Shelf(changed), Asks()).faults(answer)
    assert any("not the stored text" in fault for fault in faults)


def test_a_version_that_is_not_stored_is_caught(answer: Answer) -> None:
    faults = Verifier(Shelf(), Asks()).faults(answer)
    assert any("not stored" in fault for fault in faults)


def test_an_abstention_may_not_assert(verifier: Verifier, answer: Answer, silence: Answer) -> None:
    faults = verifier.faults(replace(silence, statements=answer.statements))
    assert "an abstention that asserts something" in faults


def test_an_abstention_names_only_known_attributes(verifier: Verifier, silence: Answer) -> None:
    text = silence.text.replace("dose or fractionation", "54 Gy is fine")
    faults = verifier.faults(replace(silence, text=text))
    assert any("neither quote nor closed phrase" in fault for fault in faults)


def test_lead_ins_are_quoted_with_their_bullets(tmp_path: Path) -> None:
    text = """---
id: tiny-leads
title: Tiny
version: "1"
---

# Tiny

## Surgery

Surgery should be considered for:

- patients who are fit, with:
  - a single lesion
  - a lesion of the primary
"""
    (tmp_path / "guideline.md").write_text(text, encoding="utf-8")
    guideline = load_pack(tmp_path).guideline
    shown = [shown_statement(guideline, s) for s in guideline.statements]
    assert [len(s.citations) for s in shown] == [3, 3]
    table = templates()
    lines, number = [], 0
    for statement in shown:
        chips = " ".join(f"[{number + n}]" for n, _ in enumerate(statement.citations, 1))
        number += len(statement.citations)
        lines.append(
            table.fill("statement", quotes=statement.text, chips=chips, claim=statement.claim_type)
        )
    status = status_of(guideline)
    banner = "\n".join(banner_lines(guideline, status, table))
    answer = Answer(
        outcome=Outcome.ANSWER,
        resolved_question="who is for surgery?",
        statements=tuple(shown),
        abstention=None,
        status=(status,),
        fingerprint=FINGERPRINT,
        text="\n".join(lines) + "\n\n" + banner + "\n",
    )
    verifier = Verifier(Shelf(guideline), Asks())
    assert verifier.faults(answer) == ()
    without = replace(shown[0], citations=shown[0].citations[1:])
    faults = verifier.faults(replace(answer, statements=(without, shown[1])))
    assert any("not quoted whole" in fault for fault in faults)
