"""Loading: the schema and the rules of a pack, with the faults of both files together."""

from __future__ import annotations

from pathlib import Path

from assistant.facts.schema import Schema
from assistant.facts.schema_file import parse_schema, readable_schema
from assistant.rules.rulebook import RuleBook
from assistant.rules.rules_file import parse_rules
from corpus.errors import CorpusError, Fault
from corpus.guideline import Guideline
from corpus.packs import Pack
from corpus.readers.files import clean_text

FACTS = "facts.yaml"
RULES = "rules.yaml"


def rules_of(pack: Pack) -> RuleBook | None:
    """The rule book of a pack; None for a pack without rules. CorpusError lists the faults."""
    return None if pack.folder is None else load_rules(pack.folder, pack.guideline)


def load_rules(folder: Path, guideline: Guideline) -> RuleBook | None:
    """The rule book in a pack's folder; None where there is none."""
    facts, rules = folder / FACTS, folder / RULES
    if not rules.is_file():
        if facts.is_file():
            load_schema(facts)
        return None
    if not facts.is_file():
        message = f"rules speak of facts, and {FACTS} is not beside them"
        raise CorpusError([Fault(str(rules), 1, message)])
    schema, faults = readable_schema(clean_text(facts.read_bytes(), str(facts)), str(facts))
    text = clean_text(rules.read_bytes(), str(rules))
    try:
        book = parse_rules(text, str(rules), schema, guideline)
    except CorpusError as error:
        raise CorpusError([*faults, *error.faults]) from None
    if faults:
        raise CorpusError(faults)
    return book


def load_schema(path: Path) -> Schema:
    """The schema in a `facts.yaml`."""
    return parse_schema(clean_text(path.read_bytes(), str(path)), str(path))
