"""The site: what every page has: the templates, the display's preferences, who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

import assistant.web
from assistant.answer import Citation
from assistant.desk import Desk
from assistant.feedback import OFFERED, REASON_LIMIT
from assistant.http.browser import Browsers
from assistant.http.preferences import Preferences, preferences_of
from assistant.library import Library
from assistant.message import QUESTION_LIMIT
from assistant.store import StoredAnswer
from assistant.templates import templates
from assistant.web import labels
from assistant.web.around import ABSTENTION_PHRASES, FOR_PATIENTS, NO_QUESTION, covers_label
from assistant.web.blocks import Block, silence_words
from assistant.web.case_form import CaseForm, case_form
from assistant.web.case_words import UNAVAILABLE
from assistant.web.identifiers import for_script
from assistant.web.names import Names, known_values
from assistant.web.reading import Glossary, Reader
from assistant.web.view import Shown, show
from corpus.lexicon_file import general_lexicon

WEB = Path(assistant.web.__file__).parent
STATIC = WEB / "static"
FRAGMENT = "fragment"


@dataclass(frozen=True)
class Site:
    """What the pages are made from. `readers` are those that can be chosen here."""

    desk: Desk
    library: Library
    templates: Jinja2Templates
    today: Callable[[], date]
    readers: tuple[Reader, ...]
    browsers: Browsers
    names: Names

    def display(self, request: Request) -> Preferences:
        """The display's preferences of the browser that asks."""
        return preferences_of(request, self.readers)

    def shown(self, request: Request, stored: StoredAnswer) -> Shown:
        """A stored answer as this browser's reader sees it."""
        return show(stored, self.library, self.today(), self.display(request).reader, self.names)

    def case(self, shown: Sequence[Shown]) -> CaseForm | None:
        """The case form after the last of these exchanges, for the guideline it is about."""
        answer = shown[-1].answer if shown else None
        cited = [status.guideline for status in answer.status] if answer else []
        known = [g for g in (*cited, *self.names.schemas) if g in self.names.schemas]
        return case_form(self.names, known[0], answer) if known else None

    def render(
        self, request: Request, template: str, content: dict[str, Any], status: int = 200
    ) -> Response:
        """A page or a fragment of one."""
        return self.templates.TemplateResponse(
            request, template, self.base(request) | content, status_code=status
        )

    def base(self, request: Request) -> dict[str, Any]:
        """What every page knows."""
        query = f"?{request.url.query}" if request.url.query else ""
        is_read = request.method in ("GET", "HEAD")
        return {
            "display": self.display(request),
            "readers": self.readers,
            "here": request.url.path + query if is_read else "/",
            "conversation": None,
            "expanded": False,
        }


def readers(patient_reading: bool) -> tuple[Reader, ...]:
    """Who may be chosen; the reading for patients only where it was switched on."""
    return tuple(r for r in Reader if patient_reading or r.sees_findings)


def load_templates(library: Library, names: Names) -> Jinja2Templates:
    """The page's templates; everything they print is escaped, every name must exist."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "abstention_phrases": ABSTENTION_PHRASES,
        "assets": _assets_hash(),
        "bound_text": names.bound,
        "covers_label": covers_label,
        "direct_marks": labels.DIRECT,
        "fact_names": lambda value: tuple(known_values(value)),
        "fact_text": names.value,
        "feedback_kinds": [(kind.value, label) for kind, label in OFFERED.items()],
        "for_patients": FOR_PATIENTS,
        "finding_marks": labels.FINDINGS,
        "glossary": Glossary.of((*(p.lexicon for p in library.packs), general_lexicon())),
        "identifiers": for_script(),
        "marks": labels.MARKS,
        "is_number": names.is_number,
        "is_set": names.is_set,
        "named": names.action,
        "no_question": NO_QUESTION,
        "options_of": names.options,
        "outcome_marks": labels.OUTCOMES,
        "passage_url": passage_url,
        "phrases": templates().phrases,
        "question_limit": QUESTION_LIMIT,
        "reason_limit": REASON_LIMIT,
        "runs": runs,
        "silence_words": silence_words,
        "silences": silences(library),
        "supposed": names.supposed,
        "unavailable": UNAVAILABLE,
        "verdict_marks": labels.VERDICTS,
    }
    environment.filters["fact_label"] = names.fact
    return Jinja2Templates(env=environment)


def passage_url(citation: Citation) -> str:
    """The page where a citation is read in its section, its quote marked."""
    query = urlencode({"version": citation.version, "at": f"{citation.start}-{citation.end}"})
    return f"/guidelines/{quote(citation.guideline)}?{query}#cited"


def runs(blocks: Iterable[Block]) -> list[tuple[str, list[object]]]:
    """Neighbouring blocks of a kind together, as one list of them is shown."""
    return [(kind, [b.item for b in same]) for kind, same in groupby(blocks, lambda b: b.kind)]


def silences(library: Library) -> Callable[[str], tuple[str, ...]]:
    """What each guideline is known not to address, by its id."""
    known = {
        pack.guideline.id: tuple(dict.fromkeys(name for name, _ in pack.bank.silent if name))
        for pack in library.packs
    }
    return lambda guideline_id: known.get(guideline_id, ())


def is_fragment(request: Request, name: str) -> bool:
    """Whether the page's script asks for a part of a page only."""
    return request.headers.get(FRAGMENT) == name


def _assets_hash() -> str:
    """Changes with the style and the script, so that no browser keeps old ones."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
