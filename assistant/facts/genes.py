"""The oncogene driver: a gene named as altered, its variants, or the absence of any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.facts.clauses import Clause, asks_yes_or_no
from assistant.facts.doubts import is_query
from assistant.facts.found import Found
from assistant.facts.marks import Mark

_NEGATIVE_AFTER = 4
# So many genes denied by name are all that is looked for.
_MANY_GENES = 6


_GENE_BREAKS = frozenset(("drug", "boundary", "histology"))


@dataclass(slots=True)
class _Gene:
    """One mention of a gene or a variant, and what is said of it."""

    number: int
    at: int
    mark: Mark
    said: str

    @property
    def gene(self) -> str:
        return self.mark.senses["driver"]


def driver_fact(found: Found, clauses: Sequence[Clause]) -> None:
    mentions: list[_Gene] = []
    none: list[Mark] = []
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed:
            continue
        for at, mark in enumerate(clause.marks):
            if (
                mark.has("driver_none") and not asks_yes_or_no(clause) and not clause.is_doubted
            ) or _denies_drivers(clause, at):
                none.append(mark)
            elif mark.has("driver"):
                mentions.append(_Gene(number, at, mark, _said_of_gene(clause, at)))
    _deny_lists(mentions, clauses)
    _say(found, mentions, none)


def _say(found: Found, mentions: Sequence[_Gene], none: Sequence[Mark]) -> None:
    """Record the one gene that is altered: named as such before merely named."""
    denied = {m.gene for m in mentions if m.said == "-" and _is_gene(m.mark)}
    without = {m.gene for m in mentions if m.said == "-" and not _is_resistance(m.mark)}
    sure = _by_gene(mentions, "+")
    plain = _by_gene(mentions, "")
    genes = sure or {gene: marks for gene, marks in plain.items() if gene not in without}
    genes = {gene: marks for gene, marks in genes.items() if gene not in denied}
    if len(genes) == 1:
        gene = next(iter(genes))
        found.say("driver", (gene,), *genes[gene], *plain.get(gene, []))
    elif len(genes) > 1 and sure:
        found.say("driver", sorted(genes), *(mark for marks in genes.values() for mark in marks))
    elif none:
        found.say("driver", ("none",), *none)
    elif len(denied) >= _MANY_GENES and not genes:
        found.say("driver", ("none",), *(m.mark for m in mentions))


def _by_gene(mentions: Sequence[_Gene], said: str) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mention in mentions:
        if mention.said == said:
            found.setdefault(mention.gene, []).append(mention.mark)
    return found


def _is_resistance(mark: Mark) -> bool:
    return mark.text.upper() in _RESISTANCE


def _deny_lists(mentions: Sequence[_Gene], clauses: Sequence[Clause]) -> None:
    """ "EGFR, ALK and ROS1 negative", "negative for EGFR, ALK and ROS1": said of all. Of two
    genes, "EGFR, ALK negative", the first is left open."""
    for before, after in pairwise(mentions):
        if before.said == "-" and after.said == "" and _goes_on(clauses, before, after):
            after.said = "-"
    for number in range(len(mentions) - 1, 0, -1):
        before, after = mentions[number - 1], mentions[number]
        if after.said not in ("-", "?") or before.said != "":
            continue
        if _goes_on(clauses, before, after) and _is_bare(clauses[before.number]):
            is_long = number + 1 < len(mentions) and mentions[number + 1].said == "-"
            before.said = "-" if is_long and after.said == "-" else "?"


def _goes_on(clauses: Sequence[Clause], before: _Gene, after: _Gene) -> bool:
    """Whether only a comma, or "and", parts two genes."""
    first, second = clauses[before.number], clauses[after.number]
    if first is second:
        return all(m.low_text in _LISTING for m in first.marks[before.at + 1 : after.at])
    is_next = after.number == before.number + 1 and second.sentence == first.sentence
    is_last = before.at + 1 == len(first.marks)
    return is_next and is_last and after.at == 0 and second.cut == ","


def _is_bare(clause: Clause) -> bool:
    return all(m.has("driver") or m.low_text in _LISTING for m in clause.marks)


def _denies_drivers(clause: Clause, at: int) -> bool:
    """ "Without a single oncogenic driver", "panel came back clear"."""
    marks, mark = clause.marks, clause.marks[at]
    if clause.is_question or clause.is_doubted or clause.any_of(_NO_MOLECULES):
        return False
    after = marks[at + 1 : at + 5]
    if mark.has("driver_word"):
        return at in clause.negated or any(m.has("driver_negative") for m in after[:3])
    if mark.has("driver_panel") and at not in clause.negated:
        return any(m.has("driver_negative") or m.has("clear_result") for m in after)
    return False


_NO_MOLECULES = frozenset(("driver", "brain_imaging", "brain_mri"))


def _said_of_gene(clause: Clause, at: int) -> str:
    """ "+" altered, "-" not, "" named only, "?" not to be used."""
    marks, mark = clause.marks, clause.marks[at]
    if _is_no_gene(marks, at) or _is_doubted_gene(marks, at):
        return "?"
    before = marks[max(0, at - 2) : at]
    if at in clause.negated:
        return "-"
    said = _said_after(marks, at)
    if any(m.has("driver_negative") for m in before):
        is_of_other = any(m.has("driver") for m in before)
        is_positive = any(m.has("driver_positive") for m in marks[at + 1 : at + 2])
        if not is_of_other:
            return "-"
        return "+" if is_positive and not said else "?"
    if said or not _is_gene(mark):
        return said or "+"
    is_said = any(
        m.has("driver_positive") or (m.has("driver") and not _is_gene(m))
        for m in marks[at + 1 : at + 3]
    )
    return "+" if is_said else ""


def _is_no_gene(marks: Sequence[Mark], at: int) -> bool:
    """Whether the letters are none of the patient's gene: "RET.", a MET call, eGFR 61."""
    mark = marks[at]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and after.low_text == "." and after.glued:
        return any(m.has("site") or m.low_text in _RETURN for m in marks[at + 2 : at + 3])
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
    """What stands behind the gene and those listed with it: "-" negative, "?" an inhibitor, a
    resistance or a test."""
    is_resistance = is_tested = is_positive = False
    steps, is_list = 0, True
    for step in range(at + 1, len(marks)):
        after = marks[step]
        if is_list and (after.low_text in _LISTING or (after.has("driver") and _is_gene(after))):
            continue
        if after.has("driver") and _is_gene(after) and not is_list:
            break
        is_list, steps = False, steps + 1
        if steps > _NEGATIVE_AFTER:
            break
        if after.has("driver_negative") or _is_not_altered(marks, step):
            return "-"
        if after.has("driver_inhibitor") and step <= at + 2:
            return "?"
        is_resistance = is_resistance or after.has("driver_resistance")
        is_tested = is_tested or (after.has("driver_tested") and steps <= 2)
        is_positive = is_positive or after.has("driver_positive") or after.has("driver")
        if after.any_of(_GENE_BREAKS):
            break
    return "?" if is_resistance or (is_tested and not is_positive) else ""


_LISTING = frozenset(("/", "and", "or", "&", "nor"))


def _is_not_altered(marks: Sequence[Mark], step: int) -> bool:
    """ "EGFR no mutated": a negation between the gene and its alteration."""
    after = marks[step + 1] if step + 1 < len(marks) else None
    is_negation = marks[step].low_text in ("no", "not", "non")
    return is_negation and after is not None and after.has("driver_positive")


# Variants of resistance: without them the gene may well be altered.
_RESISTANCE = frozenset("T790M C797S C797X G1202R G2032R L1196M D1228X Y1230X G810X".split())
_GENES = frozenset(
    "EGFR ALK ROS ROS1 MET RET BRAF HER2 ERBB2 KRAS NTRK NTRK1 NTRK2 NTRK3 TRK CMET".split()
)


# "RET. to clinic": to be seen again.
_RETURN = frozenset(("to", "to the", "for", "in", "clinic", "after", "appt", "appointment"))
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
