"""Asserted: a yes/no question answered as a statement shown answers one of the pack's.

A pack says in short yes/no questions what each of its statements carries (`corpus.assertions`).
A question is taken for the nearest of those of the statements shown if it lies near, if no
question with another answer lies as near, if the small words that turn an answer round agree
(`polarity`), and if it names no treatment, test or figure beyond them. The question that it
was taken for is shown with the quote. A wrong answer is far worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Direct, Outcome, join_quotes
from assistant.compose.chips import by_statement
from assistant.compose.direct import BY_VERDICT, Asked
from assistant.compose.plan import Consultation
from assistant.compose.polarity import agrees, classes_of, numbers_of
from assistant.compose.said import standing
from assistant.focus import focus, parts, sentences
from assistant.selection.evidence import Evidence, attribute_lexicon
from assistant.selection.ordinary import ordinary_words
from corpus.assertions import UNDECIDED
from corpus.lexicon import Lexicon
from index.retrieve import AssertionScores
from index.tokens import stemmed, words
from index.units import Unit

# Chosen on labelled questions, each writer left out once: docs/decisions/0012.
NEAR = 0.6
# A sentence that tells rather than asks, or one that points into the story before it, must
# lie nearer.
NEAR_TOLD = 0.65
NEAR_IN_STORY = 0.75
# How much nearer it must lie than a question with another answer.
MARGIN = 0.03
# How much nearer a question of a statement that is not shown may lie.
BEHIND = 0.1
LEAST_TOLD_WORDS = 4
_LED = (
    r"^(?:(?:and|but|so|ok|okay|also|then|hi|please|well|hey|fine|honestly|surely"
    r"|is it true that)\b[\s,:.–-]*)*"
)
_ASKS = re.compile(
    rf"{_LED}(?:(?:can|could|should|shall|would|will|may|must|do|does|did|is|are|am|was|were|has"
    r"|have|had|any|need (?:i|we|one|you)|ok(?:ay)? to)\b"
    r"|(?:is|are|do|does|ca|should|did|has|wo)n?['’]?t\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"\b(?:why|wh?at|wot|wh?ich|whom|whose|how|hw|where)\b|{_LED}(?:who|when)\b"
    r"|\b(?:or|vs|versus)\b(?! not\b)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:is|are|was|were|has|have|can|may|must|should|will|would|needs?|does|do|goes|stays?"
    r"|matters?|carries|means|says?|wants?|suffices?|depends|favou?rs?|prefers?|recommends?|gets"
    r"|(?:is|are)n['’]?t)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(r"^so (?:no|not|only|never|always)\b", re.IGNORECASE)
# A piece of a question that only its conversation completes.
_PIECE = re.compile(
    r"^(?:(?:and|but|so|ok)\s+)*(?:the\b(?! \w+ \w+)|by|if|suppose|with|for|once|when|counts?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:that|those|it|its|he|she|him|her|his|they|them|such|these|this one|one)\b",
    re.IGNORECASE,
)
# Kinds of lexicon terms that name what is done; a question about another one is another.
_DEEDS = frozenset({"treatment", "test", "procedure"})

VALUES: Mapping[str, Literal["yes", "no", "depends"]] = {
    "yes": "yes",
    "no": "no",
    "depends": "depends",
}


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A yes/no question as asked and as spelt, what it asks for that the guideline never
    mentions, and how near the pack's questions are to it."""

    text: str
    spelt: str
    absent: tuple[str, ...]
    near: AssertionScores
    lexicon: Lexicon


def asks_whether(text: str) -> bool:
    """Whether a message asks one yes/no question, or tells one thing to have it confirmed."""
    sentence = focus(text).strip()
    if len(parts(text)) != 1 or sentence.count("?") > 1 or len(sentences(sentence)) > 1:
        return False
    if _OTHER.search(sentence):
        return False
    return _ASKS.match(sentence) is not None or _tells(sentence)


def _tells(sentence: str) -> bool:
    is_whole = len(sentence.split()) >= LEAST_TOLD_WORDS and not _PIECE.search(sentence)
    is_told = _CONCLUDES.match(sentence) or _TOLD.search(sentence)
    return sentence.endswith("?") and is_whole and is_told is not None


def by_assertion(
    asked: Asked,
    answer: Answer,
    consultation: Consultation,
    evidence: Evidence,
    near: AssertionScores,
) -> Direct | None:
    """What a statement shown says to the question that this one is taken for."""
    is_urgent = any(finding.kind == "emergency" for finding in answer.findings)
    is_open = bool(answer.unanswered) or answer.outcome is not Outcome.ANSWER
    # Of a patient who is being described the rules speak.
    is_told = consultation.case.about_patient and consultation.tells
    if is_urgent or is_open or is_told:
        return None
    if not near.units or not asks_whether(asked.text):
        return None
    groups = [s.citations for s in answer.statements]
    groups += [group for f in answer.findings for group in by_statement(f.citations)]
    shown = {group[-1].statement: group for group in groups}
    heard = Heard(asked.text, evidence.reading.views.asked, evidence.absent, near, asked.lexicon)
    found = taken_for(heard, {key: join_quotes(group) for key, group in shown.items()})
    value = VALUES.get(found.attribute or "") if found else None
    if found is None or value is None or not _holds_for_the_plan(value, consultation):
        return None
    # A word that nothing used may turn the answer round.
    if not _stems(answer.not_considered) <= _stems([found.text]):
        return None
    citations = shown[found.statement_id or ""]
    text = asked.templates.say(
        "direct_asserted",
        question=found.text,
        quotes=join_quotes(citations),
        standing=standing(asked.status, asked.templates),
    )
    return Direct(value, text, citations)


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stemmed(words(" ".join(texts))))


