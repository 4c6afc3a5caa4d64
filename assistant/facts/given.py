"""Facts given as such, set into words: a message that says exactly them and is read back so.

    Facts given: ECOG performance status: 1; progressing lesions: >5. Plan given: SBRT (bone).
    Also given: pregnancy. Not available: CNS imaging done.

A form or a table has no words of a message, and every fact of an answer has. So what was
filled in becomes these words, by themselves or behind what was told, and they are the user's
turn like any other: stored, replayed, quoted beside each fact. They are a closed grammar over
the schema's labels; what does not keep to it to the last word is read as prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.answer import Mention
from assistant.errors import Allowed, FactError
from assistant.facts.case import Case, PatientFact, ProposedAction, Signal, Value
from assistant.facts.cues import Cues
from assistant.facts.schema import FactSchema, Schema

FACTS, PLAN, ALSO, MISSING = "Facts given", "Plan given", "Also given", "Not available"
_SECTION = re.compile(rf"({FACTS}|{PLAN}|{ALSO}|{MISSING}): ([^.]+)\.")
_GIVEN = re.compile(rf"(?:(?<=\s)|^){_SECTION.pattern}(?: {_SECTION.pattern})*$")
_TARGETED = re.compile(r"(.+?)(?: \(([^()]+)\))?")
_PLAIN = re.compile(r"[^;:,.()<>]+")
_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 +/-]{0,79}")
TEXT_PATTERN = f"^{_TEXT.pattern}$"


class _Unread(Exception):
    """Words that are not those of the grammar."""


def given_words(schema: Schema, case: Case) -> str:
    """The words that say this case; empty for an empty one. `parted` reads them back.

    FactError for a text that could not be told from the words around it.
    """
    names = _Names(schema)
    facts = [
        f"{names.fact[n]}: {names.value(case.facts[n])}" for n in schema.facts if n in case.facts
    ]
    plan = [
        names.action[a.name] + (f" ({', '.join(a.targets)})" if a.targets else "")
        for a in case.actions
    ]
    also = [names.signal[signal.name] for signal in case.signals]
    missing = [names.fact[name] for name in schema.facts if name in case.unavailable]
    sections = {FACTS: facts, PLAN: plan, ALSO: also, MISSING: missing}
    return " ".join(f"{head}: {'; '.join(items)}." for head, items in sections.items() if items)


def parted(text: str, schema: Schema, turn: int = 0) -> tuple[str, Case | None]:
    """What a message tells in prose, and the case that it gives behind that, if it does."""
    found = _GIVEN.search(text)
    if found is None:
        return text, None
    try:
        given = _Reading(schema, text, turn).case(found.start())
    except (_Unread, FactError):
        return text, None
    return text[: found.start()].rstrip(), given


def laid_over(case: Case, given: Case, cues: Cues) -> Case:
    """The case with what is given as such, which counts more than what was told."""
    new = dict(given.facts)
    drug, therapy = new.get("drug"), new.get("systemic_therapy")
    if drug is not None:
        drug = new["drug"] = replace(drug, values=frozenset(_generic(v, cues) for v in drug.values))
    if drug is not None and therapy is None:
        new |= _therapy_of(drug, cues)
    facts = {**case.facts, **new}
    if therapy is not None and drug is None and _differs(case.facts, therapy):
        facts.pop("drug", None)
    actions = {action.name: action for action in case.actions}
    for action in given.actions:
        known = actions.get(action.name)
        is_only_named_again = known is not None and not action.targets
        actions[action.name] = known if known and is_only_named_again else action
    signals = {signal.name: signal for signal in (*case.signals, *given.signals)}
    return replace(
        case,
        facts=facts,
        actions=tuple(actions.values()),
        signals=tuple(signals.values()),
        about_patient=True,
        assumed=() if "histology" in facts else case.assumed,
        unavailable=(case.unavailable | given.unavailable) - given.facts.keys(),
        contradictions=tuple(c for c in case.contradictions if c.fact not in new),
    )


def _generic(drug: Value, cues: Cues) -> str:
    """A drug, or several joined by `+`, by the lower-case generic name."""
    names = [name.strip().casefold() for name in str(drug).split("+")]
    return "+".join(sorted(cues.drug_words.get(name, name) for name in names))


def _therapy_of(drug: PatientFact, cues: Cues) -> dict[str, PatientFact]:
    """A drug in use implies the class of its therapy."""
    names = [name for value in drug.values for name in str(value).split("+")]
    classes = {cues.drugs[name].drug_class for name in names if name in cues.drugs}
    if len(classes) != 1:
        return {}
    return {"systemic_therapy": PatientFact("systemic_therapy", frozenset(classes), drug.mentions)}


def _differs(facts: Mapping[str, PatientFact], therapy: PatientFact) -> bool:
    known = facts.get("systemic_therapy")
    return known is not None and known.values != therapy.values


class _Names:
    """What facts, actions and signals are called in the grammar: their labels, or their names
    where two have one label or a label has a sign of the grammar."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.fact = _called((name, fact.label) for name, fact in schema.facts.items())
        self.action = _called((name, action.label) for name, action in schema.actions.items())
        self.signal = _called((name, signal.label) for name, signal in schema.signals.items())

    def value(self, fact: PatientFact) -> str:
        """The values that a fact leaves possible."""
        schema = self._schema.facts[fact.name]
        if schema.kind == "text":
            words = sorted(str(value) for value in fact.values)
            if any(not _TEXT.fullmatch(word) or " or " in word for word in words):
                raise FactError(
                    f"{fact.name} takes letters, digits and + - / alone",
                    (Allowed(("facts", fact.name), "takes letters, digits and + - / alone"),),
                )
            return " or ".join(words)
        if schema.kind == "integer":
            return _numbers(schema, fact.values)
        called = self.values(schema)
        joint = ", " if schema.kind == "set" else " or "
        return joint.join(called[value] for value in schema.domain() if value in fact.values)

    @staticmethod
    def values(schema: FactSchema) -> dict[Value, str]:
        """What each value of a boolean, a choice or a set is called."""
        if schema.kind == "boolean":
            return {True: "yes", False: "no"}
        called = _called((value.name, value.label) for value in schema.values)
        return {name: words for name, words in called.items()}  # noqa: C416


