"""Figures: whether a claim gives a statement's number another meaning, unit or bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_NUMBER = r"\d+(?:[.,]\d+)?|" + "|".join(_WORDS)
_FIGURE = re.compile(
    rf"(?<![\w.])(?P<low>{_NUMBER})(?:\s*(?:-|–|to|and)\s*(?P<high>{_NUMBER}))?"
    r"[\s-]*(?P<unit>months?|mo|mos|mths?|weeks?|wks?|days?|years?|yrs?|%|percent)(?![\w])",
    re.IGNORECASE,
)
_BOUND = re.compile(
    rf"(?:\b(?:up to|at most|no more than|not more than|maximum(?: of)?|max(?: of)?"
    rf"|as many as|limit (?:of|is|being)|cut-?off (?:of|is|at)|capped at|maximum is)\s+"
    rf"|[≤]\s*)(?P<number>{_NUMBER})(?![\w.])",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:lesion|site|met|metastas[ie]s|deposit|spot|growing)", re.IGNORECASE)
_UNITS = {"mo": "month", "mos": "month", "mth": "month", "wk": "week", "yr": "year", "%": "percent"}
_EVERY = re.compile(r"\bevery\b", re.IGNORECASE)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
# What a duration can be the duration of; one figure cannot be two of them.
_MEANINGS = {
    "overall survival": re.compile(r"\boverall survival\b|\bOS\b(?! ?i)", re.IGNORECASE),
    "progression-free survival": re.compile(r"\bPFS\b|progression[- ]free", re.IGNORECASE),
    "time to": re.compile(
        r"\b(?:time|interval|months?|how long) (?:un)?till?\b|\b(?:time|interval) to\b",
        re.IGNORECASE,
    ),
    "duration beyond": re.compile(r"\bduration\b|\bbeyond progression\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number or range with its unit."""

    low: float
    high: float
    unit: str


def is_other_figure(claim: str, quote: str) -> bool:
    """Whether the claim takes a figure of the quote for another thing, in another unit, or
    sets another bound on the same count."""
    in_claim, in_quote = list(_figures(claim)), list(_figures(quote))
    return (
        _is_other_meaning(claim, quote, in_claim, in_quote)
        or _is_other_unit(in_claim, in_quote)
        or _is_other_interval(claim, quote)
        or _is_other_bound(claim, quote)
    )


def _figures(text: str) -> Iterator[_Figure]:
    for found in _FIGURE.finditer(text):
        low = _value(found["low"])
        unit = found["unit"].casefold()
        unit = _UNITS.get(unit, unit)
        unit = _UNITS.get(unit.removesuffix("s"), unit.removesuffix("s"))
        yield _Figure(low, _value(found["high"]) if found["high"] else low, unit)


def _value(word: str) -> float:
    return float(_WORDS.get(word.casefold(), 0)) or float(
        word.replace(",", ".") if word[0].isdecimal() else 0
    )


def _is_other_meaning(
    claim: str, quote: str, in_claim: list[_Figure], in_quote: list[_Figure]
) -> bool:
    """The same figure, as the duration of something else."""
    if not in_claim or not set(_ends(in_claim)) <= set(_ends(in_quote)):
        return False
    meant, meant_here = _meanings(claim), _meanings(quote)
    return bool(meant) and bool(meant_here) and not meant & meant_here


def _ends(figures: list[_Figure]) -> Iterator[_Figure]:
    """The figures, of a range its two ends."""
    for figure in figures:
        yield _Figure(figure.low, figure.low, figure.unit)
        yield _Figure(figure.high, figure.high, figure.unit)


def _is_other_unit(in_claim: list[_Figure], in_quote: list[_Figure]) -> bool:
    """The same range, of another unit: 6-12 months for 6-12 weeks."""
    ranges = {(f.low, f.high): f.unit for f in in_quote if f.low != f.high}
    return any(ranges.get((f.low, f.high), f.unit) != f.unit for f in in_claim if f.low != f.high)


def _is_other_interval(claim: str, quote: str) -> bool:
    """Another interval between repetitions, wholly outside the stated one."""
    claimed, stated = list(_intervals(claim)), list(_intervals(quote))
    return bool(stated) and any(
        all(high < low_here or low > high_here for low_here, high_here in stated)
        for low, high in claimed
    )


def _intervals(text: str) -> Iterator[tuple[float, float]]:
    """What a text says is done "every …", in days."""
    for every in _EVERY.finditer(text):
        for figure in _figures(text[every.end() :][:30]):
            if figure.unit in _DAYS:
                yield figure.low * _DAYS[figure.unit], figure.high * _DAYS[figure.unit]
            break


def _is_other_bound(claim: str, quote: str) -> bool:
    """Another upper bound on the same count."""
    if not (_COUNTED.search(claim) and _COUNTED.search(quote)):
        return False
    claimed = {_value(found["number"]) for found in _BOUND.finditer(claim)}
    stated = {_value(found["number"]) for found in _BOUND.finditer(quote)}
    return bool(claimed) and bool(stated) and not claimed & stated


def _meanings(text: str) -> set[str]:
    return {name for name, pattern in _MEANINGS.items() if pattern.search(text)}
