"""Facts that a phrase states: driver, histology, performance status, brain imaging and
symptoms, resectability, biopsy."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause, asks_yes_or_no, is_query
from assistant.facts.found import Found, up_to_most
from assistant.facts.marks import Mark
from assistant.facts.numbers import UNBOUNDED

HIGHEST_ECOG = 4
_NEGATIVE_AFTER = 4
_GENE_BREAKS = frozenset(("drug", "boundary", "histology"))


def state_facts(found: Found, clauses: Sequence[Clause], *, has_brain_lesion: bool) -> None:
    """Record every stated fact but lesions and therapy."""
    _drivers(found, clauses)
    _histology(found, clauses)
    _ecog(found, clauses)
    _imaging(found, clauses, has_brain_lesion)
    _resection(found, clauses)
    _biopsy(found, clauses)
    _leptomeningeal(found, clauses)


# --- driver ------------------------------------------------------------------------------


def _drivers(found: Found, clauses: Sequence[Clause]) -> None:
    sure: dict[str, list[Mark]] = {}
    plain: dict[str, list[Mark]] = {}
    none: list[Mark] = []
    denied: set[str] = set()
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed:
            continue
        for at, mark in enumerate(clause.marks):
            if (
                mark.has("driver_none") and not asks_yes_or_no(clause) and not clause.is_doubted
            ) or _denies_drivers(clause, at):
                none.append(mark)
            elif mark.has("driver"):
                said = _said_of_gene(clause, at)
                if said == "+":
                    sure.setdefault(mark.senses["driver"], []).append(mark)
                elif said == "-":
                    denied.add(mark.senses["driver"])
                elif said == "":
                    plain.setdefault(mark.senses["driver"], []).append(mark)
    genes = sure if sure else {**plain, **sure}
    genes = {gene: marks for gene, marks in genes.items() if gene not in denied}
    if len(genes) == 1:
        gene = next(iter(genes))
        found.say("driver", (gene,), *genes[gene], *plain.get(gene, []))
    elif len(genes) > 1 and sure:
        found.say("driver", sorted(genes), *(mark for marks in genes.values() for mark in marks))
    elif none:
        found.say("driver", ("none",), *none)


def _denies_drivers(clause: Clause, at: int) -> bool:
    """ "Without a single oncogenic driver", "panel came back clear"."""
    marks, mark = clause.marks, clause.marks[at]
    if clause.is_question or clause.is_doubted or any(m.has("driver") for m in marks):
        return False
    after = marks[at + 1 : at + 5]
    if mark.has("driver_word"):
        return at in clause.negated or any(m.has("driver_negative") for m in after[:3])
    if mark.has("driver_panel") and at not in clause.negated:
        return any(m.has("driver_negative") or m.has("clear_result") for m in after)
    return False


def _said_of_gene(clause: Clause, at: int) -> str:
    """ "+" altered, "-" not, "" named only, "?" not to be used."""
    marks, mark = clause.marks, clause.marks[at]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and after.low_text == "." and after.glued:
        return "?"
    if _is_variant_of_another(marks, at) or (after is not None and after.low_text in _CALLS):
        return "?"
    if at and any(m.has("driver_tested") for m in marks[max(0, at - 3) : at]):
        return "?"
    if mark.text == "eGFR" or _is_renal(marks, at):
        return "?"
    if any(m.has("uncertain") for m in marks[max(0, at - 3) : at + 4]):
        return "?"
    if at and is_query(marks, at - 1):
        return "?"
    if at in clause.negated:
        return "-"
    if any(m.has("driver_negative") for m in marks[max(0, at - 2) : at]):
        return "-" if not any(m.has("driver") for m in marks[max(0, at - 2) : at]) else "?"
    is_resistance = False
    for step in range(at + 1, min(len(marks), at + 1 + _NEGATIVE_AFTER)):
        after = marks[step]
        if after.has("driver_negative"):
            return "-"
        if after.has("driver_inhibitor") and step <= at + 2:
            return "?"
        if after.has("driver_resistance"):
            is_resistance = True
        if after.any_of(_GENE_BREAKS):
            break
    if is_resistance:
        return "?"
    if not _is_gene(mark):
        return "+"
    is_said = any(m.has("driver_positive") or m.has("driver") for m in marks[at + 1 : at + 3])
    return "+" if is_said else ""


_GENES = frozenset("EGFR ALK ROS ROS1 MET RET BRAF HER2 KRAS NTRK".split())


_CALLS = frozenset(("call", "calls", "team", "office", "dept", "tomorrow"))


def _is_variant_of_another(marks: Sequence[Mark], at: int) -> bool:
    """ "HER2 exon 20": the gene before the variant says whose it is."""
    gene = marks[at].senses["driver"]
    if _is_gene(marks[at]):
        return False
    return any(
        m.has("driver") and m.senses["driver"] != gene and _is_gene(m)
        for m in marks[max(0, at - 3) : at]
    )


def _is_gene(mark: Mark) -> bool:
    """Whether the mark is a gene's own name, no variant of it."""
    return mark.text.replace("-", "").upper() in _GENES


