"""A bench for what replies to a question: a small text, a lexicon, and given statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Answer, Fingerprint
from assistant.compose import NOT_ASKED, Claim, Consultation, Draft, Near, compose
from assistant.compose.text import render
from assistant.focus import focus
from assistant.knowledge import asks_of
from assistant.rules.declared import Declarations
from assistant.selection.select import select
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.lexicon import Lexicon, Term
from corpus.packs import Pack, load_pack
from index.retrieve import AssertionScores
from index.units import UnitKind, units_of
from tests.assistant.consulting import TERMS, Rules
from tests.assistant.doubles import Shelf
from tests.assistant.selection.material import Material, judged, made_material

FINGERPRINT = Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "-"))
NOBODY = Consultation()
NONE = Declarations()
LEXICON = Lexicon(
    (
        Term("patch", "patch", "treatment", ("patches",)),
        Term("pill", "pill", "treatment", ("pills", "tablet")),
        Term("drug", "drug", "treatment", ("same drug",)),
        Term("scan", "scan", "test", ("scans", "scanning")),
        Term("biopsy", "biopsy", "test", ("biopsies",)),
    )
)
GUIDELINE = """---
id: tiny-reply
title: Replies
version: "1"
review: {status: pending, label: pending human review}
---

# Replies

## Treatment {#treatment}

- The patch is preferred over the pill. {#patch .recommendation}
- The same drug is continued after the patch. {#continue .recommendation}
- A biopsy may be considered in selected cases. {#biopsy .recommendation}
- A scan before the patch is essential. {#scan .recommendation}

## Course {#course}

- Scans are repeated every 6-12 weeks. {#interval .recommendation}
- The median progression-free survival was 10.0 months. {#pfs .evidence}
- The disease has no more than five lesions. {#five .definition}

## About {#about}

- Human review of this page is still pending. {#pending .administrative}
"""
BANK = """statements:
  treatment.patch: [Patch or pill?, Which first?]
  course.interval: [How often is a scan due?]
  about.pending: [Who reviewed it?]
"""
ASSERTIONS = """statements:
  treatment.patch:
    "yes": [Is the patch preferred?, Is the patch ahead of the pill?]
    "no": [Is the pill the first choice?, Are patch and pill equal?]
    none: [Is the pill forbidden?, Is the patch preferred in winter?]
  treatment.scan:
    "yes": [Must there be a scan first?]
    "no": [Can the scan be skipped?]
  treatment.biopsy:
    depends: [Should a biopsy be taken?]
  course.five:
    "no": [Do six lesions still count?]
"""


@dataclass(frozen=True)
class Bench:
    """The pack above, and what is measured of a question against another one: what is
    selected is given by the test, so that only the reply depends on the question."""

    pack: Pack
    material: Material

    def verifier(self, declarations: Declarations = NONE) -> Verifier:
        return Verifier(Shelf(self.pack.guideline), asks_of([self.pack]), Rules(declarations))

    def near(self, alike: float = 1.0, **scores: float) -> Near:
        """How near the pack's yes/no questions lie: those with a word, 0 the others; and how
        alike all texts are."""
        units = tuple(
            unit
            for unit in units_of(self.pack.guideline, self.pack.bank)
            if unit.kind is UnitKind.ASSERTION
        )
        found = [max((s for w, s in scores.items() if w in u.text), default=0.0) for u in units]
        return Near(AssertionScores(units, np.array(found)), lambda _one, _other: alike)

    def reply(
        self,
        question: str,
        *chosen: str,
        nearest: tuple[str, ...] = (),
        near: Near = NOT_ASKED,
        consultation: Consultation = NOBODY,
        declarations: Declarations = NONE,
        claims: tuple[Claim, ...] = (),
    ) -> Answer:
        """The answer that shows these statements; the verifier has nothing against it."""
        evidence = self.material.evidence("wheeze?")
        views = replace(evidence.reading.views, asked=focus(question))
        reading = replace(evidence.reading, views=views)
        evidence = replace(evidence, uncovered=(), reading=reading)
        scores = judged({"relief": 0.9}, [1.0, 0.0, 0.0, 0.0], 0.0)
        statements = tuple(s for s in self.pack.guideline.statements if s.id in chosen)
        left = tuple(s for s in self.pack.guideline.statements if s.id in nearest)
        selection = replace(
            select(scores, evidence, self.material.guideline),
            statements=statements,
            nearest=left,
            refused=bool(left),
        )
        draft = Draft(
            question,
            FINGERPRINT,
            templates(),
            consultation,
            asked=question,
            lexicon=LEXICON,
            bank=self.pack.bank,
            near=near,
            claims=claims,
        )
        answer = compose(draft, evidence, selection, self.pack.guideline, None)
        assert self.verifier(declarations).faults(answer, [question]) == ()
        return answer


def made_bench(folder: Path, other: Path) -> Bench:
    """The bench over packs that are written into these folders."""
    (folder / "guideline.md").write_text(GUIDELINE, encoding="utf-8")
    (folder / "questions.yaml").write_text(BANK, encoding="utf-8")
    (folder / "assertions.yaml").write_text(ASSERTIONS, encoding="utf-8")
    return Bench(load_pack(folder), made_material(other))


def faults_of(bench: Bench, answer: Answer, **changes: Any) -> tuple[str, ...]:
    """The faults of an answer with changed parts and the text that goes with them."""
    changed = replace(answer, **changes)
    text = render(changed, (bench.pack.guideline,), templates(), TERMS)
    return bench.verifier().faults(replace(changed, text=text), [answer.resolved_question])
