"""What stands above the fold of a plan is at most 120 words, and in its order."""

from __future__ import annotations

import json

import pytest

from assistant.cli.parts import Parts
from assistant.compose.text import FOLD_WORDS, above_the_fold, shown_words
from assistant.conversation import Conversation
from assistant.templates import templates
from tests.shared import shared_file

STEP = 3
# The blocks above the fold, by what their first line begins with.
ORDER = ("- **", "Missing: ", "Caution: ")


@pytest.mark.parametrize("name", ["cases", "cases-2"])
def test_a_plan_is_told_in_few_words_first(real: Parts, name: str) -> None:
    lines = shared_file(f"questions/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assistant = real.assistant(real.library())
    plans = 0
    for line in lines[::STEP]:
        conversation = Conversation()
        for turn in json.loads(line)["turns"]:
            response = assistant.respond(turn["text"], conversation)
            conversation = response.conversation
            if not (response.answer.actions and response.answer.findings):
                continue
            plans += 1
            fold = above_the_fold(response.answer.text, templates())
            assert shown_words(fold) <= FOLD_WORDS, turn["text"]
            kinds = [
                ORDER.index(o) for row in fold.splitlines() for o in ORDER if row[:9].startswith(o)
            ]
            assert kinds == sorted(kinds), turn["text"]
            assert fold.count("- **") == len(response.answer.actions)
    assert plans > 10
