"""What lesions of the brain cause: symptoms told, denied, or over."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause, is_denied_after
from assistant.facts.doubts import cannot_tell
from assistant.facts.found import Found
from assistant.facts.marks import Mark


def symptoms(found: Found, clause: Clause, following: Clause | None = None) -> None:
    """Symptoms where there is a brain lesion."""
    is_former = any(m.has("history") and not m.low_text.endswith(_PRESENTED) for m in clause.marks)
    if clause.is_doubted or is_former:
        return
    for at, mark in enumerate(clause.marks):
        if mark.has("brain_asymptomatic") and _is_excepted(clause, at):
            continue
        if mark.has("brain_asymptomatic"):
            found.say("brain_symptoms", (at in clause.negated,), mark)
        elif _is_over(clause, at) or _is_of_other_cause(clause, following):
            continue
        elif mark.has("brain_symptomatic") or mark.has("brain_symptoms"):
            is_absent = at in clause.negated or is_denied_after(clause, at)
            _say_symptom(found, mark, is_absent)


def is_cause_unknown(clause: Clause, after: Sequence[Clause]) -> bool:
    """ "Headaches; whether the mets do anything I cannot tell": what they cause is open."""
    if not any(
        m.has("brain_symptoms") and n not in clause.negated for n, m in enumerate(clause.marks)
    ):
        return False
    return any(
        (part.has("whether") or cannot_tell(part.marks) or part.has("uncertain"))
        and part.is_doubted
        and not _OF_CAUSE.isdisjoint(word for m in part.marks for word in m.low_text.split())
        for part in after
    )


_OF_CAUSE = frozenset(
    """mets met metastasis metastases lesion lesions cause causes causing caused related due
    attributable responsible explain explains""".split()
)


def _is_of_other_cause(clause: Clause, following: Clause | None) -> bool:
    """ "Dizzy spells, put down to her tablets": what the lesions cause is not told."""
    marks = list(clause.marks)
    if following is not None and following.sentence == clause.sentence:
        marks += following.marks[:6]
    words = " ".join(mark.low_text for mark in marks)
    is_caused = any(said in words for said in _CAUSED)
    is_by_lesions = any(cause in words for cause in _BY_LESIONS)
    return any(said in words for said in _NOT_CAUSED) or (is_caused and not is_by_lesions)


_NOT_CAUSED = (
    "unrelated to", "not from the", "not due to the", "not the met", "not related to",
    "not because of the", "not caused by",
)  # fmt: skip
_CAUSED = (
    "put down to", "attributed to", "blamed on", "blames on", "explained by", "thought to be from",
    "ascribed to", "down to migraine", "due to migraine", "due to sinusitis",
)  # fmt: skip
_BY_LESIONS = ("to the met", "to the lesion", "to it", "to them", "by the met", "by the lesion",
               "on the met", "on the lesion", "to the brain", "by oedema", "to oedema",
               "to edema")  # fmt: skip


def _is_excepted(clause: Clause, at: int) -> bool:
    """ "Asymptomatic apart from a mild headache"."""
    rest = clause.marks[at + 1 :]
    cut = next((n for n, mark in enumerate(rest) if mark.has("exception")), len(rest))
    return any(mark.has("brain_symptoms") for mark in rest[cut:])


def _say_symptom(found: Found, mark: Mark, is_absent: bool) -> None:
    """One symptom is enough, whichever others are denied: "dysphasia nil, mild headache"."""
    said = found.facts.get("brain_symptoms")
    is_general = said is not None and any(m.text.lower() in _GENERAL for m in said.mentions)
    if said is None or is_general or (True not in said.values) == is_absent:
        found.say("brain_symptoms", (not is_absent,), mark)
    elif not is_absent:
        del found.facts["brain_symptoms"]
        found.say("brain_symptoms", (True,), mark)


_PRESENTED = ("presented with", "had")


def _is_over(clause: Clause, at: int) -> bool:
    """Whether a symptom is past, or a word that tells one only where it is denied."""
    if any(mark.low_text in _OVER for mark in clause.marks[at + 1 : at + 4]):
        return True
    return clause.marks[at].low_text in _ONLY_DENIED and at not in clause.negated


# Words that tell a symptom only when they are denied: "no neurology".
_ONLY_DENIED = frozenset(
    ("neurology", "neuro issues", "neuro signs", "neuro findings", "neuro complaints",
     "neurological signs", "neurologic signs", "focal signs", "focal neuro signs")
)  # fmt: skip
_OVER = frozenset(("resolved", "settled", "gone", "cleared", "improved", "better", "resolving"))


_GENERAL = frozenset(
    ("asymptomatic", "asymptomatically", "asymp", "asx", "asympt", "silent", "incidental",
     "no symptoms", "no symptom", "symptom free", "without symptoms", "no complaints",
     "incidentally found", "found incidentally", "symptomless", "no sx", "not symptomatic",
     "clinically silent", "no symptoms whatsoever", "no symptoms from it", "w / o symptoms",
     "no symptoms from them", "no symptoms at all", "not causing symptoms", "free of symptoms")
)  # fmt: skip


def _is_sign(clause: Clause, at: int) -> bool:
    """A sign of the nerves that a limb or the cord does not explain."""
    mark = clause.marks[at]
    return mark.has("brain_symptoms") and not mark.has("leg_signs")


def neuro(found: Found, clause: Clause, is_clear: bool, following: Clause | None = None) -> None:
    """Without a brain lesion only what is said of the nerves themselves counts; a clear
    brain causes no symptom."""
    if clause.is_doubted or clause.is_question or _is_of_other_cause(clause, following):
        return
    for at, mark in enumerate(clause.marks):
        is_neuro = "neuro" in mark.low_text
        is_focal = mark.low_text not in _UNSPECIFIC
        if mark.has("brain_asymptomatic") and mark.low_text not in _GENERAL:
            found.say("brain_symptoms", (False,), mark)
        elif _is_sign(clause, at) and is_focal and (at in clause.negated or not is_clear):
            if at not in clause.negated and is_neuro and "abnormal" not in mark.low_text:
                return
            found.say("brain_symptoms", (at not in clause.negated,), mark)


# Symptoms of much else than the brain: by themselves they tell nothing.
_UNSPECIFIC = frozenset(
    """nausea vomiting weakness numbness tingling dizziness dizzy drowsy imbalance fits
    headache headaches fitting confusion confused""".split()
)
