"""Answering: which outcome, and the parts of the answer put together.

What the text never gives (a dose) is a silence, whatever is known of the patient; else the
rules' verdicts and the selected statements answer. Where the plan as a whole is not
addressed the answer is a silence that still carries the findings. Where nothing certain can
be said, the missing fact is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.answer import (
    Abstention,
    Answer,
    Citation,
    CitedText,
    Fingerprint,
    Outcome,
    join_quotes,
)
from assistant.cite import citations_of, shown_statement, status_of
from assistant.compose.agreement import agreed
from assistant.compose.asserted import answers_beside, by_assertion, heard, matched
from assistant.compose.chips import by_statement
from assistant.compose.direct import Asked, by_modality, by_verdict
from assistant.compose.follow_ups import follow_ups
from assistant.compose.matching import Near
from assistant.compose.outcome import Weighing
from assistant.compose.plan import (
    Consultation,
    beside_the_plan,
    beyond_the_text,
    case_parts,
    cited,
    open_parts,
    supposed_parts,
)
from assistant.compose.premise import NEAR_CLAIM_ELSEWHERE, Claim, corrections, denier
from assistant.compose.relevance import Shown, as_asked, in_general
from assistant.compose.said import Manner
from assistant.compose.text import render
from assistant.selection.evidence import Evidence, attribute_lexicon
from assistant.selection.provenance import REFERENCE_LIST
from assistant.selection.select import Selection
from assistant.selection.unused import read_words
from assistant.templates import Templates
from corpus.bank import FOREIGN, QuestionBank
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon

MOST_WORDS = 8
# Of a message that asks nothing that a yes could answer.
NOT_ASKED = Near()
# A question that shares nothing with the guideline and lies this far from it is foreign to it.
FOREIGN_SIMILARITY = 0.3
_PLAIN_PHRASE = re.compile(r"[\w ,.;:/%+'’?≤≥-]+")
LESION_COUNT = "lesion-count"
_LESIONS = r"(?:mets?|metastas[ei]s|lesions?|sites?|nodules?|tumou?rs?|deposits?)\b"
_PLAIN_WORD = re.compile(
    r"[\d.,]+(?:\s?[x×–-]\s?[\d.,]+)?\s(?:mm|cm|cc|ml)|[^\W_](?:[\w.+/%'’-]*[^\W_])?"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What every answer has, whatever its outcome.

    `asked` is the present message without its conversation; `lexicon` and `bank` are those
    of the guideline that is answered from; `near` says how near its yes/no questions lie,
    `claims` are what the message takes for granted.
    """

    resolved_question: str
    fingerprint: Fingerprint
    templates: Templates
    consultation: Consultation = field(default_factory=Consultation)
    asked: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    bank: QuestionBank = field(default_factory=QuestionBank)
    near: Near = NOT_ASKED
    claims: tuple[Claim, ...] = ()

    def rendered(self, answer: Answer, guidelines: tuple[Guideline, ...]) -> str:
        """The text of the answer."""
        consultation = self.consultation
        beyond = {finding.beyond for finding in consultation.beyond}
        manner = Manner(frozenset(beyond), not consultation.case.about_patient)
        return render(answer, guidelines, self.templates, consultation.terms, manner)


def compose(
    draft: Draft,
    evidence: Evidence,
    selection: Selection,
    guideline: Guideline,
    nearest_silent: str | None,
) -> Answer:
    """The answer from one guideline, without its id (`sealed` gives it)."""
    proposed = len(draft.consultation.proposed_now)
    weighing = Weighing(draft.asked, evidence, selection, draft.consultation, nearest_silent)
    selection = agreed(weighing, guideline, draft.lexicon)
    selection = _with_denier(draft, selection, guideline)
    selection = _with_asserted(draft, evidence, selection, guideline)
    if not draft.consultation.is_out_of_scope:
        sections = frozenset(statement.section_id for statement in selection.statements)
        shown = Shown(sections, selection.judgement.sections, guideline)
        is_general = not draft.consultation.case.about_patient
        limited = in_general if is_general else as_asked
        draft = replace(draft, consultation=limited(draft.consultation, shown))
    consultation = draft.consultation
    weighing = Weighing(draft.asked, evidence, selection, consultation, nearest_silent)
    if not weighing.answers and not weighing.is_beyond:
        selection = _putting_right(draft, selection, guideline)
        weighing = replace(weighing, selection=selection)
    if weighing.answers and (not consultation.is_news or weighing.asks_on):
        draft = replace(draft, consultation=beside_the_plan(consultation))
        consultation = draft.consultation
    if not weighing.answers and weighing.is_beyond:
        draft = replace(draft, consultation=beyond_the_text(consultation))
        abstention = _beyond(consultation, guideline)
        parts = case_parts(draft.consultation, guideline)
        unheard = _unheard(evidence.uncovered, consultation)
        return _abstain(draft, abstention, (guideline,), unheard, parts)
    if not weighing.answers:
        abstention = _abstention(evidence, selection, guideline, nearest_silent)
        if consultation.is_unaddressed and not weighing.asks_in_vain:
            abstention = _unaddressed(draft, selection, guideline)
        elif not (consultation.opens_or_tells or consultation.returns):
            abstention = replace(abstention, is_aside=True)
        parts = case_parts(consultation, guideline) | supposed_parts(consultation, guideline)
        return _abstain(draft, abstention, (guideline,), evidence.uncovered, parts)
    parts = case_parts(consultation, guideline)
    chosen = consultation.shown(selection.statements, guideline)
    statements = tuple(shown_statement(guideline, s) for s in chosen)
    answer = Answer(
        outcome=Outcome.CLARIFY if consultation.is_undecided else Outcome.ANSWER,
        resolved_question=draft.resolved_question,
        statements=statements,
        abstention=None,
        unanswered=_silent_parts(selection) or _asked_words(evidence),
        not_considered=plain_words(evidence.uncovered),
        status=(status_of(guideline),),
        fingerprint=draft.fingerprint,
        text="",
        **parts,
        **open_parts(consultation, guideline, draft.templates),
    )
    answer = _with_reply(draft, answer, evidence, guideline, proposed)
    return replace(answer, text=draft.rendered(answer, (guideline,)))


