"""Dawid and Skene's EM: it finds accuracies from agreement alone, and what it can't know stays as it started."""

import itertools

import numpy as np
import pytest
from vote_tables import by_hand, count, drawn

from recsys.labeling.combining import dawid_skene
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.patterns import Patterns

SETTINGS = LabelModelSettings(model="dawid_skene")


def test_accuracies_are_learned_without_any_gold() -> None:
    accuracies = (0.9, 0.6, 0.75, 0.8)
    found = count(drawn(3, 200_000, accuracies, balance=0.7)[0])
    assert not found.gold_counts.any()
    fitted = dawid_skene.fit(found, tuple("abcd"), SETTINGS, 0.7)
    assert fitted.weights == pytest.approx(accuracies, abs=0.02)


def test_gold_changes_nothing() -> None:
    L, truth = drawn(4, 2_000, (0.9, 0.6, 0.75))
    assert dawid_skene.fit(count(L, truth), tuple("abc"), SETTINGS, 0.5) == dawid_skene.fit(
        count(L), tuple("abc"), SETTINGS, 0.5
    )


def test_the_first_round_by_hand() -> None:
    # 30 rows: both vote liked; 10: a liked, b not; a quarter is liked before any vote.
    found = by_hand(([1, 1], 30, 0), ([1, 0], 10, 0), ([-1, -1], 60, 0))
    fitted = dawid_skene.fit(found, ("a", "b"), SETTINGS.model_copy(update={"epochs": 1}), 0.25)
    # At the start all votes are right on 7 of 10.
    agreed = 0.25 * 0.7**2 / (0.25 * 0.7**2 + 0.75 * 0.3**2)
    liked = 30 * agreed + 10 * 0.25
    a_liked = (liked + 10 * 0.7) / (liked + 10)  # all votes of a say liked; ten imagined ones as at the start
    a_not = (0 + 10 * 0.7) / (40 - liked + 10)
    b_liked = (30 * agreed + 10 * 0.7) / (liked + 10)
    b_not = (10 * 0.75 + 10 * 0.7) / (40 - liked + 10)
    expected = [(a_not, 1 - a_liked), (1 - a_not, a_liked), (b_not, 1 - b_liked), (1 - b_not, b_liked)]
    np.testing.assert_allclose(fitted.conditional, np.array(expected) * 0.4)  # both vote on 40 of 100 rows


def test_a_round_never_makes_the_votes_less_likely() -> None:
    found = count(drawn(5, 500, (0.9, 0.6, 0.55, 0.8), coverage=0.6)[0])
    heights = []
    for rounds in range(1, 12):
        settings = SETTINGS.model_copy(update={"epochs": rounds})
        heights.append(_height(found, np.array(dawid_skene.fit(found, tuple("abcd"), settings, 0.4).conditional), 0.4))
    assert all(after >= before - 1e-9 for before, after in itertools.pairwise(heights))
    assert heights[-1] > heights[0] + 1


def _height(found: Patterns, conditional: np.ndarray, balance: float) -> float:
    """The logarithm of what EM climbs: P(votes cast), times the imagined votes'."""
    said = conditional.reshape(-1, 2, 2)
    right = said / said.sum(axis=1, keepdims=True)  # of the votes cast: function, vote, truth
    likely = np.stack([np.full(len(found.votes), 1 - balance), np.full(len(found.votes), balance)], axis=1)
    for j, column in enumerate(found.votes.T):
        likely *= np.where(column[:, None] >= 0, right[j][column], 1)
    imagined = 7 * np.log(np.stack([right[:, 0, 0], right[:, 1, 1]])) + 3 * np.log(
        np.stack([right[:, 1, 0], right[:, 0, 1]])
    )
    return float(found.counts @ np.log(likely.sum(axis=1)) + imagined.sum())


def test_a_function_that_never_votes_keeps_its_start_and_changes_nothing() -> None:
    L = drawn(6, 2_000, (0.9, 0.6, 0.75, 0.8))[0]
    L[:, 3] = -1
    fitted = dawid_skene.fit(count(L), tuple("abcd"), SETTINGS, 0.5)
    assert fitted.weights[3] is None
    three = dawid_skene.fit(count(L[:, :3]), tuple("abc"), SETTINGS, 0.5)
    np.testing.assert_allclose(fitted.probabilities(L), three.probabilities(L[:, :3]))


def test_counts_stand_for_rows() -> None:
    L = drawn(7, 300, (0.9, 0.6, 0.75))[0]
    row_by_row = Patterns(L, np.ones(300, int), np.zeros((300, 2), int), np.arange(300))
    fitted, by_rows = (dawid_skene.fit(found, tuple("abc"), SETTINGS, 0.5) for found in (count(L), row_by_row))
    np.testing.assert_allclose(fitted.conditional, by_rows.conditional)