def _is_renal(marks: Sequence[Mark], at: int) -> bool:
    after = marks[at + 1] if at + 1 < len(marks) else None
    return after is not None and after.low > 21 and marks[at].text.lower() == "egfr"


# --- histology ---------------------------------------------------------------------------


def _histology(found: Found, clauses: Sequence[Clause]) -> None:
    said: dict[str, list[Mark]] = {}
    former: list[Mark] = []
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed or clause.is_doubted:
            continue
        for at, mark in enumerate(clause.marks):
            value = mark.senses.get("histology")
            if value is None or at in clause.negated:
                continue
            if value == "other" and clause.has("history"):
                continue
            if value == "nsclc" and clause.has("history"):
                former.append(mark)
                continue
            if value == "sclc" and asks_yes_or_no(clause):
                continue
            said.setdefault(value, []).append(mark)
    if former and "sclc" not in said:
        said.setdefault("nsclc", []).extend(former)
    if not said:
        return
    if "sclc" in said and "nsclc" in said:
        transformed = any("transform" in mark.low_text for mark in said["sclc"])
        said = {"sclc": said["sclc"]} if transformed else said
    if "other" in said and "nsclc" in said:
        lung = [mark for mark in said["nsclc"] if mark.low_text not in ("adenocarcinoma", "adeno")]
        said = {"nsclc": lung} if lung else {"other": said["other"]}
    values = sorted(said)
    found.say("histology", values, *(mark for value in values for mark in said[value]))


# --- performance status ------------------------------------------------------------------


def _ecog(found: Found, clauses: Sequence[Clause]) -> None:
    readings: list[tuple[bool, Mark, Mark]] = []
    label: Mark | None = None
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed:
            label = None
            continue
        if clause.cut not in (",", "(", ")", ":", "--", "="):
            label = None
        for at, mark in enumerate(clause.marks):
            if mark.has("ecog_labels"):
                label = mark
            elif mark.has("ecog_not_labels"):
                label = None
            elif label is not None and mark.low >= 0:
                reading = _score(clause, at, label)
                if reading is not None:
                    readings.append((reading, label, mark))
    now = [(label, mark) for is_past, label, mark in readings if not is_past]
    if not now:
        return
    label, mark = now[-1]
    high = HIGHEST_ECOG if mark.high == UNBOUNDED else mark.high
    if 0 <= mark.low <= HIGHEST_ECOG and high <= HIGHEST_ECOG:
        found.say_at("ecog", up_to_most(mark.low, high, HIGHEST_ECOG), [(label.start, mark.end)])


