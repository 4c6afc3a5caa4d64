"""Lists: half a list reads as if it were all of it, so it is shown whole."""

from __future__ import annotations

import re

from corpus.guideline import Guideline, Span, Statement

MOST_STATEMENTS = 6
# A list of which two items or more are shown is shown whole, up to this many items.
LONGEST_LIST = 8
# "List the caveats", "summarise what it warns of"; a waiting list is no such thing.
_LISTS = re.compile(
    r"\b(?:summari[sz]e|sum up|enumerate|overview of|summary of|name all)\b"
    r"|(?<!waiting )(?<!reference )(?<!gene )(?<!the )\blist\b",
    re.IGNORECASE,
)


def listed(
    chosen: tuple[Statement, ...], asked: str, guideline: Guideline
) -> tuple[Statement, ...]:
    """The chosen statements; all of their section where a list of what it says is asked for."""
    sections = {statement.section_id for statement in chosen}
    if len(sections) != 1 or not _LISTS.search(asked):
        return chosen
    whole = tuple(s for s in guideline.statements if s.section_id in sections)
    return whole if len(whole) <= MOST_STATEMENTS else chosen


def lists_whole(rows: list[int], guideline: Guideline) -> list[int]:
    """The first rows, and the other items of each list that several of them belong to.

    Half a list under its lead-in reads as if it were all of it; one item by itself is
    what the question was about.
    """
    statements = guideline.statements
    shown = set(rows[:MOST_STATEMENTS])
    items: dict[tuple[Span, ...], list[int]] = {}
    for row, statement in enumerate(statements):
        if statement.lead_ins:
            items.setdefault(statement.lead_ins, []).append(row)
    for whole in items.values():
        if len(whole) <= LONGEST_LIST and len(shown.intersection(whole)) > 1:
            shown.update(whole)
    return sorted(shown)
