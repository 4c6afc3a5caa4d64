"""Perturbations: the same question worded otherwise, so that its labels still hold.

Typing errors, another order of the words, another name for the same thing from the
lexicon, and words that do not matter. Nothing clinical is added or taken away, numbers and
short words ("not", "no") are never touched. Each text is changed by a generator seeded
with the seed, the kind and the turn's id, so the same set gives the same text anywhere.

Paraphrases come from the lexicon that the assistant itself reads, so they flatter it;
they show that the lexicon is used, not that unknown words are understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from random import Random
from typing import TypeAlias

from corpus.lexicon import Lexicon, Occurrence, Term, folded_tokens
from evals.cases import Case
from evals.question_set import QuestionSet

WORD = re.compile(r"[A-Za-z]{5,}")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
LAST_PHRASE = re.compile(
    r"^(?P<rest>\S+(?:\s+\S+){2,}?)\s(?P<phrase>(?:after|before|for|in|during)\s"
    r"[^,.?!]+)(?P<end>[?.!]*)$",
    re.IGNORECASE,
)
LETTERS_A_TYPO = 30
MOST_TYPOS = 3
MOST_PARAPHRASES = 2
# Of genes, sites, tests and scales every name says a little more or less than another.
ABBREVIATED_KINDS = frozenset({"treatment", "disease", "measure"})
WORD_START = re.compile(r"\b\w")
ABBREVIATION = re.compile(r"[A-Z]{2,6}")
NEIGHBOURS = {
    **dict(zip("qwertyuiop", "wertyuiopo", strict=True)),
    **dict(zip("asdfghjkl", "sdfghjklk", strict=True)),
    **dict(zip("zxcvbnm", "xcvbnmn", strict=True)),
}
BEFORE = (
    "Hi, a quick one between patients.",
    "Good morning.",
    "Sorry to bother you with this.",
    "Just back from the ward round.",
    "A colleague asked me this over coffee.",
    "Long day here.",
)
AFTER = (
    "Thanks in advance.",
    "No rush.",
    "Cheers.",
    "Typing this on my phone.",
    "Reply when you can.",
    "Much appreciated.",
)


class Kind(StrEnum):
    """The ways of wording a question otherwise."""

    TYPOS = "typos"
    WORD_ORDER = "word-order"
    PARAPHRASE = "paraphrase"
    ADDITIONS = "additions"


Change: TypeAlias = Callable[[str, Random], str]


def perturbed(
    questions: QuestionSet, kind: Kind, seed: int, lexicon: Lexicon
) -> tuple[QuestionSet, int]:
    """The set with its questions worded otherwise, and how many turns that changed.

    Pairs are left out: they are perturbations already. Labels, ids and order stay.
    """
    change = _change(kind, lexicon)
    pairs = {case_id for pair in questions.pairs for case_id in pair.case_ids}
    cases = [case for case in questions.cases if case.id not in pairs]
    changed = [_case(case, change, f"{seed} {kind}") for case in cases]
    count = sum(
        one.text != other.text
        for before, after in zip(cases, changed, strict=True)
        for one, other in zip(before.turns, after.turns, strict=True)
    )
    return replace(questions, cases=tuple(changed), pairs=()), count


def to_lines(questions: QuestionSet) -> str:
    """The set as a file's content, only the labels that were given."""
    return "".join(
        json.dumps(case.model_dump(mode="json", exclude_unset=True), ensure_ascii=True) + "\n"
        for case in questions.cases
    )


def _case(case: Case, change: Change, seed: str) -> Case:
    turns = tuple(
        turn.model_copy(update={"text": change(turn.text, Random(f"{seed} {case.id} {number}"))})
        for number, turn in enumerate(case.turns)
    )
    return case.model_copy(update={"turns": turns})


def _change(kind: Kind, lexicon: Lexicon) -> Change:
    changes: Mapping[Kind, Change] = {
        Kind.TYPOS: typos,
        Kind.WORD_ORDER: word_order,
        Kind.PARAPHRASE: lambda text, random: paraphrase(text, random, lexicon),
        Kind.ADDITIONS: additions,
    }
    return changes[kind]


def typos(text: str, random: Random) -> str:
    """One slip of the keys in about thirty letters, three at most; the first letter stays."""
    words = [match for match in WORD.finditer(text) if not match.group().isupper()]
    letters = sum(len(match.group()) for match in words)
    count = min(len(words), MOST_TYPOS, max(1, letters // LETTERS_A_TYPO))
    for match in sorted(random.sample(words, count), key=lambda m: -m.start()):
        text = text[: match.start()] + _slip(match.group(), random) + text[match.end() :]
    return text


def _slip(word: str, random: Random) -> str:
    """The word with two letters swapped, one lost, one doubled or one mistaken."""
    place = random.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    slips = (
        before + after[0] + letter + after[1:],
        before + after,
        before + letter * 2 + after,
        before + NEIGHBOURS.get(letter.lower(), letter) + after,
    )
    return random.choice([slip for slip in slips if slip != word] or [word])


def word_order(text: str, random: Random) -> str:
    """The last sentence first; of one sentence, its last phrase first or its halves turned
    about a comma. A text that has none of these stays as it is."""
    sentences = SENTENCE_END.split(text.strip())
    if len(sentences) > 1:
        return " ".join([sentences[-1], *sentences[:-1]])
    found = LAST_PHRASE.match(text.strip())
    halves = text.strip().rstrip("?.!").split(", ")
    ways = []
    if found:
        phrase = _upper_first(found["phrase"])
        ways.append(f"{phrase}, {_lower_first(found['rest'])}{found['end']}")
    if len(halves) == 2:
        end = text.strip()[len(", ".join(halves)) :]
        ways.append(f"{_upper_first(halves[1])}, {_lower_first(halves[0])}{end}")
    return random.choice(ways) if ways else text


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    """Lower case at the beginning, but for a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first[1:]) else text[:1].lower() + text[1:]


def paraphrase(text: str, random: Random, lexicon: Lexicon) -> str:
    """Up to two terms of the lexicon under another of their names."""
    found: list[tuple[Occurrence, list[str]]] = []
    for each in lexicon.find(text):
        known = names(lexicon.term(each.term))
        others = [name for name in known if folded_tokens(name) != folded_tokens(each.form)]
        if others and len(others) < len(known):
            found.append((each, others))
    chosen = random.sample(found, min(len(found), MOST_PARAPHRASES))
    for each, others in sorted(chosen, key=lambda one: -one[0].start):
        text = text[: each.start] + random.choice(others) + text[each.end :]
    return text


def names(term: Term) -> list[str]:
    """The names of a term that can stand for each other in any sentence.

    A drug's generic and brand names; of a treatment, a disease or a measure the words of
    its label and their abbreviations. Other forms may be verbs, plurals or narrower.
    """
    if term.kind == "drug":
        return [term.id, *(form for form in term.forms if form.lower() != term.id)]
    if term.kind not in ABBREVIATED_KINDS:
        return []
    label = term.label.split(" (")[0]
    initials = "".join(word[0] for word in WORD_START.findall(label)).upper()
    short = [form for form in term.forms if ABBREVIATION.fullmatch(form)]
    return [label, *(form for form in short if label != term.label or form == initials)]


def additions(text: str, random: Random) -> str:
    """A sentence before or after, or both, that has nothing to do with the question."""
    before, after = random.choice(BEFORE), random.choice(AFTER)
    ways = (f"{before} {text}", f"{text} {after}", f"{before} {text} {after}")
    return random.choice(ways)
