"""Spelling: the cue word that a misspelt word was meant to be.

Drug names are repaired to a Damerau-Levenshtein distance of two (seven letters or more, ties
rejected), other words to one; a short word only where one slip of the keys explains it: two
letters changed about, one lost, one doubled, one from the key beside. `real_words.txt` holds
the English words that lie one letter from a cue and are none.

What a slip of the keys is, is that of questions (`assistant.spelling`); what may be meant is
not. A cue is one of a closed list whose words carry values, so ties are settled by what they
mean and drugs are sought further; a question's word is any of the guideline's, ranked by use.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.facts.cues import SHORTEST_REPAIRED, Cues
from assistant.spelling import is_slip

SHORTEST_DRUG = 7
# From here on any one letter may differ; a shorter word must be a slip of the keys.
_SHORTEST_DIFFERENT = 6


def meant(low: str, cues: Cues) -> str:
    """The word, what it is short for, or the one cue word that it misspells."""
    low = cues.shorthand.get(low, low)
    if len(low) < SHORTEST_REPAIRED or low in cues.words or low in cues.lists.spelt:
        return low
    if low[-1] == "s" and (low[:-1] in cues.words or low[:-1] in cues.lists.spelt):
        return low
    near = [word for word, _ in _within(low, cues.by_initial.get(low[0], ()), 1)]
    near = [word for word in near if word.rstrip("s") != low.rstrip("s")]
    slips = [word for word in near if is_slip(word, low)]
    one = _one_of(slips, cues) or (_one_of(near, cues) if len(low) >= _SHORTEST_DIFFERENT else "")
    if one or near or len(low) < SHORTEST_DRUG:
        return one or low
    return _drug(low, cues) or low


def is_plain(low: str, cues: Cues) -> bool:
    """Whether a word, as written or without its slip, leaves a fact beside it as it is."""
    if any(word in cues.lists.plain or word in cues.words for word in (low, low.removesuffix("s"))):
        return True
    if low in cues.lists.spelt or len(low) < _SHORTEST_DIFFERENT:
        return False
    near = cues.lists.plain_by_initial.get(low[0], ())
    return any(is_slip(word, low) for word, _ in _within(low, near, 1))


def _one_of(words: Sequence[str], cues: Cues) -> str:
    """The one word, or any of those that mean the same, or the one that is a cue by itself;
    empty where it may be either of two."""
    if len(words) < 2:
        return words[0] if words else ""
    known = cues.root.following or {}
    senses = [known[word].senses if word in known else None for word in words]
    if senses[0] and all(sense == senses[0] for sense in senses[1:]):
        return words[0]
    telling = [word for word, sense in zip(words, senses, strict=True) if sense]
    return telling[0] if len(telling) == 1 else ""


def _drug(low: str, cues: Cues) -> str | None:
    """The one drug whose name lies within two letters; two different drugs are none."""
    best: dict[int, set[str]] = {}
    for word, distance in _within(low, cues.drug_list, 2):
        best.setdefault(distance, set()).add(cues.drug_words[word])
    if not best:
        return None
    nearest = best[min(best)]
    return next(iter(nearest)) if len(nearest) == 1 else None


def _within(low: str, words: Sequence[str], most: int) -> list[tuple[str, int]]:
    """The words within a Damerau-Levenshtein distance, each with its distance."""
    found = process.extract(
        low, words, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
    )
    return [(word, int(distance)) for word, distance, _ in found]
