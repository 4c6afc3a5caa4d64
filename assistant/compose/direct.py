"""The direct answer: an attributed yes, no or depends, where the text surely carries it.

Two sources. Where the rules gave a verdict on the one thing that a yes/no question
proposes, that verdict answers. Where there are no rules, the modality of the single
statement that answers does, if that statement has every word that the question is about.
A question of any other shape (why, which, or, only, how often, a figure, an outcome) has
no direct answer: a wrong one is far worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.answer import AnswerStatement, Direct, Finding, Status, join_quotes
from assistant.compose.matching import unnamed_ways
from assistant.compose.plan import Consultation
from assistant.compose.said import CONDITION, standing
from assistant.focus import focus, parts
from assistant.templates import Templates
from corpus.guideline import Guideline, Statement
from corpus.lexicon import Lexicon, folded_tokens
from index.tokens import stemmed, words

Value = Literal["yes", "no", "depends"]
OPPOSITE: dict[Value, Value] = {"yes": "no", "no": "yes", "depends": "depends"}
BY_VERDICT: dict[str, Value] = {
    "supported": "yes",
    "conditional": "depends",
    "not_preferred": "no",
    "not_supported": "no",
}
_LED = r"^(?:(?:and|but|so|ok|okay|also|then|hi|please|is it true that)\b[\s,]*)*"
_ASKS_WHETHER = re.compile(
    rf"{_LED}(?:can|could|should|shall|would|will|may|must|do|does|did|is|are|ok to|okay to)\b",
    re.IGNORECASE,
)
# What makes a question another one than whether to do the thing.
_OTHER = re.compile(
    r"\b(?:why|what|which|when|where|who|whom|whose|how|or|vs|versus|than|instead|rather|over"
    r"|only|alone|just|every|everyone|everybody|all|always|ever|never|any|none|most|first|last"
    r"|same|still|enough|suffices?|sufficient|must|mandatory|compulsory|obligatory|optional"
    r"|required?|needed|needs?|have to|has to|supposed|exception\w*|mean|means|cause\w*"
    r"|numbers?|figures?|data|adequate|improve\w*|prolong\w*|extend\w*|benefit\w*|help\w*"
    r"|hurt\w*|harm\w*|work\w*|better|worse"
    r"|best|survi\w*|evidence|based|proven|proof|define\w*|count|qualif\w*|eligible|both"
    r"|candidates?|equal\w*|until|unless|before|while|limit\w*|replace\w*|trust|rely|if)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d|\b(?:week|month|day|year|gy|mg|dose|percent|monthly|weekly|hourly|interval)\w*\b", re.I
)
_NEGATION = re.compile(
    r"\b(?:no|not|nothing|without|off|against|neither|cannot|\w+n['’]t|(?:is|are|does|do|ca|wo)nt)\b"
    r"|\bn[o']t\b",
    re.IGNORECASE,
)
_AVOIDS = re.compile(r"\b(?:avoid|omit|skip|leave out|forgo|refrain from)\b", re.IGNORECASE)
_SAME_DRUG = re.compile(
    r"\bsame (?:drugs?|tki|therapy|treatment|pills?|tablets?|agent|systemic|medicine)\b", re.I
)
# A question about a plan that stands before it.
_APPROVAL = re.compile(
    rf"{_LED}(?:is (?:that|this|it) |are we |would (?:that|this|you|the \w+|your \w+) )?"
    r"(?:be )?(?:ok|okay|fine|reasonable|defensible|acceptable|appropriate|supported|backed"
    r"|allowed|agree|support (?:that|this|it)|back (?:that|this|it)|sensible|justified)"
    r"(?: by (?:the|your) \w+| here| with (?:that|this))?\s*\?$",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|can|could|consider\w*|selected|some|most|many|typically|usually|if|when"
    r"|where|whenever|unless|until|limited|single|isolated|particularly|available|not|only"
    r"|cases?|than|over|instead)\b",
    re.IGNORECASE,
)
_RECOMMENDED = re.compile(
    r"\b(?:recommended|recommends?|preferred|essential|is continued|are continued|continue"
    r"|should (?:be|take|have|receive|undergo)|is to be|are to be|advised|indicated)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:may be|might be|can be|(?:should|to) be considered|selected)\b", re.IGNORECASE
)
# Words that ask whether a thing is a duty: a statement that calls it essential, or leaves it
# open, replies to that as well.
_DUTY = "must mandatory compulsory obligatory require required requires needed needs have to has to"
_DUTIFUL = re.compile(
    r"\bessential\b|\b(?:may be|might be|(?:should|to) be) considered\b", re.IGNORECASE
)
# Kinds of lexicon terms that say who and what is treated, not what is asked.
PATIENT_KINDS = frozenset({"drug", "disease", "site", "gene", "patient"})
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LIGHT = frozenset(
    """new lesion lesions met mets site sites one two three four five both him them keep stay
    continue treat treating treatment therapy add switch start book go going choose entertain
    within be safe option role table right now yes backed wise doing planned plan tomorrow
    more""".split()
)
# Words of asking and approving: they are not what a question is about.
_ASKING = frozenset(
    """a an the is are be do does did can could should shall would will may we i you they he she
    it her him his their our my your this that these those to of for in on at by with and as so
    ok okay recommend recommended recommends recommendation advise advised advice guideline
    guidance text page document support supported back backed allow allowed reasonable fine
    appropriate indicated need go ahead give offer offered use used have has done patient
    patients pt pts consider considered then also please there here after
    must mandatory compulsory obligatory require required requires needed needs""".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a direct answer is given to: the message, the lexicon, and how answers are worded."""

    text: str
    lexicon: Lexicon
    templates: Templates
    status: Status


