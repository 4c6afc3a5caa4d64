"""Returning: a turn that comes back to the plan without saying it again.

It tells something more and asks nothing ("forgot: she is diabetic"), it supposes something
("and if there were eight?"), or asks only whether the plan stands ("does that change
anything?", "so?"). The plan is then what it is about.
"""

from __future__ import annotations

import re

from assistant.focus import asking, only_tells

LEAST_TOLD = 3
_WANTS = re.compile(
    r"\b(?:please|pls|tell|give|show|list|explain|describe|need|want|wonder\w*|remind|cite|quote)\b",
    re.IGNORECASE,
)
# A few words without any of these name a thing rather than say something of it: "lobe or
# wedge", "rib constraint".
_SAYS = re.compile(
    r"\b(?:i|he|she|they|we|it|her|his|him|their|my|our|pt|patient|is|are|was|were|has|have|had|got"
    r"|forgot|btw|by the way|fyi|known|history|hx|also|plus|no|not|nil|never|without|prior|previous"
    r"|recent|recently|on|with|just|actually|turns out)\b|['’]s\b|(?<![\w.])\d|[:=]",
    re.IGNORECASE,
)
FEW_WORDS = 5
_OF_PATIENT = re.compile(
    r"\b(?:he|she|they|pt|patient)(?:['’]s|\s+(?:is|are|was|were|has|have|had|takes?|got))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# A question made of such words alone names nothing but the plan.
_POINTING = frozenset(
    "a about all alone an and any anything are at be been board but by can could did do doc"
    " document does even everything far for from give go goes going good guidance guideline had"
    " has have hence how i if in is it just lot made make makes making may me mean means meeting"
    " much must my need no now of ok okay on one or our page please present right say says"
    " should source team text than that the then there therefore these thing things think this"
    " those though to tomorrow true tumor tumour us valid view was we well what where which will"
    " with would yes you your".split()
)
_PLAN = frozenset(
    "advice affect affected affects again ahead alter altered altering alters answer applies"
    " apply approach back bottom change changed changes changing conclude conclusion difference"
    " different differently else gist hold holds impact impacts influence influences matter"
    " matters mdt next opinion picture plan plans proceed proposal recommendation same so stand"
    " stands still strategy summarise summarize summary supported tell thoughts tumorboard"
    " unchanged verdict verdicts".split()
)
_BARE = frozenset({"so", "so then", "so now", "now", "and now", "now what", "then", "and"})


def tells(text: str) -> bool:
    """Whether a message adds something and asks for nothing."""
    length = len(text.split())
    says = length > FEW_WORDS or _SAYS.search(text) is not None
    return length >= LEAST_TOLD and says and only_tells(text) and _WANTS.search(text) is None


def speaks_of_patient(text: str) -> bool:
    """Whether a message says something of the patient, in what it tells or beside a question:
    "is that fine even though she is 84?"."""
    return _OF_PATIENT.search(text) is not None


def returns_to_plan(text: str) -> bool:
    """Whether a later turn of a conversation asks or tells of the plan so far."""
    if tells(text):
        return True
    words = [word.casefold() for word in _WORD.findall(asking(text))]
    if " ".join(words) in _BARE:
        return True
    return bool(_PLAN.intersection(words)) and set(words) <= _PLAN | _POINTING
