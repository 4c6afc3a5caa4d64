import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.cli.parts import Parts
from assistant.desk import Desk
from assistant.library import Library, open_library
from assistant.preparation import prepare
from assistant.settings import Settings
from assistant.store import Store
from corpus.guideline import Guideline
from tests.assistant.doubles import TinyAssistant, tiny_guideline, tiny_library

TODAY = date(2024, 6, 1)


@pytest.fixture
def guideline(tmp_path: Path) -> Guideline:
    return tiny_guideline(tmp_path / "pack")


@pytest.fixture
def library(guideline: Guideline) -> Library:
    return tiny_library(guideline)


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
        open_assistant=lambda *_: TinyAssistant(guideline),
        open_library=lambda _: library,
    )


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the encoder exported and the bundled guidelines indexed."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    prepare(Settings(home), open_library(home))
    return home


@pytest.fixture
def home(prepared_once: Path, tmp_path: Path) -> Path:
    """A prepared home of the test's own; its files are links, which builds replace."""
    copied = tmp_path / "prepared"
    shutil.copytree(prepared_once, copied, copy_function=os.link)
    return copied


@pytest.fixture
def real(home: Path) -> Parts:
    """The parts as a user has them, over a prepared home."""
    return Parts(environment={"ASSISTANT_HOME": str(home)}, today=lambda: TODAY)
