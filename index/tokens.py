"""Words of a text as the lexical index and the coverage check see them.

NFKC and case folding first, so that full-width and ligature forms meet the plain ones.
A number keeps what changes its meaning (≤5, 6-12, 10.0, 50%); a word keeps its inner
apostrophe and a closing plus (EGFR+); a hyphenated word is its parts (re-biopsy is re,
biopsy), so that it meets the same word written apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        "\u2a7d": "≤",
        "\u2a7e": "≥",
    }
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_TOKEN = re.compile(
    rf"""
    (?: [<>≤≥]\ ? )? {_NUMBER} (?: -{_NUMBER} )* %? (?![^\W_])     # ≤5  6-12  10.0  50%
    | [^\W_]+ (?: '[^\W_]+ )* (?: \+(?![^\W_]) )?                 # patient's  t790m  egfr+
    """,
    re.VERBOSE,
)

# Words that carry no topic. Negations and modal verbs stay: they are part of what is asked.
_NO_TOPIC = """
    a an and are as at be been being but by did do does doing for from had has have he her
    hers him his i if in into is it its me my of on or our she so such than that the their
    theirs them then there these they this those to us was we were what when where which who
    whom why will with you your yours
"""
STOP_WORDS = frozenset(_NO_TOPIC.split())


def words(text: str) -> list[str]:
    """The words and numbers of a text in order, folded; [] for a text without any."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    folded = folded.replace("<=", "≤").replace(">=", "≥")
    return [match.group().replace(" ", "") for match in _TOKEN.finditer(folded)]


def stems(text: str) -> list[str]:
    """What BM25 counts: English stems without stop words.

    A number with a sign or a range counts by its bare numbers as well, so that "5 lesions"
    meets "≤5"; a word with a closing plus counts without it.
    """
    stemmer = _stemmer()
    found: list[str] = []
    for word in words(text):
        if word in STOP_WORDS:
            continue
        bare = word.lstrip("<>≤≥").split("-")
        if bare != [word]:
            found.extend((word, *bare))
        else:
            found.append(stemmer.stemWord(word.rstrip("+").removesuffix("'s")))
    return found


def stemmed(plain: Sequence[str]) -> list[str]:
    """The English stem of each word, stop words among them."""
    found: list[str] = _stemmer().stemWords(list(plain))
    return found


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    """The Snowball English stemmer; made at first use."""
    from Stemmer import Stemmer

    return Stemmer("english")
