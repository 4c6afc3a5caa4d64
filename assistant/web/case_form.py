"""The case form: the fields of one guideline's case, filled with what is known so far.

A field is said only where it differs from what was known when the form was made: what free
text has told is not told twice, and a field that nobody touched tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.facts.schema import Schema
from assistant.web.case_words import FIELDS, UNSAID, case_message
from assistant.web.labels import capital
from assistant.web.names import Names, known_values

PREFIX, BEFORE = "case.", "was."
PLAN = "plan"
PLANNED = (
    "continue_tki",
    "sbrt",
    "surgery",
    "srs",
    "wbrt",
    "observe",
    "rebiopsy",
    "switch_systemic",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a choice (or several), or a number where there are no options."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    is_many: bool
    bound: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether one of its options is known."""
        return any(name in self.values for name, _ in self.options)


@dataclass(frozen=True, slots=True)
class CaseForm:
    """The fields of a case, the plan last."""

    guideline: str
    fields: tuple[Field, ...]

    @property
    def known(self) -> int:
        """How many fields are filled."""
        return sum(bool(field.values or field.bound) for field in self.fields)


def case_form(names: Names, guideline: str, answer: Answer | None) -> CaseForm | None:
    """The form of a guideline's case after an answer; None where it knows no facts."""
    schema = names.schemas.get(guideline)
    if schema is None:
        return None
    listed = [name for name in FIELDS if name in schema.facts] or list(schema.facts)
    facts = answer.facts if answer else {}
    bounds = answer.bounds if answer else {}
    fields = [
        Field(
            name=name,
            label=names.fact(name),
            options=tuple(o for o in names.options(name) if o[0] != UNSAID),
            values=tuple(known_values(facts[name].value)) if name in facts else (),
            is_many=schema.facts[name].kind == "set",
            bound=names.bound(name, bounds[name]) if name in bounds else "",
        )
        for name in listed
    ]
    planned = [a for a in PLANNED if a in schema.actions] or list(schema.actions)
    options = tuple((name, capital(schema.actions[name].label)) for name in planned)
    actions = tuple(a for a in (answer.actions if answer else ()) if a in planned)
    return CaseForm(guideline, (*fields, Field(PLAN, "Plan", options, actions, is_many=True)))


def told(schema: Schema, fields: Mapping[str, Sequence[str]]) -> str:
    """The message of a posted form: what its fields say beyond what was known."""
    changed: dict[str, Sequence[str]] = {}
    for key, values in fields.items():
        name = key.removeprefix(PREFIX)
        if key.startswith(PREFIX) and (name == PLAN or name in schema.facts):
            before = set(fields.get(BEFORE + name, ()))
            given = [value for value in values if value.strip()]
            if set(given) != before and given:
                changed[name] = given
    before_plan = set(fields.get(BEFORE + PLAN, ()))
    plan = [action for action in changed.pop(PLAN, ()) if action not in before_plan]
    ordered = {name: changed[name] for name in (*FIELDS, *sorted(changed)) if name in changed}
    return case_message(schema, ordered, plan)
