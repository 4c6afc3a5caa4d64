"""The lexicon's file: `lexicon.yaml` of a pack, checked and read.

What is checked: that no two terms claim one form, that each form can be found in a text,
and that every broader term is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import CorpusError, Fault
from corpus.guideline import sha256
from corpus.lexicon import LONGEST_FORM, Lexicon, Term, folded_tokens
from corpus.marked_yaml import MarkedYaml, read_yaml, validate
from corpus.marked_yaml import Path as YamlPath

GENERAL = Path(__file__).parent / "general-lexicon.yaml"


class _TermEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    label: str = Field(min_length=1)
    kind: str = "concept"
    forms: list[str] = Field(default_factory=list)
    cased: list[str] = Field(default_factory=list)
    broader: list[str] = Field(default_factory=list)
    drug_class: str | None = None


class _LexiconFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    terms: dict[str, _TermEntry] = Field(default_factory=dict)


def parse_lexicon(text: str, path: str, base: Lexicon | None = None) -> Lexicon:
    """The lexicon; CorpusError names forms that two terms claim or that are never found, and
    unknown broader terms. `base` is what it will be laid over, the general one unless given.
    """
    marked = read_yaml(text, path)
    if marked.value is None and not marked.faults:
        return Lexicon()
    file = validate(_LexiconFile, marked)
    terms = tuple(
        Term(
            id=term_id,
            label=entry.label,
            kind=entry.kind,
            forms=tuple(entry.forms),
            cased=tuple(entry.cased),
            broader=tuple(entry.broader),
            drug_class=entry.drug_class,
        )
        for term_id, entry in file.terms.items()
    )
    known = {term.id for term in terms} | {term.id for term in (base or general_lexicon()).terms}
    faults = [
        *_collisions(terms, marked),
        *_unfindable(terms, marked),
        *_unknown_broader(terms, known, marked),
    ]
    if faults:
        raise CorpusError(faults)
    return Lexicon(terms, sha256(text))


class _Written(NamedTuple):
    """A form as the file has it."""

    term: str
    is_cased: bool
    form: str
    where: YamlPath


def _written(terms: tuple[Term, ...]) -> Iterator[_Written]:
    for term in terms:
        for key, forms in (("forms", term.forms), ("cased", term.cased)):
            for number, form in enumerate(forms):
                yield _Written(term.id, key == "cased", form, ("terms", term.id, key, number))


def _collisions(terms: tuple[Term, ...], marked: MarkedYaml) -> Iterator[Fault]:
    """Forms that two terms claim; a term's id is one of its forms."""
    ids = (_Written(t.id, False, t.id, ("terms", t.id)) for t in terms)
    claimed: dict[tuple[str, ...] | str, str] = {}
    for term, is_cased, form, where in (*ids, *_written(terms)):
        other = claimed.setdefault(form if is_cased else folded_tokens(form), term)
        if other != term:
            message = f"the form {form!r} of {term!r} is also a form of {other!r}"
            yield Fault(marked.path, marked.line(where), message)


def _unfindable(terms: tuple[Term, ...], marked: MarkedYaml) -> Iterator[Fault]:
    """Forms that are looked for nowhere: without a letter or digit, or of too many words."""
    for _, is_cased, form, where in _written(terms):
        words, most = len(folded_tokens(form)), 1 if is_cased else LONGEST_FORM
        if not words:
            yield Fault(
                marked.path, marked.line(where), f"the form {form!r} has no letter or digit"
            )
        elif words > most:
            kind = "cased form" if is_cased else "form"
            message = f"the {kind} {form!r} has {words} words, {most} at most can be found"
            yield Fault(marked.path, marked.line(where), message)


def _unknown_broader(
    terms: tuple[Term, ...], known: set[str], marked: MarkedYaml
) -> Iterator[Fault]:
    for term in terms:
        for number, broader in enumerate(term.broader):
            if broader not in known:
                line = marked.line(("terms", term.id, "broader", number))
                yield Fault(marked.path, line, f"unknown broader term {broader!r} of {term.id!r}")


@lru_cache(maxsize=1)
def general_lexicon() -> Lexicon:
    """The lexicon that serves any guideline."""
    text = GENERAL.read_text(encoding="utf-8")
    return parse_lexicon(text, str(GENERAL), base=Lexicon())