def _score(clause: Clause, at: int, label: Mark) -> bool | None:
    """Whether a number behind the label is a former score; None where it is no score."""
    marks, mark = clause.marks, clause.marks[at]
    if mark.low > HIGHEST_ECOG or mark.use in ("size", "time", "age", "grew", "shrank"):
        return None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and (after.any_of(_NOT_SCORED) or after.low_text in ("/", "new")):
        return None
    between = [m for m in marks[:at] if m.start > label.start]
    if len(between) > 4 or any(m.any_of(_NOT_SCORED) or m.has("uncertain") for m in between):
        return None
    first = marks[: at - len(between)] if len(between) < at else []
    is_change = mark.text.count(" ") > 0
    past = any(m.low_text in ("was", "were") for m in between)
    past = past or (bool(between) and between[-1].low_text == "from" and not is_change)
    past = past or any(m.has("history") for m in (*between, *marks[at + 1 : at + 4]))
    return past or any(m.has("history") for m in first[-2:])


_NOT_SCORED = frozenset(("lesion", "lesions", "site", "size_unit", "growth"))


# --- brain imaging and symptoms ----------------------------------------------------------


def _imaging(found: Found, clauses: Sequence[Clause], has_brain_lesion: bool) -> None:
    count = found.facts.get("brain_metastases")
    is_elsewhere = "progressing_sites" in found.facts and count is None
    is_of_brain = any(_speaks_of_brain(clause) for clause in clauses) and not is_elsewhere
    has_lesion = has_brain_lesion or count is not None or is_of_brain
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed:
            continue
        following = next((c for c in clauses[number + 1 :] if not _is_date(c)), None)
        _scan(found, clause, following)
        before = clauses[number - 1] if number else None
        has_mri = before is not None and _goes_on(before, clause) and before.has("brain_mri")
        _clear_brain(found, clause, has_mri)
        _head_not_imaged(found, clause)
        if has_lesion:
            _lesion_seen(found, clause)
            _symptoms(found, clause)
        else:
            _neuro(found, clause)


def _is_date(clause: Clause) -> bool:
    """A bracket with a date alone: "brain MRI (12 May) clear"."""
    has_month = clause.has("month") or clause.has("months_cased")
    return clause.is_aside or (clause.cut == "(" and has_month and len(clause.marks) <= 3)


def _scan(found: Found, clause: Clause, following: Clause | None) -> None:
    """A scan of the brain: not done or booked, or done with its result."""
    at = clause.first("brain_imaging")
    if at < 0:
        return
    marks = clause.marks
    mark = marks[at]
    beside = marks[:at] + marks[at + 1 :]
    after = marks[at + 1 :]
    near_after = (
        following.marks[:4] if following is not None and _goes_on(clause, following) else []
    )
    not_done = [m for m in (*beside, *near_after) if m.has("not_done")]
    pending = [m for m in (*beside, *near_after) if m.has("pending")]
    if not_done or _is_absent(clause, at) or (pending and not _clear(after)):
        if (not clause.is_doubted or pending or not_done) and not asks_yes_or_no(clause):
            found.say("cns_imaging_done", (False,), mark, *not_done[:1], *pending[:1])
        return
    if clause.is_doubted or _is_only_asked(clause, at):
        return
    clear = _clear(after) or _clear(marks[max(0, at - 1) : at])
    if clear is None and near_after:
        clear = _clear(near_after[:1])
    if clear is not None:
        found.say("cns_imaging_done", (True,), mark)
        if "brain_metastases" not in found.facts:
            found.say("brain_metastases", (0,), mark, clear)
    elif any(m.has("done") for m in (*beside, *near_after)) or _shows(clause, following):
        found.say("cns_imaging_done", (True,), mark)


def _head_not_imaged(found: Found, clause: Clause) -> None:
    """ "Brain not imaged yet": said of the place, not of the scan."""
    marks = clause.marks
    for at, mark in enumerate(marks[:-1]):
        if mark.senses.get("site") == "brain" and not asks_yes_or_no(clause):
            after = marks[at + 1 : at + 5]
            if any(m.has("not_done") and "imag" in m.low_text + "scan" for m in after):
                if any("imag" in m.low_text or "scan" in m.low_text for m in after):
                    found.say("cns_imaging_done", (False,), mark)
                return


