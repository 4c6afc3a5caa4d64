"""Logistic: a fitted logistic model, as every stage of judging uses it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.selection.evidence import Floats


@dataclass(frozen=True)
class Logistic:
    """A logistic model; its inputs are standardised by the weights themselves."""

    weights: Floats
    bias: float

    def probability(self, features: Floats) -> Floats:
        """Probabilities for (n, features) or one row."""
        scores = np.einsum("...j,j->...", features, self.weights) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-scores)))
