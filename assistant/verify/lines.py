"""Lines: what the text must say, in order, by the answer's parts, and whether it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.answer import (
    NOT_ENGLISH,
    NOT_WORDS,
    Answer,
    Counterfactual,
    Finding,
    Status,
    join_quotes,
)
from assistant.facts.wording import Wording
from assistant.markdown import as_markdown
from assistant.rules.declared import Declarations
from assistant.templates import (
    bound_words,
    change_words,
    quoted_words,
    templates,
    value_words,
)
from assistant.verify.plan import deciding, still_missing
from assistant.verify.sources import Group, Stored, grouped

# The text's own bounds, stated a second time on purpose.
FOLD_WORDS = 120
MOST_COUNTERFACTUALS = 5
_SLOT = re.compile(r"\{(\w+)\}")
_CONDITIONS = re.compile(r"\b(if|considers?|considered|selected|with good)\b", re.IGNORECASE)
_QUOTES = re.compile("[“”\n]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: the closed phrases that may say it, and what their slots hold."""

    phrases: tuple[str, ...]
    slots: Mapping[str, str]

    def readings(self) -> tuple[str, ...]:
        """The line as each of its phrases says it."""
        phrases = (templates().phrases[name] for name in self.phrases)
        return tuple(
            _SLOT.sub(lambda slot: as_markdown(self.slots[slot[1]]), phrase).rstrip()
            for phrase in phrases
        )

    def __str__(self) -> str:
        name = " or ".join(self.phrases).replace("_", " ") or "abstention"
        return f"{name} {self.slots['chips']}" if "chips" in self.slots else name


