"""The logistic stages of a fit: weights and bias, held back as the stages need it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.selection.evidence import Floats
from assistant.selection.logistic import Logistic

# How strongly the logistic models are held back: writers differ more than questions do.
LOOSENESS = 0.3


def logistic_of(
    features: Floats, labels: NDArray[np.bool_], weights: Floats | None = None
) -> Floats:
    """Weights and, last, the bias of a logistic regression."""
    model = LogisticRegression(C=LOOSENESS, max_iter=2000, tol=1e-8)
    model.fit(features, labels, sample_weight=weights)
    return np.concatenate([model.coef_[0], model.intercept_])


def as_model(weights: Floats) -> Logistic:
    """Such weights as the model that they are."""
    return Logistic(weights[:-1], float(weights[-1]))
