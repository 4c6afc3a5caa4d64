"""`assistant ask`: one question, one cited answer."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.cli.parts import Parts
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from assistant.desk import Desk, Given

BYTES_A_CHARACTER = 4


class NotText(AssistantError):
    """Standard input that is no text."""


class Day(click.ParamType[date]):
    """A calendar date as ISO 8601 writes it."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The date, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("2025-07-28"):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2025-07-28", param, ctx)


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer's JSON and nothing else.")
@click.option("--plain", is_flag=True, help="Print plain text on a terminal, too.")
@click.option("--guideline", metavar="ID", help="Quote this guideline only.")
@click.option("--as-of", type=Day(), help="Answer as of this day.")
@click.pass_obj
def ask(
    parts: Parts,
    question: tuple[str, ...],
    as_json: bool,
    plain: bool,
    guideline: str | None,
    as_of: date | None,
) -> None:
    """Answer one QUESTION; "-" reads it from standard input."""
    text = from_stdin() if question == ("-",) else " ".join(question)
    given = _given(parts.desk(), text, guideline, as_of)
    if as_json:
        sys.stdout.buffer.write(given.stored.body + b"\n")
    else:
        _show(parts, given, plain)


def _given(desk: Desk, text: str, guideline: str | None, as_of: date | None) -> Given:
    from assistant.desk import Scope

    return desk.ask(text, scope=Scope(guideline, as_of))


def from_stdin() -> str:
    """What stands on standard input, as far as a question may be long; NotText else."""
    from assistant.message import QUESTION_LIMIT

    longest = (QUESTION_LIMIT + 1) * BYTES_A_CHARACTER
    raw = sys.stdin.buffer.read(longest)
    try:
        return raw.decode("utf-8-sig", errors="ignore" if len(raw) == longest else "strict")
    except UnicodeDecodeError as error:
        raise NotText(f"standard input is not UTF-8 at byte {error.start}") from error


def _show(parts: Parts, given: Given, plain: bool) -> None:
    from assistant.cli.screen import Screen

    screen = Screen.plain() if plain else Screen.for_stdout(parts.environment)
    screen.answer(given.answer, parts.today())