def _speaks_of_brain(clause: Clause) -> bool:
    """Whether the brain is treated or diseased in the clause, not only imaged or clear."""
    return any(
        mark.senses.get("site") == "brain" or mark.senses.get("action") in ("srs", "wbrt")
        for mark in clause.marks
    ) and not (clause.has("brain_imaging") or clause.has("brain_clear"))


def _shows(clause: Clause, following: Clause | None) -> bool:
    """Whether lesions stand beside the scan, or behind it and a colon."""
    if clause.has("lesions") or clause.has("lesion"):
        return True
    return following is not None and following.cut == ":" and _goes_on(clause, following)


def _goes_on(clause: Clause, following: Clause) -> bool:
    return following.sentence == clause.sentence and following.cut in (
        ",",
        ":",
        "(",
        ")",
        "--",
        "=",
    )


def _is_absent(clause: Clause, at: int) -> bool:
    """ "No brain MRI yet": the scan itself is denied."""
    marks = clause.marks
    before = marks[max(0, at - 3) : at]
    return any(m.low_text in ("no", "without", "w/o", "never", "lacks", "not") for m in before)


def _is_only_asked(clause: Clause, at: int) -> bool:
    """ "MRI brain first?": a question about a scan tells of none."""
    if not clause.is_question:
        return False
    marks = clause.marks
    is_told = any(m.has("done") or m.has("clear_result") for m in marks[at + 1 :])
    return asks_yes_or_no(clause) or not is_told


def _clear(marks: Sequence[Mark]) -> Mark | None:
    """A negative result close behind the scan."""
    for mark in marks[:6]:
        if mark.has("clear_result") or mark.has("brain_clear"):
            return mark
        if mark.any_of(_RESULT_BREAKS):
            return None
    return None


_RESULT_BREAKS = frozenset(("new", "growth", "pending", "not_done", "uncertain", "ecog_labels"))


def _clear_brain(found: Found, clause: Clause, has_mri: bool) -> None:
    """ "No brain mets": none, whatever showed it."""
    is_of_brain = any(mark.senses.get("site") == "brain" for mark in clause.marks)
    for at, mark in enumerate(clause.marks):
        is_none = is_of_brain and mark.has("clear_result") and mark.low_text[:3] in ("no ", "nil")
        if not (mark.has("brain_clear") or is_none) or clause.is_doubted or asks_yes_or_no(clause):
            continue
        if at in clause.negated or "brain_metastases" in found.facts:
            continue
        found.say("brain_metastases", (0,), mark)
        if clause.has("brain_mri") or has_mri:
            found.say("cns_imaging_done", (True,), mark)


def _lesion_seen(found: Found, clause: Clause) -> None:
    """An MRI named in a message that reports a brain lesion."""
    at = clause.first("brain_mri")
    if at < 0 or clause.has("not_done") or "cns_imaging_done" in found.facts:
        return
    if clause.has("pending") or clause.has("plan_rescan"):
        return
    if at in clause.negated and clause.marks[at - 1].low_text != "on":
        return
    if clause.is_question and not clause.has("new"):
        return
    found.say("cns_imaging_done", (True,), clause.marks[at])


def _symptoms(found: Found, clause: Clause) -> None:
    """Symptoms where there is a brain lesion."""
    if clause.is_doubted or clause.has("history"):
        return
    for at, mark in enumerate(clause.marks):
        if mark.has("brain_asymptomatic"):
            found.say("brain_symptoms", (at in clause.negated,), mark)
        elif any(m.low_text in _OVER for m in clause.marks[at + 1 : at + 4]):
            continue
        elif mark.has("brain_symptomatic") or mark.has("brain_symptoms"):
            found.say("brain_symptoms", (at not in clause.negated,), mark)


_OVER = frozenset(("resolved", "settled", "gone", "cleared", "improved", "better", "resolving"))
_GENERAL = frozenset(
    ("asymptomatic", "asymptomatically", "asymp", "asx", "asympt", "silent", "incidental",
     "no symptoms", "no symptom", "symptom free", "without symptoms", "no complaints",
     "incidentally found", "found incidentally", "symptomless", "no sx", "not symptomatic",
     "clinically silent", "no symptoms whatsoever", "no symptoms from it", "w / o symptoms",
     "no symptoms from them", "no symptoms at all", "not causing symptoms", "free of symptoms")
)  # fmt: skip


