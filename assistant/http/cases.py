"""Cases under /v1: a patient and a plan, told or given, held against the text.

What may be given is in the OpenAPI as the schemas of the guidelines have it; anything else
is a 422 that names what is allowed and does not repeat what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr
from starlette.responses import Response

from assistant.answer import Answer
from assistant.desk import Desk, Scope
from assistant.errors import Allowed, FactError
from assistant.facts.given import TEXT_PATTERN
from assistant.facts.schema import FactSchema, Schema
from assistant.facts.written import BESIDE_FACTS, PROPOSED, SIGNALS, TARGETS, UNAVAILABLE
from assistant.http.api import ANSWER_HEADERS, ID_LIMIT, Day, answer_response
from assistant.http.problems import described
from assistant.intake import Intake
from assistant.message import QUESTION_LIMIT

# What is given is set into words behind what is told: together they are one message.
TEXT_LIMIT = QUESTION_LIMIT // 2
MOST_NAMES = 100
MOST_TEXTS = 10
Plain = StrictBool | StrictInt | StrictFloat | StrictStr
Names = Annotated[list[str], Field(max_length=MOST_NAMES)]


class Proposed(BaseModel):
    """An action with the sites that it goes to."""

    model_config = ConfigDict(extra="forbid")

    action: str
    targets: Names = Field(default_factory=list)


class CaseAsked(BaseModel):
    """A patient and a plan: told in `text`, given as values, or both; what is given counts
    more than what is told."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=TEXT_LIMIT)
    facts: dict[str, Plain | Annotated[list[Plain], Field(max_length=MOST_NAMES)]] = Field(
        default_factory=dict,
        description="Facts by name. A list is the members of a set, or the values still possible;"
        ' ">5" and "<3" are bounds of a number.',
    )
    proposed: list[str | Proposed] = Field(
        default_factory=list, max_length=MOST_NAMES, description="The plan: actions by name."
    )
    signals: Names = Field(default_factory=list, description="What no fact holds: pregnancy.")
    unavailable: Names = Field(default_factory=list, description="Facts that cannot be had.")
    conversation_id: str | None = Field(
        None, pattern="^[0-9a-f]{32}$", description="Continues this conversation; else a new one."
    )
    guideline: str | None = Field(
        None, max_length=ID_LIMIT, description="Quotes this guideline only."
    )
    as_of: Day | None = Field(None, description="Answers as of this day.")

    def written(self) -> dict[str, object]:
        """What is given, as plain values, without what is empty."""
        plan = [p if isinstance(p, Proposed) else Proposed(action=p) for p in self.proposed]
        beside: dict[str, object] = {
            PROPOSED: [proposed.action for proposed in plan],
            TARGETS: {p.action: p.targets for p in plan if p.targets},
            SIGNALS: self.signals,
            UNAVAILABLE: self.unavailable,
        }
        facts = {name: _plain(value) for name, value in self.facts.items()}
        return {**facts, **{name: value for name, value in beside.items() if value}}


def cases_router(desk: Desk, intake: Intake) -> APIRouter:
    """Cases and their answers."""
    router = APIRouter(prefix="/v1", tags=["cases"])

    @router.post(
        "/cases",
        response_model=Answer,
        responses={
            200: {"description": "Facts, verdicts and findings", "headers": ANSWER_HEADERS},
            **described(400, 403, 404, 409, 413, 422, 500, 503),
        },
    )
    def check(asked: CaseAsked) -> Response:
        """Holds a patient and a plan against guideline text, and asks for what would decide."""
        message = _message(asked, intake)
        scope = Scope(asked.guideline, asked.as_of)
        return answer_response(desk.ask(message, asked.conversation_id, scope).stored)

    return router


def _message(asked: CaseAsked, intake: Intake) -> str:
    """What is told and given as one message; FactError lists everything that cannot be used."""
    wrong = {
        one.place: one
        for schema in intake.schemas.values()
        for one in _wrong_forms(asked.facts, schema)
    }
    message = ""
    try:
        message = intake.message(asked.text, asked.written(), asked.guideline)
    except FactError as error:
        if not wrong:
            raise
        wrong = {one.place: one for one in error.allowed} | wrong
    if wrong:
        said = "; ".join(f"{one.place[-1]} {one.detail}" for one in wrong.values())
        raise FactError(said, tuple(wrong.values()))
    return message


