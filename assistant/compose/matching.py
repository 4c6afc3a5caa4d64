"""Matching: which of the pack's yes/no questions a question or a claim is taken for.

It is taken for the nearest of those of the statements given if it lies near, if no question
with another answer lies as near, if the small words that turn an answer round agree
(`polarity`), and if it names no treatment, test, figure or thing of medicine beyond them.
What both name makes them alike, whatever is asked of it ("is SBRT preferred?", "is SBRT
painful?"): so they are compared once more without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from assistant.compose.polarity import agrees, classes_of, numbers_of, plainly
from assistant.selection.evidence import attribute_lexicon
from assistant.selection.foreign import foreign_kinds
from assistant.selection.ordinary import ordinary_words
from corpus.assertions import UNDECIDED
from corpus.lexicon import Lexicon
from index.retrieve import AssertionScores
from index.tokens import stemmed, words
from index.units import Unit

# How much nearer it must lie than a question with another answer.
MARGIN = 0.03
# How much nearer a question of a statement that is not given may lie, if it has the same
# answer.
BEHIND = 0.1
# From here on most of what is said may be in neither the pack's question nor the statement.
VERY_NEAR = 0.75
# From here on a plain word that nothing used may be left.
NEAR_DESPITE_WORDS = 0.7
# How alike they must be without what both name.
ALIKE_BESIDES = 0.47
# So many of the nearest are compared so.
MOST_COMPARED = 3
# Kinds of lexicon terms that name what is done; a question about another one is another.
_DEEDS = frozenset({"treatment", "test", "procedure"})
# Kinds of terms of which none may stand in the question alone.
_NAMED = _DEEDS | {"drug", "site", "gene", "measure"}
# Kinds of terms that name what is asked about, as against what is asked of it.
_THINGS = _DEEDS | {"drug", "site", "gene", "disease", "patient", "evidence"}
# What stands for a thing that both name.
_THING = "this"
_THINGS_TOGETHER = re.compile(rf"\b{_THING}(?: {_THING})+\b")
TEST = "test"
# What the topic of a follow-up counts may go unsaid if it is few.
_FEW = frozenset("23")
# What the topic of a follow-up says of its patients must not go unsaid.
_OF_WHOM = frozenset({"many", "symptoms", "frail"})
# PET, CT: one way to do a test, by its abbreviation.
_WAY = re.compile(r"(?:[A-Z]{2,4}(?:[-/ ]?[A-Z]{2,4})?|pet|mri|ct)(?:[ -]?scans?)?")


def _never(_one: str, _other: str) -> float:
    return 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """How near the pack's yes/no questions lie to a text, and how alike any two texts are."""

    scores: AssertionScores = field(default_factory=AssertionScores)
    alike: Callable[[str, str], float] = _never


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A yes/no question or a claim as spelt, how near it must lie, the topic that it leans on,
    what it asks for that the guideline never mentions, and how near the pack's questions are
    to it."""

    spelt: str
    least: float
    near: Near
    lexicon: Lexicon
    topic: str = ""
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """The pack's question that one is taken for, and how near it lies."""

    unit: Unit
    score: float

    @property
    def is_undecided(self) -> bool:
        """Whether its statement leaves it open."""
        return (self.unit.attribute or UNDECIDED) == UNDECIDED


def taken_for(heard: Heard, quotes: Mapping[str, str]) -> Taken | None:
    """The pack's question, among those of the statements with these quotes, that this one is
    taken for: the nearest of its value that asks for nothing else."""
    ranked = list(_agreeing(heard, quotes))
    if not ranked or ranked[0].score < heard.least:
        return None
    best = ranked[0]
    same = [t for t in ranked if t.unit.attribute == best.unit.attribute]
    if len(same) < len(ranked):
        other = next(t for t in ranked if t.unit.attribute != best.unit.attribute)
        if best.score - other.score < MARGIN:
            return None
    if best.is_undecided:
        return best if _is_alike_besides(heard, best) else None
    least = max(heard.least, _least_beside(heard.near.scores, quotes, best.unit.attribute))
    fitting = (
        taken
        for taken in same
        if taken.score >= least
        and not _asks_something_else(heard, taken, quotes[taken.unit.statement_id or ""])
    )
    return next((t for t in islice(fitting, MOST_COMPARED) if _is_alike_besides(heard, t)), None)


def _is_alike_besides(heard: Heard, taken: Taken) -> bool:
    """Whether the two are alike without what both name."""
    text = taken.unit.text
    asked = _without(heard.spelt, text, heard.lexicon)
    other = _without(text, f"{heard.topic} {heard.spelt}", heard.lexicon)
    return heard.near.alike(plainly(asked), plainly(other)) >= ALIKE_BESIDES


def _without(text: str, other: str, lexicon: Lexicon) -> str:
    """A text with one word in the place of the things that the other names, too."""
    stated = lexicon.with_broader(lexicon.concepts(other))
    left, end = "", 0
    for found in sorted(lexicon.find(text), key=lambda o: o.start):
        is_thing = lexicon.term(found.term).kind in _THINGS
        if found.start >= end and is_thing and lexicon.with_broader([found.term]) & stated:
            left += text[end : found.start] + _THING
            end = found.end
    return _THINGS_TOGETHER.sub(_THING, left + text[end:])