class Wanted:
    """The lines that the text of one answer must have."""

    def __init__(
        self, answer: Answer, stored: Stored, labels: Collection[str], declared: Declarations
    ) -> None:
        self.answer = answer.told()
        self.stored = stored
        self.labels = labels
        self.declared = declared
        self._chips = {c: f"[{n}]" for n, c in enumerate(answer.shown_citations(), 1)}

    def lines(self) -> Iterator[Line]:
        """All lines, top to bottom; what is said of several actions stands once."""
        above = list(_once(self._above()))
        yield from above
        room = FOLD_WORDS - sum(_words(line) for line in above)
        for line in _once(self._findings("caution", "caution")):
            room -= _words(line)
            if room >= 0:
                yield line
        yield from self._below()
        for status in self.answer.status:
            yield Line(("banner",), self._banner(status))
            yield Line(("disclaimer",), {"disclaimer": status.disclaimer})

    def _above(self) -> Iterator[Line]:
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
            yield Line(silences(answer, self.labels, self.declared), slots)
        if answer.direct:
            direct = answer.direct
            waits = (f.text for f in answer.findings if f.outcome == "unknown")
            phrase = "direct_open" if direct.text in waits else f"direct_{direct.value}"
            yield self._said(phrase, direct.text, direct.citations)
        for correction in answer.corrections:
            yield self._said("corrected", correction.text, correction.citations)
        yield from (self._change(flip) for flip in answer.counterfactuals if flip.asked)
        for action in answer.actions:
            yield self._verdict(action)
        for question in answer.questions:
            phrase = "question_changes" if question.changes else "question"
            yield Line((phrase,), {"ask": question.ask, "changes": question.changes})
        missing = still_missing(answer)
        if missing:
            facts = "; ".join(self._wording(name).unknown for name in missing)
            yield Line(("missing_too" if answer.questions else "missing",), {"facts": facts})

    def _below(self) -> Iterator[Line]:
        answer = self.answer
        if answer.actions:
            yield from self._reasons("why")
            yield from self._quotes()
        else:
            yield from self._quotes()
            yield from self._reasons("beside")
        yield from self._nearest()
        flips = [f for f in answer.counterfactuals[:MOST_COUNTERFACTUALS] if not f.asked]
        if flips:
            yield Line(("changes_if",), {})
        yield from (self._change(flip) for flip in flips)
        yield from self._open_ends()

    def _change(self, flip: Counterfactual) -> Line:
        facts = (self._wording(fact).supposing(value) for fact, value in flip.facts.items())
        slots = {
            "change": " and ".join(facts),
            "then": change_words(flip.verdicts, self.answer.verdicts, self._action),
            "chips": self._numbers(flip.citations),
        }
        return Line(("counterfactual",), slots)

    def _reasons(self, heading: str) -> Iterator[Line]:
        answer = self.answer
        if answer.findings:
            yield Line((heading,), {})
            yield from _once(self._reason(finding) for finding in answer.findings)
        for conflict in answer.conflicts:
            yield self._said("conflicting", conflict.text, conflict.citations)

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
            yield Line(("quoted",), {})
        lines = [
            (
                s.citations,
                Line(("statement",), {**self._quoted(s.citations), "claim": s.claim_type}),
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
            yield Line(("nearest",), {})
        yield from (self._near(group) for group in nearest)

    def _open_ends(self) -> Iterator[Line]:
        answer = self.answer
        if answer.unanswered:
            yield Line(("unanswered",), {"words": quoted_words(answer.unanswered)})
        if answer.facts or answer.bounds:
            yield Line(("facts",), {"facts": "; ".join(self._facts())})
        if answer.assumed:
            yield Line(("assumed",), {"assumed": ", ".join(answer.assumed)})
        if answer.not_considered and not answer.abstention:
            yield Line(("not_considered",), {"words": quoted_words(answer.not_considered)})
        if answer.follow_ups:
            yield Line(("follow_ups",), {})
        for question in answer.follow_ups:
            yield Line(("follow_up",), {"question": question})

    def _facts(self) -> Iterator[str]:
        for name, fact in self.answer.facts.items():
            said = quoted_words(dict.fromkeys(mention.text for mention in fact.mentions))
            words = self._wording(name)
            yield f"{words.label}: {value_words(fact.value, words.values)} ({said})"
        for name, bound in self.answer.bounds.items():
            words = self._wording(name)
            yield f"{words.label}: {bound_words(bound, words.values)}"

    def _findings(self, kind: str, phrase: str) -> Iterator[Line]:
        for finding in self.answer.findings:
            if finding.kind == kind:
                yield Line((phrase,), self._finding(finding))

    def _reason(self, finding: Finding) -> Line:
        phrase = "finding_reading" if finding.reading else "finding"
        return Line((phrase,), {**self._finding(finding), "reading": finding.reading or ""})

    def _verdict(self, action: str) -> Line:
        verdict = self.answer.verdicts.get(action, "not_addressed")
        found = deciding(action, self.answer)
        bases = [finding.basis for finding in found if finding.basis]
        name = bases[0] if bases and verdict == "not_supported" else verdict
        title = action_name(action, self.declared)
        said = [finding.text for finding in found if finding.outcome == "met"]
        if verdict == "conditional" and found:
            is_said = self.answer.direct is not None and said[:1] == [self.answer.direct.text]
            name = ("conditional" if is_said else "condition") if said else "open"
        slots = {
            "action": title[:1].upper() + title[1:],
            "standing": standing_words(self.answer.status),
            "finding": said[0] if said else "",
            "chips": self._numbers(tuple(c for f in found for c in f.citations)),
        }
        names = (f"verdict_{name}",) if f"verdict_{name}" in templates().phrases else ()
        if name == "supported" and said and _CONDITIONS.search(said[0]):
            names = (*names, "verdict_supported_if")
        return Line(names, slots)

    def _near(self, group: Group) -> Line:
        headings = " › ".join(group[-1].heading_path)
        return Line(("near",), {**self._quoted(group), "headings": headings})

    def _wording(self, name: str) -> Wording:
        fact = self.declared.facts.get(name)
        return fact.wording if fact else Wording(name)

    def _action(self, name: str) -> str:
        return action_name(name, self.declared)

    def _finding(self, finding: Finding) -> dict[str, str]:
        return {"finding": finding.text, "chips": self._numbers(finding.citations)}

    def _said(self, phrase: str, sentence: str, citations: Group) -> Line:
        return Line((phrase,), {"sentence": sentence, "chips": self._numbers(citations)})

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


def silences(answer: Answer, labels: Collection[str], declared: Declarations) -> tuple[str, ...]:
    """The phrases that may say this silence: none where it names what it must not."""
    abstention = answer.abstention
    if abstention is None:
        return ()
    named = abstention.not_found
    if abstention.reason == "unreadable":
        return ("abstain_unreadable",) if set(named) <= {NOT_WORDS, NOT_ENGLISH} else ()
    if not named:
        is_foreign = abstention.reason == "out_of_domain"
        return ("abstain_domain",) if is_foreign else ("abstain_plain",)
    unaddressed = {
        action_name(a, declared) for a, v in answer.verdicts.items() if v == "not_addressed"
    }
    phrases = []
    if all(says(answer.resolved_question, words) for words in named):
        phrases.append("abstain_words")
    if all(label in labels for label in named):
        phrases.append("abstain_attributes")
    if set(named) <= set(_beyond(answer, declared)):
        phrases.append("abstain_beyond")
    if set(named) <= unaddressed:
        phrases.append("abstain_actions")
    return tuple(phrases) if abstention.reason == "not_addressed" else ()


def _beyond(answer: Answer, declared: Declarations) -> Iterator[str]:
    """What the rules behind the findings name as outside the text."""
    for finding in answer.findings:
        rule = declared.findings.get((finding.rule, finding.outcome, finding.action))
        if rule and rule.beyond:
            yield rule.beyond


def says(message: str, words: str) -> bool:
    """Whether a message has these words as whole words."""
    if not any(c.isalnum() for c in words) or _QUOTES.search(words):
        return False
    before = r"(?<![^\W_])" if words[0].isalnum() else ""
    behind = r"(?![^\W_])" if words[-1].isalnum() else ""
    return re.search(before + re.escape(words) + behind, message) is not None


def standing_words(status: tuple[Status, ...]) -> str:
    """How far the text has been reviewed, as a sentence about it must say."""
    review = status[0].review if status else ""
    return templates().phrases["standing_pending"] if "pending" in review.casefold() else review


def text_faults(text: str, wanted: Iterable[Line]) -> Iterator[str]:
    """A line that no part of the answer calls for, a part without its line, another order."""
    parts = list(wanted)
    places: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        for reading in part.readings():
            places.setdefault(reading, []).append(number)
    found: dict[int, str] = {}
    for line in filter(None, text.split("\n")):
        free = [number for number in places.get(line, ()) if number not in found]
        if free:
            found[free[0]] = line
        else:
            yield f"a line that is neither quote nor closed phrase: {line[:80]!r}"
    for number, part in enumerate(parts):
        if number not in found:
            yield f"the {part} is missing in the text"
    if list(found) != sorted(found):
        yield "the lines of the text stand in another order than the parts of the answer"


def action_name(name: str, declared: Declarations) -> str:
    """What the pack calls an action."""
    return declared.actions.get(name, name)


def _bases(answer: Answer) -> Iterator[Group]:
    """The citations of each finding and conflict, and of each change that is shown."""
    yield from (finding.citations for finding in answer.findings)
    yield from (conflict.citations for conflict in answer.conflicts)
    yield from (flip.citations for flip in answer.counterfactuals[:MOST_COUNTERFACTUALS])


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        readings = line.readings()
        if not readings or readings not in seen:
            seen.add(readings)
            yield line


def _words(line: Line) -> int:
    """The words of a line as a reader counts them; chips are none."""
    shown = re.sub(r"\[\d+\]", " ", (line.readings() or ("",))[0])
    return sum(any(c.isalnum() or c == "_" for c in word) for word in shown.split())
