"""The answer as Markdown: what decides above the fold, what it rests on below it.

Above the fold stand an emergency, the direct answer or the silence, one line an action,
the missing fact, and cautions as far as `FOLD_WORDS` leave room; then the findings, every
quote that anything rests on, and what would change the answer. An answer without a plan
has no fold. Chips are numbered once, in the order in which the citations are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    Counterfactual,
    Finding,
    QuestionBack,
    Status,
    join_quotes,
)
from assistant.compose.chips import Chips, by_statement
from assistant.compose.patient import Terms
from assistant.templates import (
    Templates,
    bound_words,
    change_words,
    quoted_words,
    value_words,
)
from corpus.guideline import Guideline

FOLD_WORDS = 120
MOST_COUNTERFACTUALS = 5
_CHIP = re.compile(r"\[\d+\]")
_WORD = re.compile(r"\S*\w\S*")
# What a rule's text says only under a condition; a general question takes it for granted.
CONDITION = re.compile(r"\b(?:if|considered?|selected|with good)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """What the text needs to know beside the answer: the names of what puts the case beyond
    the guideline, and whether the question is about no patient."""

    beyond: frozenset[str] = frozenset()
    is_general: bool = False


def render(
    answer: Answer,
    guidelines: tuple[Guideline, ...],
    templates: Templates,
    terms: Terms,
    manner: Manner | None = None,
) -> str:
    """The text of an answer whose other parts are complete."""
    page = _Page(answer, templates, terms, manner or Manner())
    blocks = [*page.above(), *page.below()]
    for guideline, status in zip(guidelines, answer.status, strict=True):
        blocks.append(banner_lines(guideline, status, templates))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def above_the_fold(text: str, templates: Templates) -> str:
    """What stands before the reasons; the whole text where it gives none."""
    return text.split(f"\n{templates.phrases['why']}\n", 1)[0]


def shown_words(text: str) -> int:
    """How many words a reader sees; chips are not words."""
    return len(_WORD.findall(_CHIP.sub(" ", text)))


def banner_lines(guideline: Guideline, status: Status, templates: Templates) -> list[str]:
    """The standing of the guideline and its disclaimer."""
    banner = templates.fill(
        "banner",
        title=guideline.meta.title,
        version=status.version,
        date=status.last_updated or "not stated",
        review=status.review,
    )
    return [banner, templates.fill("disclaimer", disclaimer=status.disclaimer)]


class _Page:
    """One answer's lines, block by block."""

    def __init__(
        self,
        answer: Answer,
        templates: Templates,
        terms: Terms,
        manner: Manner,
    ) -> None:
        self.answer = answer.told()
        self.templates = templates
        self.terms = terms
        self.manner = manner
        self.chips = Chips(answer)

    def above(self) -> list[list[str]]:
        """What a reader must see: the blocks above the fold."""
        answer = self.answer
        blocks = [_once(self._finding("emergency", f) for f in self._of("emergency"))]
        if answer.abstention:
            blocks.append([silence_words(answer, self.templates, self.terms, self.manner)])
        if answer.direct:
            direct = answer.direct
            blocks.append([self._said(direct_phrase(answer), direct.text, direct.citations)])
        blocks.append([self._said("corrected", c.text, c.citations) for c in answer.corrections])
        blocks.append([self._change(c) for c in answer.counterfactuals if c.asked])
        blocks.append([self._verdict(action) for action in answer.actions])
        blocks.append([*map(self._question, answer.questions), *self._missing()])
        return [*blocks, self._fitting(blocks)]

    def _fitting(self, blocks: list[list[str]]) -> list[str]:
        """The cautions that there is room for; below the fold stand all."""
        room = FOLD_WORDS - sum(shown_words(line) for lines in blocks for line in lines)
        lines = []
        for line in _once(self._finding("caution", f) for f in self._of("caution")):
            room -= shown_words(line)
            if room >= 0:
                lines.append(line)
        return lines

    def below(self) -> list[list[str]]:
        """What it rests on, and what else follows."""
        answer, fill = self.answer, self.templates.fill
        blocks = []
        reasons = []
        if answer.findings:
            reasons.append([fill("why" if answer.actions else "beside")])
            reasons.append(_once(self._reason(finding) for finding in answer.findings))
        for conflict in answer.conflicts:
            reasons.append([self._said("conflicting", conflict.text, conflict.citations)])
        # Where nothing is proposed, the statements are the answer and findings stand beside.
        quotes = list(self._quotes())
        blocks.extend([*reasons, *quotes] if answer.actions else [*quotes, *reasons])
        if answer.abstention:
            blocks.extend(self._nearest(answer.abstention))
        changes = self._counterfactuals()
        if changes:
            blocks.extend([[fill("changes_if")], changes])
        blocks.append(list(self._open_ends()))
        if answer.follow_ups:
            blocks.append([fill("follow_ups")])
            blocks.append([fill("follow_up", question=q) for q in answer.follow_ups])
        return blocks

    def _of(self, kind: str) -> list[Finding]:
        return [finding for finding in self.answer.findings if finding.kind == kind]

    def _finding(self, phrase: str, finding: Finding) -> str:
        return self.templates.fill(
            phrase, finding=finding.text, chips=self.chips.of(finding.citations)
        )

    def _said(self, phrase: str, sentence: str, citations: tuple[Citation, ...]) -> str:
        return self.templates.fill(phrase, sentence=sentence, chips=self.chips.of(citations))

    def _verdict(self, action: str) -> str:
        """One line an action: its verdict, and the chips of the findings that gave it."""
        said = verdict_said(self.answer, action, self.manner)
        return self.templates.fill(
            said.phrase,
            action=sentence_case(self.terms.action(action)),
            standing=self._standing(),
            finding=said.finding,
            chips=self.chips.of(said.citations),
        )

    def _standing(self) -> str:
        return standing(self.answer.status[0], self.templates)

    def _question(self, question: QuestionBack) -> str:
        if question.changes:
            return self.templates.fill(
                "question_changes", ask=question.ask, changes=question.changes
            )
        return self.templates.fill("question", ask=question.ask)

    def _missing(self) -> Iterator[str]:
        """What was asked for before, or is not asked for yet, and would still decide."""
        unknown = still_missing(self.answer, self.terms)
        if unknown:
            phrase = "missing_too" if self.answer.questions else "missing"
            yield self.templates.fill(phrase, facts="; ".join(unknown))

    def _reason(self, finding: Finding) -> str:
        slots = {"finding": finding.text, "chips": self.chips.of(finding.citations)}
        if finding.reading:
            return self.templates.fill("finding_reading", reading=finding.reading, **slots)
        return self.templates.fill("finding", **slots)

    def _quotes(self) -> Iterator[list[str]]:
        """The statements, and every other quote that a finding or a conflict rests on; beside
        a plan by their numbers, what the findings rest on first."""
        answer = self.answer
        lines = [(s.citations, self._statement(s)) for s in answer.statements]
        shown = {citation for s in answer.statements for citation in s.citations}
        shown.update(answer.abstention.nearest if answer.abstention else ())
        for citations in _bases(answer):
            for group in by_statement(citations):
                if not shown.issuperset(group):
                    shown.update(group)
                    lines.append((group, self._near(group)))
        if answer.actions:
            numbers = {c: n for n, c in enumerate(answer.shown_citations())}
            lines.sort(key=lambda quoted: [numbers[c] for c in quoted[0]])
        if lines and answer.findings and answer.actions:
            yield [self.templates.fill("quoted")]
        yield [line for _, line in lines]

    def _statement(self, shown: AnswerStatement) -> str:
        return self.templates.fill(
            "statement",
            quotes=shown.text,
            chips=self.chips.of(shown.citations),
            claim=shown.claim_type,
        )

    def _nearest(self, abstention: Abstention) -> Iterator[list[str]]:
        if abstention.nearest:
            yield [self.templates.fill("nearest")]
            yield [self._near(group) for group in by_statement(abstention.nearest)]

    def _near(self, group: tuple[Citation, ...]) -> str:
        return self.templates.fill(
            "near",
            quotes=join_quotes(group),
            chips=self.chips.of(group),
            headings=" › ".join(group[-1].heading_path),
        )

    def _counterfactuals(self) -> list[str]:
        first = self.answer.counterfactuals[:MOST_COUNTERFACTUALS]
        return [self._change(change) for change in first if not change.asked]

    def _change(self, change: Counterfactual) -> str:
        """What other facts would make of the plan."""
        fact, now = self.terms.fact, self.answer.verdicts
        return self.templates.fill(
            "counterfactual",
            change=" and ".join(fact(n).supposing(value) for n, value in change.facts.items()),
            then=change_words(change.verdicts, now, self.terms.action),
            chips=self.chips.of(change.citations),
        )

    def _open_ends(self) -> Iterator[str]:
        answer, fill = self.answer, self.templates.fill
        if answer.unanswered:
            yield fill("unanswered", words=quoted_words(answer.unanswered))
        if answer.facts or answer.bounds:
            yield fill("facts", facts="; ".join(self._facts()))
        if answer.assumed:
            yield fill("assumed", assumed=", ".join(answer.assumed))
        if answer.not_considered and not answer.abstention:
            yield fill("not_considered", words=quoted_words(answer.not_considered))

    def _facts(self) -> Iterator[str]:
        for name, fact in self.answer.facts.items():
            words = quoted_words(dict.fromkeys(mention.text for mention in fact.mentions))
            said = self.terms.fact(name)
            yield f"{said.label}: {value_words(fact.value, said.values)} ({words})"
        for name, bound in self.answer.bounds.items():
            said = self.terms.fact(name)
            yield f"{said.label}: {bound_words(bound, said.values)}"


