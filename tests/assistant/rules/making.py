"""Small rule files for the tests, and cases in short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from assistant.facts.case import Case
from assistant.facts.schema import Schema
from assistant.facts.schema_file import parse_schema
from assistant.facts.written import case_of
from assistant.rules.load import rules_of
from assistant.rules.rulebook import RuleBook
from assistant.rules.rules_file import parse_rules, quote_sha256
from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Review,
    Section,
    Source,
    Span,
    Statement,
)
from corpus.packs import BUNDLED, load_pack

TEXT = "Treat one growth.\nWait for two.\n"
FACTS = """
facts:
  growths: {kind: integer, least: 0, most: 9, open_ended: true, label: growths, ask: How many?}
  stable: {kind: boolean, label: stable, ask: Is the rest stable?}
  sites:
    kind: set
    label: sites
    ask: Where?
    values: {brain: {label: brain}, bone: {label: bone}}
  drug: {kind: text, label: drug, ask: Which drug?}
actions:
  treat: {label: treating, group: local}
  wait: {label: waiting, group: observation}
signals:
  storm: {kind: emergency, label: a storm}
"""


def statement(name: str, start: int, end: int) -> Statement:
    """A statement of the small guideline."""
    return Statement(name, "all", Span(start, end), TEXT[start:end], ClaimType.RECOMMENDATION)


def guideline() -> Guideline:
    """A guideline of two statements."""
    meta = GuidelineMeta(
        id="growths",
        title="Growths",
        version="1",
        last_updated=date(2026, 1, 1),
        review=Review("pending", None, "pending human review"),
        review_by=None,
        source=Source(),
        licence=None,
        references_listed=False,
        references_note=None,
        disclaimer="Not for emergencies.",
    )
    sections = (Section("all", ("All",), Span(0, len(TEXT))),)
    return Guideline(
        meta, TEXT, sections, (statement("all.one", 0, 17), statement("all.two", 18, 31))
    )


def schema() -> Schema:
    """The facts of the small guideline."""
    return parse_schema(FACTS, "facts.yaml")


def rules_text(rules: str, head: str = "", approver: str = "") -> str:
    """A rules file around these rules, with the right hashes."""
    small = guideline()
    quotes = "".join(f"  {s.id}: {quote_sha256(small, s)}\n" for s in small.statements)
    return (
        f"author: Ada\napprover: {approver}\nreview_by: 2027-01-01\n"
        f"quotes:\n{quotes}{head}rules:\n{rules}"
    )


def rule(name: str, verdict: str, when: str, action: str = "treat", more: str = "") -> str:
    """One rule in short."""
    basis = "    basis: contrary\n" if verdict == "not_supported" else ""
    return (
        f"  {name}:\n    actions: [{action}]\n    when: {when}\n    verdict: {verdict}\n{basis}"
        f"    text: The text says {name}.\n    unknown: It is open whether {name}.\n"
        f"    cites: [all.one]\n    rationale: As written.\n{more}"
        "    examples: {fires: [{growths: 1}], quiet: [{growths: 2}]}\n"
    )


def small_book(rules: str, head: str = "") -> RuleBook:
    """The book of these rules; CorpusError for faults."""
    return parse_rules(rules_text(rules, head), "rules.yaml", schema(), guideline())


@lru_cache(maxsize=1)
def bundled_book() -> RuleBook:
    """The rule book of the first guideline."""
    book = rules_of(load_pack(BUNDLED / "nsclc-oligoprogression"))
    if book is None:
        raise LookupError("the first guideline has no rules")
    return book


def patient(book: RuleBook, **written: object) -> Case:
    """A case about a patient."""
    return case_of(book.schema, written)


def general(book: RuleBook, **written: object) -> Case:
    """A general question."""
    return case_of(book.schema, written, about_patient=False)


OLIGO: Mapping[str, object] = {
    "systemic_therapy": "targeted",
    "driver": "egfr",
    "progressing_sites": 2,
    "other_disease_controlled": True,
    "progressing_locations": ["bone"],
    "cns_imaging_done": True,
    "brain_metastases": 0,
    "ecog": 1,
}