def taken_for(heard: Heard, quotes: Mapping[str, str]) -> Unit | None:
    """The pack's question, among those of the statements with these quotes, that this one is
    taken for; None where there is none, or where it is one that its statement leaves open."""
    least = _least(heard.text)
    classes, numbers = classes_of(heard.spelt), numbers_of(heard.spelt)
    best: tuple[float, Unit] | None = None
    for score, unit in _ranked(heard.near, quotes, least - MARGIN):
        value = unit.attribute or UNDECIDED
        if numbers_of(unit.text) != numbers or not agrees(classes, classes_of(unit.text), value):
            continue
        if best is None:
            best = (score, unit)
        elif value != best[1].attribute and best[0] - score < MARGIN:
            return None
    if best is None or best[0] < least or best[1].attribute == UNDECIDED:
        return None
    score, unit = best
    if _elsewhere(heard.near, quotes) - score > BEHIND:
        return None
    # "Does it ever make whole brain the right call?" is not "does whole brain carry a risk?".
    if _is_mostly_beyond(unit.text, heard.spelt, heard.lexicon):
        return None
    said = f"{unit.text} {quotes[unit.statement_id or '']}"
    if score < NEAR_IN_STORY and _is_about_more(heard, said):
        return None
    return None if _differ_in_what_is_named(heard, unit.text, said) else unit


def _ranked(
    near: AssertionScores, quotes: Mapping[str, str], least: float
) -> list[tuple[float, Unit]]:
    """The questions of these statements from a score on, nearest first; ties in pack order."""
    scored = zip(near.scores.tolist(), near.units, strict=True)
    found = [(s, unit) for s, unit in scored if s >= least and unit.statement_id in quotes]
    return sorted(found, key=lambda row: -row[0])


def _elsewhere(near: AssertionScores, quotes: Mapping[str, str]) -> float:
    """How near the nearest question of a statement without a quote here lies."""
    scored = zip(near.scores.tolist(), near.units, strict=True)
    return max((score for score, unit in scored if unit.statement_id not in quotes), default=0.0)


def _least(text: str) -> float:
    """How near a question must lie to be taken for another."""
    sentence = focus(text).strip()
    least = NEAR if _ASKS.match(sentence) else NEAR_TOLD
    in_story = sentence != text.strip() and _POINTS.search(sentence) is not None
    return max(least, NEAR_IN_STORY) if in_story else least


def _is_about_more(heard: Heard, said: str) -> bool:
    """Whether most of what a question says is in neither the pack's question nor the
    statement."""
    return _is_mostly_beyond(heard.spelt, said, heard.lexicon)


def _is_mostly_beyond(text: str, said: str, lexicon: Lexicon) -> bool:
    """Whether most of the salient words of a text are neither said nor part of a term that is."""
    stated = lexicon.with_broader(lexicon.concepts(said))
    known = {
        stem
        for o in lexicon.find(text)
        if lexicon.with_broader([o.term]) & stated
        for stem in stemmed(words(text[o.start : o.end]))
    }
    salient = {w for w in words(text) if len(w) > 1 and w not in ordinary_words()}
    stems = frozenset(stemmed(sorted(salient)))
    return 2 * len(stems - _stems([said]) - known) > len(stems)


def _differ_in_what_is_named(heard: Heard, other: str, said: str) -> bool:
    """Whether the question names a treatment, a test or something asked for that neither the
    pack's question nor the statement names, or the pack's asks for something more."""
    deeds, others = _deeds(heard.spelt, heard.lexicon), _deeds(other, heard.lexicon)
    # "Is A preferred over B?" is not "is B preferred over A?".
    if [term for term in deeds if term in others] != [term for term in others if term in deeds]:
        return True
    stated = heard.lexicon.with_broader(heard.lexicon.concepts(said))
    if any(not heard.lexicon.with_broader([term]) & stated for term in deeds):
        return True
    attributes = attribute_lexicon()
    wanted = attributes.concepts(heard.spelt) | set(heard.absent)
    is_covered = wanted <= attributes.concepts(said)
    return not (is_covered and attributes.concepts(other) <= attributes.concepts(heard.spelt))


def _deeds(text: str, lexicon: Lexicon) -> list[str]:
    """What a text names that can be done, once each, in order."""
    found = (o.term for o in sorted(lexicon.find(text), key=lambda o: o.start))
    return [t for t in dict.fromkeys(found) if lexicon.term(t).kind in _DEEDS]


def _holds_for_the_plan(value: str, consultation: Consultation) -> bool:
    """Whether the rules say of what one patient's message proposes what the text says of all;
    what is conditional is no duty either."""
    if not consultation.case.about_patient:
        return True
    verdicts = (consultation.verdicts.get(name, "") for name in consultation.proposed_now)
    return all(
        BY_VERDICT.get(verdict) == value or (verdict == "conditional" and value == "no")
        for verdict in verdicts
    )
