"""`assistant answers …`, `explain` and `verify`: what was answered, why, and whether it holds."""

from __future__ import annotations

import json
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.parts import Parts
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from assistant.answer import Answer

DIFFERENT = 1


class NotAnAnswer(AssistantError):
    """A file that is not the JSON of an answer."""


@click.group()
def answers() -> None:
    """The answers that were given."""


@answers.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.pass_obj
def list_answers(parts: Parts, limit: int) -> None:
    """List the last answers, the latest first."""
    from assistant.render import visible

    for stored in parts.store().recent(limit):
        moment = stored.created_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        outcome = json.loads(stored.body)["outcome"]
        question = " ".join(visible(stored.inputs.turns[-1]).split())
        click.echo(f"{stored.answer_id[:12]}  {moment}  {outcome:<7}  {question[:80]}")


@answers.command()
@click.argument("answer_id", metavar="ID")
@click.pass_obj
def show(parts: Parts, answer_id: str) -> None:
    """Print the JSON of an answer as it was sent; ID may be cut short."""
    body = parts.store().find(answer_id).body
    sys.stdout.buffer.write(body + b"\n")


@answers.command("replay")
@click.argument("answer_id", metavar="ID")
@click.pass_context
def replay_answer(ctx: click.Context, answer_id: str) -> None:
    """Answer again from the stored inputs and compare the bytes.

    Exit code 1 if they differ, with what changed since and what came out otherwise.
    """
    from assistant.replay import replay

    parts: Parts = ctx.obj
    stored = parts.store().find(answer_id)
    result = replay(parts.assistant(parts.library()), stored)
    click.echo(str(result))
    if not result.same:
        ctx.exit(DIFFERENT)


@click.command()
@click.argument("answer_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
@click.pass_obj
def explain(parts: Parts, answer_id: str, as_json: bool) -> None:
    """Show how an answer came about: candidates, scores, thresholds, what was refused."""
    from assistant.render import outline

    stored = parts.store().find(answer_id)
    if as_json:
        click.echo(json.dumps(stored.trace, ensure_ascii=False, indent=2))
        return
    click.echo(f"answer: {stored.answer_id}")
    for line in outline({"inputs": stored.inputs.to_json(), **stored.trace}):
        click.echo(line)


@click.command()
@click.argument("answer", metavar="ANSWER.json", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--message",
    "messages",
    multiple=True,
    help="What was asked; the words of facts are held against it. Once a turn, oldest first.",
)
@click.pass_context
def verify(ctx: click.Context, answer: Path, messages: tuple[str, ...]) -> None:
    """Check an answer's quotes, offsets, findings and sentences against the stored text.

    An answer does not hold the messages that it answers: without --message the words that
    its facts were read from are not checked, and that is said. "-" reads the answer's JSON
    from standard input. Exit code 1 when it does not hold.
    """
    from assistant.message import clean
    from assistant.opening import open_verifier

    parts: Parts = ctx.obj
    raw = sys.stdin.buffer.read() if str(answer) == "-" else answer.read_bytes()
    given = _parsed(raw, "standard input" if str(answer) == "-" else str(answer))
    turns = [clean(message) for message in messages] or None
    faults = open_verifier(parts.library(), parts.settings().home).faults(given, turns)
    for fault in faults:
        click.echo(fault)
    if faults:
        _say_engine(given)
        ctx.exit(DIFFERENT)
    click.echo(f"verified; citations held against the stored text: {len(given.shown_citations())}")
    if given.facts and turns is None:
        click.echo("not checked: the words that facts were read from; give them with --message")


def _say_engine(given: Answer) -> None:
    """Says that another program answered: what it declares by code is not kept by version."""
    from assistant.engine import ENGINE
    from assistant.render import visible

    made_by = given.fingerprint.engine
    if made_by != ENGINE:
        click.echo(
            f"made by engine {visible(made_by)[:40]}, held against engine {ENGINE}: verify it with"
            " the program that made it to tell a false answer from a changed program"
        )


def _parsed(raw: bytes, name: str) -> Answer:
    """The answer; NotAnAnswer where the JSON says anything that an answer does not."""
    from pydantic import TypeAdapter, ValidationError

    from assistant.answer import Answer

    try:
        given = TypeAdapter(Answer).validate_json(raw)
        content = json.loads(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(step) for step in first["loc"])
        message = f"{name} is not the JSON of an answer: {first['msg']}"
        raise NotAnAnswer(f"{message} at /{place}" if place else message) from error
    if given.to_json() != content:
        raise NotAnAnswer(f"{name} has parts that no answer has, or lacks some")
    return given
