"""Targets: the sites that a planned treatment goes to, and those that it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.systemic_plan import SYSTEMIC_PLANS

PAIR = 2


def targets_of(clauses: Sequence[Clause], number: int, at: int) -> tuple[list[str], list[str]]:
    """The sites that follow the action, else the one before it ("adrenal SBRT", "can the rib
    be irradiated"), and those behind a word that spares them, in its clause or the next ones
    of the sentence."""
    clause = clauses[number]
    targets: list[str] = []
    spared: list[str] = []
    if clause.marks[at].low_text.startswith("be "):
        return [m.senses["site"] for m in clause.marks[:at] if m.has("site")], []
    before = _site_before(clause, at)
    after = clause.marks[at + 1 :]
    is_led = bool(before) and not (after and after[0].has("to"))
    is_ended = _take(after, targets, spared, is_spared=False)
    if is_led and not (targets and before in targets):
        targets = [before]
    for following in clauses[number + 1 :] if not is_ended else ():
        if following.sentence != clause.sentence or not _spares(following):
            break
        _take(following.marks, targets, spared, is_spared=True)
    return list(dict.fromkeys(targets)), list(dict.fromkeys(spared))


def _take(after: Sequence[Mark], targets: list[str], spared: list[str], is_spared: bool) -> bool:
    """Take the sites up to the next action; whether there was one."""
    for step, mark in enumerate(after):
        if mark.has("action") or mark.any_of(SYSTEMIC_PLANS) or _begins_another(after[step:]):
            return True
        is_spared = is_spared or mark.has("plan_spare")
        site = mark.senses.get("site")
        if site:
            (spared if is_spared else targets).append(site)
    return False


def _site_before(clause: Clause, at: int) -> str:
    """The site that stands right before the action."""
    return clause.marks[at - 1].senses.get("site", "") if at else ""


def _spares(clause: Clause) -> bool:
    """Whether a clause begins by leaving something alone: ", leave both ribs"."""
    return clause.cut in (",", "but", "--") and any(
        mark.has("plan_spare") for mark in clause.marks[:2]
    )


def _begins_another(after: Sequence[Mark]) -> bool:
    """ "SRS + adrenal SBRT": behind the sign another action stands after its own site."""
    if not (after[0].low_text in ("+", "and", "plus", "&", "with") and len(after) > PAIR):
        return False
    for step, mark in enumerate(after[1:4]):
        if mark.has("action"):
            return step > 0
        if not (mark.has("site") or mark.has("laterality") or mark.has("definite")):
            return False
    return False
