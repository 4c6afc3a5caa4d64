"""The sound answer and silence that the tests of this folder forge, and their verifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.verify import Verifier
from corpus.guideline import Guideline
from tests.assistant.doubles import Shelf
from tests.assistant.forging import LABELS, sound_answer, sound_silence, tiny


@pytest.fixture
def guideline(tmp_path: Path) -> Guideline:
    return tiny(tmp_path / "one", "1")


@pytest.fixture
def verifier(guideline: Guideline) -> Verifier:
    return Verifier(Shelf(guideline), LABELS)


@pytest.fixture
def answer(guideline: Guideline) -> Answer:
    return sound_answer(guideline)


@pytest.fixture
def silence(guideline: Guideline) -> Answer:
    return sound_silence(guideline)
