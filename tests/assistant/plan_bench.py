"""A bench for answers about a patient: given statements and findings, held to the verifier."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Answer, Fingerprint, Outcome
from assistant.asks import Asks
from assistant.cite import shown_statement, status_of
from assistant.compose import Consultation, Draft, compose
from assistant.compose.plan import case_parts, open_parts
from assistant.compose.text import render
from assistant.knowledge import attribute_labels
from assistant.rules.declared import Declarations
from assistant.selection.select import Selection, select
from assistant.templates import Templates, templates
from assistant.verify import Verifier
from corpus.guideline import Guideline
from tests.assistant.consulting import CONSULTATION, DECLARATIONS, TERMS, TURN, Rules
from tests.assistant.doubles import Shelf
from tests.assistant.selection.material import Material, judged

FINGERPRINT = Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "-"))


def selected(material: Material, question: str, chosen: tuple[str, ...]) -> Selection:
    names = [s.id for s in material.guideline.statements]
    sections = {name.split(".")[0]: 0.9 for name in chosen}
    scores = [1.0 if name in chosen else 0.0 for name in names]
    judgement = judged(sections, scores, silent=0.0 if chosen else 0.9)
    return select(judgement, material.evidence(question), material.guideline)


def consulted(
    material: Material,
    *chosen: str,
    consultation: Consultation = CONSULTATION,
    declarations: Declarations = DECLARATIONS,
    question: str = TURN,
) -> Answer:
    """The answer about a patient; the verifier has nothing against it."""
    draft = Draft(question, FINGERPRINT, templates(), consultation, asked=question)
    evidence = material.evidence(question)
    selection = selected(material, question, chosen)
    answer = compose(draft, evidence, selection, material.guideline, None)
    assert faults(material, answer, declarations) == ()
    return answer


def planned(guideline: Guideline, table: Templates) -> Answer:
    """The same without a selection: one statement, in the words of that table."""
    statement = guideline.statement("relief.saba")
    assert statement is not None
    made = Answer(
        outcome=Outcome.ANSWER,
        resolved_question=TURN,
        statements=(shown_statement(guideline, statement),),
        abstention=None,
        status=(status_of(guideline),),
        fingerprint=replace(FINGERPRINT, templates=table.sha256),
        text="",
        **case_parts(CONSULTATION, guideline),
        **open_parts(CONSULTATION, guideline, table),
    )
    return replace(made, text=render(made, (guideline,), table, TERMS))


def faults(
    material: Material, answer: Answer, declarations: Declarations = DECLARATIONS
) -> tuple[str, ...]:
    asks = Asks.of({"": material.knowledge.bank}, attribute_labels())
    verifier = Verifier(Shelf(material.guideline), asks, Rules(declarations))
    return verifier.faults(answer, [TURN])