def _called(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(labels)
    often = [label.casefold() for _, label in pairs]

    def is_clear(label: str) -> bool:
        is_plain = _PLAIN.fullmatch(label) and " or " not in label
        return bool(is_plain) and often.count(label.casefold()) == 1

    return {name: label if is_clear(label) else name for name, label in pairs}


def _numbers(schema: FactSchema, values: frozenset[Value]) -> str:
    numbers = sorted(int(value) for value in values)
    first, last = numbers[0], numbers[-1]
    is_gapless = numbers == list(range(first, last + 1))
    if schema.open_ended and last == schema.most and is_gapless and first > schema.least:
        return f">{first - 1}"
    if is_gapless and len(numbers) > 2:
        return f"{first}-{last}"
    return " or ".join(str(number) for number in numbers)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The grammar read back; every part keeps the place of its words."""

    schema: Schema
    text: str
    turn: int

    def case(self, start: int) -> Case:
        """The case that the words from `start` say; _Unread for any other words."""
        names, places = _Names(self.schema), dict[str, list[Mention]]()
        for section in _SECTION.finditer(self.text, start):
            if section[1] in places:
                raise _Unread
            places[section[1]] = list(self._items(section.start(2), section.end(2)))
        actions = [self._action(said, names) for said in places.get(PLAN, ())]
        signals = [
            Signal(_known(names.signal, said.text), (said,)) for said in places.get(ALSO, ())
        ]
        facts = [self._fact(said, names) for said in places.get(FACTS, ())]
        missing = [_known(names.fact, said.text) for said in places.get(MISSING, ())]
        return Case(
            facts={fact.name: fact for fact in facts},
            actions=tuple(actions),
            signals=tuple(signals),
            unavailable=frozenset(missing),
            about_patient=True,
        )

    def _items(self, start: int, end: int) -> Iterator[Mention]:
        for item in self.text[start:end].split("; "):
            yield Mention(self.turn, start, start + len(item), item)
            start += len(item) + len("; ")

    def _fact(self, said: Mention, names: _Names) -> PatientFact:
        called, _, words = said.text.partition(": ")
        name = _known(names.fact, called)
        schema = self.schema.facts[name]
        given: list[object] = list(words.split(", " if schema.kind == "set" else " or "))
        if schema.kind not in ("integer", "text"):
            values = {words: value for value, words in names.values(schema).items()}
            given = [_known_value(values, str(one)) for one in given]
        fact = self.schema.fact(name, given)
        return replace(fact, mentions=(said,))

    def _action(self, said: Mention, names: _Names) -> ProposedAction:
        found = _TARGETED.fullmatch(said.text)
        if found is None:
            raise _Unread
        targets = tuple(found[2].split(", ")) if found[2] else ()
        return ProposedAction(_known(names.action, found[1]), (said,), targets)


def _known(called: Mapping[str, str], words: str) -> str:
    """The name of what is called so."""
    for name, label in called.items():
        if label == words:
            return name
    raise _Unread


def _known_value(values: Mapping[str, Value], words: str) -> Value:
    if words not in values:
        raise _Unread
    return values[words]
