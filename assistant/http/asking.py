"""Asking: what the forms that post to `/ask` say, whichever of them it was.

The question itself; or one fact said anew (`about` and `value`), from a missing fact's input
or a corrected chip; or the fields of the case beside the question. All of them become one
message in words, so that a case told by form is a case told by text. An answer that is read
outside its conversation sends its question along (`before`), to be asked whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from starlette.requests import Request

from assistant.http.site import Site
from assistant.web.case_form import told
from assistant.web.case_words import sentence
from assistant.web.names import Names


@dataclass(frozen=True, slots=True)
class Asked:
    """One message, and where it belongs. `confirmed`: it identifies nobody, says its author."""

    question: str
    conversation: str | None = None
    guideline: str | None = None
    confirmed: bool = False


async def asked_in(
    request: Request,
    question: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form()] = "",
    guideline: Annotated[str, Form()] = "",
    confirmed: Annotated[str, Form()] = "",
) -> Asked:
    """The message of a posted form; kept with the request, so that a failure can show it."""
    site: Site = request.app.state.site
    fields: dict[str, list[str]] = {}
    for key, value in (await request.form()).multi_items():
        if isinstance(value, str):
            fields.setdefault(key, []).append(value)
    asked = Asked(
        question=_message(site.names, question, fields),
        conversation=conversation or None,
        guideline=guideline or None,
        confirmed=bool(confirmed),
    )
    request.state.asked = asked
    return asked


def _message(names: Names, question: str, fields: dict[str, list[str]]) -> str:
    """The question and what the form's other fields say, as one message."""
    about = fields.get("about", [""])[0]
    said = question
    if about and not question:
        said = sentence(names.schema_with(about), about, fields.get("value", ()))
    case = names.schemas.get(fields.get("case", [""])[0])
    before = "".join(fields.get("before", ())[:1])
    parts = (before, said, told(case, fields) if case else "")
    return "\n".join(part for part in parts if part)