def by_verdict(
    asked: Asked, consultation: Consultation, findings: tuple[Finding, ...]
) -> Direct | None:
    """The folded verdict as the answer to a yes/no question about one proposed action."""
    proposed, sentence = consultation.proposed_now, whether(asked.text)
    if len(proposed) != 1 or not sentence or any(f.kind == "emergency" for f in findings):
        return None
    (action,) = (a for a in consultation.case.actions if a.name == proposed[0])
    said = [m.text for m in action.mentions if m.turn == consultation.turn and m.text in sentence]
    if not _APPROVAL.match(sentence) and not (
        said and is_about(sentence, consultation, asked.lexicon)
    ):
        return None
    verdict = consultation.verdicts[action.name]
    found = [f for f in findings if (f.action, f.verdict) == (action.name, verdict)]
    citations = tuple(dict.fromkeys(c for finding in found for c in finding.citations))
    own = _in_own_words(found, verdict, consultation)
    is_avoided = _is_avoided(sentence, said)
    if verdict not in BY_VERDICT or not citations or is_avoided is None:
        return None
    if own is not None:
        return Direct("depends", own.text, own.citations)
    value = BY_VERDICT[verdict]
    text = asked.templates.say(
        f"direct_{verdict}",
        action=consultation.terms.action(action.name),
        standing=standing(asked.status, asked.templates),
    )
    return Direct(OPPOSITE[value] if is_avoided else value, text, citations)


def _in_own_words(found: list[Finding], verdict: str, consultation: Consultation) -> Finding | None:
    """The finding whose own words must answer: one that hedges or waits for a fact, and in
    a general question one whose condition is taken for granted there."""
    if verdict == "conditional":
        return next((f for f in found if f.outcome == "met"), found[0] if found else None)
    if verdict != "supported" or consultation.case.about_patient:
        return None
    return next((f for f in found if CONDITION.search(f.text)), None)


def is_about(sentence: str, consultation: Consultation, lexicon: Lexicon) -> bool:
    """Whether a sentence has nothing but the action, the patient, and words of asking."""
    case, turn = consultation.case, consultation.turn
    heard = [m for action in case.actions for m in action.mentions]
    heard += [m for fact in case.facts.values() for m in fact.mentions]
    heard += [m for signal in case.signals for m in signal.mentions]
    mentions = [m.text for m in heard if m.turn == turn]
    covered: set[int] = set()
    for asking in (_AVOIDS, _SAME_DRUG):
        for match in asking.finditer(sentence):
            covered.update(range(match.start(), match.end()))
    for text in filter(None, mentions):
        for match in re.finditer(re.escape(text), sentence):
            covered.update(range(match.start(), match.end()))
    for found in lexicon.find(sentence):
        if lexicon.term(found.term).kind in PATIENT_KINDS:
            covered.update(range(found.start, found.end))
    return all(
        word.start() in covered or word.group().casefold() in _ASKING | _LIGHT
        for word in _WORD.finditer(sentence)
    )


