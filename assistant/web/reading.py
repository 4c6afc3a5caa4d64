"""Who reads: aids to the wording for readers outside the specialty, and nothing else.

An abbreviation of the text gets its expansion from the lexicon, as a tooltip or as a list
under the answer. No word of the text is changed, and no statement is added or taken away;
only the reading for patients and families, where a maintainer has switched it on, leaves
findings out, because it is not meant for decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from markupsafe import Markup, escape

from corpus.lexicon import Lexicon

_LABEL = re.compile(r"(?P<long>[^()]+) \((?P<short>[A-Z][A-Za-z0-9-]*[A-Z0-9][A-Za-z0-9]*)\)")
_SHORT = re.compile(r"[A-Z][A-Z0-9]{1,6}")
_WORD = re.compile(r"[A-Za-z]+")


class Reader(StrEnum):
    """Which best describes the reader; the wording aids follow from it."""

    ONCOLOGIST = "oncologist"
    CLINICIAN = "clinician"
    NURSE_OR_PHARMACIST = "nurse_or_pharmacist"
    PATIENT_OR_FAMILY = "patient_or_family"

    @property
    def label(self) -> str:
        """The reader in words."""
        return _LABELS[self]

    @property
    def has_tooltips(self) -> bool:
        """Whether abbreviations are explained where they stand."""
        return self is not Reader.ONCOLOGIST

    @property
    def has_glossary(self) -> bool:
        """Whether the abbreviations are also listed under the answer."""
        return self in (Reader.NURSE_OR_PHARMACIST, Reader.PATIENT_OR_FAMILY)

    @property
    def sees_findings(self) -> bool:
        """Whether findings and verdicts are shown; only the professional readings do."""
        return self is not Reader.PATIENT_OR_FAMILY


_LABELS: Mapping[Reader, str] = {
    Reader.ONCOLOGIST: "Oncologist",
    Reader.CLINICIAN: "Other clinician",
    Reader.NURSE_OR_PHARMACIST: "Nurse or pharmacist",
    Reader.PATIENT_OR_FAMILY: "Patient or family",
}


class Glossary:
    """The abbreviations of a lexicon and what they stand for."""

    def __init__(self, expansions: Mapping[str, str]) -> None:
        self.expansions = dict(expansions)
        alternatives = "|".join(map(re.escape, sorted(self.expansions, key=len, reverse=True)))
        self._found = re.compile(rf"(?<![^\W_])(?:{alternatives})(?=s?(?![^\W_]))")

    @classmethod
    def of(cls, lexicons: Iterable[Lexicon]) -> Glossary:
        """The abbreviations that the terms of these lexicons spell out."""
        found: dict[str, str] = {}
        for lexicon in lexicons:
            for term in lexicon.terms:
                for short, long in _expansions(term.label, (*term.forms, *term.cased)):
                    found.setdefault(short, long)
        return cls(found)

    def used(self, texts: Iterable[str]) -> dict[str, str]:
        """The abbreviations in these texts, in alphabetical order, with their expansions."""
        if not self.expansions:
            return {}
        shorts = {m.group() for text in texts for m in self._found.finditer(text)}
        return {short: self.expansions[short] for short in sorted(shorts)}

    def marked(self, text: str) -> Markup:
        """The text, escaped, each abbreviation carrying its expansion; its words unchanged."""
        if not self.expansions:
            return escape(text)
        parts, at = [], 0
        for match in self._found.finditer(text):
            parts.append(escape(text[at : match.start()]))
            expansion = self.expansions[match.group()]
            parts.append(Markup('<abbr title="{}">{}</abbr>').format(expansion, match.group()))
            at = match.end()
        return Markup("").join([*parts, escape(text[at:])])


def _expansions(label: str, forms: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Pairs of abbreviation and expansion: from "… (SBRT)", else a form that it is the
    initials of."""
    match = _LABEL.fullmatch(label)
    if match and _spells(match["short"], match["long"]):
        yield match["short"], match["long"]
    names = [label.partition(" (")[0], *forms]
    for short in (name for name in names if _SHORT.fullmatch(name)):
        long = next((name for name in names if name.islower() and _initials(name) == short), None)
        if long:
            yield short, long


def _initials(long: str) -> str:
    return "".join(word[0] for word in _WORD.findall(long)).upper()


def _spells(short: str, long: str) -> bool:
    """Whether a short form's letters come in this order in the long one, from the first on."""
    spelled = "".join(_WORD.findall(long.lower()))
    at = 0
    for letter in short.lower():
        at = spelled.find(letter, at) + 1
        if at == 0:
            return False
    return spelled[0] == short[0].lower()
