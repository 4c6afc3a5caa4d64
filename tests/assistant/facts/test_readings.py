"""Readings that a plan's safety hangs on, of one message or of a short talk.

`readings.tsv` holds them: the turns, then what must be read. A fact's value is written as
in the answer, `open` where none may be told; `signal`, `no_signal`, `plan`, `no_plan`, `spared`,
`patient` and `if.<fact>` (what a question supposes) are no facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.facts.case import Case, PatientFact
from assistant.facts.cues import Cues
from assistant.facts.read import read_case

READINGS = Path(__file__).parent / "readings.tsv"
SETS = frozenset(("progressing_locations", "prior_local_therapy"))


def readings() -> Iterator[tuple[str, str]]:
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            turns, _, wanted = line.rpartition(" | ")
            yield turns, wanted


def holds(case: Case, name: str, value: str) -> bool:
    """Whether the case says what one `name=value` of the table wants."""
    names = {signal.name for signal in case.signals}
    plans = {action.name for action in case.actions}
    aims = {f"{a.name}:{'+'.join(a.targets) or '-'}" for a in case.actions}
    spared = {f"{a.name}:{'+'.join(a.spared) or '-'}" for a in case.actions}
    checks = {
        "signal": value in names,
        "no_signal": value not in names,
        "plan": value in plans | aims,
        "spared": value in spared,
        "no_plan": value not in plans,
        "patient": case.about_patient is (value == "true"),
    }
    if name in checks:
        return checks[name]
    facts = case.supposed if name.startswith("if.") else case.facts
    return told(facts.get(name.removeprefix("if."))) == value


def told(fact: PatientFact | None) -> str:
    """The fact as one word, `open` where it is not narrowed to one value."""
    if fact is None or (len(fact.values) != 1 and fact.name not in SETS):
        return "open"
    return ",".join(sorted(str(value) for value in fact.values)).lower()


@pytest.mark.parametrize(("turns", "wanted"), list(readings()))
def test_a_message_is_read_safely(turns: str, wanted: str, cues: Cues) -> None:
    case = read_case(turns.split(" || "), cues)
    missed = [pair for pair in wanted.split() if not holds(case, *pair.split("=", 1))]
    assert not missed
