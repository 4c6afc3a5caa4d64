"""Tables: rows of cells as Markdown that also reads well in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from evals.measures import Figure

Cell: TypeAlias = str | int | float | None


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A Markdown table with aligned columns; the first column left, the others right."""
    cells = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [_line(row, widths) for row in cells]
    rule = "|".join(
        "-" * (width + 2) if column == 0 else "-" * (width + 1) + ":"
        for column, width in enumerate(widths)
    )
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0].ljust(widths[0])
    others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *others]) + " |"


def _cell(value: Cell) -> str:
    """A cell's text: shares with three digits, nothing for None, bars escaped."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return str(value).replace("|", "\\|")


def with_interval(figure: Figure | None) -> Cell:
    """A figure as `0.870 ±0.021`, a median as its number."""
    if figure is None:
        return None
    if figure.interval is None:
        return f"{figure.value:g}"
    return f"{figure.value:.3f} ±{figure.interval:.3f}"
