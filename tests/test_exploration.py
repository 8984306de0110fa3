"""What the explore page counts, by hand; everything of test is left out of all of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest

from recsys.columns import AGE, AUTHOR, AUTHOR_ID, DEV, GENRES, OCCUPATION, TEST, TITLE, YEAR
from recsys.data.dataset import Dataset
from recsys.errors import NotFound
from recsys.exploration import bins, items, linked, rankings, slicings, users
from recsys.exploration.exploration import Exploration
from recsys.exploration.linked import MEAN, MOST_CELLS, RATINGS, Linked
from recsys.exploration.over_time import over_time
from recsys.exploration.ratings import ratings
from recsys.exploration.stars import Levels
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """u0 and u1 are train, u2 is dev, u3 test; i3 is rated by u3 alone."""
    tiny = world(
        [
            Rated(0, 0, 5, "A gem"), Rated(0, 1, 3), Rated(1, 0, 4, "Good *stuff*"), Rated(1, 2, 1), Rated(2, 0, 3),
            Rated(3, 0, 1, "Secret"), Rated(3, 3, 5),
        ],
        split={2: DEV, 3: TEST},
    )  # fmt: skip
    genres = pl.Series(GENRES, ["war|love", "love", "war", "war"])
    return replace(tiny, items=tiny.items.with_columns(genres))


def with_items(dataset: Dataset, **columns: Sequence[object]) -> Dataset:
    return replace(dataset, items=dataset.items.with_columns(**{name: pl.Series(v) for name, v in columns.items()}))


def with_users(dataset: Dataset, **columns: Sequence[object]) -> Dataset:
    return replace(dataset, users=dataset.users.with_columns(**{name: pl.Series(v) for name, v in columns.items()}))


def with_times(dataset: Dataset, *days: str | None) -> Dataset:
    """Midnight of a day for each data point; they are by user, then item."""
    seconds = [np.nan if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() for day in days]
    return replace(dataset, pairs=replace(dataset.pairs, time=np.array(seconds)))


def sliced(dataset: Dataset, side: str, kind: str) -> dict[str, int]:
    """The slices by name, in the order shown, with how many users or items are in each."""
    shown = Exploration(dataset).linked(side, kind).slices  # type: ignore[arg-type]
    return dict(zip(shown["name"], shown["count"], strict=True))


def counted(found: Linked, histogram: str, chosen: Sequence[str] = ()) -> dict[tuple[float, float], int]:
    """What the browser counts in each bin when the slices of these names are chosen; all where none are."""
    numbers = set(found.slices["slice"][found.slices["name"].isin(chosen)])
    cells = found.cells[found.cells["histogram"] == histogram]
    kept = cells[[not chosen or bool(numbers & set(text.split("|"))) for text in cells["slices"]]]
    return {bounds: int(part["count"].sum()) for bounds, part in kept.groupby(["start", "end"])}


def test_nothing_of_test_is_counted(dataset: Dataset) -> None:
    seen = ratings(dataset)
    assert len(seen) == 5
    assert seen.users.ratings.tolist() == [2, 2, 1, 0]
    assert seen.items.ratings.tolist() == [3, 1, 1, 0]
    np.testing.assert_array_equal(seen.items.mean, [12 / 3, 3, 1, np.nan])
    np.testing.assert_array_equal(seen.users.mean, [8 / 2, 5 / 2, 3, np.nan])


def test_an_item_counts_in_each_of_its_genres_and_once_in_the_whole(dataset: Dataset) -> None:
    found = Exploration(dataset).linked("items", "genre")
    assert found.slices.drop(columns="slice").to_dict("records") == [
        {"name": "love", "count": 2, "ratings": 4, "mean": (5 + 4 + 3 + 3) / 4},
        {"name": "war", "count": 2, "ratings": 4, "mean": (5 + 4 + 3 + 1) / 4},
    ]
    assert (found.total, found.known, found.is_spread) == (3, 2, False)
    assert counted(found, RATINGS) == {(1, 2): 2, (3, 4): 1}
    assert counted(found, RATINGS, ["love"]) == {(1, 2): 1, (3, 4): 1}
    assert counted(found, RATINGS, ["love", "war"]) == {(1, 2): 2, (3, 4): 1}
    assert sum(counted(found, MEAN).values()) == 3


@pytest.mark.parametrize("genres", [3, 14])
def test_whatever_is_chosen_is_counted_as_one_by_one_and_the_cells_stay_few(genres: int) -> None:
    random = np.random.default_rng(genres)
    n_items = 4_000
    names = np.array([f"g{i}" for i in range(genres)])
    belongs = random.random((n_items, genres)) < np.linspace(0.6, 0.2, genres)
    rated = [Rated(int(user), item, int(random.integers(1, 6))) for item in range(n_items) for user in {0, item % 50}]
    of_each = ["|".join(names[row]) for row in belongs]
    found = Exploration(with_items(world(rated), genres=of_each)).linked("items", "genre")
    shown = found.slices["name"].tolist()
    assert found.known == genres
    assert (len(shown) < genres) == (genres == 14)
    assert len(found.cells) <= MOST_CELLS
    assert sum(counted(found, MEAN).values()) == n_items
    for size in (1, 2, 3):
        chosen = random.choice(shown, size, replace=False).tolist()
        in_any = belongs[:, [int(name[1:]) for name in chosen]].any(axis=1).sum()
        assert sum(counted(found, RATINGS, chosen).values()) == in_any
        assert sum(counted(found, MEAN, chosen).values()) == in_any


def test_the_favorite_genre_is_the_one_of_most_items_touched(dataset: Dataset) -> None:
    # u0 touched love twice and war once, u1 war twice and love once, u2 each once: the first by name of two as large.
    assert sliced(dataset, "users", "favorite genre") == {"love": 2, "war": 1}


def test_users_are_sliced_by_what_the_source_knows_of_them(dataset: Dataset) -> None:
    known = with_users(
        dataset, **{OCCUPATION: ["poet", None, "poet", "smith"], AGE: ["18-24", "under 18", "25-34", "25-34"]}
    )
    assert slicings.possible(ratings(known), "users") == ["occupation", "favorite genre", "age", "split", "activity"]
    assert sliced(known, "users", "occupation") == {"poet": 2}
    assert sliced(known, "users", "age") == {"under 18": 1, "18-24": 1, "25-34": 1}
    assert sliced(known, "users", "split") == {"train": 2, "dev": 1}
    assert sliced(known, "users", "activity") == {"1 rating": 1, "2 ratings": 2}


def test_what_the_source_does_not_know_is_not_offered() -> None:
    plain = world([Rated(0, 0, 5), Rated(1, 1, 4)])
    by_holdout = replace(plain, settings=plain.settings.model_copy(update={"split": "holdout"}))
    assert slicings.possible(ratings(plain), "users") == ["split", "activity"]
    assert slicings.possible(ratings(by_holdout), "users") == ["activity"]
    assert slicings.possible(ratings(plain), "items") == ["popularity"]


def test_many_ages_are_sliced_into_decades_and_years_too_in_their_order() -> None:
    rated = [Rated(user, user, 4) for user in range(12)]
    aged = with_users(world(rated), **{AGE: [31, 19, 20, 29, 35, 36, 37, 38, 39, 40, 41, 42]})
    assert sliced(aged, "users", "age") == {"10 to 19": 1, "20 to 29": 2, "30 to 39": 6, "40 to 49": 3}
    dated = with_items(world(rated), **{YEAR: [2001, 1999, 1990, None] + [2015] * 8})
    assert sliced(dated, "items", "decade") == {"1990s": 2, "2000s": 1, "2010s": 8}


def test_two_authors_of_one_name_are_told_apart_by_their_ids(dataset: Dataset) -> None:
    written = with_items(dataset, **{AUTHOR_ID: ["a", "b", "c", "a"], AUTHOR: ["Ann", "Ann", "Cid", "Ann"]})
    assert sliced(written, "items", "author") == {"Ann (a)": 1, "Ann (b)": 1, "Cid": 1}


def test_of_many_authors_those_with_the_most_ratings_are_shown() -> None:
    rated = [Rated(user, item, 4) for item in range(30) for user in range(item + 1)]
    authors = [f"a{item:02}" for item in range(30)]
    found = Exploration(world(rated, authors)).linked("items", "author")
    assert found.slices["name"].tolist() == [f"a{item:02}" for item in range(29, 9, -1)]
    assert found.known == 30
    assert sum(counted(found, RATINGS).values()) == 30


@pytest.mark.parametrize(
    ("low", "high", "most", "edges"),
    [
        (3, 5, 20, [3, 4, 5, 6]),
        (20, 110, 10, [20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]),
        (7, 7, 20, [7, 8]),
        (1, 16, 4, [1, 2, 4, 8, 16, 32]),  # sixteenfold in four steps: each doubles
    ],
)
def test_bins_of_counts_are_whole_and_grow_where_they_are_spread_far(
    low: int, high: int, most: int, edges: list[float]
) -> None:
    assert bins.of_counts(low, high, most).tolist() == edges


def test_bins_of_means_begin_and_end_at_round_numbers_and_the_last_holds_its_end() -> None:
    edges = bins.of_numbers(1.1, 5, 10)
    assert edges.tolist() == [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert bins.place(np.array([1.1, 1.5, 4.99, 5]), edges).tolist() == [0, 1, 7, 7]
    assert bins.of_numbers(3, 3, 20).tolist() == [3, 4]


def test_the_most_and_the_best_rated_are_in_order(dataset: Dataset) -> None:
    seen = ratings(dataset)
    assert rankings.most_rated(seen).tolist() == [0, 1, 2]  # of i1 and i2, with one rating each, i1 has the better mean
    assert rankings.best_rated(seen, 1).tolist() == [0, 1, 2]
    assert rankings.best_rated(seen, 2).tolist() == [0]
    assert rankings.best_rated(seen, 4).tolist() == []


def test_the_usual_least_number_is_what_a_tenth_of_the_items_have_rounded_down() -> None:
    # Nine items have 1 to 9 ratings, the tenth 30; 0.9 of the ten have at most 9.
    rated = [Rated(user, item, 4) for item, size in enumerate([*range(1, 10), 30]) for user in range(size)]
    assert rankings.usual_least(ratings(world(rated))) == 5


def test_a_ranking_shows_what_is_known(dataset: Dataset) -> None:
    seen = ratings(with_items(dataset, **{YEAR: [1990, None, 2001, 2002]}))
    table = rankings.table(seen, rankings.best_rated(seen, 1)[:2])
    assert table.columns.tolist() == ["rank", "title", "ratings", "mean stars", "genres", "year", "item_id"]
    assert table.iloc[0].tolist() == [1, "Book 0", 3, 4.0, "war|love", 1990, "i0"]
    assert pd.isna(table["year"][1])


def test_ratings_are_counted_by_month_with_the_months_between(dataset: Dataset) -> None:
    timed = with_times(
        dataset, "2014-01-31", "2014-01-01", "2014-03-01", "2012-06-15", None, "2020-01-01", "2020-01-02"
    )
    found = over_time(ratings(timed))
    assert (found.unit, found.unknown) == ("month", 1)
    periods = found.periods.set_index("period")
    assert (len(periods), periods.index[0], periods.index[-1]) == (22, "2012-06", "2014-03")  # test's 2020 is not seen
    assert periods["ratings"][["2012-06", "2014-01", "2014-02", "2014-03"]].tolist() == [1, 2, 0, 1]
    assert periods["mean"]["2014-01"] == (5 + 3) / 2
    assert np.isnan(periods["mean"]["2014-02"])
    february = np.array(["2014-02-01", "2014-03-01"], "datetime64[ms]").astype(np.int64)
    assert periods.loc["2014-02", ["start", "end"]].tolist() == february.tolist()


@pytest.mark.parametrize(
    ("last", "unit", "periods"),
    [
        ("2000-03-01", "day", 61),
        ("2012-06-01", "month", 150),
        ("2012-07-01", "year", 13),
        ("9999-01-01", "century", 80),
    ],
)
def test_the_shortest_period_is_taken_of_which_there_are_not_too_many(
    dataset: Dataset, last: str, unit: str, periods: int
) -> None:
    found = over_time(ratings(with_times(dataset, "2000-01-01", last, *["2000-01-01"] * 5)))
    assert (found.unit, len(found.periods)) == (unit, periods)


def test_without_times_no_period_is_counted(dataset: Dataset) -> None:
    assert over_time(ratings(dataset)).periods.empty
    assert over_time(ratings(with_times(dataset, *[None] * 7))).periods.empty


def test_times_beyond_the_calendar_are_left_out(dataset: Dataset) -> None:
    wild = np.array([0, 1e300, -1e300, np.inf, 86_400 * 40, 0, 0])
    found = over_time(ratings(replace(dataset, pairs=replace(dataset.pairs, time=wild))))
    assert (found.unit, found.unknown) == ("day", 3)
    assert found.periods["period"].iloc[[0, -1]].tolist() == ["1970-01-01", "1970-02-10"]


def test_stars_are_counted_beside_those_of_all(dataset: Dataset) -> None:
    seen = ratings(dataset)
    table = Levels(seen).table(items.stars(seen, 0))
    assert table["stars"].tolist() == ["1", "3", "4", "5"]
    assert table["ratings"].tolist() == [0, 1, 1, 1]
    assert table["share"].tolist() == [0, 1 / 3, 1 / 3, 1 / 3]
    assert table["share_of_all"].tolist() == [1 / 5, 2 / 5, 1 / 5, 1 / 5]


def test_stars_of_many_kinds_are_counted_in_ranges() -> None:
    seen = ratings(world([Rated(0, item, item + 1) for item in range(100)]))
    table = Levels(seen).table(seen.stars)
    assert table["stars"].iloc[[0, -1]].tolist() == ["0 to 5", "95 to 100"]
    assert table["ratings"].tolist() == [4] + [5] * 18 + [6]  # 100 itself is in the last


@pytest.fixture
def library(dataset: Dataset) -> Dataset:
    return with_items(dataset, **{TITLE: ["The Moon (1)", "Moon", "Moonlight over i0", None]})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("moon", [1, 2, 0]),  # the very title, what begins so, the rest
        ("i0", [0, 2]),  # the very id first
        ("(1", [0]),
        ("MOON the", [0]),
        ("m.on", []),
        ("", [0, 1, 2]),  # the most rated
    ],
)
def test_items_are_found_by_id_and_by_words_of_their_title(library: Dataset, wanted: str, found: list[int]) -> None:
    assert items.find(ratings(library), wanted, 10).tolist() == found
    assert items.find(ratings(library), wanted, 1).tolist() == found[:1]


def test_an_item_without_a_title_anywhere_is_found_by_its_id(dataset: Dataset) -> None:
    untitled = replace(dataset, items=dataset.items.drop(TITLE))
    assert items.find(ratings(untitled), "i2", 10).tolist() == [2]


def test_an_items_card_has_its_facts_its_raters_and_its_reviews_without_tests(dataset: Dataset) -> None:
    seen = ratings(with_items(dataset, **{YEAR: [1990, None, 2001, 2002], AUTHOR: ["A|B", "", "Cid", "Dan"]}))
    facts = {"id": "i0", "author": "A|B", "year": "1990", "genres": "war, love"}
    assert dict(items.facts(seen, 0).itertuples(index=False)) == facts
    assert items.facts(seen, 1)["what"].tolist() == ["id", "genres"]
    assert items.raters(seen, 0, 2).to_dict("records") == [
        {"user_id": "u0", "stars": 5, "split": "train"}, {"user_id": "u1", "stars": 4, "split": "train"},
    ]  # fmt: skip
    assert items.reviews(seen, 0, 9) == [("u0", 5, "A gem"), ("u1", 4, "Good *stuff*")]
    assert items.reviews(seen, 0, 1) == [("u0", 5, "A gem")]
    assert items.reviews(seen, 3, 9) == []


def test_the_latest_raters_are_shown_where_times_are_known(dataset: Dataset) -> None:
    timed = with_times(dataset, "2014-01-31", None, "2014-03-01", None, None, "2020-01-01", None)
    raters = items.raters(ratings(timed), 0, 9)
    assert raters["user_id"].tolist() == ["u1", "u0", "u2"]
    assert raters["day"].tolist() == ["2014-03-01", "2014-01-31", ""]


def test_a_user_of_test_alone_is_not_shown(dataset: Dataset) -> None:
    seen = ratings(dataset)
    assert users.find(seen, " u2 ") == 2
    with pytest.raises(NotFound, match="are in test, which is left out here"):
        users.find(seen, "u3")
    with pytest.raises(NotFound, match="no user “u9”"):
        users.find(seen, "u9")
    assert {users.draw(seen, seed) for seed in range(30)} == {"u0", "u1", "u2"}


def test_a_users_card_has_stars_genres_and_what_the_source_knows(dataset: Dataset) -> None:
    seen = ratings(with_users(dataset, **{OCCUPATION: ["poet", None, "", "smith"]}))
    assert users.facts(seen, 0) == {"occupation": "poet"}
    assert users.facts(seen, 1) == users.facts(seen, 2) == {}
    assert users.stars(seen, 1).tolist() == [4, 1]
    assert users.genres(seen, 0, 9).to_dict("records") == [
        {"genre": "love", "ratings": 2, "mean": (5 + 3) / 2}, {"genre": "war", "ratings": 1, "mean": 5},
    ]  # fmt: skip
    assert users.genres(ratings(replace(dataset, items=dataset.items.drop(GENRES))), 0, 9).empty


def test_data_with_nothing_but_test_are_empty_everywhere() -> None:
    hidden = world([Rated(0, 0, 5)], split={0: TEST})
    found = Exploration(hidden)
    assert found.linked("items", "popularity").cells.empty
    assert found.linked("users", "activity").total == 0
    assert found.over_time.periods.empty
    assert rankings.most_rated(found.ratings).tolist() == []
    assert rankings.usual_least(found.ratings) == 1
    assert found.linked("users", "activity").cells.columns.tolist() == linked.CELLS


def test_the_slice_of_most_items_comes_first_though_another_has_more_ratings() -> None:
    rated = world([Rated(0, 0, 5), Rated(1, 0, 4), Rated(2, 0, 3), Rated(0, 1, 2), Rated(0, 2, 1)])
    assert list(sliced(with_items(rated, genres=["war", "love", "love"]), "items", "genre").items()) == [
        ("love", 2),
        ("war", 1),
    ]


def test_the_bins_are_the_same_however_items_are_sliced() -> None:
    rated = world([Rated(user, item, 1 + (user * item) % 5) for user in range(6) for item in range(30)])
    found = Exploration(with_items(rated, genres=[f"g{item % 7}" for item in range(30)]))
    assert counted(found.linked("items", "genre"), MEAN) == counted(found.linked("items", "popularity"), MEAN)
