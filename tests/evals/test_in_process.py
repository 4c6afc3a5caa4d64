"""The assistant in this process, as the evals ask it."""

from __future__ import annotations

from pathlib import Path

from evals.in_process import InProcess
from evals.run import answer_cases
from tests.assistant.doubles import TinyAssistant, tiny_guideline
from tests.evals.sets import loaded


def test_each_case_is_a_conversation_answered_in_public_json(tmp_path: Path) -> None:
    answerer = InProcess(TinyAssistant(tiny_guideline(tmp_path / "pack")))
    turns = list(answer_cases(loaded(tmp_path).cases, answerer))
    outcomes = [turn.answer and turn.answer["outcome"] for turn in turns]
    assert outcomes == ["answer", "answer", "abstain", "answer", "answer"]
    dialogue = answerer.dialogue()
    dialogue.ask("brain?")
    dialogue.ask("when?")
    assert [turn.text for turn in dialogue.conversation.turns] == ["brain?", "when?"]


def test_the_guideline_is_handed_on_and_a_broken_turn_leaves_the_conversation(
    tmp_path: Path,
) -> None:
    answerer = InProcess(TinyAssistant(tiny_guideline(tmp_path / "pack")), guideline="other")
    turns = list(answer_cases(loaded(tmp_path).cases[:1], answerer))
    assert [str(turn.failure) for turn in turns] == [
        "UnknownGuideline: there is no guideline 'other'"
    ] * 2
