"""Pieces: an answer taken apart for Slack, each piece a line or two of its markup.

Every part of the answer becomes pieces, in the order in which they are shown, each with its
chips. Nothing clinical is added: the words are the answer's own or name its parts. A piece
says whether it may give way where there is not enough room, and a finding knows a short
form that still names its verdict and shows its chips.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer import (
    Abstention,
    Answer,
    Citation,
    Counterfactual,
    Finding,
    join_quotes,
)
from assistant.compose import Terms
from assistant.compose.chips import by_statement
from assistant.compose.said import (
    alike,
    cited_by,
    sentence_case,
    standing,
    still_missing,
    supposing,
)
from assistant.compose.text import MOST_COUNTERFACTUALS
from assistant.slack.mrkdwn import escaped, link
from assistant.slack.phrases import has_phrase, phrase
from assistant.templates import bound_words, change_words, quoted_words, templates, value_words

_ABSTENTIONS = {
    "not_addressed": "abstain_plain",
    "out_of_domain": "abstain_domain",
    "unreadable": "abstain_unreadable",
}
_MARKS = {"emergency": ":rotating_light: ", "caution": ":warning: "}
_ON_THE_WEB = "the words are on the web"


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup that is shown as a whole or not at all.

    `group` are pieces that stand together; `must` pieces never give way to others.
    """

    group: str
    text: str
    must: bool = True
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that was given, with what a surface adds to it.

    `url` is the same answer on the web; `asked` is repeated where nobody can see it asked;
    `terms` are the pack's names for facts and actions.
    """

    answer: Answer
    url: str
    overdue: tuple[str, ...] = ()
    asked: str | None = None
    terms: Terms = field(default_factory=Terms)


def pieces(shown: Shown) -> list[Piece]:
    """All of the answer, in the order of reading."""
    answer, page = shown.answer.told(), _Page(shown)
    return [
        *page.asked(),
        *page.findings("emergency"),
        *page.head(),
        *page.supposed(),
        *page.verdicts(),
        *page.missing(),
        *page.findings("caution"),
        *([] if answer.actions else page.statements()),
        *page.findings("verdict", "note"),
        *page.conflicts(),
        *(page.statements() if answer.actions else []),
        *page.quotes(),
        *page.open_ends(),
        *page.nearest(),
        *page.case(),
        *page.standing(),
    ]


class _Page:
    """One answer's pieces, part by part."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.answer = shown.answer.told()
        self.terms = shown.terms
        self._numbers = {c: n for n, c in enumerate(self.answer.shown_citations(), start=1)}

    def chips(self, citations: Sequence[Citation]) -> str:
        """The chips of these citations; at least one link, whatever the citations."""
        numbers = dict.fromkeys(self._numbers[c] for c in citations)
        url = self.shown.url
        return " ".join(link(url, f"[{n}]") for n in numbers) or link(url, "[web]")

    def asked(self) -> Iterator[Piece]:
        """The question, where nobody can see it."""
        if self.shown.asked is not None:
            yield Piece("asked", f"_Asked:_ {escaped(self.shown.asked)}", must=False)

    def head(self) -> Iterator[Piece]:
        """What it comes to: the silence, the question back, the direct answer, false premises."""
        answer = self.answer
        if answer.abstention:
            yield from self._silence(answer.abstention)
        elif answer.outcome == "clarify":
            yield Piece("head", "*More is needed before the guideline answers this.*")
        if answer.degraded:
            yield Piece("head", escaped(answer.degraded))
        if answer.direct:
            said, cited = answer.direct, self.chips(answer.direct.citations)
            text = phrase(f"direct_{said.value}", chips=cited, sentence=said.text)
            yield Piece("head", text, must=False)
        for correction in answer.corrections:
            cited = self.chips(correction.citations)
            text = phrase("corrected", chips=cited, sentence=correction.text)
            yield Piece("corrections", text, must=False)

    def _silence(self, abstention: Abstention) -> Iterator[Piece]:
        yield Piece("head", f"*{phrase(_ABSTENTIONS[abstention.reason])}*")
        if abstention.not_found and abstention.reason != "unreadable":
            text = f"Not found in the text: {_listed(abstention.not_found)}."
            yield Piece("head", text, must=False)

    def supposed(self) -> Iterator[Piece]:
        """What the user supposed, told apart from what holds of the facts as told."""
        changes = [change for change in self.answer.counterfactuals if change.asked]
        if changes:
            lines = [phrase("supposed"), *(self._change([change]) for change in changes)]
            yield Piece("supposed", "\n".join(lines))
            yield Piece("verdicts", phrase("as_told"))

    def verdicts(self) -> Iterator[Piece]:
        """One line an action: its verdict, with the chips of the findings that gave it."""
        for action, verdict in self.answer.verdicts.items():
            deciding = [
                f for f in self.answer.findings if f.action == action and f.verdict == verdict
            ]
            bases = [f.basis for f in deciding if f.basis]
            name = f"verdict_{bases[0] if bases and verdict == 'not_supported' else verdict}"
            cited = self.chips([c for finding in deciding for c in finding.citations])
            named = sentence_case(self.terms.action(action))
            if has_phrase(name):
                slots = {"action": named, "standing": self._standing()}
                yield Piece("verdicts", phrase(name, chips=cited, **slots))
            else:
                words = escaped(verdict.replace("_", " "))
                yield Piece("verdicts", f"• *{escaped(named)}: {words}* {cited}")

    def _standing(self) -> str:
        return standing(self.answer.status[0], templates()) if self.answer.status else ""

    def missing(self) -> Iterator[Piece]:
        """The facts that would decide."""
        for question in self.answer.questions:
            asked = phrase("question", ask=question.ask)
            changes = question.changes
            whole = phrase("question_changes", ask=question.ask, changes=changes)
            yield Piece("missing", whole if changes else asked, short=asked)
        unknown = still_missing(self.answer, self.terms)
        if unknown:
            name = "missing_too" if self.answer.questions else "missing"
            yield Piece("missing", phrase(name, facts="; ".join(unknown)))

    def findings(self, *kinds: str) -> Iterator[Piece]:
        """The findings of these kinds, those that say the same said once."""
        found = [self._finding(f) for f in self.answer.findings if f.kind in kinds]
        yield from dict.fromkeys(found)

    def _finding(self, finding: Finding) -> Piece:
        cited, kind = self.chips(finding.citations), finding.kind
        name, slots = "finding", {"finding": finding.text}
        if kind in ("emergency", "caution"):
            name = kind
        elif finding.reading:
            name, slots = "finding_reading", slots | {"reading": finding.reading}
        text = phrase(name, chips=cited, **slots)
        if kind in ("emergency", "caution") and finding.reading:
            text += f" _Reading of this pack:_ {escaped(finding.reading)}"
        named = escaped(finding.rule)
        if finding.action and finding.verdict:
            words = f"{self.terms.action(finding.action)}: {finding.verdict.replace('_', ' ')}"
            named = escaped(words)
        mark = _MARKS.get(kind, "")
        group = kind if kind in _MARKS else "findings"
        return Piece(group, mark + text, short=f"{mark}• {named} ({_ON_THE_WEB}) {cited}")

    def statements(self) -> Iterator[Piece]:
        """What the text says, each statement with its chips."""
        for statement in self.answer.statements:
            yield self._quote(statement.text, statement.claim_type, statement.citations)

    def _quote(self, text: str, claim: str, citations: Sequence[Citation]) -> Piece:
        said = phrase("statement", chips=self.chips(citations), quotes=f"“{text}”", claim=claim)
        return Piece("statements", said, must=False)

    def quotes(self) -> Iterator[Piece]:
        """Every other quote that a finding or a conflict rests on."""
        answer = self.answer
        shown = {citation for s in answer.statements for citation in s.citations}
        shown.update(answer.abstention.nearest if answer.abstention else ())
        bases = [f.citations for f in answer.findings] + [c.citations for c in answer.conflicts]
        for group in dict.fromkeys(g for found in bases for g in by_statement(found)):
            if not shown.issuperset(group):
                shown.update(group)
                yield Piece("quotes", self._near(group), must=False)

    def conflicts(self) -> Iterator[Piece]:
        """Passages that pull in different directions, each with its chips."""
        if self.answer.conflicts:
            yield Piece("conflicts", phrase("conflict"), must=False)
        for conflict in self.answer.conflicts:
            cited = self.chips(conflict.citations)
            text = phrase("conflicting", chips=cited, sentence=conflict.text)
            yield Piece("conflicts", f"↔ {text}", must=False)

    def open_ends(self) -> Iterator[Piece]:
        """What was asked and not answered, and what nothing here used."""
        answer = self.answer
        for name in ("unanswered", "not_considered"):
            words = getattr(answer, name)
            if words and not (name == "not_considered" and answer.abstention):
                yield Piece("open", phrase(name, words=quoted_words(words)), must=False)

    def nearest(self) -> Iterator[Piece]:
        """The nearest text to what is not addressed, marked as such."""
        abstention = self.answer.abstention
        if abstention is None or not abstention.nearest:
            return
        lead = phrase("nearest")
        for number, group in enumerate(by_statement(abstention.nearest)):
            text = self._near(group)
            yield Piece("nearest", text if number else f"{lead}\n{text}", must=False)

    def _near(self, group: tuple[Citation, ...]) -> str:
        return phrase(
            "near",
            chips=self.chips(group),
            quotes=f"“{join_quotes(group)}”",
            headings=" › ".join(group[-1].heading_path),
        )

    def case(self) -> Iterator[Piece]:
        """What was understood of the patient, and what another fact would change."""
        answer, fact = self.answer, self.terms.fact
        for number, group in enumerate(alike(answer.counterfactuals[:MOST_COUNTERFACTUALS])):
            lead = "" if number else f"{phrase('changes_if')}\n"
            yield Piece("case", lead + self._change(group), must=False)
        known = [
            f"{fact(name).label}: {value_words(f.value, fact(name).values)}"
            for name, f in answer.facts.items()
        ]
        known += [
            f"{fact(name).label}: {bound_words(b, fact(name).values)}"
            for name, b in answer.bounds.items()
        ]
        if known:
            yield Piece("case", phrase("facts", facts="; ".join(known)), must=False)
        if answer.assumed:
            yield Piece("case", phrase("assumed", assumed=", ".join(answer.assumed)), must=False)

    def _change(self, group: Sequence[Counterfactual]) -> str:
        return phrase(
            "counterfactual",
            change=supposing(group, templates(), self.terms),
            then=change_words(group[0].verdicts, self.answer.verdicts, self.terms.action),
            chips=self.chips(cited_by(group)),
        )

    def standing(self) -> Iterator[Piece]:
        """The banner of each guideline, each disclaimer once, and passed review dates."""
        for status in self.answer.status:
            updated = status.last_updated or "not stated"
            named = f"{escaped(status.guideline)} {escaped(status.version)}"
            review = escaped(status.review)
            text = f"*{named}*. Last updated: {escaped(updated)}. Review status: *{review}*."
            yield Piece("standing", text, short=f"*{named}*: {review}.")
        for line in self.shown.overdue:
            yield Piece("standing", escaped(line))
        for disclaimer in dict.fromkeys(s.disclaimer for s in self.answer.status):
            yield Piece("standing", escaped(disclaimer))


def _listed(words: Sequence[str]) -> str:
    return "; ".join(escaped(word) for word in words)
