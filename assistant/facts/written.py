"""Facts written as such, not told in prose: JSON or `key=value` words, made into a case.

{"ecog": 1, "progressing_sites": ">5", "proposed": ["sbrt"], "signals": ["pregnancy"]}
ecog=1 progressing_locations=bone,brain proposed=sbrt,continue_tki
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.errors import Allowed, FactError
from assistant.facts.case import Case, PatientFact, ProposedAction, Signal
from assistant.facts.schema import Schema, all_of

PROPOSED, SIGNALS, TARGETS, UNAVAILABLE = "proposed", "signals", "targets", "unavailable"
BESIDE_FACTS = (PROPOSED, SIGNALS, TARGETS, UNAVAILABLE)


def case_of_words(schema: Schema, words: Sequence[str]) -> Case:
    """The case of JSON in one word, or of `key=value` words."""
    return case_of(schema, values_of_words(words))


def values_of_words(words: Sequence[str]) -> dict[str, object]:
    """The plain values of JSON in one word, or of `key=value` words."""
    if len(words) == 1 and words[0].lstrip().startswith("{"):
        try:
            written = json.loads(words[0])
        except json.JSONDecodeError as error:
            raise FactError(f"this is not JSON: {error.msg} at {error.pos}") from error
        if not isinstance(written, dict):
            raise FactError("write one JSON object, from facts to values")
        return written
    given: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise FactError(f"{word!r} is not key=value; or give one JSON object")
        given[name] = value.split(",") if "," in value or name in BESIDE_FACTS else value
    return given


def case_of(schema: Schema, written: Mapping[str, object], about_patient: bool = True) -> Case:
    """The case of plain values; FactError lists everything that cannot be used."""
    faults: list[FactError] = []
    facts = {name: value for name, value in written.items() if name not in BESIDE_FACTS}
    known: dict[str, PatientFact] = {}
    try:
        known = schema.facts_of(facts)
    except FactError as error:
        faults.append(error)
    actions, signals = _names(written.get(PROPOSED)), _names(written.get(SIGNALS))
    missing, sites = _names(written.get(UNAVAILABLE)), _targets(written.get(TARGETS))
    faults += _unknown(PROPOSED, "action", actions, schema.actions)
    faults += _unknown(SIGNALS, "signal", signals, schema.signals)
    faults += _unknown(UNAVAILABLE, "fact", missing, schema.facts)
    faults += _unknown(TARGETS, "proposed action", tuple(sites), actions)
    for names in sites.values():
        faults += _unknown(TARGETS, "site", names, schema.sites)
    if faults:
        raise all_of(faults)
    return Case(
        facts=known,
        actions=tuple(ProposedAction(a, targets=sites.get(a, ())) for a in dict.fromkeys(actions)),
        about_patient=about_patient,
        signals=tuple(Signal(signal) for signal in dict.fromkeys(signals)),
        unavailable=frozenset(missing),
    )


def _unknown(
    key: str, kind: str, names: tuple[str, ...], known: Collection[str]
) -> Iterator[FactError]:
    for name in names:
        if name not in known:
            there_are = f"they are {', '.join(known) or 'none'}"
            allowed = Allowed((key,), f"takes names of {kind}s; {there_are}")
            yield FactError(f"there is no {kind} {name!r}; {there_are}", (allowed,))


def _targets(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return {}
    return {str(a): tuple(dict.fromkeys(_names(sites))) for a, sites in value.items()}


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else ()
