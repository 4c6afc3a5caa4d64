"""The sheet: one patient's answer in blocks of plain lines, the case first.

`assistant case`, the summary for the note and the tumour-board list show these blocks. Each
line says what a part of the answer says, in the templates' words, and names the sections that
it rests on; nothing clinical is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, Citation, Counterfactual, Finding, join_quotes
from assistant.compose.chips import by_statement
from assistant.compose.patient import Terms
from assistant.compose.said import (
    Manner,
    alike,
    cited_by,
    direct_phrase,
    sentence_case,
    standing,
    still_missing,
    supposing,
    verdict_said,
)
from assistant.consult import terms_of
from assistant.facts.schema import Schema
from assistant.intake import Intake
from assistant.markdown import as_markdown
from assistant.render import overdue, visible
from assistant.templates import (
    Templates,
    bound_words,
    change_words,
    quoted_words,
    templates,
    value_words,
)

# Verdicts under which a proposed action is not what the text would have.
DEVIATING = ("not_supported", "not_preferred", "not_addressed")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and what stands under it, line by line."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """An answer about a patient; `terms` are what its guideline calls facts and actions."""

    answer: Answer
    terms: Terms
    templates: Templates

    def case(self, today: date) -> tuple[Block, ...]:
        """All there is to say, the patient first."""
        return _filled(
            self.urgent(),
            self.patient(),
            Block("Answer", tuple(self._replies())),
            self.supposed(),
            Block(self._plan_is("The plan against the text"), self.plan()),
            Block("Missing", self.missing()),
            Block("Cautions", self.said("caution")),
            Block("What would change this", self.changes()),
            Block("Why", self.said("verdict", "note", above=self._above())),
            Block(self._quotes_are(), tuple(self._quotes())),
            Block("Not answered or not considered", self.left_out()),
            self.status(today),
        )

    def note(self, today: date) -> tuple[Block, ...]:
        """The summary for the note."""
        return _filled(
            self.urgent(),
            self.patient(),
            self.supposed(),
            Block(self._plan_is("Plan"), self.plan() or tuple(self._replies())),
            Block("Findings", self.said("verdict", "caution", "note", above=self.plan())),
            Block("Missing", self.missing()),
            Block("Not considered", self.left_out()),
            self.status(today),
        )

    def urgent(self) -> Block:
        """What stands above everything else."""
        return Block("First of all", self.said("emergency"))

    def patient(self) -> Block:
        """The facts with the words that they came from, and what is taken for granted."""
        lines = [*self.facts()]
        if self.answer.assumed:
            lines.append(f"Assumed: {', '.join(self.answer.assumed)}")
        return Block("Patient, as read", tuple(lines))

    def facts(self) -> tuple[str, ...]:
        """One line a fact."""
        lines = []
        for name, fact in self.answer.facts.items():
            said = self.terms.fact(name)
            words = quoted_words(dict.fromkeys(mention.text for mention in fact.mentions))
            lines.append(f"{said.label}: {value_words(fact.value, said.values)} ({words})")
        for name, bound in self.answer.bounds.items():
            said = self.terms.fact(name)
            lines.append(f"{said.label}: {bound_words(bound, said.values)}")
        return tuple(lines)

    def plan(self, *verdicts: str) -> tuple[str, ...]:
        """One line a proposed action, of these verdicts only where any are given."""
        given = self.answer.verdicts
        return tuple(
            self._verdict(action)
            for action in self.answer.actions
            if not verdicts or given[action] in verdicts
        )

    def missing(self) -> tuple[str, ...]:
        """What is asked back, and what it would decide; then what is open besides."""
        asked = (
            f"{question.ask} (decides {question.changes})" if question.changes else question.ask
            for question in self.answer.questions
        )
        return (*asked, *map(sentence_case, still_missing(self.answer, self.terms)))

    def said(self, *kinds: str, above: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The findings of these kinds, each once, with their sections; of those that the lines
        above say only how they are read."""
        found = (f for kind in kinds for f in self.answer.findings if f.kind == kind)
        lines = (line for finding in found for line in self._finding(finding, above))
        return tuple(dict.fromkeys(lines))

    def supposed(self) -> Block:
        """What the user supposed, told apart from what holds of the facts as told."""
        asked = (change for change in self.answer.counterfactuals if change.asked)
        heading = self._say("supposed").rstrip(":")
        return Block(heading, tuple(self._change([change]) for change in asked))

    def changes(self) -> tuple[str, ...]:
        """Every smallest change of facts that gives another verdict, beside what was supposed."""
        return tuple(map(self._change, alike(self.answer.counterfactuals)))

    def _change(self, group: Sequence[Counterfactual]) -> str:
        said = self._say(
            "counterfactual",
            change=supposing(group, self.templates, self.terms),
            then=change_words(group[0].verdicts, self.answer.verdicts, self.terms.action),
            chips="",
        )
        return said + _sections(cited_by(group))

    def _plan_is(self, heading: str) -> str:
        """What the plan's block is called; beside what is supposed it says that this is not."""
        return f"{heading}, with the facts as told" if self.supposed().lines else heading

    def _above(self) -> tuple[str, ...]:
        """What a reader of the case has read before the reasons."""
        return (*self._replies(), *self.plan())

    def left_out(self) -> tuple[str, ...]:
        """What of the message was not answered, or not used."""
        answer = self.answer
        lines = []
        if answer.unanswered:
            lines.append(self._say("unanswered", words=quoted_words(answer.unanswered)))
        if answer.not_considered:
            lines.append(self._say("not_considered", words=quoted_words(answer.not_considered)))
        return tuple(lines)

    def status(self, today: date) -> Block:
        """The standing of the text, its disclaimer, and which answer this is."""
        lines: list[str] = []
        for status in self.answer.status:
            updated = status.last_updated or "not stated"
            lines += [
                f"{status.guideline}, version {status.version}. Last updated: {updated}."
                f" Review status: {status.review}.",
                status.disclaimer,
            ]
        lines += overdue(self.answer, today)
        return Block("Status", (*lines, f"Answer {self.answer.answer_id}"))

    def _replies(self) -> Iterator[str]:
        answer = self.answer
        if answer.abstention:
            # The silence as the verified text says it: first, or behind the emergencies.
            blocks = answer.text.split("\n\n")
            yield _bare(blocks[1 if self.urgent().lines else 0])
        if answer.direct:
            said = self._say(direct_phrase(answer), sentence=answer.direct.text, chips="")
            yield said + _sections(answer.direct.citations)
        for part in (*answer.corrections, *answer.conflicts):
            yield part.text + _sections(part.citations)

    def _verdict(self, action: str) -> str:
        said = verdict_said(self.answer, action, Manner())
        return self._say(
            said.phrase,
            action=sentence_case(self.terms.action(action)),
            standing=standing(self.answer.status[0], self.templates),
            finding=said.finding,
            chips="",
        ) + _sections(said.citations)

    def _finding(self, finding: Finding, above: tuple[str, ...]) -> Iterator[str]:
        sections = _sections(finding.citations)
        if not any(finding.text in line for line in above):
            phrase = "finding_reading" if finding.reading else "finding"
            slots = {"finding": finding.text, "reading": finding.reading or ""}
            yield self._say(phrase, chips="", **slots) + sections
        elif finding.reading:
            yield self._say("reading", reading=finding.reading, chips="") + sections

    def _quotes_are(self) -> str:
        """What stands above the quotes: what a silence quotes is no answer."""
        is_silent = self.answer.abstention is not None
        return self._say("nearest").rstrip(":") if is_silent else "What the text says"

    def _quotes(self) -> Iterator[str]:
        for group in by_statement(self.answer.shown_citations()):
            yield f"“{join_quotes(group)}”{_sections(group)}"

    def _say(self, phrase: str, **slots: str) -> str:
        return _bare(self.templates.say(phrase, **slots))


