"""The screen: rich on a terminal, plain text everywhere else, the same words on both."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.answer import Answer, Citation
from assistant.passage import check_quote, pieces
from assistant.render import overdue, plain, source_line, sources, visible
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, Section, Span

if TYPE_CHECKING:
    from rich.console import Console

MARK = ("»", "«")


class Screen:
    """Where a command prints; `console` is None where nothing but text may be printed."""

    def __init__(self, console: Console | None) -> None:
        self._console = console

    @classmethod
    def plain(cls) -> Screen:
        """A screen that prints plain text."""
        return cls(None)

    @classmethod
    def for_stdout(cls, environment: Mapping[str, str]) -> Screen:
        """Rich on a terminal that can show it, else plain text."""
        if not sys.stdout.isatty() or environment.get("TERM", "dumb") == "dumb":
            return cls(None)
        from rich.console import Console

        return cls(Console(highlight=False, markup=False, emoji=False))

    def answer(self, answer: Answer, today: date) -> None:
        """Prints an answer with its numbered sources."""
        if self._console is None:
            click.echo(plain(answer, today), nl=False)
            return
        from rich.markdown import Markdown

        self._console.print(Markdown(visible(answer.text), hyperlinks=False))
        lines = [*sources(answer)]
        if lines:
            self._console.print()
            self.lines(["Sources", *lines], style="dim")
        self.lines(overdue(answer, today), style="yellow")

    def passage(self, guideline: Guideline, number: int, citation: Citation) -> None:
        """Prints the cited section with the quote marked; QuoteNotFound when it is not there."""
        span = Span(citation.start, citation.end)
        check_quote(guideline, span, citation.quote)
        section = _section(guideline, citation)
        self.lines([source_line(number, citation)], style="bold")
        runs = pieces(guideline, section, [span])
        if self._console is None:
            opening, closing = MARK
            marked = (opening + p.text + closing if p.is_cited else p.text for p in runs)
            click.echo(visible("".join(marked)))
            return
        from rich.text import Text

        text = Text()
        for piece in runs:
            text.append(visible(piece.text), style="bold reverse" if piece.is_cited else "")
        self._console.print(text)

    def lines(self, lines: Iterable[str], style: str = "") -> None:
        """Prints lines as they are."""
        for line in lines:
            if self._console is None:
                click.echo(line)
            else:
                self._console.print(line, style=style or None)


def _section(guideline: Guideline, citation: Citation) -> Section:
    section = guideline.section(citation.section)
    if section is None:
        raise UnknownGuideline(f"{guideline.id} has no section {citation.section!r}")
    return section
