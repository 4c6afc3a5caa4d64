"""The bundled rules, read once."""

from __future__ import annotations

import pytest

from assistant.rules.rulebook import RuleBook
from tests.assistant.rules.making import bundled_book


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of the first guideline."""
    return bundled_book()
