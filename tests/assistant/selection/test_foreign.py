"""Drugs, illnesses and codes that a guideline never names are told from slang."""

from __future__ import annotations

import pytest

from assistant.selection.foreign import foreign_kinds


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        (["gliptin", "empagliflozin"], (True, False, False)),
        (["Vancomycin", "trough"], (True, False, False)),
        (["alteplase"], (True, False, False)),
        (["antihypertensive"], (True, False, False)),
        (["anticipated", "antics", "antique"], None),
        (["bacteraemia"], (False, True, False)),
        (["diverticulitis", "colectomy"], (False, True, False)),
        (["Migraine"], (False, True, False)),
        (["strokes"], (False, True, False)),
        (["HbA1c"], (False, False, True)),
        (["C797S"], (False, False, True)),
        (["HLA-B5801"], (False, False, True)),
        (["LAT", "PS", "NCCN", "R0", "82yo", "q8wk"], None),
        (["semaglutide", "psoriasis", "CHA2DS2"], (True, True, True)),
        (["zapping", "thoughts", "mileage", "boss", "April", "aroma", "I"], None),
        (["10", "q", "Tuesday", "routine", "disease", "increase"], None),
        ([], None),
    ],
)
def test_the_kinds_of_unknown_words(
    unknown: list[str], expected: tuple[bool, bool, bool] | None
) -> None:
    assert foreign_kinds(unknown) == (expected or (False, False, False))
