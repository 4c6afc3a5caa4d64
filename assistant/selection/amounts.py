"""Amounts: a question for a number, a time or a name that no statement gives.

"How many weeks may it wait?" shares all its words with a statement on waiting that has no
weeks, "in which study?" with every statement on studies. Only what is beyond doubt is read:
spans of time, people, shares, the name of a study and the age of a scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.selection.ordinary import ordinary_words
from index.tokens import stemmed, words

_TIME = r"(?:weeks?|wks?|months?|mths?|days?|years?|yrs?|hours?|minutes?)"
_PEOPLE = r"(?:patients?|pts?|people|participants?|subjects?|cent(?:er|re)s)"
_COUNTED = r"\b(?:how many|(?<!a )numbers? of)\s+(?:(?!did|do|does)[a-z-]+\s+)?"
_SPAN = rf"(?<![\d.,–-])\d[\d.,–-]*\s*{_TIME}\b"
# "As soon as possible" tells how long to wait, "until progression" how long to go on.
_UNCOUNTED_SPAN = (
    r"as soon as possible|immediately|promptly|without delay|until|lifelong|for life|indefinitely"
)
_STUDY = r"(?:study|trial|paper|publication|rct)"
# Of what sort a study is can be said without its name.
_OF_STUDIES = r"(?:sort|type|kind|design|phase|arm|end-?point|population|evidence|data)s?"
_HARM = r"\b(?:side[- ]effects?|toxicit(?:y|ies)|adverse (?:events?|effects?))\b"
_SCAN = r"(?:scans?|mris?|cts?|pets?|pet-?cts?|imaging|images?|biops(?:y|ies)|staging)"
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few)"
_AGED = rf"\b{_COUNT}[\s-]+(?:mos?|{_TIME})[\s-]+old\b"
# Told of an old scan, a question asks whether it will do; a history only tells.
_WILL_DO = (
    r"\b(?:if|still|ok|okay|enough|valid|accept\w*|good|rely|too|fine|suffic\w*|do|repeat\w*"
    r"|redo\w*|again|use|used|need\w*|matter\w*)\b"
)
# No statement tells how old a scan may be by an age that it gives itself.
_NEVER = r"(?!)"
# What is asked for, what gives it, and which attribute it is.
_ASKED_AND_GIVEN = (
    (rf"{_COUNTED}{_TIME}\b", rf"\d[\d.,–-]*\s*{_TIME}\b", "duration"),
    (
        r"\bhow (?:much )?long(?:er)?\b|\bhow much (?:more )?time\b|\bfor what duration\b",
        rf"{_SPAN}|\b(?:{_UNCOUNTED_SPAN})\b",
        "duration",
    ),
    (  # how often a thing is repeated is not how long it goes on
        r"\bfor how (?:much )?long(?:er)?\b|\bhow long\b.*\b(?:continue|keep|(?:go|carry) on)\b",
        rf"(?<!every ){_SPAN}|\b(?:{_UNCOUNTED_SPAN})\b",
        "duration",
    ),
    (
        rf"{_COUNTED}(?<!months )(?<!weeks ){_PEOPLE}\b",
        rf"\d+\s+(?:\w+\s+){{0,2}}{_PEOPLE}\b",
        "patient-count",
    ),
    (
        r"\b(?:what|which|the|a)\s+(?:exact\s+)?(?:percent(?:age)?|proportion|share)\b"
        r"|^(?:percentage|proportion|share)\s+of\b|\bhow many percent\b",
        r"\d\s*%|percent",
        "response-rate",
    ),
    (
        rf"\bhow\b.*(?:{_HARM}.*\b(?:treated|managed|handled|reversed)\b"
        rf"|\b(?:treat|manage|handle|reverse)\b.*{_HARM})",
        rf"{_HARM}.*\b(?:treated|managed|reversed)\b|\b(?:treat|manage)\w*\b.*{_HARM}",
        "toxicity",
    ),
    (
        rf"^(?=.*{_WILL_DO})(?:.*\b{_SCAN}\b.*{_AGED}|.*{_AGED}\s+(?:[a-z-]+\s+){{0,2}}{_SCAN}\b)",
        _NEVER,
        "recency",
    ),
    (
        rf"\b(?:which|what|whose)\s+(?:(?:one|single|clinical|randomi[sz]ed)\s+)*{_STUDY}\b"
        rf"(?!\s+{_OF_STUDIES}\b)",
        rf"\b(?-i:[A-Z][A-Z0-9-]*[A-Z0-9])\s+{_STUDY}\b|\b{_STUDY}\s+(?:named|called)\b",
        "trial-name",
    ),
)
_AMOUNTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(given, re.IGNORECASE), attribute)
    for asked, given, attribute in _ASKED_AND_GIVEN
)


def missing_amount(question: str, statements: Iterable[str]) -> str | None:
    """The attribute that a question asks for and these statements do not give, or None."""
    shown = " ".join(statements)
    found = (name for a, given, name in _AMOUNTS if a.search(question) and not given.search(shown))
    return next(found, None)


_FIGURES = re.compile(
    r"\b(?:(?:actual|exact|hard|raw|key) )?(?:numbers|figures?|results?|data)\b", re.IGNORECASE
)


def gives_figures(question: str, statements: Iterable[str]) -> bool:
    """Whether a question asks for the figures of what these statements are about ("figures of
    that trial?"), for nothing else, and they have any."""
    shown = [text for text in statements if re.search(r"\d", text)]
    if not shown or not _FIGURES.search(question):
        return False
    given = set(stemmed(words(" ".join(shown))))
    left = [word for word in words(_FIGURES.sub(" ", question)) if len(word) > 1]
    return given.issuperset(stemmed([word for word in left if word not in ordinary_words()]))
