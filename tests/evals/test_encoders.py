"""Encoders around an encoder change no vector and no identity."""

from __future__ import annotations

import numpy as np

from evals.encoders import CountingEncoder, RememberingEncoder
from tests.encoders import HashingEncoder

TEXTS = ["brain", "bone", "brain", "liver"]


def test_counting_notes_each_batch_until_it_is_taken() -> None:
    inner = HashingEncoder()
    encoder = CountingEncoder(inner)
    vectors = encoder.encode(TEXTS)
    encoder.encode([])
    assert np.array_equal(vectors, inner.encode(TEXTS))
    assert encoder.taken() == [tuple(TEXTS), ()]
    assert encoder.taken() == []
    assert (encoder.fingerprint, encoder.dimension) == (inner.fingerprint, inner.dimension)


def test_remembering_encodes_each_text_once() -> None:
    inner = HashingEncoder()
    encoder = RememberingEncoder(inner)
    first = encoder.encode(TEXTS)
    again = encoder.encode(["liver", "lung", "brain"])
    assert inner.encoded == ["brain", "bone", "liver", "lung"]
    assert np.array_equal(first, HashingEncoder().encode(TEXTS))
    assert np.array_equal(again, HashingEncoder().encode(["liver", "lung", "brain"]))
    assert encoder.encode([]).shape == (0, inner.dimension)
