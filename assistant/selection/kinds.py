"""Kinds: what sort of thing a question asks for, and what sort a statement says.

"When" asks for a time, "mistakes" for a caution, "who signed this off" for what the document
says of itself. The cues are ordinary English, the same for any guideline, and are met by
their stems; a statement's kind of claim counts as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from corpus.guideline import ClaimType
from index.tokens import stemmed, words

Cues = frozenset[str]

# A cue of two words is met where they stand side by side.
_ASKS = {
    "status": """date dated updated version current recent old draft final approved approval
        signed official reviewed reviewer status author who_wrote who_made behind_this published
        publication editorial trust rely reliable board committee organisation organization
        society disclaimer legal liable liability responsible responsibility replace substitute
        judgment judgement educational intended meant_for audience this_page this_document
        this_doc this_text this_guideline this_thing this_article human""",
    "evidence": """trial rct rcts evidence data study studies proof proven phase strong strength
        weak quality level based randomised randomized prospective retrospective meta cohort
        results showed shown figures certain certainty""",
    "caution": """mistake pitfall wrong avoid error watch caveat careful caution risk danger
        downside harm trap skip missed missing drawback limitation warning beware overtreat
        undertreat""",
    "definition": """what_is what's whats what_are define definition mean meaning counts_as
        qualifies called calling refers term distinguish differ difference criteria""",
    "advice": """should recommend can_i can_we can_you do_i do_we prefer best option treat manage
        advise suggest indicated offer consider approach strategy first_line choice next_step
        need must necessary essential required ok okay allowed reasonable start stop switch
        continue""",
    "time": """how_often how_soon how_long how_early how_late how_frequently how_quickly interval
        when timing time every week month day year delay wait duration schedule frequency urgent
        immediately""",
    "number": """how_many how_much how_big how_large how_high how_low how_old percent percentage
        proportion number rate cut_off cutoff threshold limit maximum minimum max range age aged
        value level share up_to""",
    "reason": """why reason rationale because purpose point how_come what_for benefit advantage
        worth""",
    "people": """who whom which_patient which_people which_adults which_women which_men
        which_group which_population eligible candidate everyone everybody all_patients
        population suitable select in_whom""",
    "choice": "which what_kind what_type what_sort list example component includes or versus vs",
}
_SAYS = {
    "status": "",
    "evidence": """trial evidence data study randomised randomized prospective retrospective
        cohort meta median reviewed found shown showed certainty estimated survey""",
    "caution": "pitfall caveat harm caution limitation warning",
    "definition": "is_a is_an is_the are_the defined characterised characterized refers definition",
    "advice": "",
    "time": """day week month year hour annual annually biennial every interval soon delay prompt
        immediately time timing early until duration daily weekly monthly yearly before after""",
    "number": "one two three four five six seven eight nine ten twelve once twice half",
    "reason": """because since therefore thus so_that to_avoid to_prevent to_reduce to_ensure
        to_identify due_to benefit improve leads results reduce allow""",
    "people": "patient adult women men person people child candidate those population individual",
    "choice": "include such_as or either both eg",
}
KINDS = tuple(_ASKS)
_CLAIMS = {
    ClaimType.ADMINISTRATIVE: "status",
    ClaimType.CAVEAT: "caution",
    ClaimType.DEFINITION: "definition",
    ClaimType.RECOMMENDATION: "advice",
}
# A statement's words with its headings, its kind of claim, and whether it is an item of a list.
Told = tuple[str, ClaimType, bool]


def kinds_asked(text: str) -> NDArray[np.float64]:
    """1 for each of `KINDS` that a question asks for."""
    found = _grams(text)
    has_digit = any(sign.isdigit() for sign in text)
    return np.array(
        [
            float(not found.isdisjoint(cues) or (kind == "number" and has_digit))
            for kind, cues in _stemmed_cues("asks").items()
        ]
    )


@lru_cache(maxsize=256)
def kinds_told(told: tuple[Told, ...]) -> NDArray[np.float64]:
    """(statements, `KINDS`): 1 for each kind of thing that a statement says."""
    return np.array([_told(*one) for one in told]).reshape(len(told), len(KINDS))


def _told(text: str, claim: ClaimType, is_item: bool) -> list[float]:
    found = _grams(text)
    met = {kind: not found.isdisjoint(cues) for kind, cues in _stemmed_cues("says").items()}
    if claim in _CLAIMS:
        met[_CLAIMS[claim]] = True
    met["number"] |= any(sign.isdigit() for sign in text)
    met["evidence"] |= "%" in text
    met["choice"] |= is_item
    return [float(met[kind]) for kind in KINDS]


def _grams(text: str) -> frozenset[str]:
    """The stems of a text, and its pairs of neighbouring ones."""
    found = stemmed(words(text))
    return frozenset(found) | {f"{one}_{other}" for one, other in pairwise(found)}


@lru_cache(maxsize=2)
def _stemmed_cues(side: str) -> Mapping[str, Cues]:
    table = _ASKS if side == "asks" else _SAYS
    return MappingProxyType(
        {
            kind: frozenset("_".join(stemmed(cue.split("_"))) for cue in cues.split())
            for kind, cues in table.items()
        }
    )
