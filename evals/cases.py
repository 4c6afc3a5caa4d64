"""The labelled questions: what the evals ask, and what a good answer must hold.

A case is a conversation of one or more turns; each turn says what is expected of its
answer. Cases come from JSON lines (`evals.question_set` reads them), so the types are
pydantic models that forbid unknown keys: a misspelt label would otherwise never be scored.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

Expect: TypeAlias = Literal["answer", "abstain", "clarify", "facts"]
Verdict: TypeAlias = Literal[
    "supported", "conditional", "not_preferred", "not_supported", "not_addressed"
]
FactLabel: TypeAlias = bool | int | str | tuple[str, ...]


def _fact_label(value: Any) -> FactLabel:
    """A fact's labelled value; lists become tuples."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError("a fact's value is true, false, a whole number, a word or a list of words")


def _pattern(value: str) -> str:
    """A regular expression that compiles."""
    try:
        re.compile(value, re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def listed(value: Any) -> Any:
    """A single alternative may be written without its list."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Name: TypeAlias = Annotated[str, Field(min_length=1)]
Names: TypeAlias = tuple[Name, ...]
Patterns: TypeAlias = tuple[Annotated[str, AfterValidator(_pattern)], ...]
FactLabels: TypeAlias = dict[Name, Annotated[FactLabel, PlainValidator(_fact_label)]]
VerdictAlternatives: TypeAlias = dict[Name, Annotated[tuple[Verdict, ...], BeforeValidator(listed)]]


class _Labelled(BaseModel):
    """What every labelled object has in common: frozen, exact, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Turn(_Labelled):
    """One user message and the labels of its answer.

    `facts` and `asks` are None where they are not labelled and so not scored; `asks=()`
    means that nothing should be asked. Facts and verdicts are cumulative over turns.
    """

    text: str
    expect: Expect
    required: Names = ()
    acceptable: Names = ()
    required_alt: dict[Name, Names] = Field(default_factory=dict)
    must_include: Patterns = ()
    must_not_include: Patterns = ()
    facts: FactLabels | None = None
    facts_optional: FactLabels = Field(default_factory=dict)
    verdicts: dict[Name, Verdict] = Field(default_factory=dict)
    verdicts_alt: VerdictAlternatives = Field(default_factory=dict)
    asks: Names | None = None
    note: str | None = None


def _some_turns(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    if not turns:
        raise ValueError("a case has at least one turn")
    return turns


class Case(_Labelled):
    """A labelled conversation. Its id is unique in its file."""

    id: Name
    tags: Names = ()
    turns: Annotated[tuple[Turn, ...], AfterValidator(_some_turns)]
    note: str | None = None


class FactPhrase(_Labelled):
    """A phrase labelled with the facts in it and nothing else; answered as one turn."""

    id: Name
    text: str
    facts: FactLabels
    facts_optional: FactLabels = Field(default_factory=dict)
    tags: Names = ()
    note: str | None = None

    def as_case(self) -> Case:
        """The same labels as a case of one turn with expectation "facts"."""
        turn = Turn(
            text=self.text, expect="facts", facts=self.facts, facts_optional=self.facts_optional
        )
        return Case(id=self.id, tags=self.tags, turns=(turn,), note=self.note)
