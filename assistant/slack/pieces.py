"""Pieces: an answer taken apart for Slack, each piece a line or two of its markup.

Every part of the answer becomes pieces, in the order in which they are shown, each with its
chips. Nothing clinical is added: the words are the answer's own or name its parts. A piece
says whether it may give way where there is not enough room, and a finding knows a short
form that still names its verdict and shows its chips.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Abstention, Answer, Citation, Finding
from assistant.slack.mrkdwn import escaped, link
from assistant.templates import templates

_ABSTENTIONS = {
    "not_addressed": "abstain_plain",
    "out_of_domain": "abstain_domain",
    "unreadable": "abstain_unreadable",
}
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

    `url` is the same answer on the web; `asked` is repeated where nobody can see it asked.
    """

    answer: Answer
    url: str
    overdue: tuple[str, ...] = ()
    asked: str | None = None


def pieces(shown: Shown) -> list[Piece]:
    """All of the answer, in the order of reading."""
    answer = shown.answer
    chips = _Chips(answer, shown.url)
    return [
        *_asked(shown),
        *(_finding(f, chips) for f in answer.findings if f.kind == "emergency"),
        *_head(answer, chips),
        *_verdicts(answer, chips),
        *_missing(answer),
        *(_finding(f, chips) for f in answer.findings if f.kind == "caution"),
        *(_finding(f, chips) for f in answer.findings if f.kind in ("verdict", "note")),
        *_statements(answer, chips),
        *_conflicts(answer, chips),
        *_open_ends(answer),
        *_nearest(answer.abstention, chips),
        *_case(answer),
        *_standing(shown),
    ]


class _Chips:
    """The numbers of an answer's citations as links to it."""

    def __init__(self, answer: Answer, url: str) -> None:
        self._numbers = {c: n for n, c in enumerate(answer.shown_citations(), start=1)}
        self._url = url

    def of(self, citations: Sequence[Citation]) -> str:
        """The chips of these citations; at least one link, whatever the citations."""
        numbers = dict.fromkeys(self._numbers[c] for c in citations)
        return " ".join(link(self._url, f"[{n}]") for n in numbers) or link(self._url, "[web]")


def label(kind: str, name: str) -> str:
    """A fact's, an action's or a verdict's name as readers know it."""
    return templates().phrases.get(f"{kind}_{name}", name.replace("_", " "))


def _asked(shown: Shown) -> Iterator[Piece]:
    if shown.asked is not None:
        yield Piece("asked", f"_Asked:_ {escaped(shown.asked)}", must=False)


def _head(answer: Answer, chips: _Chips) -> Iterator[Piece]:
    """What it comes to: the silence, the question back, the direct answer, false premises."""
    if answer.abstention:
        phrases = templates().phrases
        yield Piece("head", f"*{escaped(phrases[_ABSTENTIONS[answer.abstention.reason]])}*")
        missing = answer.abstention.not_found
        if missing and answer.abstention.reason != "unreadable":
            yield Piece("head", f"Not found in the text: {_listed(missing)}.", must=False)
    elif answer.outcome == "clarify":
        yield Piece("head", "*More is needed before the guideline answers this.*")
    if answer.degraded:
        yield Piece("head", escaped(answer.degraded))
    if answer.direct:
        direct = answer.direct
        yield Piece("head", f"{escaped(direct.text)} {chips.of(direct.citations)}", must=False)
    for correction in answer.corrections:
        text = f"{escaped(correction.text)} {chips.of(correction.citations)}"
        yield Piece("corrections", text, must=False)


def _verdicts(answer: Answer, chips: _Chips) -> Iterator[Piece]:
    for action, verdict in answer.verdicts.items():
        cited = [c for f in answer.findings if f.action == action for c in f.citations]
        yield Piece("verdicts", f"{_verdict(action, verdict)} {chips.of(cited)}")


def _verdict(action: str, verdict: str) -> str:
    return f"*{escaped(label('action', action))}: {escaped(label('verdict_word', verdict))}*"


def _missing(answer: Answer) -> Iterator[Piece]:
    for question in answer.questions:
        asked = f":grey_question: {escaped(question.ask)}"
        text = f"{asked} _It would decide:_ {escaped(question.changes)}"
        yield Piece("missing", text if question.changes else asked, short=asked)


