"""One number for several places: "4 growing lesions in liver and adrenal" are four in all.

The places after the first are followers of the group that holds the number: they name where
its lesions lie and add none. "And 3 new ones" adds to the number before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.groups import Group

FEWEST_SHARED = 2


def share(groups: Sequence[Group]) -> None:
    """Mark the followers of each counted group of one sentence, and give them its course."""
    for number, group in enumerate(groups):
        is_uncounted = group.low < 0 and group.noun == "lesions" and group.is_placed
        if not (group.low >= FEWEST_SHARED or is_uncounted) or not group.sites or group.is_rest:
            continue
        followers: list[Group] = []
        for follower in groups[number + 1 :]:
            if not _is_bare(follower) or (follower.is_article and not is_uncounted):
                break
            followers.append(follower)
        while followers and not followers[-1].is_headed:
            followers.pop()
        if not followers or not (group.is_placed or _is_noun_last(group, followers)):
            continue
        if any(f.course not in ("", group.course) for f in followers):
            continue
        if is_uncounted:
            _one_at_each(group, followers)
            continue
        group.is_split = True
        for follower in followers:
            follower.is_shared, follower.course = True, group.course


def _one_at_each(group: Group, followers: Sequence[Group]) -> None:
    """ "New lesions in the adrenal, a rib and T9": as many as places."""
    group.noun = ""
    for follower in followers:
        follower.course = follower.course or group.course


def _is_bare(group: Group) -> bool:
    """A place alone, of which nothing is said."""
    is_said = group.is_single or group.is_new or group.is_rest
    is_aside = group.is_target or group.is_negated or group.is_history
    return bool(group.sites) and group.low < 0 and not (is_said or is_aside)


def _is_noun_last(group: Group, followers: Sequence[Group]) -> bool:
    """ "3 growing adrenal and bone lesions": the noun stands behind the last place."""
    nouns = [f.noun for f in followers]
    return not group.noun and nouns[-1] == "lesions" and not any(nouns[:-1])


def more(group: Group, growing: Sequence[Group]) -> tuple[int, int] | None:
    """How many lesions "and 3 new ones" adds to those before it; after a comma it may tell
    of some of them. None where the group does not add."""
    if not (group.is_new and group.noun and group.low >= 0) or group.sites:
        return None
    beside = [
        other
        for other in growing
        if other.sentence == group.sentence
        and other is not group
        and not other.is_new
        and other.low >= 0
        and group not in (other.explains, other)
        and group.explains is not other
    ]
    if not beside:
        return None
    is_joined = group.is_headed or beside[0].is_headed
    is_surely = is_joined or group.low > max(other.high for other in beside)
    return (group.low if is_surely else 0), group.high
