"""The linear part: its closed form both ways, against least squares item by item."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from recsys.errors import BadInput
from recsys.models.history import linear_fitting
from recsys.models.history.linear import Linear
from recsys.models.history.model import HistorySettings
from recsys.progress import silent

N_USERS, N_ITEMS = 9, 6


def world() -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """What is shown, whole or half, and how much of it is wanted, at random."""
    rng = np.random.default_rng(0)
    shown = rng.choice([0, 0.5, 1], (N_USERS, N_ITEMS))
    shown[0] = 1  # each item is liked by somebody
    wanted = np.where(shown == 1, rng.uniform(0.5, 1, shown.shape), 0)
    return sparse.csr_matrix(shown.astype(np.float32)), sparse.csr_matrix(wanted.astype(np.float32))


def fit(users: int = N_USERS, **settings: Any) -> Linear:
    shown, wanted = world()
    return linear_fitting.fit(shown[:users], wanted[:users], HistorySettings(linear_l2=2.0, **settings), silent)


def by_least_squares(users: int, amounts: np.ndarray, items: np.ndarray) -> np.ndarray:
    """The scores of a shelf, each item's own regression solved without its own column."""
    rows, wanted = (matrix.toarray()[:users].astype(float) for matrix in world())
    wanted /= (wanted**2).sum() / wanted.sum()
    asked = np.zeros(N_ITEMS)
    asked[items] = amounts
    scores = []
    for item in range(N_ITEMS):
        x = np.delete(rows, item, 1)
        weights = np.linalg.solve(x.T @ x + 2.0 * np.eye(N_ITEMS - 1), x.T @ wanted[:, item])
        scores.append(np.delete(asked, item) @ weights)
    return np.array(scores)


SHELF = np.array([1, 0.5, 1], np.float32), np.array([0, 2, 5], np.int32)
NOTHING = np.empty(0, np.float32), np.empty(0, np.int32)


@pytest.mark.parametrize("users", [4, N_USERS])
@pytest.mark.parametrize("way", ["users", "items"])
def test_either_way_it_is_the_regression_of_each_item_on_all_others(
    users: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear_fitting, "_is_by_users", lambda *_: way == "users")
    found = fit(users)
    assert len(found.weights) == {"users": users, "items": N_ITEMS}[way]
    np.testing.assert_allclose(found.scores(*SHELF), by_least_squares(users, *SHELF), atol=1e-5)


@pytest.mark.parametrize("way", ["users", "items"])
def test_contributions_add_up_to_the_score(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_fitting, "_is_by_users", lambda *_: way == "users")
    found = fit()
    for item in range(N_ITEMS):
        pulls = found.contributions(*SHELF, item)
        assert pulls.sum() == pytest.approx(found.scores(*SHELF)[item], abs=1e-5)
        assert all(pulls[SHELF[1] == item] == 0)


def test_it_is_solved_for_whichever_are_fewer() -> None:
    assert linear_fitting._is_by_users(3, 5, HistorySettings())
    assert not linear_fitting._is_by_users(5, 3, HistorySettings())


def test_where_neither_users_nor_items_fit_the_sentence_names_both() -> None:
    sentence = r"pairs of 50,000 users or of 20,000 items.*Lower “linear_items” below 25,000\."
    with pytest.raises(BadInput, match=sentence):
        linear_fitting._is_by_users(50_000, 20_000, HistorySettings(linear_items=25_000))


def test_only_the_most_wanted_items_have_a_part_in_it() -> None:
    wanted = world()[1]
    found = fit(linear_items=2)
    most = np.sort(np.argsort(-wanted.toarray().sum(0))[:2])
    assert np.flatnonzero(found.output >= 0).tolist() == most.tolist()
    assert not found.scores(*SHELF)[np.setdiff1d(np.arange(N_ITEMS), most)].any()


def test_labels_that_are_half_as_sure_throughout_change_nothing() -> None:
    shown, wanted = world()
    settings = HistorySettings()
    whole, half = (linear_fitting.fit(shown, share * wanted, settings, silent) for share in (1.0, 0.5))
    np.testing.assert_allclose(half.scores(*SHELF), whole.scores(*SHELF), rtol=1e-4, atol=1e-6)


def test_a_shelf_of_none_of_its_items_has_a_score_of_zero() -> None:
    found = fit()
    assert not found.scores(*NOTHING).any()
    assert found.contributions(*NOTHING, 1).shape == (0,)
