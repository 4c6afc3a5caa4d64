from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.cli.parts import Parts
from assistant.desk import Desk
from assistant.library import Library
from assistant.store import Store
from corpus.guideline import Guideline
from tests.assistant.doubles import TinyAssistant, tiny_guideline

TODAY = date(2024, 6, 1)


@pytest.fixture
def guideline(tmp_path: Path) -> Guideline:
    return tiny_guideline(tmp_path / "pack")


@pytest.fixture
def library(guideline: Guideline) -> Library:
    return Library([guideline])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'home' / 'assistant.db'}")
    yield opened
    opened.close()


@pytest.fixture
def desk(guideline: Guideline, store: Store) -> Desk:
    return Desk(TinyAssistant(guideline), store)


@pytest.fixture
def parts(tmp_path: Path, guideline: Guideline, library: Library) -> Parts:
    return Parts(
        environment={"ASSISTANT_HOME": str(tmp_path / "home")},
        today=lambda: TODAY,
        open_assistant=lambda _: TinyAssistant(guideline),
        open_library=lambda _: library,
    )