def sheet_of(answer: Answer, intake: Intake) -> Sheet:
    """The sheet of an answer, in the words of the guideline that it draws on."""
    schema = intake.schema(answer.status[0].guideline) if answer.status else Schema()
    return Sheet(answer.told(), terms_of(schema), templates())


def as_text(title: str, blocks: Iterable[Block]) -> str:
    """The blocks as plain text."""
    parts = [title] if title else []
    parts += ["\n".join([b.heading, *(f"  {line}" for line in b.lines)]) for b in blocks]
    return visible("\n\n".join(parts)) + "\n"


def as_markdown_text(title: str, blocks: Iterable[Block]) -> str:
    """The blocks as Markdown that shows every line as it is."""
    parts = [f"# {as_markdown(title)}"] if title else []
    for block in blocks:
        lines = "\n".join(f"- {as_markdown(line)}" for line in block.lines)
        parts.append(f"## {block.heading}\n\n{lines}")
    return visible("\n\n".join(parts)) + "\n"


def note_title(today: date) -> str:
    """What the summary for the note is called."""
    return f"Guideline check of {today.isoformat()}"


def _filled(*blocks: Block) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.lines)


def _bare(phrase: str) -> str:
    """A line of the templates without its list mark and emphasis."""
    return phrase.removeprefix("- ").replace("**", "")


def _sections(citations: tuple[Citation, ...]) -> str:
    names = dict.fromkeys(citation.section for citation in citations)
    return f" [{', '.join(names)}]" if names else ""
