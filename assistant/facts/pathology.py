"""What pathology says: the histology, and whether what grows was biopsied.

A biopsy of now beats what was found before it: small cell in the growing node, the
adenocarcinoma "originally".
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause, asks_yes_or_no, is_denied_after
from assistant.facts.found import Found
from assistant.facts.local_history import has_year
from assistant.facts.marks import Mark

# A histology with its clause's number and its place in it.
_Said = tuple[int, int, Mark]


def histology_fact(found: Found, clauses: Sequence[Clause]) -> None:
    said = _histologies(clauses)
    if not said:
        return
    if "sclc" in said and "nsclc" in said and _is_transformed(clauses, said):
        said = {"sclc": said["sclc"]}
    if "other" in said and "nsclc" in said:
        lung = [one for one in said["nsclc"] if one[2].low_text not in ("adenocarcinoma", "adeno")]
        said = {"nsclc": lung} if lung else {"other": said["other"]}
    values = sorted(said)
    found.say("histology", values, *(one[2] for value in values for one in said[value]))


def _histologies(clauses: Sequence[Clause]) -> dict[str, list[_Said]]:
    """The histologies told of this patient, a former one only where it is all there is."""
    said: dict[str, list[_Said]] = {}
    former: list[_Said] = []
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed:
            continue
        for at, mark in enumerate(clause.marks):
            value = mark.senses.get("histology")
            if value is None or not _is_told(clause, at, value) or _is_answered_no(clauses, number):
                continue
            if value == "nsclc" and clause.has("history"):
                former.append((number, at, mark))
            else:
                said.setdefault(value, []).append((number, at, mark))
    if former and "sclc" not in said:
        said.setdefault("nsclc", []).extend(former)
    return said


def _is_told(clause: Clause, at: int, value: str) -> bool:
    """Whether the histology is told as found, of this patient's tumour."""
    if _is_doubtful(clause, at) or at in clause.negated or is_denied_after(clause, at):
        return False
    if value == "other" and _is_no_cancer_now(clause, at):
        return False
    return not (value == "sclc" and asks_yes_or_no(clause))


def _is_answered_no(clauses: Sequence[Clause], number: int) -> bool:
    """ "Small cell? No, adeno": the question before a "no" tells of none."""
    clause = clauses[number]
    after = next((c for c in clauses[number + 1 :] if c.sentence != clause.sentence), None)
    return clause.is_question and after is not None and after.marks[0].low_text in ("no", "nope")


def _is_transformed(clauses: Sequence[Clause], said: dict[str, list[_Said]]) -> bool:
    """Whether the small cell is of now and the other of before."""
    for number, at, mark in said["sclc"]:
        clause = clauses[number]
        if "transform" in mark.low_text or _has_word(clause, _TURNED):
            return True
        if any(m.low_text in _NOW for m in clause.marks[max(0, at - 3) : at]):
            return True
        others = [one[0] for one in said["nsclc"]]
        is_apart = number not in others
        if is_apart and _is_of_biopsy(clauses, number):
            return not any(_is_of_biopsy(clauses, other) for other in others)
        if is_apart and all(_is_of_before(clauses, other) for other in others):
            return True
    return False


_NOW = frozenset(("now", "new", "now a", "currently", "is now", "today"))
_TURNED = ("transform", "turned", "became", "converted", "evolved")
_BEFORE = frozenset(
    """background original originally initially initial before previously previous was formerly
    baseline started prior diagnosed""".split()
) | {"before that", "prior to that", "original tumour", "original tumor", "at diagnosis",
     "original histology", "at first", "at presentation", "diagnosed with", "prior to"}  # fmt: skip


def _has_word(clause: Clause, starts: tuple[str, ...]) -> bool:
    return any(
        mark.low_text.startswith(starts) and at not in clause.negated
        for at, mark in enumerate(clause.marks)
    )


def _is_of_biopsy(clauses: Sequence[Clause], number: int) -> bool:
    """Whether a biopsy stands in the clause, or in the one that it goes on from."""
    if clauses[number].any_of(_BIOPSY):
        return True
    before = clauses[number - 1] if number else None
    return (
        before is not None
        and before.sentence == clauses[number].sentence
        and before.any_of(_BIOPSY)
        and clauses[number].cut in _GOES_ON
    )


def _is_of_before(clauses: Sequence[Clause], number: int) -> bool:
    """ "Background: EGFR adenocarcinoma", "was adeno"."""
    before = clauses[number - 1] if number else None
    heading = before.marks if before is not None and clauses[number].cut == ":" else []
    return any(mark.low_text in _BEFORE for mark in (*heading, *clauses[number].marks))


def _is_doubtful(clause: Clause, at: int) -> bool:
    """Whether a doubt of the clause is on this word: not "… and I cannot find the panel"."""
    doubts = [n for n, mark in enumerate(clause.marks) if mark.has("uncertain")]
    return clause.is_doubted and (not doubts or any(n - at <= 1 for n in doubts))


def _is_no_cancer_now(clause: Clause, at: int) -> bool:
    """Whether another cancer is a former one, a clinic's name, or only its organ."""
    is_organ = clause.marks[at].has("organ") and _is_of_organ(clause, at)
    is_dated = has_year(clause.marks[at:]) and not clause.any_of(_LUNG)
    return clause.has("history") or _is_clinic(clause, at) or is_organ or is_dated


# "Prostate cancer in 2012" is a former one.
_LUNG = frozenset(("drug", "driver", "growth", "new"))


