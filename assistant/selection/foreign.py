"""Foreign: what a question names that its guideline never does, told by the kind of word.

A slang word that no statement uses ("zapping") may still be answered; an illness, a drug or
a code that none uses ("gliptin", "HbA1c") hardly. Drugs are known by the stems of their
international nonproprietary names (WHO, "The use of stems"), illnesses and procedures by
their Greek and Latin endings and a short list of everyday names. No guideline is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from index.tokens import words

ILLNESSES = Path(__file__).parent / "medical-words.txt"
_DRUG = re.compile(
    r"\w{2,}(?:mab|nib|ciclib|parib|mycin|micin|cillin|cycline|floxacin|pril|sartan|statin"
    r"|gliflozin|gliptin|glitazone|tide|azole|olol|dipine|prazole|parin|xaban|gatran|triptan|setron"
    r"|dron(?:ate|ic)|lukast|terol|sone|solone|onide|fovir|buvir|vudine|citabine|platin|taxel"
    r"|rubicin|poside|relin|lutamide|terone|trozole|oxetine|azepam|zolam|barbital|caine|formin"
    r"|kinra|fenac|profen|oxicam|coxib|thiazide|semide|lactone|thyroxine|tropin|vaptan|poetin"
    r"|grel|tecan|mide|plase|icase)s?"
    r"|anti(?!cip|que|the)\w{5,}"
)
_ILLNESS = re.compile(
    r"\w{3,}(?:itis|itides|emias?|osis|oses|omas?|omata|opath(?:y|ies)|algia|uria|plasia|penia"
    r"|rrho?ea|sclerosis|trophy|ectasis|plegia|paresis|spasm|stenosis|megaly|ectomy|otomy|ostomy"
    r"|oscopy|graphy|metry|centesis|plasty)"
)
# HbA1c, C797S, FOLFOX-6: a name with a number. Mere capitals ("LAT") are often shorthand for
# what the guideline writes out.
_CODE = re.compile(r"[A-Z](?=.*\d)[\w-]{2,}")


def foreign_kinds(unknown: Iterable[str]) -> tuple[bool, bool, bool]:
    """Whether words unknown to a guideline, as written, name a drug, an illness, a code."""
    drug = illness = code = False
    for word in unknown:
        parts = words(word)
        drug |= any(_DRUG.fullmatch(part) for part in parts)
        illness |= any(_is_illness(part) for part in parts)
        code |= bool(_CODE.fullmatch(word))
    return drug, illness, code


def _is_illness(word: str) -> bool:
    return (
        bool(_ILLNESS.fullmatch(word))
        or word in everyday_illnesses()
        or word.removesuffix("s") in everyday_illnesses()
    )


@lru_cache(maxsize=1)
def everyday_illnesses() -> frozenset[str]:
    """Illnesses, organs and treatments by their everyday names."""
    return frozenset(ILLNESSES.read_text(encoding="utf-8").split())
