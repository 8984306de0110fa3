"""Item-item neighbors: the same scores as implicit's, and a cosine by hand."""

import warnings

import numpy as np
import pytest
from baselines_world import fit, likes, random_ratings

from recsys.models.baselines import evidence, item_neighbors
from recsys.models.baselines.item_neighbors import ItemNeighbors
from recsys.models.contract import Family
from recsys.models.feedback import Shelf

BOTH = (item_neighbors.COSINE, item_neighbors.BM25)


def test_the_cosine_by_hand() -> None:
    # Items 0 and 1 share one user of two each; item 2 has a user of its own.
    model = fit(item_neighbors.COSINE, likes([(0, 0), (0, 1), (1, 0), (2, 1), (3, 2)], 4, 3))
    np.testing.assert_allclose(model.similarity(0), [1, 1 / 2, 0], atol=1e-6)
    np.testing.assert_allclose(model.scores(Shelf.touched([0])), [1, 1 / 2, 0], atol=1e-6)
    np.testing.assert_allclose(model.scores(Shelf.touched([])), [2 / 4, 2 / 4, 1 / 4])


@pytest.mark.parametrize("family", BOTH, ids=["cosine", "bm25"])
def test_scores_are_those_of_implicit(family: Family) -> None:
    from implicit.nearest_neighbours import BM25Recommender, CosineRecommender

    feedback = random_ratings(n_users=30, n_items=12)
    model = fit(family, feedback, {"neighbors": 5, "touched": 0})
    if family is item_neighbors.BM25:
        theirs = BM25Recommender(K=5, K1=0.3, B=0.2, num_threads=1)
    else:
        theirs = CosineRecommender(K=5, num_threads=1)
    liked = evidence.matrix(feedback).astype(np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs.fit(liked, show_progress=False)
    for user in np.flatnonzero(liked.getnnz(axis=1)).tolist():
        items, scores = theirs.recommend(user, liked[user], N=12, filter_already_liked_items=False)
        np.testing.assert_allclose(model.scores(feedback.shelves.of(user))[items], scores, rtol=1e-5)


@pytest.mark.parametrize("family", BOTH, ids=["cosine", "bm25"])
def test_contributions_add_up_to_the_score(family: Family) -> None:
    feedback = random_ratings(n_users=30, n_items=12)
    model = fit(family, feedback)
    assert isinstance(model, ItemNeighbors)
    shelf = feedback.shelves.of(3)
    for item in range(12):
        assert model.contributions(shelf, item).sum() == pytest.approx(model.scores(shelf)[item], rel=1e-4)


def test_by_cosine_a_bm25_neighbor_is_as_alike_as_its_length_allows() -> None:
    model = fit(item_neighbors.BM25, random_ratings(n_users=30, n_items=12))
    dots = np.stack([model.similarity(item, "dot") for item in range(11)])[:, :11]  # the last one nobody rated
    own = np.sqrt(np.diag(dots))
    for item in range(11):
        np.testing.assert_allclose(model.similarity(item)[:11], dots[item] / own[item] / own, rtol=1e-4)


def test_no_more_neighbors_are_kept_than_asked_for() -> None:
    model = fit(item_neighbors.COSINE, random_ratings(n_users=30, n_items=12), {"neighbors": 3})
    assert isinstance(model, ItemNeighbors)
    assert np.diff(model.indptr).max() == 3
