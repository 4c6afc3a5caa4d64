"""The cues of the bundled pack, loaded once for the tests of reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.facts.cues import Cues, load_cues

PACK = Path(__file__).parents[3] / "corpus" / "guidelines" / "nsclc-oligoprogression"


@pytest.fixture(scope="session")
def cues() -> Cues:
    return load_cues(PACK)
