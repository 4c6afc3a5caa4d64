"""The shape of `rules.yaml`; what it means is checked in `rules_file`."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.rules.checked import Kind
from assistant.rules.rulebook import Reach, Site, Verdict

Sha256 = Field(pattern=r"^[0-9a-f]{64}$")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CiteEntry(_Entry):
    """A statement, shown only under a condition."""

    statement: str
    when: dict[str, Any]


class ExamplesEntry(_Entry):
    """Cases in which the rule fires, is quiet, or cannot tell."""

    fires: list[dict[str, Any]] = Field(min_length=1)
    quiet: list[dict[str, Any]] = Field(min_length=1)
    cannot_tell: list[dict[str, Any]] = Field(default_factory=list)


class RuleEntry(_Entry):
    """One rule as it is written."""

    kind: Kind = "verdict"
    actions: list[str] = Field(default_factory=list)
    when: dict[str, Any]
    unless: dict[str, Any] | None = None
    verdict: Verdict | None = None
    basis: Literal["contrary", "condition_unmet"] | None = None
    breaks_scope: bool = False
    beyond: str = ""
    site: Site | None = None
    once: bool = False
    text: str = Field(min_length=1)
    unknown: str = ""
    cites: list[str | CiteEntry] = Field(default_factory=list)
    reading: str | None = None
    rationale: str = Field(min_length=1)
    author: str | None = None
    approver: str | None = None
    review_by: date | None = None
    asks: dict[str, str] = Field(default_factory=dict)
    examples: ExamplesEntry


class AssumptionEntry(_Entry):
    """What is taken for granted of a fact that nothing is said of."""

    fact: str
    values: list[str | int | bool] = Field(default_factory=list, alias="is")
    same_as: str | None = None
    when: dict[str, Any] | None = None
    reach: Reach = Field(default="any", alias="for")
    text: str = ""


class ConflictEntry(_Entry):
    """Statements that pull in different directions."""

    statements: list[str] = Field(min_length=2)
    when: dict[str, Any]
    actions: list[str] = Field(default_factory=list)


class RulesModel(_Entry):
    """The whole file. `author`, `approver` and `review_by` hold for rules without their own."""

    author: str = Field(min_length=1)
    approver: str | None = None
    review_by: date
    most_notes: int = Field(default=2, ge=0, le=9)
    quotes: dict[str, str]
    definitions: dict[str, dict[str, Any]] = Field(default_factory=dict)
    assumptions: list[AssumptionEntry] = Field(default_factory=list)
    never: list[dict[str, Any]] = Field(default_factory=list)
    scope: dict[str, dict[str, Any]] = Field(default_factory=dict)
    conflicts: dict[str, ConflictEntry] = Field(default_factory=dict)
    sections: dict[str, dict[str, Any]] = Field(default_factory=dict)
    rules: dict[str, RuleEntry] = Field(min_length=1)