def _putting_right(draft: Draft, selection: Selection, guideline: Guideline) -> Selection:
    """A refusal whose nearest text says the opposite of what the question takes for granted:
    that statement answers the premise, whatever else is left unanswered."""
    for statement in selection.nearest:
        quotes = citations_of(guideline, statement)
        if corrections(draft.asked, [quotes], draft.lexicon, draft.templates):
            return replace(selection, refused=False, statements=(statement,), nearest=())
    return selection


def _with_denier(draft: Draft, selection: Selection, guideline: Guideline) -> Selection:
    """The selection with the statement that says no to what the message takes for granted."""
    if not draft.claims:
        return selection
    chosen = {s.id: join_quotes(citations_of(guideline, s)) for s in selection.statements}
    if denier(draft.claims, chosen, draft.lexicon):
        return selection
    quotes = {s.id: join_quotes(citations_of(guideline, s)) for s in guideline.statements}
    name = denier(draft.claims, quotes, draft.lexicon, NEAR_CLAIM_ELSEWHERE)
    if name is None:
        return selection
    statements = tuple(s for s in guideline.statements if s.id in chosen or s.id == name)
    return replace(selection, refused=False, statements=statements, nearest=())


def _with_asserted(
    draft: Draft, evidence: Evidence, selection: Selection, guideline: Guideline
) -> Selection:
    """The selection of a general yes/no question with the statement of a section shown that
    says yes or no to it, where none that is shown does."""
    question = heard(draft.asked, draft.lexicon, evidence, draft.near)
    if question is None or selection.refused or draft.consultation.case.about_patient:
        return selection
    sections = {s.section_id for s in selection.statements}
    quotes = {
        s.id: join_quotes(citations_of(guideline, s))
        for s in guideline.statements
        if s.section_id in sections
    }
    chosen = {s.id: quotes.pop(s.id) for s in selection.statements}
    name = answers_beside(question, chosen, quotes)
    if name is None:
        return selection
    statements = tuple(s for s in guideline.statements if s.id in chosen or s.id == name)
    return replace(selection, statements=statements)


def _with_reply(
    draft: Draft, answer: Answer, evidence: Evidence, guideline: Guideline, proposed: int
) -> Answer:
    """The answer with what replies to the question itself: its premise, yes or no, what next.

    `proposed` counts the actions that the message proposes.
    """
    asked = Asked(draft.asked, draft.lexicon, draft.templates, answer.status[0])
    shown = [s.citations for s in answer.statements]
    shown += [group for f in answer.findings for group in by_statement(f.citations)]
    corrected = corrections(
        draft.asked, tuple(dict.fromkeys(shown)), draft.lexicon, draft.templates
    )
    if not corrected:
        corrected = _denied(draft, shown)
    found = matched(asked, answer, evidence, draft.near)
    is_open = bool(corrected) or found.is_left_open
    direct = None if is_open else by_verdict(asked, draft.consultation, answer.findings)
    is_supposed = any(change.asked for change in answer.counterfactuals)
    # The rules were left out on an alternative, or would reply to what is not so.
    if len(answer.actions) < proposed or is_supposed:
        direct = None
    if direct is None and not (is_open or is_supposed):
        direct = by_assertion(asked, answer, draft.consultation, found)
    if direct is None and not (is_open or answer.findings or draft.consultation.actions):
        direct = by_modality(asked, guideline, answer.statements)
    sections = {c.section for group in shown for c in group}
    return replace(
        answer,
        corrections=corrected,
        direct=direct,
        follow_ups=follow_ups(draft.bank, guideline, sections)
        if answer.outcome is Outcome.ANSWER
        else (),
    )


def _denied(draft: Draft, shown: Iterable[tuple[Citation, ...]]) -> tuple[CitedText, ...]:
    """What a statement shown says to what the message takes for granted, if it says no."""
    groups = {citations[-1].statement: citations for citations in shown}
    quotes = {name: join_quotes(citations) for name, citations in groups.items()}
    name = denier(draft.claims, quotes, draft.lexicon) if draft.claims else None
    if name is None:
        return ()
    text = draft.templates.say("correction", quotes=quotes[name])
    return (CitedText(text, groups[name]),)


