"""From groups of lesions to facts: progressing lesions and their sites, brain metastases,
and whether the rest of the disease is controlled."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.found import Found, up_to_most
from assistant.facts.groups import GROWS, STABLE, Group
from assistant.facts.numbers import UNBOUNDED
from assistant.facts.shared_counts import more

PAIR = 2
MANY_ORGANS = 2


def tumour_facts(found: Found, groups: Sequence[Group], *, is_treated: bool) -> None:
    """Record what the groups say together. A brain lesion reported under treatment with the
    rest controlled is what progresses, though no word says so."""
    lesions = _distinct(groups)
    _control(found, groups, lesions)
    if is_treated or {"systemic_therapy", "other_disease_controlled"} <= found.facts.keys():
        for group in lesions:
            if group.place == "brain" and group.noun and not (group.course or group.is_definite):
                group.course = GROWS
    _progression(found, lesions, groups)
    _brain(found, lesions, [g for g in groups if g.is_negated])
    if "other_disease_controlled" not in found.facts:
        _control(found, groups, lesions)


def _distinct(groups: Sequence[Group]) -> list[Group]:
    """The lesions of the patient, each once: not the targets of a plan, not what is said
    again of a lesion named before."""
    kept: list[Group] = []
    targets: list[Group] = []
    for group in sorted(groups, key=_is_of_those_growing):
        is_former = group.is_history and group.course != GROWS
        if group.is_rest or group.is_negated or is_former:
            continue
        if group.is_target and not group.course and (group.is_definite or group.low < 0):
            targets.append(group)
            continue
        if _is_of_plan(group, kept):
            continue
        if group.is_treated and not (group.course or group.is_definite):
            continue
        if not (group.is_lesion or group.course) or (group.is_pair and not group.course):
            continue
        if (
            (kept or targets)
            and group.course
            and not group.sites
            and (group.is_pair or group.is_definite)
        ):
            if group.is_pair and len(kept) + len(targets) == PAIR:
                kept.extend(targets)
            for other in kept:
                other.course = other.course or group.course
            continue
        same = _said_before(group, kept)
        if same is None:
            kept.append(group)
        else:
            _join(same, group)
    return kept


def _join(same: Group, again: Group) -> None:
    """What is said of a lesion again adds a number or a course that it did not have."""
    if same.low < 0 <= again.low and same.count()[1] == UNBOUNDED:
        same.low, same.high = again.low, again.high
    if not same.course:
        same.course = again.course
        same.is_new = same.is_new or again.is_new


def _is_of_those_growing(group: Group) -> bool:
    """ "SBRT all growing ones? One adrenal is up": a plan may stand before what it is for."""
    return group.is_target and group.is_definite and group.course == GROWS and not group.sites


def _is_of_plan(group: Group, kept: Sequence[Group]) -> bool:
    """ "SABR to the growing ones", "to all 4 growing lesions": those that were told of."""
    if not group.is_target or group.is_added or (group.is_new and not group.is_definite):
        return False
    growing = [other for other in kept if other.course == GROWS]
    is_same = not group.sites or group.place in {other.place for other in growing}
    is_back = group.is_definite or group.is_pair or (group.low < 0 and not group.is_article)
    return bool(growing) and is_same and is_back and group.low <= _total(growing)[1]


def _said_before(group: Group, kept: Sequence[Group]) -> Group | None:
    """The group of an earlier sentence that this one speaks of again."""
    if group.is_added or not group.sites:
        return None
    for other in kept:
        if other.sentence == group.sentence or other.place != group.place:
            continue
        if other.course and group.course and other.course != group.course:
            continue
        if other.explains is not None and other.explains is group:
            continue
        low, _ = group.count()
        is_no_more = low <= other.count()[0]
        if group.is_definite or (is_no_more and not group.is_new):
            return other
        if group.is_target or (group.low < 0 and not group.is_new and not group.is_article):
            return other
        if group.count() == other.count() and group.course == other.course:
            return other
    return None


def _none_growing(found: Found, groups: Sequence[Group]) -> None:
    """ "No lesion is growing": none progresses."""
    for group in groups:
        is_denied = group.is_negated and group.noun and not (group.sites or group.is_none_new)
        is_none = (group.is_none or is_denied) and group.course == STABLE
        if is_none and not group.is_explicit_rest and not (group.is_doubted or group.is_history):
            found.say_at("progressing_sites", (0,), [(group.start, group.end)])
    _only_residual(found, groups)


def _only_residual(found: Found, groups: Sequence[Group]) -> None:
    """ "The adrenal has not grown, nothing else growing either": none progresses."""
    told = [g for g in groups if not (g.is_target or g.is_history)]
    quiet = [g for g in told if g.is_lesion and g.course == STABLE and not g.is_doubted]
    rest = [g for g in told if g.is_rest and g.is_none and g.course == STABLE]
    is_all = all(g in quiet for g in told if g.is_lesion)
    if quiet and rest and is_all and not any(g.is_doubted for g in rest):
        found.say_at("progressing_sites", (0,), [(rest[0].start, rest[0].end)])


def _progression(found: Found, lesions: Sequence[Group], groups: Sequence[Group]) -> None:
    growing = [group for group in lesions if group.course == GROWS]
    if not growing:
        _none_growing(found, groups)
        return
    low, high = _total(growing)
    sure = [group for group in growing if not group.is_doubted]
    if not sure:
        _doubted_growth(found, growing)
        return
    doubted = [group for group in growing if group.is_doubted]
    if doubted:
        low, _ = _total(sure)
    if any(_is_rest_growing(group) for group in groups):
        high = UNBOUNDED
    spans = [(group.start, group.end) for group in growing]
    found.say_at("progressing_sites", up_to_most(low, high), spans)
    found.parts.extend(group.count() for group in growing)
    if all(group.sites or _is_explained(group, growing) for group in sure):
        sites = {group.place for group in sure if group.sites}
        if sites and all(group.place in ("", *sites) for group in doubted):
            found.say_at("progressing_locations", sites, spans, is_set=True)


def _is_rest_growing(group: Group) -> bool:
    """ "The other lesions are not under control either": more grow than are counted."""
    is_told = group.is_rest and group.is_explicit_rest and group.noun == "" and not group.is_none
    return is_told and group.course == GROWS and not (group.is_doubted or group.is_negated)


def _doubted_growth(found: Found, growing: Sequence[Group]) -> None:
    """ "Can't agree whether 5 or 6 grow" doubts the number, "possible growth" the growth."""
    spans = [(group.start, group.end) for group in growing]
    if len(growing) == 1 and 0 < growing[0].low < growing[0].high:
        low, high = growing[0].count()
        found.say_at("progressing_sites", up_to_most(low, high), spans)
    else:
        found.say_at("progression_certain", (False,), spans)


def _is_explained(group: Group, growing: Sequence[Group]) -> bool:
    """Whether other groups name the sites of this one, all of them."""
    if more(group, growing) is not None:
        return False
    details = [g for g in growing if g.explains is group and g.sites]
    if not details:
        others = [g for g in growing if g is not group and g.sites]
        return bool(others) and sum(g.count()[0] for g in others) >= group.count()[0]
    return sum(g.count()[1] for g in details) >= group.low or group.low < 0


def _total(growing: Sequence[Group]) -> tuple[int, int]:
    """The bounds of the sum: an explained group counts with its details only once."""
    low = high = 0
    whole_low = whole_high = more_low = more_high = 0
    for group in growing:
        added = more(group, growing)
        if added is not None:
            more_low, more_high = more_low + added[0], more_high + added[1]
            continue
        if group.is_shared:
            continue
        if group.explains is not None and group.explains in growing and _explains(group, growing):
            continue
        details = [g for g in growing if g.explains is group]
        one_low, one_high = group.count()
        if details:
            sum_low = sum(g.count()[0] for g in details)
            sum_high = min(sum(g.count()[1] for g in details), UNBOUNDED)
            if group.low < 0 or sum_low > one_low:
                one_low, one_high = sum_low, sum_high
        if not group.sites and group.low >= 0 and group.noun:
            whole_low, whole_high = max(whole_low, one_low), max(whole_high, one_high)
            continue
        low, high = low + one_low, min(high + one_high, UNBOUNDED)
    if whole_low >= low:
        low, high = whole_low, whole_high
    return low + more_low, min(max(high, low) + more_high, UNBOUNDED)


def _explains(group: Group, growing: Sequence[Group]) -> bool:
    """Whether a bracketed group is a part of the one before it."""
    whole = group.explains
    if whole is None:
        return False
    if not whole.sites or group.place == whole.place:
        return True
    details = [g for g in growing if g.explains is whole]
    return whole.low >= 0 and sum(g.count()[0] for g in details) <= whole.low and not whole.sites


def _no_brain(found: Found, denied: Sequence[Group], doubted: Sequence[Group]) -> None:
    """ "No mets in the brain": denied, and not only new ones."""
    for group in denied:
        is_there = group.is_none_new or group.is_led
        if "brain" in group.sites and group.noun and not (doubted or is_there):
            found.say_at("brain_metastases", (0,), [(group.start, group.end)])


def _brain(found: Found, lesions: Sequence[Group], denied: Sequence[Group]) -> None:
    groups = [
        g
        for g in lesions
        if g.place == "brain" and (g.is_lesion or (g.course and not g.is_ungrown))
    ]
    sure = [g for g in groups if not g.is_doubted]
    if not sure:
        _no_brain(found, denied, groups)
        return
    parents = [g for g in sure if g.explains not in sure or g.explains is None]
    low = sum(1 if g.is_split else g.count()[0] for g in parents)
    high = sum(g.count()[1] - g.is_split for g in parents)
    if len(sure) < len(groups):
        high += sum(g.count()[1] for g in groups if g.is_doubted)
    found.say_at("brain_metastases", up_to_most(low, high), [(g.start, g.end) for g in sure])


def _control(found: Found, groups: Sequence[Group], lesions: Sequence[Group]) -> None:
    """Control of the rest: said of "the rest", or of two other sites by name."""
    said: list[tuple[bool, Group]] = []
    for group in groups:
        if group.is_doubted or group.is_negated or group.is_history:
            continue
        is_controlled = _is_controlled(group, lesions)
        if is_controlled is not None:
            said.append((is_controlled, group))
    if not said:
        said = [(False, g) for g in lesions if g.is_diffuse or _is_at_large(g, lesions)]
    if not said:
        said = [(True, whole) for whole in lesions if _is_accounted_for(whole, lesions)]
    if not said:
        told = [*lesions, *(g for g in groups if g.is_region and not g.is_history)]
        quiet = [
            g for g in told if g.course == STABLE and not g.is_doubted and (g.sites or g.is_region)
        ]
        grows = any(g.course == GROWS or _is_told_of_brain(g) for g in lesions)
        fewest = 1 if _is_brain_only(lesions) else 2
        if grows and len({g.place for g in quiet if g.place != "brain"}) >= fewest:
            said = [(True, group) for group in quiet]
    for is_controlled, group in said:
        found.say_at("other_disease_controlled", (is_controlled,), [(group.start, group.end)])


def _is_at_large(group: Group, lesions: Sequence[Group]) -> bool:
    """Organs said to be out of control, two or more and no lesion of them counted."""
    if group.course != GROWS or group.low >= 0 or group.noun == "lesion":
        return False
    if group.is_shared or (group.explains is not None and group.explains.low >= 0):
        return False
    wide = {g.place for g in lesions if g.course == GROWS and g.low < 0 and not g.is_one_place}
    return len(wide) > (1 if group.is_uncontrolled else MANY_ORGANS)


def _is_told_of_brain(group: Group) -> bool:
    """A brain lesion reported without a course, not one that is known already."""
    return group.place == "brain" and bool(group.noun) and not (group.course or group.is_definite)


def _is_controlled(group: Group, lesions: Sequence[Group]) -> bool | None:
    """What one group says of the rest; None where it says nothing."""
    if group.is_region and not (group.is_wide or _is_brain_only(lesions)):
        return None
    if group.course == STABLE:
        is_others = _is_primary_only(lesions) and group.noun == "lesions" and not group.sites
        return True if group.is_rest or is_others or _is_all_lesions(group) else None
    if group.is_rest and group.course == GROWS and group.is_explicit_rest:
        return False
    is_rest_named = group.is_rest and group.is_none and group.is_explicit_rest and not group.course
    if is_rest_named and any(lesion.course == GROWS for lesion in lesions):
        return True
    return None


def _is_accounted_for(whole: Group, lesions: Sequence[Group]) -> bool:
    """ "Six mets: five unchanged, one bigger": each lesion's course is told."""
    parts = [g for g in lesions if g.explains is whole and g.course]
    if not parts and whole.noun == "lesions" and not whole.sites:
        parts = [g for g in lesions if g is not whole and g.course]
        if sum(g.count()[0] for g in parts) != whole.low:
            return False
    told = sum(g.count()[0] for g in parts)
    courses = {g.course for g in parts}
    return courses == {GROWS, STABLE} and 0 <= whole.low <= told


def _is_brain_only(lesions: Sequence[Group]) -> bool:
    """Whether what grows, grows in the brain: then a stable chest is the rest."""
    growing = [group for group in lesions if group.course == GROWS or group.place == "brain"]
    return bool(growing) and all(group.place == "brain" for group in growing)


def _is_all_lesions(group: Group) -> bool:
    """ "Mets all dormant": lesions without number or site."""
    is_all = not (group.is_partial or group.is_target)
    return is_all and group.noun == "lesions" and not group.sites and group.low < 0


def _is_primary_only(lesions: Sequence[Group]) -> bool:
    """Whether what grows is the primary: then metastases that are stable are the rest."""
    growing = [group for group in lesions if group.course == GROWS]
    return bool(growing) and all(group.place == "lung_primary" for group in growing)