def _agreeing(heard: Heard, quotes: Mapping[str, str]) -> Iterator[Taken]:
    """The questions of these statements whose small words and numbers agree, nearest first;
    ties in pack order."""
    classes, numbers = classes_of(heard.spelt), numbers_of(heard.spelt)
    told = set(numbers_of(heard.topic))
    counted = told - _FEW
    of_whom = classes_of(heard.topic) & _OF_WHOM if heard.topic else frozenset()
    scored = zip(heard.near.scores.scores.tolist(), heard.near.scores.units, strict=True)
    least = heard.least - MARGIN
    found = [Taken(u, s) for s, u in scored if s >= least and u.statement_id in quotes]
    for taken in sorted(found, key=lambda taken: -taken.score):
        text, value = taken.unit.text, taken.unit.attribute or UNDECIDED
        theirs = numbers_of(text)
        if not (theirs == numbers or set(numbers) <= set(theirs) <= told):
            continue
        if not counted <= set(theirs):
            continue
        own = classes_of(text)
        if of_whom <= own and agrees(classes, own, value):
            yield taken


def _least_beside(near: AssertionScores, quotes: Mapping[str, str], value: str | None) -> float:
    """How near a question with this answer must lie, for those of other statements: none of
    them with another answer may lie nearer, and none at all much nearer."""
    scored = zip(near.scores.tolist(), near.units, strict=True)
    elsewhere = ((s, unit.attribute) for s, unit in scored if unit.statement_id not in quotes)
    return max((s - (BEHIND if v == value else 0.0) for s, v in elsewhere), default=0.0)


def _asks_something_else(heard: Heard, taken: Taken, quote: str) -> bool:
    """Whether the pack's question asks for more than this one, or this one for more than it
    and its statement."""
    # "Does it ever make whole brain the right call?" is not "does whole brain carry a risk?".
    if _is_mostly_beyond(taken.unit.text, f"{heard.topic} {heard.spelt}", heard.lexicon):
        return True
    said = f"{taken.unit.text} {quote}"
    if taken.score < VERY_NEAR and _is_mostly_beyond(heard.spelt, said, heard.lexicon):
        return True
    return _differ_in_what_is_named(heard, taken.unit.text, said)


def leaves_a_word(left: Iterable[str], taken: Taken, quote: str, lexicon: Lexicon) -> bool:
    """Whether a word that nothing in the answer used may turn the answer round: any where the
    question lies far, a term of the field or of medicine wherever it lies."""
    beyond = [word for word in left if not stems_of([word]) <= stems_of([taken.unit.text])]
    if not beyond:
        return False
    if taken.score < NEAR_DESPITE_WORDS or any(foreign_kinds(beyond)):
        return True
    named = {o.term for word in beyond for o in lexicon.find(word)}
    return not named <= _covered(named, f"{taken.unit.text} {quote}", lexicon)


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words of these texts."""
    return frozenset(stemmed(words(" ".join(texts))))


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
    return 2 * len(stems - stems_of([said]) - known) > len(stems)


def _differ_in_what_is_named(heard: Heard, other: str, said: str) -> bool:
    """Whether the question names a treatment, a test or something asked for that neither the
    pack's question nor the statement names, or the pack's asks for something more."""
    deeds, others = _deeds(heard.spelt, heard.lexicon), _deeds(other, heard.lexicon)
    # "Is A preferred over B?" is not "is B preferred over A?".
    if [term for term in deeds if term in others] != [term for term in others if term in deeds]:
        return True
    named = {o.term for o in heard.lexicon.find(heard.spelt)}
    named = {term for term in named if heard.lexicon.term(term).kind in _NAMED}
    if not named <= _covered(named, said, heard.lexicon):
        return True
    if unnamed_ways(heard.spelt, said, heard.lexicon):
        return True
    attributes = attribute_lexicon()
    wanted = attributes.concepts(heard.spelt) | set(heard.absent)
    is_covered = wanted <= attributes.concepts(said)
    asked = attributes.concepts(f"{heard.topic} {heard.spelt}")
    return not (is_covered and attributes.concepts(other) <= asked)


def _covered(terms: Iterable[str], said: str, lexicon: Lexicon) -> frozenset[str]:
    """Those of the terms that a text names, or a narrower one, or but for tests a wider one;
    not one beside it."""
    exactly = {found.term for found in lexicon.find(said)}
    concepts = lexicon.with_broader(exactly)
    return frozenset(
        term
        for term in terms
        if term in concepts
        or (lexicon.term(term).kind != TEST and lexicon.with_broader([term]) & exactly)
    )


def unnamed_ways(text: str, said: str, lexicon: Lexicon) -> frozenset[str]:
    """The ways to do a test that a text names by an abbreviation and the other does not: of
    imaging as such nothing is said of PET."""
    found = (text[o.start : o.end] for o in lexicon.find(text) if lexicon.term(o.term).kind == TEST)
    ways = {stem for form in found if _WAY.fullmatch(form) for stem in stems_of([form])}
    return frozenset(ways) - stems_of([said]) - stems_of(["scan", "scans"])


def _deeds(text: str, lexicon: Lexicon) -> list[str]:
    """What a text names that can be done, once each, in order."""
    found = (o.term for o in sorted(lexicon.find(text), key=lambda o: o.start))
    return [t for t in dict.fromkeys(found) if lexicon.term(t).kind in _DEEDS]