def _neuro(found: Found, clause: Clause) -> None:
    """Without a brain lesion only what is said of the nerves themselves counts."""
    if clause.is_doubted or clause.is_question:
        return
    for at, mark in enumerate(clause.marks):
        is_neuro = "neuro" in mark.low_text
        is_focal = mark.low_text not in _UNSPECIFIC
        if mark.has("brain_asymptomatic") and mark.low_text not in _GENERAL:
            found.say("brain_symptoms", (False,), mark)
        elif mark.has("brain_symptoms") and is_focal:
            if at not in clause.negated and is_neuro and "abnormal" not in mark.low_text:
                return
            found.say("brain_symptoms", (at not in clause.negated,), mark)


# Symptoms of much else than the brain: by themselves they tell nothing.
_UNSPECIFIC = frozenset(
    """nausea vomiting weakness numbness tingling dizziness dizzy drowsy imbalance fits
    headache headaches fitting confusion confused""".split()
)


# --- resection, biopsy, meninges ---------------------------------------------------------


def _resection(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        is_told = not (clause.is_supposed or clause.is_of_another or asks_yes_or_no(clause))
        doubts = [m for m in clause.marks if m.has("uncertain") and not m.has("resection_able")]
        if not is_told or clause.has("resection_doubt") or doubts:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.has("resection_infeasible") or _is_of_surgery(clause.marks, at, "unable"):
                found.say("complete_resection_feasible", (at in clause.negated,), mark)
            elif mark.has("resection_feasible") or _is_of_surgery(clause.marks, at):
                found.say("complete_resection_feasible", (at not in clause.negated,), mark)


def _is_of_surgery(marks: Sequence[Mark], at: int, which: str = "able") -> bool:
    """Whether "feasible" is said of an operation: "resection of the rib is feasible"."""
    if not marks[at].has("resection_" + which):
        return False
    for mark in reversed(marks[max(0, at - 7) : at]):
        if mark.has("resection_margin"):
            return True
        if mark.has("action"):
            is_doubtful = marks[at].has("uncertain")
            return mark.senses["action"] == "surgery" and not is_doubtful
    return False


def _biopsy(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed or clause.is_question:
            continue
        marks = clause.marks
        for at, mark in enumerate(marks):
            if mark.has("biopsy_plasma") or not (
                mark.has("biopsy_words") or mark.has("biopsy_done")
            ):
                continue
            beside = marks[:at] + marks[at + 1 :]
            if _is_near_negation(marks, at) or any(m.has("not_done") for m in beside):
                found.say("biopsy_done", (False,), mark)
            elif mark.has("biopsy_done") and not clause.has("history"):
                found.say("biopsy_done", (True,), mark)
            elif any(m.has("pending") and not m.has("uncertain") for m in beside):
                found.say("biopsy_done", (False,), mark)
            elif not clause.is_doubted and (
                any(m.has("done") for m in marks[at + 1 : at + 5]) or _is_source(marks, at)
            ):
                found.say("biopsy_done", (True,), mark)


def _is_near_negation(marks: Sequence[Mark], at: int) -> bool:
    """ "No biopsy", but not "no transformation on the biopsy"."""
    return any(mark.has("negation") for mark in marks[max(0, at - 2) : at]) and not any(
        mark.low_text in ("on", "from", "at") for mark in marks[max(0, at - 2) : at]
    )


def _is_source(marks: Sequence[Mark], at: int) -> bool:
    """ "… on the re-biopsy": what it showed is told."""
    before = [mark.low_text for mark in marks[max(0, at - 3) : at]]
    return "on" in before and at > 2


def _leptomeningeal(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if not clause.is_about_now:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.senses.get("signal") == "leptomeningeal":
                found.say("leptomeningeal", (at not in clause.negated,), mark)
