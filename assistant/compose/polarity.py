"""Polarity: which small words decide what a yes or a no to a question means.

Two questions may lie near each other for the encoder and be opposites: "must the head be
scanned?", "may the head scan be skipped?". Words of one class (of negation, of duty, of
stopping, …) must therefore stand in both or in neither. Some may differ in one direction:
what holds for every patient holds for one, and what is not so is not always so.
"""

from __future__ import annotations

import re

# Classes that must be in both questions or in neither.
_EXACT = {
    "negation": r"not|no|never|none|nobody|nothing|neither|nor|without|cannot|w/o|lack(?:s|ing)?"
    r"|absen(?:t|ce)|wild[- ]?types?|(?:driver|mutation)[- ]negative|hardly|non|little|barely|gaps"
    r"|declin\w*|disclaim\w*|on my own",
    "sparing": r"skip\w*|omit\w*|avoid\w*|leav(?:e|es|ing)|left|forgo|do without|away without"
    r"|bother|blow off|sparing|spare|optional|discretion(?!\s+of\b)\w*|nice[- ]to[- ]have"
    r"|unnecessary|superfluous|dispensable|ignor\w*|neglect\w*|refus\w*|cut the",
    "undone": r"un(?!der|til|ion|expect|usual|just|chang)\w+(?:ed|en|able)|incomplete\w*",
    "stopping": r"stop\w*|withdr[ae]w\w*|discontinu\w*|d/c|ceas\w*|halt\w*|dropp?\w*|ditch\w*"
    r"|bail\w*|(?:take|taken|come|get) (?:\w+ ){0,3}off|bin|abandon\w*|quit\w*|throw\w*|cancel\w*",
    "switching": r"switch\w*|swap\w*|chang\w*|move on|next[- ](?:line|gen\w*)|another (?:line|drug"
    r"|agent|tki)|new(?:er)? (?:line|drug|agent|tki|inhibitor)"
    r"|chemo\w*|platinum\w*|doublet",
    "holding": r"paus\w*|interrupt\w*|washout|break"
    r"|h[eo]ld (?:the|her|his)? ?(?:drug|tki|pill|tablet|osi\w*)",
    "waiting": r"wait\w*|delay\w*|defer\w*|postpon\w*|h[oe]ld(?:s|ing)? (?:off|fire)|hang fire"
    r"|late\w*|put(?:ting)? off|push\w*|rescan\w*|sit(?:ting)? on|re-?image\w*|slow\w*|watch\w*"
    r"|holiday|cruise|whenever|leisurely|down the road|kick|punt\w*",
    "less": r"less|least|inferior|worse|fewer|lower|reduc\w*|smaller|shrinks?|diminish\w*"
    r"|falls? off|poorer",
    "alike": r"same|equal\w*|equivalent\w*|identical\w*|as (?:good|much|big|high)|just as"
    r"|regardless|irrelevant|independent\w*|whatever|no matter|indifferent|interchangeable",
    "wrong": r"wrong|mistake\w*|error|inappropriate|unwise|unsafe|dangerous|against"
    r"|(?:bad|poor) idea",
    "condition": r"only (?:if|when|where)|unless|provided",
    "differing": r"differ\w*|contradict\w*|conflict\w*|disagree\w*|unlike",
    "bettering": r"improv\w*|increas\w*|boost\w*|enhanc\w*",
    "comparing": r"than|versus|vs|compared",
    "control": r"controls?(?= (?:arm|group))|comparator|placebo|observation arm",
    "rare": r"rar\w+|unusual|uncommon|seldom|exception\w*",
    "symptoms": r"symptomatic|headaches?|seizures?|symptoms",
    "frail": r"frail\w*|poor|bed-?bound|unfit|wheelchair|less fit|bed|elderly|fading",
    "many": r"more (?:\w+ )?(?:sites|lesions|mets|areas|spots|deposits)|(?<!how )many|multiple"
    r"|widespread|everywhere|more than|numerous|lots",
    "barred": r"harmless|forbid\w*|prohibit\w*|ruled (?:out|off)|contraindicat\w*|banned"
    r"|exclud\w*|off the table|shut out|kill\w*|knock\w*|disqualif\w*|object\w*",
    "working": r"works?|working|effective\w*|efficac\w*|cur(?:e|es|ed|ative)|succe\w+",
    "safety": r"safe\w*|toler\w*|risk\w*|harm\w*|damag\w*|hurt\w*|danger\w*",
    "better": r"better|superior|best|outperform\w*|beats?",
    "survival": r"surviv\w*|os|live longer|mortality",
}
# Classes that a stronger question may have and a weaker one not.
_STRONG = {
    "duty": r"must|compulsory|mandatory|obligatory|oblig\w*|requir\w*|essential|indispensable"
    r"|insist\w*|always",
    "every": r"every\w*|each|all|both|always|entire\w*|across the board|the lot",
    "only": r"only|sole|alone|just (?:the|one|a|those)|solely|exclusive\w*|merely|purely|reserved"
    r"|limited to|by itself|restricted|on its own",
}
# Of these two a question may have either or both, but not one where the other has the other.
_BEFORE_OR_AFTER = {
    "before": r"before\w*|b4|prior|ahead of|up ?front",
    "after": r"after\w*|post|following|follow-up",
}
_TIMES = _BEFORE_OR_AFTER.keys()
_TAG = re.compile(
    r"[,.;!\s–-]+(?:no|yes|right|correct|true|yeah|ok|okay|agreed?|y/n|na|surely|eh"
    r"|is ?n['’]?t it|aren['’]?t they|does ?n['’]?t it|don['’]?t they|is that (?:right|so|correct)"
    r"|am i right)\s*[?.!]*$",
    re.IGNORECASE,
)
# "Isn't it rare?" asks what "is it rare?" asks.
_OPENING = re.compile(
    r"^((?:and|but|so|ok|then)\W+)*(is|are|was|were|do|does|did|can|could|should|would|will|has"
    r"|have)(?:n['’]?t)\b",
    re.IGNORECASE,
)
_SAME_DRUG = re.compile(
    r"\b(?:same|identical|unchanged)\s+(?:\w+\s+)?(?:drugs?|tkis?|therap\w+|treatment|pills?|tablets?|agent"
    r"|systemic|medicine|inhibt?itor|line|capsules|med)\b",
    re.IGNORECASE,
)
_PHRASES = re.compile(
    r"\bjust to (?:confirm|check|be sure)\b|\bno more than\b|\bno longer than\b|\bat all\b"
    r"|\bafter all\b|\b(?:asymptomatic|as+ymptmatic)\b|\bwhole[- ](?:brain|head)\b"
    r"|\b(?:everything|all) else\b|\bother two\b|\btwo others?\b"
    r"|\bif (?:there are )?(?:only|just)\b"
    r"|\bevery (?:\w+[- ])?(?:half|year|month|week)[\w-]*|\b(?:small[- ]cell|histolog\w+) change"
    r"|\bonly (?:a\b|few\b|one\b)|\b(?:no|without|zero) (?:\w+ )?symptoms\b"
    r"|\bprogression[- ]free survival\b"
    r"|\bor not\b|\bif not\b|\bhave to do with\b|\bfirst of all\b|\bnot (?:sure|certain)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_NUMBER = re.compile(
    r"(?<![\w.])\d+(?:\.\d+)?(?![\w%]*\d)|\b(?:" + "|".join(_NUMBER_WORDS) + r")\b"
)
_CLASSES = {
    name: re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)
    for name, words in (_EXACT | _STRONG | _BEFORE_OR_AFTER).items()
}
_NEGATED = re.compile(
    r"\b\w+n['’]t\b|\b(?:is|are|was|were|do|does|did|has|have|can|wo|should|need|would)nt\b", re.I
)