def describe(schemas: dict[str, Any], intake: Intake) -> None:
    """Writes into the OpenAPI's schemas what a case may give here."""
    known = list(intake.schemas.values())
    given = schemas["CaseAsked"]["properties"]
    facts: dict[str, list[Any]] = {}
    for schema in known:
        for name, fact in schema.facts.items():
            facts.setdefault(name, []).append(_json_schema(fact))
    properties = {
        n: kinds[0] if len(kinds) == 1 else {"anyOf": kinds} for n, kinds in facts.items()
    }
    given["facts"] |= {"properties": properties, "additionalProperties": False}
    actions = _names(schema.actions for schema in known)
    proposed = schemas["Proposed"]["properties"]
    proposed["action"] |= _one_of(actions)
    given["proposed"]["items"]["anyOf"][0] |= _one_of(actions)
    _only(given["signals"], _names(schema.signals for schema in known))
    _only(given["unavailable"], _names(schema.facts for schema in known))
    _only(proposed["targets"], _names(schema.sites for schema in known))
    if not actions:
        given["proposed"]["maxItems"] = 0


def _json_schema(fact: FactSchema) -> dict[str, Any]:
    """What may be said of a fact, as JSON Schema."""
    if fact.kind == "boolean":
        return {"type": "boolean", "description": fact.label}
    one: dict[str, Any] = _one_of([value.name for value in fact.values])
    kinds = [one]
    if fact.kind == "text":
        kinds = [one := {"type": "string", "pattern": TEXT_PATTERN}]
    if fact.kind == "integer":
        one = {"type": "integer", "minimum": fact.least}
        one |= {} if fact.open_ended else {"maximum": fact.most}
        kinds = [one, {"type": "string", "pattern": _bounds(fact)}]
    most = MOST_TEXTS if fact.kind == "text" else MOST_NAMES
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": most}
    return {"anyOf": [*kinds, several], "description": fact.label}


def _bounds(fact: FactSchema) -> str:
    """The pattern of the bounds that a number may be given by."""
    last = fact.most if fact.open_ended else fact.most - 1
    above = "|".join(str(n) for n in range(fact.least, last + 1))
    below = "|".join(str(n) for n in range(fact.least + 1, fact.most + 1))
    return f"^(?:>(?:{above})|<(?:{below}))$"


def _wrong_forms(facts: Mapping[str, Any], schema: Schema) -> list[Allowed]:
    """Where a value has a form that the OpenAPI does not describe.

    The schema itself reads more, as people write it on a command line ("yes", "2-3").
    """
    wrong = [
        Allowed(("facts", name), f"takes {fact.allowed()}")
        for name, fact in schema.facts.items()
        if name in facts and not _has_form(fact, _plain(facts[name]))
    ]
    wrong += [
        Allowed(("facts", name), f"is no fact; the facts are {schema.names}")
        for name in BESIDE_FACTS
        if name in facts
    ]
    return wrong


def _has_form(fact: FactSchema, value: object) -> bool:
    if fact.kind == "boolean":
        return isinstance(value, bool)
    if fact.kind == "integer" and isinstance(value, str):
        return re.fullmatch(_bounds(fact), value) is not None
    if fact.kind == "text" and isinstance(value, list) and len(value) > MOST_TEXTS:
        return False
    form = int if fact.kind == "integer" else str
    values = value if isinstance(value, list) else [value]
    return all(isinstance(one, form) and not isinstance(one, bool) for one in values)


def _plain(value: object) -> object:
    """The value, a number without a fraction as the integer that JSON says it is."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _only(listed: dict[str, Any], names: list[str]) -> None:
    listed["items"] |= _one_of(names)
    if not names:
        listed["maxItems"] = 0


def _one_of(names: Iterable[str]) -> dict[str, Any]:
    listed = list(names)
    return {"type": "string", "enum": listed} if listed else {"type": "string"}


def _names(parts: Iterable[Mapping[str, Any] | Collection[str]]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part))
