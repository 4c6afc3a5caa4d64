"""Tiny guidelines and banks, made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.bank import QuestionBank
from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Review,
    Section,
    Source,
    Span,
    Statement,
)

SECTIONS: Mapping[str, Sequence[str]] = {
    "lungs": ("Surgery is preferred for one lesion.", "Radiotherapy may be considered."),
    "brain": ("Radiosurgery is preferred for ≤5 lesions.", "Imaging is repeated after 6-12 weeks."),
}
BANK = QuestionBank(
    questions=(
        ("brain.1", "Is SRS better than whole brain radiotherapy?"),
        ("lungs.1", "Can a single lung lesion be resected?"),
        ("brain.1", "How many brain lesions can be treated?"),
        ("brain.2", "How often is the brain scanned?"),
    ),
    silent=(("dose", "What dose in Gy?"), ("cost", "What does it cost?")),
)


def make_guideline(
    id: str = "lung",
    sections: Mapping[str, Sequence[str]] = SECTIONS,
    version: str = "1",
) -> Guideline:
    """A guideline whose statements are `<section>.<number from 1>`, a line each."""
    text = ""
    made_sections, statements = [], []
    for section_id, lines in sections.items():
        start = len(text)
        text += f"{section_id.title()}\n"
        for number, line in enumerate(lines, start=1):
            span = Span(len(text), len(text) + len(line))
            statements.append(
                Statement(
                    f"{section_id}.{number}", section_id, span, line, ClaimType.RECOMMENDATION
                )
            )
            text += f"{line}\n"
        made_sections.append(Section(section_id, (section_id.title(),), Span(start, len(text))))
    meta = GuidelineMeta(
        id=id,
        title=f"The {id} guideline",
        version=version,
        last_updated=None,
        review=Review("pending", None, "pending"),
        review_by=None,
        source=Source(),
        licence=None,
        references_listed=False,
        references_note=None,
        disclaimer="A test.",
    )
    return Guideline(meta, text, tuple(made_sections), tuple(statements))
