"""Folding: the turns of a conversation into one case, the latest word winning.

Facts and actions add up while the talk is of one patient; a new patient starts afresh.
Lesions reported later join those known before, unless the turn corrects or counts anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.facts.case import Case, PatientFact, ProposedAction, Signal, Value
from assistant.facts.cues import Cues
from assistant.facts.found import MOST, up_to_most
from assistant.facts.no_tumour import without
from assistant.facts.swap import Swap, crosses, swapped
from assistant.facts.systemic_plan import CONTINUE, HOLD, STOP, Planned
from assistant.facts.turn import ASKED, Turn
from assistant.facts.waiting import LOCAL_ACTIONS

_LESION_FACTS = frozenset(("progressing_sites", "progressing_locations"))


def fold(before: Case, turn: Turn, cues: Cues) -> Case:
    """The case after one more turn about the same patient."""
    facts = {name: fact for name, fact in before.facts.items() if name not in turn.disowned}
    for name, fact in turn.found.facts.items():
        if name not in _LESION_FACTS and not _is_vaguer(before, turn, name):
            facts[name] = fact
    _fold_therapy(facts, before, turn)
    _fold_scan(facts, turn)
    if turn.swap is None:
        _fold_lesions(facts, before, turn)
    elif not turn.swap.is_supposed:
        _fold_swap(facts, before, turn, turn.swap)
    planned = before.actions
    if turn.swap is not None and not turn.swap.is_supposed and crosses(before, turn.swap):
        planned = tuple(action for action in planned if action.name not in LOCAL_ACTIONS)
    actions = _actions(planned, turn, facts, cues)
    return Case(
        facts=facts,
        actions=actions,
        about_patient=before.about_patient or turn.is_about_patient,
        signals=_signals(before.signals, turn.signals),
        supposed=_supposed(before, turn),
        assumed=_assumed(facts, turn, before),
        unavailable=((before.unavailable - {ASKED}) | _unavailable(turn)) - turn.found.facts.keys(),
        contradictions=tuple(turn.found.contradictions),
        first_turn=before.first_turn,
        parts=tuple(turn.found.parts) or before.parts,
    )


_COUNTS = frozenset(("brain_metastases", "progressing_sites"))


def _is_vaguer(before: Case, turn: Turn, name: str) -> bool:
    """ "Are the brain mets suitable for SRS?" counts nothing anew where they were counted."""
    old, new = before.facts.get(name), turn.found.facts.get(name)
    if name not in _COUNTS or old is None or new is None:
        return False
    is_anew = turn.says_new or turn.is_correction or turn.is_addition
    return old.values < new.values and max(new.values) == MOST and not is_anew


def _fold_swap(facts: dict[str, PatientFact], before: Case, turn: Turn, swap: Swap) -> None:
    """ "And ipi/nivo?": what it names stands in the place of what was known."""
    new = swapped(before, swap, turn.found)
    facts.update(new.facts)
    for name in new.gone - new.facts.keys():
        facts.pop(name, None)
    if "systemic_therapy" in new.facts and "drug" not in new.facts:
        facts.pop("drug", None)


def _supposed(before: Case, turn: Turn) -> dict[str, PatientFact]:
    """What a question supposes; a bare number is that of the lesions counted before."""
    sites, brain = before.facts.get("progressing_sites"), before.facts.get("brain_metastases")
    if turn.swap is not None and turn.swap.is_supposed:
        return {**turn.supposed, **swapped(before, turn.swap, turn.found).facts}
    if "brain_metastases" in turn.supposed:
        return _with_brain(before, turn.supposed)
    counted = sites if sites is not None else brain
    if turn.supposed_count is None or counted is None or "progressing_sites" in turn.supposed:
        return turn.supposed
    low, high, mark = turn.supposed_count
    mention = turn.found.mention(mark.start, mark.end)
    return {
        **turn.supposed,
        counted.name: replace(counted, values=up_to_most(low, high), mentions=(mention,)),
    }


def _with_brain(before: Case, supposed: dict[str, PatientFact]) -> dict[str, PatientFact]:
    """ "If the MRI showed two brain mets": beside what grows elsewhere, not in its place."""
    brain, sites = supposed["brain_metastases"], supposed.get("progressing_sites")
    old, places = before.facts.get("progressing_sites"), before.facts.get("progressing_locations")
    is_same = sites is not None and sites.values == brain.values
    if not is_same or sites is None or old is None or places is None or "brain" in places.values:
        return supposed
    low = int(min(old.values)) + int(min(sites.values))
    high = int(max(old.values)) + int(max(sites.values))
    union = places.values | {"brain"}
    return {
        **supposed,
        sites.name: replace(sites, values=up_to_most(low, high)),
        places.name: replace(places, values=union, certain=union),
    }


def _unavailable(turn: Turn) -> frozenset[str]:
    """What a reply says cannot be had; in the first message nothing was asked for."""
    return turn.unavailable if turn.number else frozenset()


def _fold_therapy(facts: dict[str, PatientFact], before: Case, turn: Turn) -> None:
    """A new class without a drug ends the former drug, unless it was of that class."""
    new = turn.found.facts
    if "systemic_therapy" in new and "drug" not in new and "drug" in facts:
        former = before.facts.get("systemic_therapy")
        if former is not None and former.values != new["systemic_therapy"].values:
            del facts["drug"]


def _fold_scan(facts: dict[str, PatientFact], turn: Turn) -> None:
    """Where the scan turns out not to have been done, it has cleared no brain."""
    new, brain = turn.found.facts, facts.get("brain_metastases")
    scan = new.get("cns_imaging_done")
    if scan is None or True in scan.values or "brain_metastases" in new or brain is None:
        return
    if brain.values == frozenset((0,)):
        del facts[brain.name]


def _fold_lesions(facts: dict[str, PatientFact], before: Case, turn: Turn) -> None:
    new = turn.found.facts
    sites, old = new.get("progressing_sites"), before.facts.get("progressing_sites")
    places, old_places = new.get("progressing_locations"), before.facts.get("progressing_locations")
    if sites is not None and _is_vaguer(before, turn, sites.name):
        sites = None
    if turn.apart is not None and turn.apart.removed is not None and _fold_apart(facts, turn):
        return
    if sites is None:
        if _fold_new_brain(facts, before, turn):
            return
        _fold_place(facts, turn)
        if not _fold_recount(facts, before, turn):
            _fold_count(facts, before, turn)
        return
    is_elsewhere = (
        places is not None and old_places is not None and not places.values & old_places.values
    )
    is_anew = "prior_local_therapy" in before.facts or "progressed_after_local" in new
    is_added = (is_elsewhere or turn.is_addition) and not (is_anew or turn.is_correction)
    if old is not None and is_added:
        low = min(old.values) + min(sites.values)  # type: ignore[operator]
        high = max(old.values) + max(sites.values)  # type: ignore[operator]
        values = up_to_most(int(low), int(high))
        facts["progressing_sites"] = replace(
            sites, values=values, mentions=old.mentions + sites.mentions
        )
        _fold_brain(facts, before, turn)
        if places is not None and old_places is not None:
            union = old_places.values | places.values
            mentions = old_places.mentions + places.mentions
            facts["progressing_locations"] = replace(
                places, values=union, certain=union, mentions=mentions
            )
        return
    facts["progressing_sites"] = sites
    if places is not None:
        facts["progressing_locations"] = places
    elif old is not None and old_places is not None and turn.is_correction:
        facts["progressing_locations"] = old_places


def _fold_apart(facts: dict[str, PatientFact], turn: Turn) -> bool:
    """ "Four of them are vessels": fewer than were counted; whether there were any."""
    sites, brain = facts.get("progressing_sites"), facts.get("brain_metastases")
    places = facts.get("progressing_locations")
    apart = turn.apart
    if apart is None or apart.removed is None or sites is None or MOST in sites.values:
        return False
    if places is not None and not apart.sites <= places.values:
        return False
    left = without(frozenset(map(int, sites.values)), apart.removed)
    mention = turn.found.mention(apart.said[0].start, apart.said[-1].end)
    is_brain = brain is not None and brain.values == sites.values
    for known in (sites, brain) if is_brain and brain is not None else (sites,):
        if left:
            new = replace(known, values=frozenset(left), mentions=(*known.mentions, mention))
            facts[known.name] = new
    return bool(left)


def _fold_brain(facts: dict[str, PatientFact], before: Case, turn: Turn) -> None:
    """ "Three additional ones" in a brain whose lesions were counted: they add up, too."""
    new, old = turn.found.facts.get("brain_metastases"), before.facts.get("brain_metastases")
    if new is None or old is None or not turn.is_addition:
        return
    low = int(min(new.values)) + int(min(old.values))
    high = int(max(new.values)) + int(max(old.values))
    facts[new.name] = replace(
        new, values=up_to_most(low, high), mentions=old.mentions + new.mentions
    )


def _fold_place(facts: dict[str, PatientFact], turn: Turn) -> None:
    """ "It isn't adrenal, it's a kidney met": the site is put right, the count stays."""
    known = facts.get("progressing_locations")
    found = turn.found
    named = found.places - found.denied
    if known is None or not turn.is_correction or not named:
        return
    if found.denied & known.values:
        values = (known.values - found.denied) | named
        whole = found.mention(0, len(found.text))
        facts[known.name] = replace(
            known, values=values, certain=values, mentions=(*known.mentions, whole)
        )


def _fold_new_brain(facts: dict[str, PatientFact], before: Case, turn: Turn) -> bool:
    """Lesions in a brain that was clear before are new: they join what progresses."""
    new, old = turn.found.facts.get("brain_metastases"), before.facts.get("brain_metastases")
    if new is None or old is None or old.values != {0} or 0 in new.values or turn.is_correction:
        return False
    sites, places = facts.get("progressing_sites"), facts.get("progressing_locations")
    low, high = (min(sites.values), max(sites.values)) if sites is not None else (0, 0)
    values = up_to_most(
        int(low) + int(min(new.values)),
        int(high) + int(max(new.values)),
    )
    mentions = (sites.mentions if sites is not None else ()) + new.mentions
    facts["progressing_sites"] = PatientFact("progressing_sites", values, mentions)
    if sites is None or places is not None:
        union = (places.values if places is not None else frozenset()) | {"brain"}
        facts["progressing_locations"] = PatientFact(
            "progressing_locations", union, mentions, union
        )
    return True


def _fold_recount(facts: dict[str, PatientFact], before: Case, turn: Turn) -> bool:
    """ "Sorry, 7 lesions", "actually it's 3": the number put right, of what was counted."""
    new, sites = turn.found.facts.get("brain_metastases"), before.facts.get("progressing_sites")
    brain, places = before.facts.get("brain_metastases"), before.facts.get("progressing_locations")
    is_brain = (
        brain is not None
        and 0 not in brain.values
        and (sites is None or brain.values == sites.values)
    )
    is_place_kept = places is None or turn.found.places <= places.values
    if not turn.is_recount or turn.is_whole:
        return False
    if new is not None and is_brain and sites is not None:
        facts[sites.name] = replace(sites, values=new.values, mentions=new.mentions)
        return True
    if turn.count is None or not is_place_kept or (sites is None and not is_brain):
        return False
    low, high, mark = turn.count
    mention = turn.found.mention(mark.start, mark.end)
    counted = [sites] if sites is not None else []
    for known in (*counted, brain) if is_brain and brain is not None else counted:
        facts[known.name] = replace(known, values=up_to_most(low, high), mentions=(mention,))
    return True


def _fold_count(facts: dict[str, PatientFact], before: Case, turn: Turn) -> None:
    """A number by itself narrows the number that was left open."""
    known = facts.get("progressing_sites")
    if turn.count is None or known is None:
        return
    low, high, mark = turn.count
    if turn.is_whole:
        _fold_whole(facts, before, turn)
        return
    if turn.is_addition:
        least, most = int(min(known.values)) + low, int(max(known.values)) + high
        mentions = (*known.mentions, turn.found.mention(mark.start, mark.end))
        facts[known.name] = replace(known, values=up_to_most(least, most), mentions=mentions)
        return
    places = before.facts.get("progressing_locations")
    listed = turn.found.listed
    if listed and places is not None:
        is_all = places.values <= listed.keys()
        if not is_all and not with_other_parts(low, high, before.parts):
            return
        if is_all:
            low, high = (sum(listed[str(p)][n] for p in places.values) for n in (0, 1))
    told = up_to_most(low, high)
    if not told & known.values and max(known.values) == MOST:
        told = with_other_parts(low, high, before.parts)
    values = told & known.values if len(known.values) > 1 else frozenset()
    if values:
        mention = turn.found.mention(mark.start, mark.end)
        facts["progressing_sites"] = replace(
            known, values=values, mentions=(*known.mentions, mention)
        )


def with_other_parts(low: int, high: int, parts: Sequence[tuple[int, int]]) -> frozenset[Value]:
    """ " 'Some' is two": the number of the one part that was left open, and the others."""
    others = [part for part in parts if part[1] < MOST]
    if len(parts) - len(others) != 1 or not others:
        return frozenset()
    return up_to_most(low + sum(p[0] for p in others), high + sum(p[1] for p in others))


def _fold_whole(facts: dict[str, PatientFact], before: Case, turn: Turn) -> None:
    """ "Five altogether": the number anew; of the brain, too, where it alone progresses."""
    if turn.count is None:
        return
    low, high, _ = turn.count
    sites, brain = before.facts["progressing_sites"], before.facts.get("brain_metastases")
    is_brain = brain is not None and brain.values == sites.values
    for name in ("progressing_sites", "brain_metastases") if is_brain else ("progressing_sites",):
        mention = turn.found.mention(0, len(turn.found.text))
        known = facts[name]
        facts[name] = replace(
            known, values=up_to_most(low, high), mentions=(*known.mentions, mention)
        )


def _actions(
    before: Sequence[ProposedAction], turn: Turn, facts: dict[str, PatientFact], cues: Cues
) -> tuple[ProposedAction, ...]:
    found = {action.name: action for action in before}
    for plan in turn.plans:
        name = _name(plan, facts, cues)
        mentions = tuple(turn.found.mention(mark.start, mark.end) for mark in plan.marks)
        known = found.get(name)
        if known is None:
            found[name] = ProposedAction(name, mentions, tuple(plan.targets), tuple(plan.spared))
        else:
            found[name] = ProposedAction(
                name,
                known.mentions + mentions,
                tuple(dict.fromkeys((*known.targets, *plan.targets))),
                tuple(dict.fromkeys((*known.spared, *plan.spared))),
            )
    return tuple(found.values())


_OF_TKI = {CONTINUE: "continue_tki", STOP: "stop_tki", HOLD: "hold_tki"}
_OF_OTHER = {CONTINUE: "continue_systemic", STOP: "stop_systemic", HOLD: "hold_tki"}


def _name(plan: Planned, facts: dict[str, PatientFact], cues: Cues) -> str:
    """The action's name by what the patient is on; antibodies and conjugates are no TKIs."""
    therapy = facts.get("systemic_therapy")
    is_targeted = therapy is None or therapy.values == frozenset(("targeted",))
    if is_targeted and "drug" in facts:
        names = [name for value in facts["drug"].values for name in str(value).split("+")]
        is_targeted = any(name not in cues.drugs or cues.drugs[name].is_tki for name in names)
    return (_OF_TKI if is_targeted else _OF_OTHER).get(plan.name, plan.name)


def _signals(before: Sequence[Signal], now: Sequence[Signal]) -> tuple[Signal, ...]:
    found = {signal.name: signal for signal in before}
    for signal in now:
        known = found.get(signal.name)
        mentions = known.mentions + signal.mentions if known else signal.mentions
        found[signal.name] = Signal(signal.name, mentions)
    return tuple(found.values())


def _assumed(facts: dict[str, PatientFact], turn: Turn, before: Case) -> tuple[str, ...]:
    """What is taken for granted: NSCLC, unless the message says a bare "lung cancer"."""
    is_first = not before.facts and not before.assumed
    if "histology" in facts or turn.says_bare_cancer:
        return ()
    if is_first or before.assumed:
        return ("histology nsclc",)
    return ()
