"""Feedback as a question set: what readers said of answers, as labels to be checked.

One case an answer, with the whole conversation that led to it. What a reader can know is
labelled: a helpful answer may be expected again with the sections it cited; one that should
have abstained, an abstention. For the rest only the outcome stands, and the note says what
a labeller has to look at. What was marked unsafe is a set of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assistant.feedback import Feedback, FeedbackBook, Kind
from assistant.settings import Settings
from assistant.store import Store, StoredAnswer, UnknownAnswer
from evals.cases import Case

CITING = ("corrections", "statements", "findings", "conflicts")


@dataclass(frozen=True, slots=True)
class Exported:
    """The cases, and how many words of feedback were on answers that are deleted."""

    cases: tuple[Case, ...]
    gone: int


def cases_of(store: Store, *, unsafe: bool) -> Exported:
    """The cases of the answers that were marked unsafe, or of all others with feedback."""
    said: dict[str, list[Feedback]] = {}
    for one in reversed(FeedbackBook(store).said(unsafe=unsafe)):
        said.setdefault(one.answer_id, []).append(one)
    cases, gone = [], 0
    for answer_id, words in said.items():
        try:
            stored = store.answer(answer_id)
        except UnknownAnswer:
            gone += len(words)
        else:
            cases.append(_case(store, stored, words))
    return Exported(tuple(cases), gone)


def as_lines(cases: Iterable[Case]) -> str:
    """The cases as the lines of a question set."""
    content = (case.model_dump(mode="json", exclude_defaults=True) for case in cases)
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in content)


def _case(store: Store, stored: StoredAnswer, words: Sequence[Feedback]) -> Case:
    kinds = sorted({one.kind.value for one in words})
    reasons = [one.reason for one in words if one.reason]
    turns = [*_earlier(store, stored), _turn(stored, {one.kind for one in words})]
    note = f"{', '.join(kinds)}: check the labels" + "".join(f"; “{r}”" for r in reasons)
    return Case.model_validate(
        {
            "id": f"feedback-{stored.answer_id[:12]}",
            "tags": ("feedback", *kinds),
            "turns": tuple(turns),
            "note": note,
        }
    )


def _turn(stored: StoredAnswer, kinds: set[Kind]) -> dict[str, Any]:
    answer = json.loads(stored.body)
    turn: dict[str, Any] = {"text": stored.inputs.turns[-1], "expect": answer["outcome"]}
    if Kind.SHOULD_HAVE_ABSTAINED in kinds:
        turn["expect"] = "abstain"
    elif kinds == {Kind.HELPFUL}:
        turn["required"] = _cited(answer)
    return turn


def _earlier(store: Store, stored: StoredAnswer) -> list[dict[str, Any]]:
    """The turns before, expected as they were answered."""
    answers = store.answers_before(stored)
    return [
        {"text": text, "expect": json.loads(answer.body)["outcome"]}
        for text, answer in zip(stored.inputs.turns[:-1], answers, strict=True)
    ]


def _cited(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """The sections that an answer cites, in order."""
    parts = [*([answer["direct"]] if answer["direct"] else [])]
    for name in CITING:
        parts += answer[name]
    return tuple(dict.fromkeys(c["section"] for part in parts for c in part["citations"]))


@click.command("from-feedback")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE")
@click.option("--unsafe", is_flag=True, help="What was marked unsafe, instead of all else.")
def from_feedback(out: Path, unsafe: bool) -> None:
    """Write the answers that have feedback as a question set; its labels want checking."""
    store = Store.open(Settings.from_environment(os.environ).database_url)
    try:
        exported = cases_of(store, unsafe=unsafe)
    finally:
        store.close()
    out.write_text(as_lines(exported.cases), encoding="utf-8")
    gone = f"; {exported.gone} on answers that are deleted" if exported.gone else ""
    click.echo(f"written: {out}, questions: {len(exported.cases)}{gone}", err=True)
