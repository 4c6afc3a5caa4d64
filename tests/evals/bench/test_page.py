"""The page's benchmark, over a server of the test's own."""

import shutil
from pathlib import Path

import pytest

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.store import Store
from evals.bench.page import page_time
from tests.assistant.doubles import TinyAssistant, tiny_guideline, tiny_library
from tests.assistant.serving import served


def test_both_times_are_measured_in_the_page(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    guideline = tiny_guideline(tmp_path / "pack")
    store = Store.open(f"sqlite:///{tmp_path / 'assistant.db'}")
    desk = Desk(TinyAssistant(guideline), store)
    with served(create_app(desk, tiny_library(guideline), {})) as url:
        api, shown, added = page_time(["relief?", "dose?", "relief?"], url, chromium)
    assert api.value > 0
    assert shown.value > 0
    assert added.value == pytest.approx(shown.value - api.value)
    assert added.bound is not None
    assert added.bound.limit == 30
    assert "2 questions" in added.detail
    questions = [stored.inputs.turns[-1] for stored in store.recent(100)]
    assert sorted(set(questions)) == ["dose?", "relief?"]
    store.close()
