"""Organs out of control: "the liver isn't controlled", "lung disease has progressed diffusely".

Beside lesions that were counted elsewhere, an organ of which that is said is the rest of the
disease; it takes back a control that was told before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.clauses import Clause
from assistant.facts.found import Found
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT

_CONTROL = ("control", "controlled", "stable", "check", "uncontrolled", "stabilised", "stabilized")
_WIDELY = (
    "diffuse",
    "throughout",
    "everywhere",
    "widespread",
    "disseminat",
    "generalis",
    "all over",
)
_OF_ELSE = frozenset(("pain", "painful", "seizures", "seizure", "glucose", "diabetes", "pressure"))
_GROWING = frozenset(("growth", "not_stable", "everything_growing", "uncontrolled"))


def uncontrolled(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """The organs that are told to be out of control, each with the words."""
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else None
        if not part.is_about_now or part.is_question or _is_of_else(part):
            continue
        after = parts[number + 1] if number + 1 < len(parts) else None
        words = _words(part) + (_words(after) if after is not None and _adds(part, after) else [])
        said = next((m for at, m in enumerate(part.marks) if _says_so(part, at, words)), None)
        if said is None:
            continue
        sites = _organs(part)
        is_filled_in = before is not None and before.sentence == part.sentence
        if not sites and is_filled_in and part.cut in (":", "--", "="):
            sites = _organs(before) if before is not None else set()
        for site in sorted(sites):
            yield site, said


def _words(part: Clause) -> list[str]:
    return [word for mark in part.marks for word in mark.low_text.split()]


def _adds(part: Clause, after: Clause) -> bool:
    """ "Is progressing too, diffusely": a word or two behind a comma."""
    return after.sentence == part.sentence and after.cut == "," and len(after.marks) <= _SHORT


_SHORT = 2


def _says_so(part: Clause, at: int, words: Sequence[str]) -> bool:
    mark = part.marks[at]
    is_of_control = mark.low_text.endswith(_CONTROL)
    if is_of_control and (mark.has("stable") and at in part.negated):
        return True
    if is_of_control and mark.any_of(_GROWING):
        return at not in part.negated
    is_wide = any(word.startswith(_WIDELY) for word in words)
    return is_wide and mark.has("growth") and at not in part.negated


def _is_of_else(part: Clause) -> bool:
    """Whether it is told of a symptom, or of lesions that are counted."""
    is_counted = any(m.use == COUNT or m.has("lesion") or m.has("single") for m in part.marks)
    words = {word for m in part.marks for word in m.low_text.split()}
    return is_counted or part.has("brain_symptoms") or not words.isdisjoint(_OF_ELSE)


def _organs(part: Clause) -> set[str]:
    """The sites of a clause, also of a region by its organ: "lung disease"."""
    sites = {m.senses["site"] for m in part.marks if m.has("site")}
    words = {m.low_text.split()[0] for m in part.marks if m.any_of(_REGIONS)}
    return (sites | (words & _OF_REGION)) - {"brain"}


_REGIONS = frozenset(("region", "neutral"))
_OF_REGION = frozenset(("lung", "liver", "bone"))


def rest_uncontrolled(found: Found, parts: Sequence[Clause], known: frozenset[str]) -> None:
    """Record that the rest is not controlled, where lesions of another organ are known."""
    said = list(uncontrolled(parts))
    if not said or "other_disease_controlled" in found.facts:
        return
    places = found.facts.get("progressing_locations")
    told = {site for site, _ in said}
    counted = known | (frozenset(map(str, places.values)) - told if places else frozenset())
    for site, mark in said:
        if counted and site not in counted:
            found.say("other_disease_controlled", (False,), mark)
