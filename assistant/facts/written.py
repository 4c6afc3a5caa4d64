"""Facts written as such, not told in prose: JSON or `key=value` words, made into a case.

{"ecog": 1, "progressing_sites": ">5", "proposed": ["sbrt"], "signals": ["pregnancy"]}
ecog=1 progressing_locations=bone,brain proposed=sbrt,continue_tki
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from assistant.errors import FactError
from assistant.facts.case import Case, ProposedAction, Signal
from assistant.facts.schema import Schema

PROPOSED, SIGNALS, TARGETS, UNAVAILABLE = "proposed", "signals", "targets", "unavailable"
BESIDE_FACTS = (PROPOSED, SIGNALS, TARGETS, UNAVAILABLE)


def case_of_words(schema: Schema, words: Sequence[str]) -> Case:
    """The case of JSON in one word, or of `key=value` words."""
    if len(words) == 1 and words[0].lstrip().startswith("{"):
        try:
            written = json.loads(words[0])
        except json.JSONDecodeError as error:
            raise FactError(f"this is not JSON: {error.msg} at {error.pos}") from error
        return case_of(schema, written)
    given: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise FactError(f"{word!r} is not key=value; or give one JSON object")
        given[name] = value.split(",") if "," in value or name in BESIDE_FACTS else value
    return case_of(schema, given)


def case_of(schema: Schema, written: Mapping[str, object], about_patient: bool = True) -> Case:
    """The case of plain values; FactError lists everything that cannot be used."""
    faults: list[str] = []
    facts = {name: value for name, value in written.items() if name not in BESIDE_FACTS}
    try:
        known = schema.facts_of(facts)
    except FactError as error:
        faults.append(str(error))
        known = {}
    actions, signals = _names(written.get(PROPOSED)), _names(written.get(SIGNALS))
    for unknown in schema.unknown_actions(actions):
        faults.append(f"there is no action {unknown!r}; they are {', '.join(schema.actions)}")
    for signal in signals:
        if signal not in schema.signals:
            faults.append(f"there is no signal {signal!r}; they are {', '.join(schema.signals)}")
    if faults:
        raise FactError("; ".join(faults))
    targets = written.get(TARGETS)
    sites = targets if isinstance(targets, Mapping) else {}
    return Case(
        facts=known,
        actions=tuple(ProposedAction(a, targets=_names(sites.get(a))) for a in actions),
        about_patient=about_patient,
        signals=tuple(Signal(signal) for signal in signals),
        unavailable=frozenset(_names(written.get(UNAVAILABLE))),
    )


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else ()
