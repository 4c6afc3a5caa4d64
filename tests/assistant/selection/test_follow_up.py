"""The readings of a follow-up, weighed against each other and against the turn before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import HeadError
from assistant.selection.follow_up import (
    READINGS,
    RULED_OUT,
    SILENCE_INPUTS,
    SUCCESSION,
    Chances,
    FollowUps,
    Heard,
    follow_up_sections,
    follow_up_silence,
    section_inputs,
)
from assistant.selection.head import (
    FOLLOW_UP_SECTION,
    FOLLOW_UP_SILENCE,
    load_trained,
    write_head,
)
from assistant.selection.logistic import Logistic
from tests.assistant.selection.material import (
    THRESHOLDS,
    Material,
    head_arrays,
    head_meta,
    judged,
)

SECTIONS = 3


def chances(silent: float, *sections: float) -> Chances:
    return Chances(silent, np.array(sections))


HEARD = Heard(
    in_context=chances(0.5, 0.9, 0.5, 0.1),
    by_itself=chances(0.2, 0.5, 0.5, 0.5),
    after_last=chances(0.0, 0.0, 1.0, 0.5),
    after_topic=chances(0.5, 0.5, 0.5, 0.5),
    before=chances(0.1, 0.0, 0.25, 0.75),
)


def test_a_section_has_its_log_odds_in_each_reading_itself_and_what_was_before_it() -> None:
    inputs = follow_up_sections(HEARD)
    assert inputs.shape == (SECTIONS, section_inputs(SECTIONS))
    assert inputs[0, :READINGS] == pytest.approx([np.log(9), 0, -np.log(9999), 0])
    assert inputs[:, READINGS : READINGS + SECTIONS].tolist() == np.eye(SECTIONS).tolist()
    succession = inputs[:, READINGS + SECTIONS :].reshape(SECTIONS, SECTIONS, SECTIONS)
    for section in range(SECTIONS):
        assert succession[section, section].tolist() == [0, 0.25 * SUCCESSION, 0.75 * SUCCESSION]
        assert np.delete(succession[section], section, axis=0).sum() == 0


def test_silence_has_its_log_odds_by_reading_and_what_was_before_it() -> None:
    assert follow_up_silence(HEARD) == pytest.approx([0, np.log(0.25), -np.log(9999), 0.1])


def test_what_often_follows_upon_a_section_becomes_likelier() -> None:
    even = chances(0.5, 0.5, 0.5, 0.5)
    weights = np.zeros(section_inputs(SECTIONS))
    weights[READINGS + SECTIONS + 0 * SECTIONS + 2] = 1.0  # the first upon the third
    model = FollowUps(Logistic(weights, 0.0), Logistic(np.zeros(SILENCE_INPUTS), 0.0), {})
    upon = [Heard(even, even, even, even, chances(0.0, *row)) for row in np.eye(SECTIONS)]
    found = [model.judged(heard).sections for heard in upon]
    assert found[0].tolist() == found[1].tolist() == [0.5] * SECTIONS
    assert found[2][0] > 0.5
    assert found[2][1:].tolist() == [0.5, 0.5]


def test_what_only_the_conversation_brought_up_has_no_part_in_a_message_by_itself() -> None:
    found = chances(0.1, 0.9, 0.8, 0.7).by_itself(chances(0.0, 0.9, RULED_OUT, RULED_OUT / 2))
    assert found.silent == 0.1
    assert found.sections.tolist() == [0.9, 0.8, 0.0]


def test_the_weighed_judgement_keeps_the_statements_of_its_reading() -> None:
    judgement = judged({"relief": 0.9, "prevention": 0.1}, [0.4, 0.3], 0.2)
    assert judgement.chances.silent == 0.2
    assert judgement.chances.sections.tolist() == [0.9, 0.1]
    weighed = judgement.weighed(chances(0.123456, 0.25, 0.75), {"silent": 0.6})
    assert weighed.sections == {"relief": 0.25, "prevention": 0.75}
    assert (weighed.silent, weighed.thresholds) == (0.1235, {"silent": 0.6})
    assert weighed.statements is judgement.statements


def test_a_head_fitted_to_conversations_has_the_model(material: Material, tmp_path: Path) -> None:
    count = len(material.guideline.sections)
    arrays, path = head_arrays(material), tmp_path / "head.npz"
    write_head(path, arrays, head_meta(material))
    assert load_trained(path).follow_ups is None
    arrays[FOLLOW_UP_SECTION] = np.ones(section_inputs(count) + 1)
    arrays[FOLLOW_UP_SILENCE] = np.ones(SILENCE_INPUTS + 1)
    meta = {**head_meta(material), "follow_up_thresholds": THRESHOLDS}
    write_head(path, arrays, meta)
    found = load_trained(path).follow_ups
    assert found is not None
    assert found.thresholds == THRESHOLDS
    arrays[FOLLOW_UP_SILENCE] = np.ones(SILENCE_INPUTS)
    write_head(path, arrays, meta)
    with pytest.raises(HeadError, match="fitted to other features"):
        load_trained(path)
