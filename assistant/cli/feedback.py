"""`assistant feedback`: what readers said of answers, listed and counted, unsafe ones apart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

import click

from assistant.cli.parts import Parts

if TYPE_CHECKING:
    from assistant.feedback import Feedback


@click.command()
@click.option("--unsafe", is_flag=True, help="Only what was marked unsafe.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def feedback(parts: Parts, unsafe: bool, as_json: bool) -> None:
    """List and count the feedback on answers; what was marked unsafe comes first and apart."""
    from assistant.feedback import FeedbackBook

    book = FeedbackBook(parts.store())
    reported = book.said(unsafe=True)
    rest = () if unsafe else book.said(unsafe=False)
    if as_json:
        for one in (*reported, *rest):
            click.echo(json.dumps(_json(one), ensure_ascii=False))
        return
    click.echo(f"Marked unsafe: {len(reported)}")
    _list(reported)
    if not unsafe:
        counts = {kind: n for kind, n in book.counts().items() if kind != "unsafe"}
        said = ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in counts.items())
        click.echo(f"\nOther feedback: {said}")
        _list(rest)


def _list(said: Iterable[Feedback]) -> None:
    from assistant.render import visible

    for one in said:
        moment = one.created_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        reason = " ".join(visible(one.reason).split())
        kind = one.kind.replace("_", " ")
        click.echo(f"  {one.answer_id[:12]}  {moment}  {kind:<21}  {reason}".rstrip())


def _json(one: Feedback) -> dict[str, str]:
    return {
        "answer_id": one.answer_id,
        "kind": one.kind.value,
        "reason": one.reason,
        "created_at": one.created_at.isoformat(),
    }