def _is_avoided(sentence: str, said: list[str]) -> bool | None:
    """Whether the question is about not doing the thing; None where that cannot be told."""
    found = _AVOIDS.search(sentence)
    if found is None or any(_AVOIDS.search(text) for text in said):
        return False
    behind = sentence[found.end() :].split()
    is_next = any(" ".join(behind[n:]).startswith(text) for n in range(3) for text in said)
    return True if is_next else None


def by_modality(
    asked: Asked, guideline: Guideline, shown: tuple[AnswerStatement, ...]
) -> Direct | None:
    """The modality of the single statement that answers, where it covers the question."""
    if len(shown) != 1:
        return None
    citations = shown[0].citations
    statement = guideline.statement(citations[-1].statement)
    quote = join_quotes(citations)
    is_of_duty = _DUTIFUL.search(quote) is not None
    sentence = whether(asked.text, f"{quote} {_DUTY}" if is_of_duty else quote)
    if sentence is None:
        return None
    value = modality(quote)
    if statement is None or value is None or _AVOIDS.search(sentence):
        return None
    # A story before the question, or a fragment, may ask about something else.
    if not _ASKS_WHETHER.match(sentence) or asked.text.strip() != sentence:
        return None
    if not _covers(statement, quote, sentence, guideline, asked.lexicon):
        return None
    phrase = "direct_recommends" if value == "yes" else "direct_leaves_open"
    text = asked.templates.say(
        phrase, quotes=quote, standing=standing(asked.status, asked.templates)
    )
    return Direct(value, text, citations)


def modality(quote: str) -> Value | None:
    """How strongly a statement puts it: yes only without any hedge or condition."""
    if _OPEN.search(quote):
        return "depends"
    if not _RECOMMENDED.search(quote):
        return None
    return "depends" if _HEDGED.search(quote) else "yes"


def whether(text: str, quote: str = "") -> str | None:
    """The one sentence that asks whether to do something; None where another thing is asked.

    Words of the quote do not make it another question.
    """
    sentence = focus(text).strip()
    if len(parts(text)) != 1 or sentence.count("?") > 1:
        return None
    is_asked = _ASKS_WHETHER.match(sentence) or sentence.endswith("?")
    stripped = _SAME_DRUG.sub(" ", _AVOIDS.sub(" ", sentence))
    said = quote.casefold()
    is_other = any(found.group().casefold() not in said for found in _OTHER.finditer(stripped))
    if not is_asked or is_other or _FIGURE.search(stripped):
        return None
    return None if _NEGATION.search(stripped) else sentence


def _covers(
    statement: Statement, quote: str, sentence: str, guideline: Guideline, lexicon: Lexicon
) -> bool:
    """Whether the statement has every word that the question is about.

    A term is covered by itself or by one that it is a kind of; the question must name at
    least one term of the statement.
    """
    section = guideline.section(statement.section_id)
    if unnamed_ways(sentence, quote, lexicon):
        return False
    stated = lexicon.concepts(quote)
    headings = section.heading_path if section else ()
    stems = frozenset(stemmed(words(" ".join((quote, *headings)))))
    covered: set[int] = set()
    shares = False
    for found in lexicon.find(sentence):
        if lexicon.with_broader([found.term]) & stated:
            shares = True
            covered.update(range(found.start, found.end))
    for match in _WORD.finditer(sentence):
        folded = set(folded_tokens(match.group()))
        is_asking = match.group().casefold() in _ASKING or folded <= _ASKING
        is_stated = match.start() in covered or set(stemmed(words(match.group()))) <= stems
        if not (is_asking or is_stated):
            return False
    return shares
