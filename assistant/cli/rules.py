"""`assistant rules …`: the rules of a pack proved, explained on a case, and set into a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.parts import Parts
from assistant.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.rules.checked import Checked
    from assistant.rules.explain import TraceLine
    from assistant.rules.rulebook import RuleBook
    from corpus.guideline import Guideline

FAULTY = 2


@click.group()
def rules() -> None:
    """The rules: prove them, explain them on a case, print them to be signed."""


@rules.command("prove")
@click.argument("pack", required=False)
@click.pass_context
def prove_rules(ctx: click.Context, pack: str | None) -> None:
    """Prove the rules of PACK, the only one with rules unless given; needs the z3 solver.

    Exit code 2 with a witness case for everything that is not as it must be.
    """
    from assistant.rules.prove import prove

    book, guideline = _book(pack)
    violations = prove(book)
    for violation in violations:
        click.echo(str(violation), err=True)
    if violations:
        ctx.exit(FAULTY)
    click.echo(
        f"{guideline.id}: {len(book.rules)} rules proved: no contradiction, none unreachable or"
        " subsumed, no gap in the declared scope, no wrong evaluation"
    )


@rules.command("explain")
@click.argument("facts", nargs=-1, required=True)
@click.option("--pack", help="The pack whose rules are meant.")
@click.pass_obj
def explain_facts(parts: Parts, facts: tuple[str, ...], pack: str | None) -> None:
    """Hold FACTS against the rules and print what became of every rule.

    FACTS is one JSON object, or words like ecog=1 progressing_sites=2 proposed=sbrt.
    """
    from assistant.facts.case import Case
    from assistant.facts.cues import load_cues
    from assistant.facts.given import laid_over
    from assistant.facts.written import case_of_words
    from assistant.rules.check import check
    from assistant.rules.explain import trace

    folder, _, whole = _loaded(pack)
    book = whole.without(parts.settings().rules_off)
    # A drug in use implies the class of its therapy, here as in an answer.
    case = laid_over(Case(), case_of_words(book.schema, facts), load_cues(folder))
    checked = check(book, case)
    for heading, lines in _told(book, checked, trace(book, case)):
        click.echo(f"{heading}:")
        for line in lines:
            click.echo(f"  {line}")


def _told(
    book: RuleBook, checked: Checked, traced: Iterable[TraceLine]
) -> Iterator[tuple[str, list[str]]]:
    """What the rules make of a case, heading by heading; nothing under one is left out."""
    from assistant.templates import change_words

    facts, actions = book.schema.facts, book.schema.actions
    verdicts = [
        f"{actions[action].label}: {verdict.replace('_', ' ')}"
        for action, verdict in checked.verdicts.items()
    ]
    found = [f"{f.text} [{', '.join(f.statements)}]" for f in checked.findings]
    changes = []
    for flip in checked.flips:
        change = " and ".join(facts[n].wording.supposing(v) for n, v in flip.facts.items())
        then = change_words(flip.verdicts, checked.verdicts, lambda name: actions[name].label)
        resting = f" [{', '.join(flip.statements)}]" if flip.statements else ""
        changes.append(f"If {change}: {then}.{resting}")
    blocks = {
        "Verdicts": verdicts,
        "Findings": found,
        "Assumed": list(checked.assumed),
        "To be asked": [f"{ask.ask} It decides {ask.changes}." for ask in checked.asks],
        "What would change this": changes,
        "What became of every rule": [str(line) for line in traced],
    }
    yield from ((heading, lines) for heading, lines in blocks.items() if lines)


@rules.command("table")
@click.argument("pack", required=False)
@click.option("--html", is_flag=True, help="One HTML page instead of Markdown.")
def table_of_rules(pack: str | None, html: bool) -> None:
    """Print the rules of PACK as a decision table to read and sign."""
    from assistant.rules.table import DecisionTable

    table = DecisionTable(*_book(pack))
    click.echo(table.html() if html else table.markdown(), nl=False)


def _book(pack: str | None) -> tuple[RuleBook, Guideline]:
    """The rule book of a pack, and its guideline."""
    _, guideline, book = _loaded(pack)
    return book, guideline


def _loaded(pack: str | None) -> tuple[Path, Guideline, RuleBook]:
    """A pack's folder, that named or of the bundled pack of this id, and what is in it."""
    from assistant.rules.load import rules_of
    from corpus.packs import BUNDLED, bundled_pack_folders, load_pack

    named = [Path(pack)] if pack else [f for f in bundled_pack_folders() if _has_rules(f)]
    if len(named) != 1:
        raise RuleError(f"name one pack: {', '.join(f.name for f in named) or 'none has rules'}")
    folder = named[0] if named[0].exists() else BUNDLED / named[0].name
    loaded = load_pack(folder)
    book = rules_of(loaded)
    if book is None:
        raise RuleError(f"{folder.name} has no rules.yaml")
    return folder, loaded.guideline, book


def _has_rules(folder: Path) -> bool:
    return (folder / "rules.yaml").is_file()
