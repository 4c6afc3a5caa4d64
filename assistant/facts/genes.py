"""The oncogene driver: a gene named as altered, its variants, or the absence of any."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause, asks_yes_or_no, is_query
from assistant.facts.found import Found
from assistant.facts.marks import Mark

_NEGATIVE_AFTER = 4


_GENE_BREAKS = frozenset(("drug", "boundary", "histology"))


def driver_fact(found: Found, clauses: Sequence[Clause]) -> None:
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
    if _is_no_gene(marks, at) or _is_doubted_gene(marks, at):
        return "?"
    before = marks[max(0, at - 2) : at]
    if at in clause.negated:
        return "-"
    if any(m.has("driver_negative") for m in before):
        return "?" if any(m.has("driver") for m in before) else "-"
    said = _said_after(marks, at)
    if said or not _is_gene(mark):
        return said or "+"
    is_said = any(m.has("driver_positive") or m.has("driver") for m in marks[at + 1 : at + 3])
    return "+" if is_said else ""


def _is_no_gene(marks: Sequence[Mark], at: int) -> bool:
    """Whether the letters are none of the patient's gene: "RET.", a MET call, eGFR 61."""
    mark = marks[at]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and after.low_text == "." and after.glued:
        return True
    if after is not None and after.low_text in _CALLS:
        return True
    return mark.text == "eGFR" or _is_renal(marks, at) or _is_variant_of_another(marks, at)


def _is_doubted_gene(marks: Sequence[Mark], at: int) -> bool:
    """Whether the gene is only tested for or suspected."""
    if at and is_query(marks, at - 1):
        return True
    if any(m.has("driver_tested") for m in marks[max(0, at - 3) : at]):
        return True
    return any(m.has("uncertain") for m in marks[max(0, at - 3) : at + 4])


def _said_after(marks: Sequence[Mark], at: int) -> str:
    """What stands behind the gene: "-" negative, "?" an inhibitor or a resistance."""
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
    return "?" if is_resistance else ""


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