def _finding(finding: Finding, chips: _Chips) -> Piece:
    cited = chips.of(finding.citations)
    mark = {"emergency": ":rotating_light: ", "caution": ":warning: Caution: "}.get(
        finding.kind, "• "
    )
    reading = f" _Reading of this pack:_ {escaped(finding.reading)}" if finding.reading else ""
    named = escaped(finding.rule)
    if finding.action and finding.verdict:
        named = _verdict(finding.action, finding.verdict)
    group = finding.kind if finding.kind in ("emergency", "caution") else "findings"
    said = f"*{escaped(finding.text)}*" if finding.kind == "emergency" else escaped(finding.text)
    text = f"{mark}{said}{reading} {cited}"
    return Piece(group, text, short=f"{mark}{named} ({_ON_THE_WEB}) {cited}")


def _statements(answer: Answer, chips: _Chips) -> Iterator[Piece]:
    for statement in answer.statements:
        claim = escaped(statement.claim_type)
        text = f"“{escaped(statement.text)}” _{claim}_ {chips.of(statement.citations)}"
        yield Piece("statements", text, must=False)


def _conflicts(answer: Answer, chips: _Chips) -> Iterator[Piece]:
    for conflict in answer.conflicts:
        text = f":left_right_arrow: {escaped(conflict.text)} {chips.of(conflict.citations)}"
        yield Piece("conflicts", text, must=False)


def _open_ends(answer: Answer) -> Iterator[Piece]:
    if answer.unanswered:
        yield Piece("open", f"Not answered by the text: {_listed(answer.unanswered)}.", must=False)
    if answer.not_considered and not answer.abstention:
        yield Piece("open", f"Not considered: {_listed(answer.not_considered)}.", must=False)


def _nearest(abstention: Abstention | None, chips: _Chips) -> Iterator[Piece]:
    if abstention is None or not abstention.nearest:
        return
    phrase = escaped(templates().phrases["nearest"])
    for number, citation in enumerate(abstention.nearest):
        lead = f"{phrase}\n" if number == 0 else ""
        yield Piece(
            "nearest", f"{lead}“{escaped(citation.quote)}” {chips.of([citation])}", must=False
        )


def _case(answer: Answer) -> Iterator[Piece]:
    """What was understood of the patient, and what another fact would change."""
    for change in answer.counterfactuals:
        facts, verdicts = _pairs("fact", change.facts), _pairs("action", change.verdicts)
        yield Piece("case", f"_This changes if:_ {facts} → {verdicts}", must=False)
    known = {name: _value(fact.value) for name, fact in answer.facts.items()}
    known |= {name: _bound(bound) for name, bound in answer.bounds.items()}
    if known:
        yield Piece("case", f"_Read from the messages:_ {_pairs('fact', known)}", must=False)
    if answer.assumed:
        yield Piece("case", f"_Assumed:_ {_listed(answer.assumed)}", must=False)


def _standing(shown: Shown) -> Iterator[Piece]:
    """The banner of each guideline, each disclaimer once, and passed review dates."""
    for status in shown.answer.status:
        updated = status.last_updated or "not stated"
        named = f"{escaped(status.guideline)} {escaped(status.version)}"
        review = escaped(status.review)
        text = f"*{named}*. Last updated: {escaped(updated)}. Review status: *{review}*."
        yield Piece("standing", text, short=f"*{named}*: {review}.")
    for line in shown.overdue:
        yield Piece("standing", escaped(line))
    for disclaimer in dict.fromkeys(s.disclaimer for s in shown.answer.status):
        yield Piece("standing", escaped(disclaimer))


def _listed(words: Sequence[str]) -> str:
    return "; ".join(escaped(word) for word in words)


def _pairs(kind: str, values: Mapping[str, str]) -> str:
    kinds = (kind, "verdict_word") if kind == "action" else (kind, "value")
    return "; ".join(
        f"{escaped(label(kinds[0], name))}: {escaped(label(kinds[1], value))}"
        for name, value in values.items()
    )


def _value(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _bound(bound: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in bound.items())
