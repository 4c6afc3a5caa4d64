"""A patient with a plan, what hand-made rules say of it, and what their pack declares."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Mention
from assistant.compose import Consultation, Terms
from assistant.facts.case import Case, PatientFact, ProposedAction, Value
from assistant.facts.wording import Wording
from assistant.rules.checked import Ask, Checked, Flip, RuleFinding
from assistant.rules.declared import Declarations, DeclaredFact, DeclaredFinding, DeclaredQuestion

TURN = "3 attacks this year, age 7-9, uses a spacer. Steroid and relief puffer, or wait?"
TERMS = Terms(
    facts={n: Wording(n) for n in ("attacks", "age", "devices", "asthma", "drug")}
    | {"wheeze": Wording("a wheeze", "there is wheeze", "there is no wheeze")},
    actions={"steroid": "an inhaled steroid", "relief": "relief", "wait": "waiting"},
    sets=frozenset({"devices"}),
    unbounded={"attacks": 20},
)


def mention(words: str, turn: str = TURN, number: int = 0) -> Mention:
    start = turn.index(words)
    return Mention(number, start, start + len(words), words)


FACTS = {
    "attacks": PatientFact("attacks", frozenset({3}), (mention("3 attacks"),)),
    "age": PatientFact("age", frozenset({7, 8, 9}), (mention("age 7-9"),)),
    "devices": PatientFact(
        "devices", frozenset({"spacer"}), (mention("spacer"),), frozenset({"spacer"})
    ),
}
ACTIONS = (
    ProposedAction("steroid", (mention("Steroid"),)),
    ProposedAction("relief", (mention("relief puffer"),)),
    ProposedAction("wait", (mention("wait"),)),
)
CASE = Case(facts=FACTS, actions=ACTIONS, about_patient=True, assumed=("asthma yes",))
STEROID = RuleFinding(
    rule="steroid-after-attacks",
    kind="verdict",
    outcome="met",
    text="Two attacks or more: an inhaled steroid is added.",
    statements=("prevention.steroid",),
    action="steroid",
    verdict="supported",
    reading="An attack is one that was treated.",
    facts_used=("attacks", "asthma"),
)
RELIEF = RuleFinding(
    rule="relief-for-wheeze",
    kind="verdict",
    outcome="unknown",
    text="Relief is recommended for wheeze; whether there is wheeze is not said.",
    statements=("relief.saba",),
    action="relief",
    verdict="conditional",
    facts_missing=("wheeze",),
)
WAIT = RuleFinding(
    rule="no-waiting",
    kind="verdict",
    outcome="met",
    text="After attacks the text adds a steroid, it does not wait.",
    statements=("prevention.steroid", "relief.limit"),
    action="wait",
    verdict="not_supported",
    basis="contrary",
    facts_used=("attacks",),
)
CAUTION = RuleFinding(
    rule="relief-often",
    kind="caution",
    outcome="met",
    text="Relief above twice a week is a sign of poor control.",
    statements=("relief.limit",),
)
EMERGENCY = RuleFinding(
    rule="cannot-speak",
    kind="emergency",
    outcome="met",
    text="This text does not cover emergencies.",
    statements=("follow-up.interval",),
)
CHECKED = Checked(
    findings=(EMERGENCY, WAIT, RELIEF, STEROID, CAUTION),
    verdicts={"steroid": "supported", "relief": "conditional", "wait": "not_supported"},
    asks=(Ask("wheeze", "Is there wheeze?", "whether relief is supported"),),
    flips=(
        Flip({"wheeze": "true"}, {"relief": "supported"}),
        Flip({"attacks": "0-1"}, {"steroid": "not_supported", "wait": "not_addressed"}),
    ),
    conflicts=(("relief.saba", "relief.limit"),),
)
CONSULTATION = Consultation(CASE, CHECKED, TERMS)


def declared(finding: RuleFinding, *facts: str, breaks_scope: bool = False) -> DeclaredFinding:
    """What the rule of a finding declares, which also reads these facts."""
    return DeclaredFinding(
        kind=finding.kind,
        text=finding.text,
        statements=finding.statements,
        verdict=finding.verdict,
        basis=finding.basis,
        reading=finding.reading,
        facts=frozenset((*finding.facts_used, *finding.facts_missing, *facts)),
        breaks_scope=breaks_scope,
        beyond=finding.beyond,
    )


VALUES: dict[str, frozenset[Value] | None] = {
    "attacks": frozenset(range(21)),
    "age": frozenset(range(120)),
    "devices": frozenset({"spacer", "nebuliser"}),
    "wheeze": frozenset({True, False}),
    "asthma": frozenset({True, False}),
    "drug": None,
}
DECLARATIONS = Declarations(
    facts={name: DeclaredFact(TERMS.fact(name), values) for name, values in VALUES.items()},
    actions={**TERMS.actions, "antibiotic": "an antibiotic"},
    findings={(f.rule, f.outcome, f.action): declared(f) for f in CHECKED.findings},
    questions={
        "wheeze": DeclaredQuestion("Is there wheeze?", frozenset({"whether relief is supported"}))
    },
    assumptions=frozenset({"asthma yes"}),
    conflicts=frozenset({("relief.saba", "relief.limit")}),
)


class Rules:
    """Stored declarations of a test, whatever the version."""

    def __init__(self, declarations: Declarations = DECLARATIONS) -> None:
        self.stored = declarations

    def declarations(self, guideline_id: str, version: str, identity: str = "") -> Declarations:
        return self.stored if (guideline_id, version, identity) else DECLARATIONS


def with_breaker(action: str, beyond: str = "another disease") -> tuple[Consultation, Declarations]:
    """The consultation in which everything proposed is out of scope."""
    finding = RuleFinding(
        rule="another-disease",
        kind="verdict",
        outcome="met",
        text="The text is about asthma only.",
        statements=("relief.saba",),
        action=action,
        verdict="not_addressed",
        breaks_scope=True,
        beyond=beyond,
    )
    case = replace(CASE, actions=(ProposedAction(action, (mention("Steroid"),)),))
    checked = Checked(findings=(finding, STEROID), verdicts={action: "not_addressed"})
    stored = replace(
        DECLARATIONS,
        findings={
            **DECLARATIONS.findings,
            (finding.rule, "met", action): declared(finding, breaks_scope=True),
        },
    )
    return Consultation(case, checked, TERMS), stored
