"""The rules' file: `rules.yaml` of a pack, checked and read.

Every fault is collected with its line before anything is raised: unknown facts, values that
a fact cannot have, definitions that stand on themselves, statements that are not there or
whose quote has changed, an approver who is the author, rules that contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from assistant.errors import FactError
from assistant.facts.schema import NOTHING_UNREAD, Schema
from assistant.rules.contradiction import contradictions
from assistant.rules.rulebook import (
    Assumption,
    Cited,
    Conflict,
    Example,
    Rule,
    RuleBook,
    condition_of,
)
from assistant.rules.rules_model import AssumptionEntry, CiteEntry, RuleEntry, RulesModel
from assistant.rules.tree import Any as AnyOf
from assistant.rules.tree import ConditionFault, ConditionReader, Node
from corpus.errors import CorpusError, Fault
from corpus.guideline import Guideline, Statement, sha256
from corpus.marked_yaml import MarkedYaml, read_yaml, validate

EVERY_ACTION = "all"
EXAMPLE_KEYS = ("proposed", "signals", "targets", "about")
Made = TypeVar("Made")
Where = tuple[str | int, ...]
NOWHERE: Node = AnyOf(())


def quote_sha256(guideline: Guideline, statement: Statement) -> str:
    """The SHA-256 of what a statement quotes: its lead-in lines and itself."""
    spans = (*statement.lead_ins, statement.span)
    return sha256("\n".join(guideline.quote(span) for span in spans))


def parse_rules(text: str, path: str, schema: Schema, guideline: Guideline) -> RuleBook:
    """The rule book; CorpusError lists every fault of the file but what speaks of names that
    the schema could not read.

    Its identity is that of the schema, too: findings speak of facts in the schema's words.
    """
    marked = read_yaml(text, path)
    file = validate(RulesModel, marked)
    reading = _Reading(file, marked, schema, guideline)
    book = reading.book(sha256(f"{schema.sha256}\n{text}"))
    faults = reading.faults
    if not faults and schema.unread == NOTHING_UNREAD:
        faults = [Fault(path, book.by_id[c.first].line, c.message) for c in contradictions(book)]
    if faults:
        raise CorpusError(faults)
    return book


@dataclass
class _Reading:
    """The faults of one file while it is read."""

    file: RulesModel
    marked: MarkedYaml
    schema: Schema
    guideline: Guideline
    faults: list[Fault] = field(default_factory=list)
    definitions: dict[str, Node] = field(default_factory=dict)

    def book(self, identity: str) -> RuleBook:
        """The book of what could be read."""
        if _is_same(self.file.author, self.file.approver):
            message = "the rules are approved by their author; another person approves them"
            self._fault(("approver",), message)
        self._quotes()
        self._define()
        conflicts = tuple(
            Conflict(
                name,
                self._cited_ids(entry.statements, ("conflicts", name, "statements")),
                self._condition(entry.when, ("conflicts", name, "when")),
                self._actions(entry.actions, ("conflicts", name, "actions")),
            )
            for name, entry in self.file.conflicts.items()
        )
        self._actions(list(self.file.scope), ("scope",))
        return RuleBook(
            schema=self.schema,
            rules=tuple(self._rule(name, entry) for name, entry in self.file.rules.items()),
            definitions=self.definitions,
            assumptions=tuple(
                self._assumption(number, entry)
                for number, entry in enumerate(self.file.assumptions)
            ),
            conflicts=conflicts,
            never=tuple(
                self._condition(raw, ("never", number))
                for number, raw in enumerate(self.file.never)
            ),
            scope={
                action: self._condition(raw, ("scope", action))
                for action, raw in self.file.scope.items()
            },
            sections={
                section: self._condition(raw, ("sections", section))
                for section, raw in self._sections()
            },
            most_notes=self.file.most_notes,
            sha256=identity,
            path=self.marked.path,
        )

    def _sections(self) -> Iterator[tuple[str, dict[str, Any]]]:
        known = list(dict.fromkeys(s.section_id for s in self.guideline.statements))
        for section, raw in self.file.sections.items():
            if section not in known:
                there_are = ", ".join(known)
                message = f"there is no section {section!r}; the sections are {there_are}"
                self._fault(("sections", section), message)
            yield section, raw

    # Parts ------------------------------------------------------------------------------

    def _fault(self, where: Where, message: str) -> None:
        self.faults.append(Fault(self.marked.path, self.marked.line(where), message))

    def _quotes(self) -> None:
        for statement_id, expected in self.file.quotes.items():
            where = ("quotes", statement_id)
            statement = self.guideline.statement(statement_id)
            if statement is None:
                self._fault(where, f"there is no statement {statement_id!r} in the guideline")
                continue
            actual = quote_sha256(self.guideline, statement)
            if actual != expected:
                resting = ", ".join(self._resting_on(statement_id)) or "no rule"
                self._fault(
                    where,
                    f"the text of {statement_id!r} has changed since rules were written on it;"
                    f" read {resting} against it, then write {actual}",
                )

    def _resting_on(self, statement_id: str) -> Iterator[str]:
        for name, rule in self.file.rules.items():
            if statement_id in {c if isinstance(c, str) else c.statement for c in rule.cites}:
                yield name

    def _define(self) -> None:
        """The definitions, each after those that it names."""
        waiting = dict(self.file.definitions)
        while waiting:
            ready = {n: r for n, r in waiting.items() if not _named(r) & waiting.keys()}
            if not ready:
                for name in waiting:
                    circle = ", ".join(sorted(waiting))
                    message = f"definitions in a circle: {circle}; one of them must name no other"
                    self._fault(("definitions", name), message)
                    self.definitions[name] = NOWHERE
                return
            for name, raw in ready.items():
                self.definitions[name] = self._condition(raw, ("definitions", name))
                del waiting[name]

    def _condition(self, raw: Mapping[str, Any], where: Where) -> Node:
        try:
            return ConditionReader(self.schema, self.definitions).read(raw, where)
        except ConditionFault as fault:
            self._fault(fault.where, str(fault))
            return NOWHERE

    def _cited_ids(self, statements: list[str], where: Where) -> tuple[str, ...]:
        for number, statement_id in enumerate(statements):
            if statement_id not in self.file.quotes:
                self._fault((*where, number), self._unquoted(statement_id))
        return tuple(statements)

    def _unquoted(self, statement_id: str) -> str:
        """What is wrong with a citation that `quotes` does not have, and what to do."""
        statement = self.guideline.statement(statement_id)
        if statement is None:
            return f"{statement_id!r} is cited, but the guideline has no such statement"
        return (
            f"{statement_id!r} is cited, but `quotes` has no SHA-256 of it; read it, then"
            f" write {statement_id}: {quote_sha256(self.guideline, statement)}"
        )

    def _cites(self, entry: RuleEntry, where: Where) -> tuple[Cited, ...]:
        found = []
        for number, cite in enumerate(entry.cites):
            if isinstance(cite, CiteEntry):
                when = self._condition(cite.when, (*where, number, "when"))
                found.append(Cited(cite.statement, when))
            else:
                found.append(Cited(cite))
        self._cited_ids([cited.statement for cited in found], where)
        return tuple(found)

    def _actions(self, actions: list[str], where: Where) -> tuple[str, ...]:
        if actions == [EVERY_ACTION]:
            return tuple(self.schema.actions)
        for unknown in self.schema.unknown_actions(actions):
            known = ", ".join(self.schema.actions)
            self._fault(where, f"unknown action {unknown!r}; the actions are {known}")
        return tuple(actions)

    def _rule(self, name: str, entry: RuleEntry) -> Rule:
        where: Where = ("rules", name)
        when = self._condition(entry.when, (*where, "when"))
        unless = None
        if entry.unless is not None:
            unless = self._condition(entry.unless, (*where, "unless"))
        self._sense(entry, where)
        author = entry.author or self.file.author
        approver = entry.approver or self.file.approver
        # What holds for the whole file is said once, at its head.
        if (entry.author or entry.approver) and _is_same(author, approver):
            self._fault(where, f"{name!r} is approved by its author; another person approves it")
        for fact in entry.asks:
            if not self._is_known(fact):
                self._fault((*where, "asks", fact), f"unknown fact {fact!r}")
        examples = partial(self._examples, where=(*where, "examples"))
        return Rule(
            id=name,
            kind=entry.kind,
            actions=self._actions(entry.actions, (*where, "actions")),
            condition=condition_of(when, unless),
            cites=self._cites(entry, (*where, "cites")),
            text=entry.text,
            unknown=entry.unknown,
            verdict=entry.verdict,
            basis=entry.basis,
            breaks_scope=entry.breaks_scope,
            beyond=entry.beyond,
            site=entry.site,
            once=entry.once,
            reading=entry.reading,
            rationale=entry.rationale,
            author=author,
            approver=approver,
            review_by=entry.review_by or self.file.review_by,
            asks=entry.asks,
            fires=examples(entry.examples.fires, "fires"),
            quiet=examples(entry.examples.quiet, "quiet"),
            cannot_tell=examples(entry.examples.cannot_tell, "cannot_tell"),
            line=self.marked.line(where),
        )

    def _sense(self, entry: RuleEntry, where: Where) -> None:
        """What a rule of its kind must and must not have."""
        is_verdict = entry.kind == "verdict"
        if is_verdict and not (entry.verdict and entry.actions):
            self._fault(where, "a rule of kind verdict names its actions and its verdict")
        if not is_verdict and (entry.verdict or entry.basis or entry.actions):
            self._fault(where, f"a {entry.kind} has no actions, verdict or basis")
        if (entry.verdict == "not_supported") != (entry.basis is not None):
            message = "not_supported, and nothing else, says its basis: contrary or condition_unmet"
            self._fault(where, message)
        if is_verdict and entry.beyond and not entry.breaks_scope:
            self._fault(where, "a verdict beyond the text has breaks_scope")
        if entry.breaks_scope and entry.verdict != "not_addressed":
            self._fault(where, "only not_addressed can break the scope")
        if not entry.cites and entry.kind != "emergency":
            self._fault(where, "a rule cites the statements that it rests on: `cites`")

    def _assumption(self, number: int, entry: AssumptionEntry) -> Assumption:
        where: Where = ("assumptions", number)
        values = frozenset(
            value for raw in entry.values for value in self._values(entry.fact, raw, where)
        )
        if bool(entry.values) == bool(entry.same_as):
            self._fault(where, "an assumption says either `is` or `same_as`")
        if entry.same_as is not None and not self._is_known(entry.same_as):
            self._fault(where, f"unknown fact {entry.same_as!r}")
        when = self._condition(entry.when, (*where, "when")) if entry.when else None
        return Assumption(entry.fact, values, when, entry.reach, entry.text, entry.same_as)

    def _is_known(self, fact: str) -> bool:
        """Whether the schema has the fact, or may have it."""
        return fact in self.schema.facts or fact in self.schema.unread

    def _values(self, fact: str, raw: object, where: Where) -> frozenset[str | int | bool]:
        if fact in self.schema.unread:
            return frozenset()
        return self._made(where, lambda: self.schema.fact(fact, raw).values) or frozenset()

    def _made(self, where: Where, make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except FactError as error:
            self._fault(where, str(error))
            return None

    def _examples(
        self, raws: list[dict[str, Any]], key: str, *, where: Where
    ) -> tuple[Example, ...]:
        return tuple(self._example(raw, (*where, key, number)) for number, raw in enumerate(raws))

    def _example(self, raw: dict[str, Any], where: Where) -> Example:
        facts = {name: value for name, value in raw.items() if name not in EXAMPLE_KEYS}
        told = {name: value for name, value in facts.items() if name not in self.schema.unread}
        self._made(where, lambda: self.schema.facts_of(told))
        for kind, names in (("signal", raw.get("signals", [])), ("about", [raw.get("about")])):
            known = self.schema.signals if kind == "signal" else ("patient", "general", None)
            for name in names:
                if name not in known and name not in self.schema.unread:
                    self._fault(where, f"unknown {kind} {name!r}")
        proposed = self._actions(list(raw.get("proposed", [])), where)
        targets = {a: tuple(sites) for a, sites in (raw.get("targets") or {}).items()}
        about = raw.get("about", "patient") == "patient"
        return Example(facts, proposed, tuple(raw.get("signals", [])), about, targets)


def _is_same(author: str, approver: str | None) -> bool:
    return (approver or "").strip().casefold() == author.strip().casefold()


def _named(raw: object) -> set[str]:
    """The definitions that a raw condition names."""
    if isinstance(raw, dict):
        own = {raw["definition"]} if isinstance(raw.get("definition"), str) else set()
        return own.union(*(_named(value) for value in raw.values()))
    if isinstance(raw, list):
        return set().union(*(_named(value) for value in raw))
    return set()
