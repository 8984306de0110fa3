"""What may be in a list, and in which order."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import polars as pl
import pytest

from recsys.data.dataset import Dataset, Floats
from recsys.errors import BadInput
from recsys.inspection import filters, popularity
from recsys.inspection.filters import Filters
from recsys.inspection.popularity import Popularity
from recsys.models import contract
from recsys.models.feedback import Shelf
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """Ten items; three train users touched i0, two i1, one i2; the genres of the first four are known."""
    rated = [Rated(0, 0, 5), Rated(0, 1, 5), Rated(0, 2, 5), Rated(1, 0, 5), Rated(1, 1, 5), Rated(2, 0, 5)]
    tiny = world(rated, authors=[None] * 10)
    genres = pl.Series("genres", ["war|love", "love", "warfare", "", *[None] * 6], pl.String)
    return replace(tiny, items=tiny.items.with_columns(genres))


@pytest.fixture
def popular(dataset: Dataset) -> Popularity:
    return popularity.of_dataset(dataset)


def items(dataset: Dataset, popular: Popularity, wanted: Filters) -> list[int]:
    return np.flatnonzero(filters.allowed(dataset, popular, Shelf.touched([0, 3]), wanted)).tolist()


def test_popularity_counts_train_users_and_ties_go_by_number(popular: Popularity) -> None:
    assert popular.touches.tolist() == [3, 2, 1, 0, 0, 0, 0, 0, 0, 0]
    assert popular.rank.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_what_was_touched_is_left_out_unless_it_is_wanted(dataset: Dataset, popular: Popularity) -> None:
    assert items(dataset, popular, Filters()) == [1, 2, 4, 5, 6, 7, 8, 9]
    assert items(dataset, popular, Filters(exclude_touched=False)) == list(range(10))


def test_a_genre_is_a_whole_one(dataset: Dataset, popular: Popularity) -> None:
    assert items(dataset, popular, Filters(genre="war", exclude_touched=False)) == [0]
    assert items(dataset, popular, Filters(genre="love", exclude_touched=False)) == [0, 1]
    assert items(dataset, popular, Filters(genre=".*", exclude_touched=False)) == []


def test_the_bands_share_out_all_items(dataset: Dataset, popular: Popularity) -> None:
    def within(band: popularity.Band) -> list[int]:
        return items(dataset, popular, Filters(exclude_touched=False, band=band))

    assert within("head") == [0]
    assert within("middle") == [1, 2, 3, 4]
    assert within("tail") == [5, 6, 7, 8, 9]


@dataclass(frozen=True)
class Vectors:
    """A model that is its item vectors."""

    item_vectors: Floats
    family: ClassVar[str] = "vectors"
    settings: Any = None

    @property
    def n_items(self) -> int:
        return len(self.item_vectors)

    def scores(self, shelf: Shelf) -> Floats:
        return np.arange(self.n_items, dtype=np.float32)

    def similarity(self, item: int, by: contract.By = "cosine") -> Floats:
        return contract.vector_similarity(self.item_vectors, item, by)

    def arrays(self) -> dict[str, Any]:
        return {}

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, Any]) -> "Vectors":
        return cls(**arrays)


def test_dot_and_cosine_are_with_the_mean_of_the_shelf() -> None:
    model = Vectors(np.array([[2, 0], [0, 2], [3, 3], [10, 0], [0, 0]], np.float32))
    shelf = Shelf.touched([0, 1])  # its mean is (1, 1)
    assert filters.worth(model, shelf, "dot").tolist() == [2, 2, 6, 10, 0]
    np.testing.assert_allclose(filters.worth(model, shelf, "cosine"), [0.5**0.5, 0.5**0.5, 1, 0.5**0.5, 0], rtol=1e-6)
    assert filters.worth(model, Shelf.touched([]), "cosine").tolist() == [0] * 5
    assert filters.worth(model, shelf, "score").tolist() == [0, 1, 2, 3, 4]


def test_a_model_without_vectors_has_only_its_score() -> None:
    model = replace(Vectors(np.zeros((2, 1), np.float32)))
    bare: Any = type("Bare", (), {"scores": model.scores})()
    with pytest.raises(BadInput, match="no vectors"):
        filters.worth(bare, Shelf.touched([0]), "dot")


def test_ranks_are_of_what_may_be_in_the_list_ties_by_number() -> None:
    values, mask = np.array([5, 9, 5, 9, 1], np.float32), np.array([True, False, True, True, True])
    ranks = filters.ranks(values, mask)
    assert ranks.tolist() == [2, 0, 3, 1, 4]
    assert filters.best(ranks, 2).tolist() == [3, 0]
    assert filters.best(ranks, 10).tolist() == [3, 0, 2, 4]


def test_the_list_without_filters_is_what_the_contract_recommends() -> None:
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 5, 40).astype(np.float32)  # with ties
    model = Vectors(np.zeros((40, 1), np.float32))
    object.__setattr__(model, "scores", lambda shelf: scores)
    shelf = Shelf.touched([3, 5, 8])
    mask = np.ones(40, bool)
    mask[shelf.items] = False
    best, _ = contract.recommend(model, shelf, 10)
    assert filters.best(filters.ranks(scores, mask), 10).tolist() == best.tolist()
