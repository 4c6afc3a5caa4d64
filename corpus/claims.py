"""What kind of claim a sentence makes, judged by its wording, where no author said so.

The sentence's own words decide first, then the line that it depends on ("Surgery should be
considered for:" makes a recommendation of each bullet below it), then its heading. A trial
result is never a recommendation, however strong: what nothing marks is evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.guideline import ClaimType

_ADMINISTRATIVE = re.compile(
    r"©|^(?:review )?status:|\b(?:disclaimers?|liabilit\w+|liable"
    r"|last (?:updated|reviewed|revised)|educational purposes?"
    r"|editorial (?:policy|board|team)|copyright|all rights reserved|reviewed for accuracy"
    r"|pending (?:\w+ )?review|advisory board|intended (?:for|to be used by) (?:health ?care"
    r"|medical|clinical) professionals?|does not (?:replace|substitute)|no(?:t a)? substitute for"
    r"|conflicts? of interest|funded by|professional discretion"
    r"|supplement(?:ary)? to (?:established )?clinical guidelines"
    r"|independently verified|verif(?:y|ied) (?:all )?information|this (?:guideline|document|page"
    r"|article|website) (?:was|is|has been) (?:written|developed|produced|published|updated"
    r"|reviewed|intended|provided))\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\b(?:refers? to|(?:is|are) defined (?:as|by)|(?:is|are) (?:termed|called)|definitions? of"
    r"|means(?! (?:of|that|to))|is characteri[sz]ed by|denotes|stands for)\b",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"^(?:not (?:all|every)|failure to|failing to|delay(?:s|ing|ed)?\b|a delay|over-?treatment"
    r"|over-?use|under-?treatment|misdiagnosis|beware|caution|be aware)"
    r"|\b(?:pitfalls?|caveats?|not (?:all|every) patients?|careful (?:patient )?selection"
    r"|should be interpreted with caution|with caution|limitations? of"
    r"|(?:may|might|could|can) (?:be )?(?:miss(?:ed)?|mislead\w*|mask|worsen|harm"
    r"|reduce the benefit|(?:lead to|result in) (?:unnecessary|false|missed|delayed)|make it less)"
    r"|contraindicat\w+|over-?treatment)\b",
    re.IGNORECASE,
)
_RECOMMENDATION = re.compile(
    r"\b(?:should(?! rest)|recommend(?:s|ed|ation is)?"
    r"|suggest(?:s|ed)? (?:that|using|offering|against)"
    r"|prefer(?:red|able)|may be (?:considered|used|offered|given)|(?:can|could) be (?:considered"
    r"|offered|used)|is (?:to be )?considered|(?:is|are) (?:essential|mandatory|indicated|advised"
    r"|appropriate|warranted|required|necessary|treated with|managed with|reserved for)"
    r"|must|ought to|need to be|first[- ]line"
    r"|(?:treatment|therapy|drug|agent|approach) of choice)\b",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    r"\b(?:show(?:s|ed|n|ing)|demonstrat\w+|found(?: that)?|report(?:s|ed)|evidence|trials?"
    r"|stud(?:y|ies)|meta-analys[ei]s|cohorts?|median|hazard ratio|odds ratio|relative risk"
    r"|confidence interval|survival|associated with|benefits? (?:most|is|was|are|from)"
    r"|p ?[<=] ?0?\.\d)\b|\d ?%",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"(?:\d+[.)] |if [^,]{1,120}, |(?:for|in) [^,:]{1,120}[,:] )?(?:do not|don['’]t|never|always"
    r"|add|administer|advise|apply|arrange|ask|assess|avoid|check|confirm|consider|continue|defer"
    r"|delay|discontinue|discuss|encourage|ensure|evaluate|exclude|follow|give|initiate|limit"
    r"|maintain|measure|monitor|obtain|offer|order|perform|prefer|prescribe|proceed|provide|reassess"
    r"|reduce|refer|repeat|reserve|restart|review|rule out|schedule|screen|seek|select|start|step"
    r"|stop|switch|taper|titrate|treat|use|vaccinate|withhold)\b(?! of\b)",
    re.IGNORECASE,
)
_BY_HEADING = (
    (
        ClaimType.ADMINISTRATIVE,
        r"disclaimer|copyright|funding|conflicts? of interest|acknowledge?ments?|authors?"
        r"|references|bibliography|about (?:this|the) \w+|review status|editorial",
    ),
    (ClaimType.CAVEAT, r"pitfalls?|caveats?|cautions?|warnings?|limitations?|contraindications?"),
    (ClaimType.RECOMMENDATION, r"recommendations?|algorithm"),
)


def claim_type_of(
    text: str, lead_ins: Sequence[str] = (), heading_path: Sequence[str] = ()
) -> ClaimType:
    """The claim type that the wording shows; evidence where nothing shows another."""
    if _ADMINISTRATIVE.search(text):
        return ClaimType.ADMINISTRATIVE
    heading = _of_heading(heading_path)
    if heading is ClaimType.ADMINISTRATIVE:
        return heading
    own = _of_wording(text)
    if own is None:
        own = next((kind for kind in map(_of_wording, reversed(lead_ins)) if kind), None)
    if own is None and _EVIDENCE.search(text):
        return ClaimType.EVIDENCE
    return own or heading or ClaimType.EVIDENCE


def _of_wording(text: str) -> ClaimType | None:
    if _DEFINITION.search(text):
        return ClaimType.DEFINITION
    if _CAVEAT.search(text):
        return ClaimType.CAVEAT
    if _IMPERATIVE.match(text) or _RECOMMENDATION.search(text):
        return ClaimType.RECOMMENDATION
    return None


def _of_heading(heading_path: Sequence[str]) -> ClaimType | None:
    """The claim type that the nearest telling heading gives to all below it."""
    for heading in reversed(heading_path):
        for kind, words in _BY_HEADING:
            if re.search(rf"\b(?:{words})\b", heading, re.IGNORECASE):
                return kind
    return None