def silence_words(answer: Answer, templates: Templates, terms: Terms, manner: Manner) -> str:
    """The sentence that says what an abstention is silent about."""
    abstention, fill = answer.abstention, templates.fill
    named = abstention.not_found if abstention else ()
    if abstention and abstention.reason == "unreadable":
        return fill("abstain_unreadable")
    if abstention and abstention.reason == "out_of_domain":
        return fill("abstain_domain")
    if not named:
        return fill("abstain_plain")
    if set(named) <= {terms.action(a) for a in answer.actions}:
        return fill("abstain_actions", actions=", ".join(named))
    if set(named) <= manner.beyond:
        return fill("abstain_beyond", beyond=", ".join(named))
    if set(named) <= set(answer.not_considered):
        return fill("abstain_words", words=quoted_words(named))
    return fill("abstain_attributes", attributes="; ".join(named))


def still_missing(answer: Answer, terms: Terms) -> list[str]:
    """What the verdicts hang on beside what is asked for, in words."""
    asked = {question.fact for question in answer.questions}
    waiting = [f for f in answer.findings if f.outcome == "unknown"]
    missing = dict.fromkeys(name for f in waiting for name in f.facts_missing)
    return [terms.fact(name).unknown for name in missing if name not in asked]


def direct_phrase(answer: Answer) -> str:
    """The phrase that says the direct answer; one that waits for a fact is no "depends"."""
    direct = answer.direct
    if direct is None:
        return ""
    is_open = any(f.outcome == "unknown" and f.text == direct.text for f in answer.findings)
    return "direct_open" if is_open else f"direct_{direct.value}"