def unreadable(draft: Draft, wanted: str, guidelines: tuple[Guideline, ...]) -> Answer:
    """The answer to what is not a question that can be read."""
    return _abstain(draft, Abstention("unreadable", (wanted,), ()), guidelines, (), {})


def _abstain(
    draft: Draft,
    abstention: Abstention,
    guidelines: tuple[Guideline, ...],
    uncovered: tuple[str, ...],
    parts: Mapping[str, Any],
) -> Answer:
    answer = Answer(
        outcome=Outcome.ABSTAIN,
        resolved_question=draft.resolved_question,
        statements=(),
        abstention=abstention,
        not_considered=plain_words(uncovered),
        status=tuple(status_of(guideline) for guideline in guidelines),
        fingerprint=draft.fingerprint,
        text="",
        **parts,
    )
    return replace(answer, text=draft.rendered(answer, guidelines))


def _beyond(consultation: Consultation, guideline: Guideline) -> Abstention:
    """The silence about a case that the text is not about names what puts it there."""
    named = dict.fromkeys(finding.beyond for finding in consultation.beyond)
    cites = dict.fromkeys(name for f in consultation.beyond for name in f.statements)
    return Abstention("not_addressed", tuple(named), cited(guideline, cites))


def _unheard(words: Iterable[str], consultation: Consultation) -> tuple[str, ...]:
    """The words without those that the case was read from: what puts it beyond the text was
    considered."""
    case = consultation.case
    found = [fact.mentions for fact in case.facts.values()]
    found += [signal.mentions for signal in case.signals]
    found += [action.mentions for action in case.actions]
    read = read_words(mention.text for mentions in found for mention in mentions)
    return tuple(word for word in words if not read_words([word]) <= read)


def _unaddressed(draft: Draft, selection: Selection, guideline: Guideline) -> Abstention:
    """The silence about a whole plan names its actions."""
    terms = draft.consultation.terms
    names = (terms.action(action) for action in draft.consultation.proposed_now)
    citations = (c for s in selection.nearest for c in citations_of(guideline, s))
    return Abstention("not_addressed", tuple(names), tuple(citations))


def _abstention(
    evidence: Evidence, selection: Selection, guideline: Guideline, nearest_silent: str | None
) -> Abstention:
    """Names what is missing: an attribute asked for, else a known silence, else the words."""
    found = evidence.signals
    similarity = max(float(found.written.dense.max()), float(found.expanded.dense.max()))
    unlike = not evidence.overlap.any() and similarity < FOREIGN_SIMILARITY
    unlike = unlike and REFERENCE_LIST not in evidence.absent
    if unlike or nearest_silent == FOREIGN or evidence.is_errand:
        return Abstention("out_of_domain", (), ())
    if evidence.absent:
        lexicon = attribute_lexicon()
        not_found = tuple(lexicon.term(term).label for term in evidence.absent)
    elif selection.missing:
        not_found = (attribute_lexicon().term(selection.missing).label,)
    elif nearest_silent:
        not_found = (nearest_silent,)
    else:
        not_found = _sought(evidence) or plain_words(evidence.uncovered)
    citations = (c for s in selection.nearest for c in citations_of(guideline, s))
    return Abstention("not_addressed", not_found, tuple(citations))


def _sought(evidence: Evidence) -> tuple[str, ...]:
    """What the question asks for, where the text has the word for it but not the answer."""
    lexicon = attribute_lexicon()
    text = evidence.reading.views.asked
    terms = [occurrence.term for occurrence in lexicon.find(text)]
    if not terms and any(_counts_lesions(word, text) for word in evidence.uncovered):
        terms = [LESION_COUNT]
    return tuple(dict.fromkeys(lexicon.term(term).label for term in terms))


def _counts_lesions(word: str, text: str) -> bool:
    """Whether the word is the number of lesions that the text speaks of."""
    counted = rf"(?<![\w.]){re.escape(word)}\s+(?:[a-z-]+\s+){{0,2}}{_LESIONS}"
    return word.isdigit() and re.search(counted, text, re.IGNORECASE) is not None


def _silent_parts(selection: Selection) -> tuple[str, ...]:
    """The silent parts of a question that can be repeated without carrying markup."""
    return tuple(part for part in selection.silent_parts if _PLAIN_PHRASE.fullmatch(part))


def _asked_words(evidence: Evidence) -> tuple[str, ...]:
    """The words by which the question asks for what the guideline never gives."""
    views = evidence.reading.views
    found = attribute_lexicon().find(views.asked)
    forms = (views.spelt.as_written(o.form) for o in found if o.term in evidence.absent)
    return tuple(dict.fromkeys(form for form in forms if _PLAIN_PHRASE.fullmatch(form)))


def plain_words(found: Iterable[str]) -> tuple[str, ...]:
    """Words of the message without anything that a renderer could take for markup."""
    words = (match.group() for text in found for match in [_PLAIN_WORD.search(text)] if match)
    return tuple(dict.fromkeys(words))[:MOST_WORDS]
