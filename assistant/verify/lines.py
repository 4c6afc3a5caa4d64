"""Lines: what the text must say, in order, by the answer's parts, and whether it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.answer import Answer, Counterfactual, Finding, Status, join_quotes
from assistant.facts.wording import Wording
from assistant.markdown import as_markdown
from assistant.rules.declared import Declarations
from assistant.templates import (
    Templates,
    bound_words,
    change_words,
    quoted_words,
    value_words,
)
from assistant.verify.line import Line, once, words
from assistant.verify.plan import deciding, still_missing
from assistant.verify.silence import action_name, silences
from assistant.verify.sources import Group, Stored, grouped

# The text's own bounds, stated a second time on purpose.
FOLD_WORDS = 120
MOST_COUNTERFACTUALS = 5
# The layouts that are known here, and the first that says nothing twice.
LAYOUTS = (1, 2)
FOLDING = 2
_CONDITIONS = re.compile(r"\b(if|considers?|considered|selected|with good)\b", re.IGNORECASE)


class Wanted:
    """The lines that the text of one answer must have.

    Answers of the first layout say a finding again below the fold, have a line for each
    change and each fact, and do not set apart what is supposed.
    """

    def __init__(
        self, answer: Answer, stored: Stored, labels: Collection[str], declared: Declarations
    ) -> None:
        self.answer = answer.told()
        self.stored = stored
        self.labels = labels
        self.declared = declared
        self.table = stored.table
        self.folds = stored.table.layout >= FOLDING
        self._written = frozenset(answer.text.split("\n"))
        self._chips = {c: f"[{n}]" for n, c in enumerate(answer.shown_citations(), 1)}

    def lines(self) -> Iterator[Line]:
        """All lines, top to bottom; what is said of several actions stands once."""
        above = list(once(self._above()))
        if self.folds and self._words(above) > FOLD_WORDS:
            above = list(once(self._above(is_brief=True)))
        room = FOLD_WORDS - self._words(above)
        for line in once(self._findings("caution", "caution")):
            room -= words(self._said(line))
            if room >= 0:
                above.append(line)
        yield from above
        yield from self._below([self._said(line) for line in above])
        for status in self.answer.status:
            yield self._line(("banner",), self._banner(status))
            yield self._line(("disclaimer",), {"disclaimer": status.disclaimer})

    def _above(self, is_brief: bool = False) -> Iterator[Line]:
        answer = self.answer
        yield from self._findings("emergency", "emergency")
        if answer.abstention:
            named = answer.abstention.not_found
            slots = {
                "words": quoted_words(named),
                "attributes": "; ".join(named),
                "actions": ", ".join(named),
                "beyond": ", ".join(named),
            }
            yield self._line(silences(answer, self.labels, self.declared), slots)
        if answer.direct:
            direct = answer.direct
            waits = (f.text for f in answer.findings if f.outcome == "unknown")
            phrase = "direct_open" if direct.text in waits else f"direct_{direct.value}"
            yield self._sentence(phrase, direct.text, direct.citations)
        for correction in answer.corrections:
            yield self._sentence("corrected", correction.text, correction.citations)
        yield from self._supposed()
        for action in answer.actions:
            yield self._verdict(action, is_brief)
        for question in answer.questions:
            phrase = "question_changes" if question.changes else "question"
            yield self._line((phrase,), {"ask": question.ask, "changes": question.changes})
        missing = still_missing(answer)
        if missing:
            facts = "; ".join(self._wording(name).unknown for name in missing)
            yield self._line(("missing_too" if answer.questions else "missing",), {"facts": facts})

    def _supposed(self) -> Iterator[Line]:
        supposed = [flip for flip in self.answer.counterfactuals if flip.asked]
        if supposed and self.folds:
            yield self._line(("supposed",), {})
        yield from (self._change([flip]) for flip in supposed)
        if supposed and self.folds:
            yield self._line(("as_told",), {})

    def _below(self, above: Collection[str]) -> Iterator[Line]:
        answer = self.answer
        if answer.actions:
            yield from self._reasons("why", above)
            yield from self._quotes()
        else:
            yield from self._quotes()
            yield from self._reasons("beside", above)
        yield from self._nearest()
        flips = [f for f in answer.counterfactuals[:MOST_COUNTERFACTUALS] if not f.asked]
        if flips:
            yield self._line(("changes_if",), {})
        yield from (self._change(group) for group in self._alike(flips))
        yield from self._open_ends()

    def _alike(self, flips: Sequence[Counterfactual]) -> list[list[Counterfactual]]:
        """The changes in the order of the first of each kind, those of one outcome together."""
        if not self.folds:
            return [[flip] for flip in flips]
        outcomes = list(dict.fromkeys(frozenset(flip.verdicts.items()) for flip in flips))
        return [[f for f in flips if frozenset(f.verdicts.items()) == same] for same in outcomes]

    def _change(self, group: Sequence[Counterfactual]) -> Line:
        changes = (
            " and ".join(self._wording(fact).supposing(value) for fact, value in f.facts.items())
            for f in group
        )
        slots = {
            "change": self.table.phrases.get("or_if", "").join(changes),
            "then": change_words(group[0].verdicts, self.answer.verdicts, self._action),
            "chips": self._numbers(tuple(c for flip in group for c in flip.citations)),
        }
        return self._line(("counterfactual",), slots)

    def _reasons(self, heading: str, above: Collection[str]) -> Iterator[Line]:
        answer = self.answer
        found = list(once(r for f in answer.findings for r in self._reason(f, above)))
        if found:
            yield self._line((heading,), {})
            yield from found
        for conflict in answer.conflicts:
            yield self._sentence("conflicting", conflict.text, conflict.citations)

    def _quotes(self) -> Iterator[Line]:
        """The statements, and what else findings and conflicts rest on, by their numbers
        where they stand beside a plan."""
        answer = self.answer
        nearest = grouped(answer.abstention.nearest) if answer.abstention else []
        quoted = [shown.citations for shown in answer.statements]
        seen = {*quoted, *nearest}
        others = dict.fromkeys(
            group
            for citations in _bases(answer)
            for group in grouped(citations)
            if group not in seen
        )
        if answer.findings and answer.actions and (quoted or others):
            yield self._line(("quoted",), {})
        lines = [
            (
                s.citations,
                self._line(("statement",), {**self._quoted(s.citations), "claim": s.claim_type}),
            )
            for s in answer.statements
        ]
        lines += [(group, self._near(group)) for group in others]
        if answer.actions:
            chips = list(self._chips)
            lines.sort(key=lambda line: [chips.index(citation) for citation in line[0]])
        yield from (line for _, line in lines)

    def _nearest(self) -> Iterator[Line]:
        nearest = grouped(self.answer.abstention.nearest) if self.answer.abstention else []
        if nearest:
            yield self._line(("nearest",), {})
        yield from (self._near(group) for group in nearest)

    def _open_ends(self) -> Iterator[Line]:
        answer = self.answer
        if answer.unanswered:
            yield self._line(("unanswered",), {"words": quoted_words(answer.unanswered)})
        if answer.facts or answer.bounds:
            yield self._line(("facts",), {"facts": "; ".join(self._facts())})
        if answer.assumed:
            yield self._line(("assumed",), {"assumed": ", ".join(answer.assumed)})
        if answer.not_considered and not answer.abstention:
            yield self._line(("not_considered",), {"words": quoted_words(answer.not_considered)})
        if answer.follow_ups:
            yield self._line(("follow_ups",), {})
        for question in answer.follow_ups:
            yield self._line(("follow_up",), {"question": question})

    def _facts(self) -> Iterator[str]:
        together: dict[tuple[str, ...], list[str]] = {}
        for name, fact in self.answer.facts.items():
            wording = self._wording(name)
            said = f"{wording.label}: {value_words(fact.value, wording.values)}"
            key = tuple(dict.fromkeys(mention.text for mention in fact.mentions))
            together.setdefault(key if self.folds else (*key, name), []).append(said)
        for key, facts in together.items():
            mentions = key if self.folds else key[:-1]
            yield f"{self.table.phrases.get('and_fact', '').join(facts)} ({quoted_words(mentions)})"
        for name, bound in self.answer.bounds.items():
            wording = self._wording(name)
            yield f"{wording.label}: {bound_words(bound, wording.values)}"

    def _findings(self, kind: str, phrase: str) -> Iterator[Line]:
        for finding in self.answer.findings:
            if finding.kind == kind:
                yield self._line((phrase,), self._finding(finding))

    def _reason(self, finding: Finding, above: Collection[str]) -> Iterator[Line]:
        slots = {**self._finding(finding), "reading": finding.reading or ""}
        if not (self.folds and self._stands_in(above, slots)):
            phrase = "finding_reading" if finding.reading else "finding"
            yield self._line((phrase,), slots)
        elif finding.reading:
            yield self._line(("reading",), slots)

    def _stands_in(self, above: Collection[str], slots: Mapping[str, str]) -> bool:
        """Whether one of the lines says the finding, and shows all its chips."""
        chips = slots["chips"].split()
        return any(
            as_markdown(slots["finding"]) in line and all(chip in line.split() for chip in chips)
            for line in above
        )

    def _verdict(self, action: str, is_brief: bool) -> Line:
        verdict = self.answer.verdicts.get(action, "not_addressed")
        found = deciding(action, self.answer)
        bases = [finding.basis for finding in found if finding.basis]
        name = bases[0] if bases and verdict == "not_supported" else verdict
        title = action_name(action, self.declared)
        said = [finding.text for finding in found if finding.outcome == "met"]
        if verdict == "conditional" and found:
            is_said = self.answer.direct is not None and said[:1] == [self.answer.direct.text]
            name = ("conditional" if is_said or is_brief else "condition") if said else "open"
        slots = {
            "action": title[:1].upper() + title[1:],
            "standing": standing_words(self.answer.status, self.table),
            "finding": said[0] if said else "",
            "chips": self._numbers(tuple(c for f in found for c in f.citations)),
        }
        names = (f"verdict_{name}",) if f"verdict_{name}" in self.table.phrases else ()
        if name == "supported" and said and _CONDITIONS.search(said[0]):
            names = (*names, "verdict_supported_if")
        return self._line(names, slots)

    def _near(self, group: Group) -> Line:
        headings = " › ".join(group[-1].heading_path)
        return self._line(("near",), {**self._quoted(group), "headings": headings})

    def _wording(self, name: str) -> Wording:
        fact = self.declared.facts.get(name)
        return fact.wording if fact else Wording(name)

    def _action(self, name: str) -> str:
        return action_name(name, self.declared)

    def _finding(self, finding: Finding) -> dict[str, str]:
        return {"finding": finding.text, "chips": self._numbers(finding.citations)}

    def _line(self, phrases: tuple[str, ...], slots: Mapping[str, str]) -> Line:
        return Line(phrases, slots, self.table)

    def _words(self, lines: Sequence[Line]) -> int:
        return sum(words(self._said(line)) for line in lines)

    def _said(self, line: Line) -> str:
        """The line as the text has it, of the ways that it may be said."""
        readings = line.readings()
        return next((r for r in readings if r in self._written), (readings or ("",))[0])

    def _sentence(self, phrase: str, sentence: str, citations: Group) -> Line:
        return self._line((phrase,), {"sentence": sentence, "chips": self._numbers(citations)})

    def _quoted(self, citations: Group) -> dict[str, str]:
        return {"quotes": join_quotes(citations), "chips": self._numbers(citations)}

    def _numbers(self, citations: Group) -> str:
        return " ".join(dict.fromkeys(self._chips[citation] for citation in citations))

    def _banner(self, status: Status) -> dict[str, str]:
        guideline = self.stored.guideline(status.guideline, status.version)
        return {
            "title": guideline.meta.title if guideline else "",
            "version": status.version,
            "date": status.last_updated or "not stated",
            "review": status.review,
        }


def standing_words(status: tuple[Status, ...], table: Templates) -> str:
    """How far the text has been reviewed, as a sentence about it must say."""
    review = status[0].review if status else ""
    return table.phrases["standing_pending"] if "pending" in review.casefold() else review


def _bases(answer: Answer) -> Iterator[Group]:
    """The citations of each finding and conflict, and of each change that is shown."""
    yield from (finding.citations for finding in answer.findings)
    yield from (conflict.citations for conflict in answer.conflicts)
    yield from (flip.citations for flip in answer.counterfactuals[:MOST_COUNTERFACTUALS])
