"""`assistant chat`: a conversation in the terminal, with the sources at hand.

Reads lines, from a person or a pipe, until they end. On a capable terminal prompt_toolkit
edits the line and remembers earlier ones, in memory only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date

import click

from assistant.cli.ask import Day
from assistant.cli.parts import Parts

PROMPT = "> "


@click.command()
@click.option("--guideline", metavar="ID", help="Quote this guideline only.")
@click.option("--as-of", type=Day(), help="Answer as of this day.")
@click.pass_obj
def chat(parts: Parts, guideline: str | None, as_of: date | None) -> None:
    """Talk in the terminal; /help inside lists what else there is."""
    from assistant.cli.dialogue import Dialogue
    from assistant.cli.screen import Screen
    from assistant.desk import Scope

    library = parts.library()
    if guideline is not None:
        library.guideline(guideline)
    screen = Screen.for_stdout(parts.environment)
    dialogue = Dialogue(parts.desk(library), library, screen, Scope(guideline, as_of), parts.today)
    dialogue.greet()
    for line in _lines(parts):
        if not dialogue.line(line):
            break


def _lines(parts: Parts) -> Iterator[str]:
    """What is typed or piped, line by line, until it ends."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not is_terminal:
        for line in sys.stdin.buffer:
            yield line.decode("utf-8", errors="replace")
    else:
        is_dumb = parts.environment.get("TERM", "dumb") == "dumb"
        read = _simple_prompt if is_dumb else _line_editor()
        while True:
            try:
                yield read()
            except EOFError:
                return


def _simple_prompt() -> str:
    return input(PROMPT)


def _line_editor() -> Callable[[], str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import InMemoryHistory

    from assistant.cli.dialogue import HELP

    names = sorted({line.split()[0] for line in HELP})
    session: PromptSession[str] = PromptSession(
        PROMPT,
        history=InMemoryHistory(),
        completer=WordCompleter(names, sentence=True),
        complete_while_typing=False,
    )
    return session.prompt
