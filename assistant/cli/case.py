"""`assistant case`: one patient and a plan, held against the text."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from assistant.cli.ask import Day, from_stdin
from assistant.cli.parts import Parts

if TYPE_CHECKING:
    from assistant.desk import Given
    from assistant.library import Library

PLAN = "proposed"


@click.command()
@click.argument("told", nargs=-1)
@click.option(
    "--facts",
    multiple=True,
    metavar="FACTS",
    help='Facts as such: one JSON object, or words like "ecog=1 progressing_sites=2".',
)
@click.option("--plan", metavar="ACTIONS", help="The plan as such: sbrt,continue_tki.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer's JSON and nothing else.")
@click.option("--trace", is_flag=True, help="Also print what became of every rule, and why.")
@click.option(
    "--note", type=click.Choice(["text", "markdown"]), help="Print a summary for the note."
)
@click.option("--guideline", metavar="ID", help="Quote this guideline only.")
@click.option("--as-of", type=Day(), help="Answer as of this day.")
@click.pass_obj
def case(
    parts: Parts,
    told: tuple[str, ...],
    facts: tuple[str, ...],
    plan: str | None,
    as_json: bool,
    trace: bool,
    note: str | None,
    guideline: str | None,
    as_of: date | None,
) -> None:
    """Hold a patient and a plan against the text: TOLD in prose ("-" reads it from standard
    input), given with --facts and --plan, or both; what is given counts more."""
    from assistant.desk import Scope
    from assistant.intake import intake_of

    if not (told or facts or plan):
        raise click.UsageError('tell a case in words, or give it: --facts "ecog=1" --plan sbrt')
    library = parts.library()
    intake = intake_of(library)
    text = from_stdin() if told == ("-",) else " ".join(told)
    message = intake.message(text, _written(facts, plan), guideline)
    given = parts.desk(library).ask(message, scope=Scope(guideline, as_of))
    if as_json:
        sys.stdout.buffer.write(given.stored.body + b"\n")
        return
    click.echo(_shown(parts, library, given, note), nl=False)
    if trace:
        click.echo("\nRules")
        for line in _trace(parts, library, given):
            click.echo(f"  {line}")


def _written(facts: tuple[str, ...], plan: str | None) -> dict[str, object]:
    """What --facts and --plan give, as plain values."""
    from assistant.errors import FactError
    from assistant.facts.written import values_of_words

    try:
        words = [w for f in facts for w in ([f] if f.lstrip()[:1] == "{" else shlex.split(f))]
    except ValueError as error:
        raise FactError(f"--facts cannot be read: {error}") from error
    written = values_of_words(words) if words else {}
    if plan is not None:
        written[PLAN] = [name.strip() for name in plan.split(",") if name.strip()]
    return written


def _shown(parts: Parts, library: Library, given: Given, note: str | None) -> str:
    from assistant.intake import intake_of
    from assistant.sheet import as_markdown_text, as_text, note_title, sheet_of

    today = parts.today()
    sheet = sheet_of(given.answer, intake_of(library))
    if note is None:
        return as_text("", sheet.case(today))
    shown = as_text if note == "text" else as_markdown_text
    return shown(note_title(today), sheet.note(today))


def _trace(parts: Parts, library: Library, given: Given) -> list[str]:
    """What became of every rule of the guideline that answered."""
    from assistant.consult import Consultant
    from assistant.facts.cues import load_cues
    from assistant.knowledge import books_of, switched_off

    books = switched_off(books_of(library.packs), parts.settings().rules_off)
    lines: list[str] = []
    for status in given.answer.status:
        book = books.get((status.guideline, status.version))
        packs = (p for p in library.packs if p.guideline.id == status.guideline)
        for pack in packs:
            if book is not None and pack.folder is not None:
                consultant = Consultant(load_cues(pack.folder), book)
                lines += consultant.told(given.stored.inputs.turns)
    return lines or ["the guideline has no rules"]
