"""A bench for answers about a patient: given statements and findings, held to the verifier."""

from __future__ import annotations

from assistant.answer import Answer, Fingerprint
from assistant.compose import Consultation, Draft, compose
from assistant.knowledge import labels_of
from assistant.rules.declared import Declarations
from assistant.selection.select import Selection, select
from assistant.templates import templates
from assistant.verify import Verifier
from tests.assistant.consulting import CONSULTATION, DECLARATIONS, TURN, Rules
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


def faults(
    material: Material, answer: Answer, declarations: Declarations = DECLARATIONS
) -> tuple[str, ...]:
    labels = labels_of([material.knowledge.bank])
    verifier = Verifier(Shelf(material.guideline), labels, Rules(declarations))
    return verifier.faults(answer, [TURN])