def _is_of_organ(clause: Clause, at: int) -> bool:
    """ "Oesophageal constraint", "a breast metastasis": the organ, not its cancer. "Breast
    mets" are those of a cancer of the breast."""
    return any(mark.any_of(_ORGANS_HAVE) for mark in clause.marks[at + 1 : at + 2])


_ORGANS_HAVE = frozenset(("of_organ", "lesion"))


def _is_clinic(clause: Clause, at: int) -> bool:
    """ "Sarcoma surgeons": a team's name, a region beside a site, or an organ that is only
    enlarged or benign."""
    after = clause.marks[at + 1 : at + 2]
    if clause.marks[at].low_text in _BARE_ORGANS and any(
        m.has("growth") or m.low_text in _BENIGN for m in clause.marks
    ):
        return True
    return any(m.has("site") or m.low_text.startswith(_TEAMS) for m in after)


_BARE_ORGANS = frozenset(("prostate", "breast", "colorectal"))
_BENIGN = frozenset(
    """benign hyperplasia screening mammogram implant implants normal cyst cysts exam polyp polyps
    hyperplastic""".split()
)
_TEAMS = ("surgeon", "team", "clinic", "unit", "board", "mdt", "nurse", "service")


def biopsy_fact(found: Found, clauses: Sequence[Clause]) -> None:
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed or clause.is_question:
            continue
        before = clauses[number - 1] if number else None
        if clause.cut == "," and before is not None and _is_benign(before):
            continue
        marks = clause.marks
        for at, mark in enumerate(marks):
            if mark.has("biopsy_plasma") or not mark.any_of(_BIOPSY):
                continue
            is_done = _is_done(clauses, number, at)
            if is_done is not None:
                found.say("biopsy_done", (is_done,), mark)


def _is_done(clauses: Sequence[Clause], number: int, at: int) -> bool | None:
    """Whether the biopsy at a mark was done; None where nothing tells."""
    clause = clauses[number]
    marks, mark = clause.marks, clause.marks[at]
    beside = marks[:at] + marks[at + 1 :]
    rest = (c for c in clauses[number + 1 :] if not _is_figures(c))
    following = next(rest, None)
    if following is not None and following.sentence != clause.sentence:
        following = None
    is_short = following is not None and len(following.marks) <= _SHORT
    is_not_done = is_short and following is not None and following.has("not_done")
    if _is_near_negation(marks, at) or any(m.has("not_done") for m in beside) or is_not_done:
        return False
    is_first = _is_of_diagnosis(marks, at) and not mark.low_text.startswith(_AGAIN)
    if mark.has("biopsy_done") and not (clause.has("history") or is_first):
        return True
    if any(m.has("pending") and not m.has("uncertain") for m in beside):
        return False
    if clause.is_doubted or _is_planned(marks, at) or is_first:
        return None
    if any(m.has("done") for m in marks[at + 1 : at + 5]) or _is_source(marks, at):
        return True
    has_result = any(m.any_of(_RESULTS) for m in marks[at + 1 :])
    if following is not None and following.cut in _GOES_ON and not following.is_question:
        has_result = has_result or any(m.any_of(_RESULTS) for m in following.marks[:_REACH])
    return True if has_result and not clause.has("history") else None


def _is_benign(clause: Clause) -> bool:
    return any(mark.low_text in _BENIGN for mark in clause.marks)


def _is_figures(clause: Clause) -> bool:
    """ "(10/14)": a date alone."""
    return clause.cut == "(" and all(m.low >= 0 or m.low_text in "/-." for m in clause.marks)


_BIOPSY = frozenset(("biopsy_words", "biopsy_done"))
_RESULTS = frozenset(("histology", "driver", "driver_none"))
_GOES_ON = frozenset((":", "=", "--", "(", ",", ")"))
_REACH = 7
_SHORT = 3


def _is_of_diagnosis(marks: Sequence[Mark], at: int) -> bool:
    """ "Diagnostic biopsy", "biopsy in 2019": none of what grows now."""
    is_first = any(m.low_text in _FIRST for m in marks[max(0, at - 2) : at])
    return is_first or any(1990 <= m.low <= 2040 for m in marks)


_AGAIN = ("re", "new", "fresh")
_FIRST = frozenset("diagnostic original initial first baseline index".split())


def _is_planned(marks: Sequence[Mark], at: int) -> bool:
    """ "Biopsy to exclude small cell", "should be biopsied", "plan biopsy"."""
    if any(m.low_text in _MODALS for m in marks[:at]):
        return True
    after = marks[at + 1 :]
    return any(m.low_text in _PURPOSES for m in after)


_MODALS = frozenset(
    """should would could plan plans planning planned propose proposed proposal consider need
    needs want wants suggest recommend offer offered may might can shall before first let's
    lets going for refuses request requested order ordered""".split()
) | {"going to", "in favour of", "prior to", "plan for", "considering", "prior"}
_PURPOSES = frozenset(
    """exclude confirm check test testing look rule clarify then first before""".split()
) | {"to exclude", "rule out", "looking for", "look for", "to confirm", "and then", "for the"}


def _is_near_negation(marks: Sequence[Mark], at: int) -> bool:
    """ "No biopsy", but not "no transformation on the biopsy"."""
    return any(mark.has("negation") for mark in marks[max(0, at - 2) : at]) and not any(
        mark.low_text in ("on", "from", "at") for mark in marks[max(0, at - 2) : at]
    )


def _is_source(marks: Sequence[Mark], at: int) -> bool:
    """ "… on the re-biopsy": what it showed is told."""
    before = [mark.low_text for mark in marks[max(0, at - 3) : at]]
    return "on" in before and at > 1
