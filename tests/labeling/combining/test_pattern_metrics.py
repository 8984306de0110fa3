"""Numbers from patterns and counts: by hand, and as scikit-learn gives them for all rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, roc_auc_score
from vote_tables import by_hand, rows_of

from recsys.labeling.combining import pattern_metrics
from recsys.labeling.patterns import Patterns

cells = st.integers(0, 6)
scores = st.sampled_from([0.0, 0.1, 0.3, 0.45, 0.55, 0.8, 1.0])


def test_the_numbers_by_hand() -> None:
    found = by_hand(([1, 1], 1, 4), ([0, -1], 2, 1), ([-1, -1], 5, 7))
    numbers = pattern_metrics.measure(np.array([0.9, 0.2, np.nan]), found.gold_counts, 0.5)
    assert numbers["n"] == 1 + 4 + 2 + 1
    assert numbers["accuracy"] == (4 + 2) / 8
    assert numbers["f1"] == 2 * 4 / (2 * 4 + 1 + 1)
    assert numbers["macro_f1"] == (2 * 4 / (2 * 4 + 1 + 1) + 2 * 2 / (2 * 2 + 1 + 1)) / 2
    # Of 5 liked and 3 other rows: 4 liked beat 2 and tie with 1, 1 liked ties with 2 and loses to 1.
    assert numbers["auc"] == pytest.approx((4 * 2 + 4 * 0.5 + 1 * 2 * 0.5) / (5 * 3))
    assert numbers["brier"] == pytest.approx((4 * 0.1**2 + 1 * 0.9**2 + 1 * 0.8**2 + 2 * 0.2**2) / 8)
    assert numbers["coverage"] == 8 / 20


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(scores, cells, cells), min_size=1, max_size=8))
def test_the_numbers_are_scikit_learns_on_all_rows(drawn: list[tuple[float, int, int]]) -> None:
    counts = np.array([[zero, one] for _, zero, one in drawn])
    found = Patterns(np.zeros((len(drawn), 1), np.int8), counts.sum(axis=1), counts, np.arange(len(drawn)))
    probability = np.array([score for score, _, _ in drawn])
    numbers = pattern_metrics.measure(probability, counts, 0.5)
    scored, gold = rows_of(found, probability)
    assert numbers["n"] == len(gold)
    if not len(gold):
        return
    assert numbers["accuracy"] == pytest.approx(accuracy_score(gold, scored > 0.5))
    assert numbers["macro_f1"] == pytest.approx(f1_score(gold, scored > 0.5, average="macro", zero_division=0))
    assert numbers["brier"] == pytest.approx(brier_score_loss(gold, scored, pos_label=1))
    if len(set(gold)) == 2:
        assert numbers["f1"] == pytest.approx(f1_score(gold, scored > 0.5, zero_division=0))
        assert numbers["auc"] == pytest.approx(roc_auc_score(gold, scored))
    else:
        assert numbers["auc"] is None


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10_000))
def test_several_models_at_once_have_the_numbers_they_have_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, (6, 2))
    probabilities = np.where(rng.random((3, 6)) < 0.3, np.nan, rng.integers(0, 5, (3, 6)) / 4)
    together = pattern_metrics.measure_each(probabilities, counts, 0.4)
    for k, probability in enumerate(probabilities):
        alone = pattern_metrics.measure(probability, counts, 0.4)
        for name, value in alone.items():
            np.testing.assert_array_equal(together[name][k], np.nan if value is None else value)


def test_what_cannot_be_had_is_none() -> None:
    nothing = pattern_metrics.measure(np.array([np.nan]), np.array([[0, 0]]), 0.5)
    assert nothing == dict.fromkeys(nothing) | {"n": 0}
    unlabeled = pattern_metrics.measure(np.array([np.nan]), np.array([[2, 3]]), 0.5)
    assert unlabeled == dict.fromkeys(unlabeled) | {"n": 0, "coverage": 0}
    one_class = pattern_metrics.measure(np.array([0.9, 0.8]), np.array([[0, 2], [0, 1]]), 0.5)
    assert (one_class["auc"], one_class["macro_f1"]) == (None, 1)


def test_placements_by_hand() -> None:
    # Scores .2, .5, .5 with 1, 1, 0 others and 0, 1, 2 liked.
    above, below = pattern_metrics.placements(np.array([0.2, 0.5, 0.5]), np.array([[1, 0], [1, 1], [0, 2]]))
    np.testing.assert_allclose(above, [3 / 3, 1.5 / 3, 1.5 / 3])
    np.testing.assert_allclose(below, [0.5 / 2, 1.5 / 2, 1.5 / 2])
