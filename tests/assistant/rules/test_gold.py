"""The shared samples, built from their labelled facts: what the rules make of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from assistant.rules.check import check
from assistant.rules.rulebook import RuleBook
from tests.assistant.rules.making import patient
from tests.shared import shared_file

PERMISSIVE = {
    "supported": 3,
    "conditional": 2,
    "not_preferred": 1,
    "not_addressed": 1,
    "not_supported": 0,
}


def labelled(name: str) -> Iterator[Mapping[str, Any]]:
    for line in shared_file(f"questions/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield from (turn for turn in json.loads(line)["turns"] if turn.get("verdicts"))


@pytest.mark.parametrize("name", ["cases", "cases-2", "clarify"])
def test_labelled_facts_give_the_labelled_verdicts(book: RuleBook, name: str) -> None:
    right = total = unsafe = needless = nothing_open = 0
    for turn in labelled(name):
        facts = {n: v for n, v in turn["facts"].items() if n != "proposed_actions"}
        found = check(book, patient(book, **facts, proposed=list(turn["verdicts"])))
        for action, wanted in turn["verdicts"].items():
            accepted = {wanted, *turn.get("verdicts_alt", {}).get(action, ())}
            got = found.verdicts[action]
            total += 1
            right += got in accepted
            unsafe += PERMISSIVE[got] > max(PERMISSIVE[verdict] for verdict in accepted)
        if turn.get("asks") == []:
            nothing_open += 1
            needless += bool(found.asks)
    # Labelled facts hold only what one value says: what is heard beside them is missing here.
    assert right / total >= 0.90
    assert unsafe / total <= 0.08
    assert needless <= 0.12 * nothing_open
