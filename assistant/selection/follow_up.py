"""Follow-ups: what a message that leans on its conversation asks, from several readings of it.

"And in the head?" may be meant with all that led to it, with the last message or the topic
alone, or by itself. The head judges each reading; a small logistic model weighs the judgements
against each other, and against what the turn before was about, because some sections follow
upon others (why not to wait upon when to treat) and a silence seldom lasts. Only chances are
weighed: no statement of an earlier turn comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant.selection.evidence import Floats
from assistant.selection.logistic import Logistic

READINGS = 4
# Readings that tell of silence, and the turn before.
SILENCE_INPUTS = 4
# No chance counts as surer than its last digit can tell.
LEAST_CHANCE = 1e-4
# How much one section's following upon another weighs beside what the message itself says.
SUCCESSION = 2.0
# A section that is less likely by itself has no part in a message that is read by itself.
RULED_OUT = 0.02


@dataclass(frozen=True, slots=True)
class Chances:
    """What was judged of one reading: the chance of silence and of each section, in order."""

    silent: float
    sections: Floats

    def by_itself(self, alone: Chances) -> Chances:
        """These chances without the sections that only the conversation brought up."""
        return Chances(self.silent, np.where(alone.sections < RULED_OUT, 0.0, self.sections))


@dataclass(frozen=True, slots=True)
class Heard:
    """A follow-up's readings, judged, and the turn before it."""

    in_context: Chances
    by_itself: Chances
    after_last: Chances
    after_topic: Chances
    before: Chances

    @property
    def readings(self) -> tuple[Chances, Chances, Chances, Chances]:
        return (self.in_context, self.by_itself, self.after_last, self.after_topic)


@dataclass(frozen=True)
class FollowUps:
    """The model that weighs the readings of a follow-up."""

    section_model: Logistic
    silence_model: Logistic
    thresholds: Mapping[str, float]

    def judged(self, heard: Heard) -> Chances:
        """The chances of the follow-up, all readings considered."""
        silent = self.silence_model.probability(follow_up_silence(heard))
        return Chances(float(silent), self.section_model.probability(follow_up_sections(heard)))


def section_inputs(sections: int) -> int:
    """How many inputs the section model has."""
    return READINGS + sections + sections * sections


def follow_up_sections(heard: Heard) -> Floats:
    """(sections, inputs): log odds by reading, which section, and which one before it."""
    count = len(heard.before.sections)
    odds = [_log_odds(reading.sections) for reading in heard.readings]
    succession = np.zeros((count, count, count))
    for section in range(count):
        succession[section, section] = SUCCESSION * heard.before.sections
    return np.column_stack([*odds, np.eye(count), succession.reshape(count, count * count)])


def follow_up_silence(heard: Heard) -> Floats:
    """The log odds of silence by reading, and whether the turn before was silence."""
    silent = [heard.in_context.silent, heard.by_itself.silent, heard.after_last.silent]
    return np.append(_log_odds(np.asarray(silent)), heard.before.silent)


def _log_odds(chances: Floats) -> Floats:
    bounded = np.clip(chances, LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    return np.asarray(np.log(bounded / (1.0 - bounded)))