@dataclass(frozen=True, slots=True)
class VerdictSaid:
    """The phrase of a verdict line, the rule's text that it may carry, and what it cites."""

    phrase: str
    finding: str
    citations: tuple[Citation, ...]


def verdict_said(answer: Answer, action: str, manner: Manner) -> VerdictSaid:
    """How the verdict on an action is said, by the findings that gave it."""
    verdict = answer.verdicts[action]
    deciding = [f for f in answer.findings if f.action == action and f.verdict == verdict]
    bases = [f.basis for f in deciding if f.basis]
    phrase = f"verdict_{bases[0] if bases and verdict == 'not_supported' else verdict}"
    met = next((f.text for f in deciding if f.outcome == "met"), "")
    if verdict == "conditional" and deciding and not met:
        phrase = "verdict_open"
    elif verdict == "conditional" and not (answer.direct and answer.direct.text == met):
        phrase = "verdict_condition"
    elif verdict == "supported" and manner.is_general and CONDITION.search(met):
        phrase = "verdict_supported_if"
    return VerdictSaid(phrase, met, tuple(c for f in deciding for c in f.citations))


def _bases(answer: Answer) -> Iterator[tuple[Citation, ...]]:
    yield from (finding.citations for finding in answer.findings)
    yield from (conflict.citations for conflict in answer.conflicts)
    yield from (change.citations for change in answer.counterfactuals[:MOST_COUNTERFACTUALS])


def _once(lines: Iterable[str]) -> list[str]:
    """The lines without repetition; one finding may be said of several actions."""
    return list(dict.fromkeys(lines))


def standing(status: Status, templates: Templates) -> str:
    """How far the text has been reviewed, in the few words that a sentence bears."""
    is_pending = "pending" in status.review.casefold()
    return templates.phrases["standing_pending"] if is_pending else status.review


def sentence_case(words: str) -> str:
    """The words with a capital at the beginning; an abbreviation stays as it is."""
    return words[:1].upper() + words[1:]
