"""The steps of snorkel's LabelModel, one by one."""

import numpy as np
import pytest

from recsys.errors import Cancelled
from recsys.labeling.combining import label_model_steps
from recsys.labeling.combining.label_model_steps import Objective
from recsys.labeling.combining.label_models import LabelModelSettings

ONE_STEP = LabelModelSettings(epochs=1, learning_rate=0.1)
TWO_STEPS = LabelModelSettings(epochs=2, learning_rate=0.1)
BY_ITSELF = np.zeros((2, 2), bool)


def test_steps_by_hand_towards_the_share_of_each_vote() -> None:
    # One function, which votes 0 on .4 and 1 on .2 of the rows, of which .25 are liked. From nothing, each parameter's
    # slope is -2 x share of the vote x share of the class.
    objective = Objective(np.diag([0.4, 0.2]), BY_ITSELF, 0.25)
    slope = -2 * np.array([[0.4 * 0.75, 0.4 * 0.25], [0.2 * 0.75, 0.2 * 0.25]])
    first = label_model_steps.descend(objective, np.zeros((2, 2)), ONE_STEP)
    np.testing.assert_allclose(first, -0.1 * slope, rtol=1e-6)
    # What is reached of .4 is .1 x 2 x .4 x (.75² + .25²), an eighth: the next slope is an eighth less.
    second = label_model_steps.descend(objective, np.zeros((2, 2)), TWO_STEPS)
    np.testing.assert_allclose(second, -0.1 * slope - 0.1 * (0.9 * slope + slope * (1 - 0.2 * 0.625)), rtol=1e-6)


def test_a_step_by_hand_towards_the_overlaps_between_functions() -> None:
    # Two functions, each voting 1 on half of the rows and never 0, together on .3; both classes are half. As started,
    # P(vote 1) is .5 for both, so only their overlap is unexplained: .3 - 2 x (.5 x .5 x .5) = .05.
    overlaps = np.zeros((4, 4))
    overlaps[1::2, 1::2] = [[0.5, 0.3], [0.3, 0.5]]
    function = np.array([0, 0, 1, 1])
    start = np.array([[0, 0], [0.5, 0.5], [0, 0], [0.5, 0.5]])
    after = label_model_steps.descend(Objective(overlaps, function[:, None] != function, 0.5), start, ONE_STEP)
    # It counts twice, as (1, 2) and as (2, 1), and each time as a square: slope -2 x 2 x .05 x .5 x .5.
    moved = 0.1 * 2 * 2 * 0.05 * 0.5 * 0.5
    np.testing.assert_allclose(after, start + np.array([[0, 0], [moved, moved]] * 2), rtol=1e-6)


def test_several_starts_end_where_each_does_alone() -> None:
    objective = Objective(np.diag([0.4, 0.2]), BY_ITSELF, 0.25)
    starts = np.array([[[0.1, 0.2], [0.3, 0.4]], [[0.4, 0.1], [0.2, 0.3]]])
    alone = [label_model_steps.descend(objective, start, TWO_STEPS) for start in starts]
    np.testing.assert_array_equal(label_model_steps.descend(objective, starts, TWO_STEPS), alone)
    assert starts[0, 0, 0] == 0.1


def test_a_report_can_stop_the_steps() -> None:
    told: list[tuple[float, str]] = []

    def stop_at_half(fraction: float, message: str) -> None:
        told.append((fraction, message))
        if fraction >= 0.5:
            raise Cancelled("Cancelled.")

    many = LabelModelSettings(epochs=2_000)
    with pytest.raises(Cancelled):
        label_model_steps.descend(Objective(np.eye(2), BY_ITSELF, 0.5), np.zeros((2, 2)), many, stop_at_half)
    assert told[0] == (0, "step 0 of 2,000")
    assert told[-1] == (0.5, "step 1,000 of 2,000")
