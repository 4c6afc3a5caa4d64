"""The answer as Markdown: what decides above the fold, what it rests on below it.

Above the fold stand an emergency, the direct answer or the silence, one line an action,
the missing fact, and cautions as far as `FOLD_WORDS` leave room; then the findings, every
quote that anything rests on, and what would change the answer. An answer without a plan
has no fold. Chips are numbered once, in the order in which the citations are shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

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
from assistant.compose.said import (
    Manner,
    alike,
    cited_by,
    direct_phrase,
    sentence_case,
    silence_words,
    standing,
    still_missing,
    supposing,
    verdict_said,
)
from assistant.markdown import as_markdown
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


def render(
    answer: Answer,
    guidelines: tuple[Guideline, ...],
    templates: Templates,
    terms: Terms,
    manner: Manner | None = None,
) -> str:
    """The text of an answer whose other parts are complete."""
    page = _Page(answer, templates, terms, manner or Manner())
    above = page.above()
    blocks = [*above, *page.below([line for lines in above for line in lines])]
    for guideline, status in zip(guidelines, answer.status, strict=True):
        blocks.append(banner_lines(guideline, status, templates))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def above_the_fold(text: str, templates: Templates) -> str:
    """What stands before the reasons and the quotes; the whole text where it gives none."""
    for heading in ("why", "quoted"):
        text = text.split(f"\n{templates.phrases[heading]}\n", 1)[0]
    return text


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
        """What a reader must see: the blocks above the fold. Where there is no room for the
        conditions beside the verdicts, these stand among the reasons alone."""
        blocks = self._needed()
        if _words(blocks) > FOLD_WORDS:
            blocks = self._needed(is_brief=True)
        return [*blocks, self._fitting(blocks)]

    def _needed(self, is_brief: bool = False) -> list[list[str]]:
        answer = self.answer
        blocks = [_once(self._finding("emergency", f) for f in self._of("emergency"))]
        if answer.abstention:
            blocks.append([silence_words(answer, self.templates, self.terms, self.manner)])
        if answer.direct:
            direct = answer.direct
            blocks.append([self._said(direct_phrase(answer), direct.text, direct.citations)])
        blocks.append([self._said("corrected", c.text, c.citations) for c in answer.corrections])
        blocks.extend(self._supposed())
        blocks.append([self._verdict(action, is_brief) for action in answer.actions])
        blocks.append([*map(self._question, answer.questions), *self._missing()])
        return blocks

    def _supposed(self) -> Iterator[list[str]]:
        """What the user supposed, told apart from what holds of the facts as they are."""
        supposed = [self._change([c]) for c in self.answer.counterfactuals if c.asked]
        if supposed:
            yield [self.templates.fill("supposed")]
            yield supposed
            yield [self.templates.fill("as_told")]

    def _fitting(self, blocks: list[list[str]]) -> list[str]:
        """The cautions that there is room for; below the fold stand all."""
        room = FOLD_WORDS - _words(blocks)
        lines = []
        for line in _once(self._finding("caution", f) for f in self._of("caution")):
            room -= shown_words(line)
            if room >= 0:
                lines.append(line)
        return lines

    def below(self, above: Collection[str]) -> list[list[str]]:
        """What it rests on, and what else follows, as far as the lines above do not say it."""
        answer, fill = self.answer, self.templates.fill
        blocks = []
        reasons = []
        found = _once(line for f in answer.findings for line in self._reason(f, above))
        if found:
            reasons.append([fill("why" if answer.actions else "beside")])
            reasons.append(found)
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

    def _verdict(self, action: str, is_brief: bool) -> str:
        """One line an action: its verdict, and the chips of the findings that gave it."""
        said = verdict_said(self.answer, action, self.manner)
        is_cut = is_brief and said.phrase == "verdict_condition"
        return self.templates.fill(
            "verdict_conditional" if is_cut else said.phrase,
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

    def _reason(self, finding: Finding, above: Collection[str]) -> Iterator[str]:
        """The finding and how the pack reads it; of one that is said above the reading only."""
        said, chips = as_markdown(finding.text), self.chips.of(finding.citations)
        is_said = any(said in line and set(chips.split()) <= set(line.split()) for line in above)
        slots = {"chips": chips} if is_said else {"chips": chips, "finding": finding.text}
        if finding.reading:
            phrase = "reading" if is_said else "finding_reading"
            yield self.templates.fill(phrase, reading=finding.reading, **slots)
        elif not is_said:
            yield self.templates.fill("finding", **slots)

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
        """The first changes of facts; those that come to the same in one line."""
        first = self.answer.counterfactuals[:MOST_COUNTERFACTUALS]
        return [self._change(group) for group in alike(first)]

    def _change(self, group: Sequence[Counterfactual]) -> str:
        """What other facts would make of the plan, each of the group for itself."""
        return self.templates.fill(
            "counterfactual",
            change=supposing(group, self.templates, self.terms),
            then=change_words(group[0].verdicts, self.answer.verdicts, self.terms.action),
            chips=self.chips.of(cited_by(group)),
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
        """The facts with the words that they came from; those of the same words together."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for name, fact in self.answer.facts.items():
            words = tuple(dict.fromkeys(mention.text for mention in fact.mentions))
            said = self.terms.fact(name)
            told = f"{said.label}: {value_words(fact.value, said.values)}"
            groups.setdefault(words, []).append(told)
        together = self.templates.phrases["and_fact"]
        for words, facts in groups.items():
            yield f"{together.join(facts)} ({quoted_words(words)})"
        for name, bound in self.answer.bounds.items():
            said = self.terms.fact(name)
            yield f"{said.label}: {bound_words(bound, said.values)}"


def _bases(answer: Answer) -> Iterator[tuple[Citation, ...]]:
    yield from (finding.citations for finding in answer.findings)
    yield from (conflict.citations for conflict in answer.conflicts)
    yield from (change.citations for change in answer.counterfactuals[:MOST_COUNTERFACTUALS])


def _words(blocks: Iterable[Iterable[str]]) -> int:
    return sum(shown_words(line) for lines in blocks for line in lines)


def _once(lines: Iterable[str]) -> list[str]:
    """The lines without repetition; one finding may be said of several actions."""
    return list(dict.fromkeys(lines))
