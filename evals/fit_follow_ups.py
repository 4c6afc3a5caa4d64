"""The follow-up stage of a fit: how the readings of a message that leans are weighed.

Fitted to the turns that lean on their conversation. Each of their readings is judged with the
ridge scores of a model that has not seen their writer, as in the stages before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.selection.evidence import Evidence, Floats
from assistant.selection.features import section_features, silence_features
from assistant.selection.follow_up import (
    Chances,
    Heard,
    follow_up_sections,
    follow_up_silence,
)
from assistant.selection.head import FOLLOW_UP_SECTION, FOLLOW_UP_SILENCE
from assistant.selection.logistic import Logistic
from evals.fit_logistic import logistic_of
from evals.fit_ridge import FittedRidge

FOLLOW_UP_THRESHOLDS = {"section": 0.3, "statement": 0.25, "silent": 0.6, "least": 0.0}


@dataclass(frozen=True, slots=True)
class Leaning:
    """One labelled follow-up: its writer, its labels by section, its readings.

    The readings are those of `conversation.FollowUp`, in its order. `counts` is 0 for a section
    that says nothing of right or wrong.
    """

    writer: str
    silent: bool
    required: NDArray[np.bool_]
    counts: Floats
    readings: tuple[Evidence, ...]


@dataclass(frozen=True)
class Stages:
    """The stages before, as fitted."""

    design: FittedRidge
    groups: Sequence[NDArray[np.int64]]
    section_model: Logistic
    silence_model: Logistic

    def chances(self, evidence: Sequence[Evidence], writers: Sequence[str]) -> list[Chances]:
        """What is judged of each reading by a model that has not seen its writer."""
        scored = self.design.held_out([e.reading for e in evidence], writers)
        apart = self.design.held_out([e.reading.alone or e.reading for e in evidence], writers)
        found = []
        for each, whole, part in zip(evidence, scored, apart, strict=True):
            alone = part if each.reading.alone else None
            sections = section_features(each, self.groups, whole, alone)
            silent = self.silence_model.probability(silence_features(each, whole, alone))
            found.append(Chances(float(silent), self.section_model.probability(sections)))
        return found


def fit_follow_ups(seen: Sequence[Leaning], stages: Stages) -> dict[str, Floats]:
    """The weights of the follow-up stage; none where there are no follow-ups of both kinds."""
    silent = np.array([turn.silent for turn in seen], dtype=bool)
    if not silent.any() or silent.all():
        return {}
    writers = [turn.writer for turn in seen]
    columns = [stages.chances(e, writers) for e in zip(*(t.readings for t in seen), strict=True)]
    heard = [Heard(*judged) for judged in zip(*columns, strict=True)]
    return {
        FOLLOW_UP_SECTION: logistic_of(
            np.concatenate([follow_up_sections(each) for each in heard]),
            np.concatenate([turn.required for turn in seen]),
            np.concatenate([turn.counts for turn in seen]),
        ),
        FOLLOW_UP_SILENCE: logistic_of(
            np.stack([follow_up_silence(each) for each in heard]), silent
        ),
    }