def plainly(question: str) -> str:
    """A question without what asks for consent to it, and without a negation that only opens it."""
    opened = _OPENING.sub(lambda found: f"{found.group(1) or ''}{found.group(2)}", question.strip())
    return _PHRASES.sub(" ", _SAME_DRUG.sub(" ", _TAG.sub("?", opened)))


def classes_of(question: str) -> frozenset[str]:
    """The classes of which a question has a word."""
    plain = plainly(question)
    found = {name for name, words in _CLASSES.items() if words.search(plain)}
    if _NEGATED.search(plain):
        found.add("negation")
    return frozenset(found)


def numbers_of(question: str) -> tuple[str, ...]:
    """The numbers in a question in order, but not one, which is most often no number."""
    found = (match.group().casefold() for match in _NUMBER.finditer(question.casefold()))
    numbers = (_NUMBER_WORDS.get(number, number) for number in found)
    return tuple(number for number in numbers if number != "1")


def agrees(asked: frozenset[str], asserted: frozenset[str], value: str) -> bool:
    """Whether a question with these classes may get the value of an assertion with those."""
    differ = asked ^ asserted
    if differ & _EXACT.keys() or differ >= _TIMES:
        return False
    differ -= _TIMES
    if value == "depends":
        return differ <= {"only"}
    stronger, weaker = differ & asked, differ & asserted
    if stronger:
        return value == "no" and not weaker
    return not weaker or value == "yes"
