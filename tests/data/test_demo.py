"""The demo is deterministic, as large as it says, near the published table, and its tastes can be learned."""

import gzip
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import scipy.sparse
from polars.testing import assert_frame_equal

from recsys.columns import AUTHOR, AUTHOR_ID, AVERAGE_RATING, GENRES, ITEM_ID, RATINGS_COUNT, STARS, TITLE
from recsys.data import build, demo, goodreads
from recsys.data.dataset import Dataset, Floats
from recsys.data.demo import reviews
from recsys.evaluation import ranking
from recsys.labeling import analysis, functions, patterns
from recsys.labeling.votes import Voter
from recsys.models.feedback import Shelf

TINY = demo.DemoSettings(users=150, books=600, seed=5)
PUBLISHED = {
    "stars_in_review": (0.0277, 0.840),
    "shared_first_author": (0.0502, 0.849),
    "polarity_positive": (0.0408, 0.799),
    "subjectivity_positive": (0.0178, 0.759),
    "polarity_negative": (0.0182, 0.576),
}
PRINT_CHECKSUM = """
from recsys import files
from recsys.data import build, demo
tiny = demo.DemoSettings(users=150, books=600, seed=5)
made = build.build(demo.source(tiny), demo.build_settings("small"), demo.about("tiny"))
arrays = made.pairs.user, made.pairs.item, made.pairs.stars, made.histories.items, made.reviews.row
print(files.text_checksum(made.items.write_json() + made.users.write_json() + "|".join(made.reviews.text)
      + "|".join(str(array.tolist()) for array in arrays)))
"""


def made(settings: demo.DemoSettings) -> Dataset:
    return build.build(demo.source(settings), demo.build_settings("small"), demo.about("tiny"))


@pytest.fixture(scope="module")
def reviewer() -> reviews.Reviewer:
    return demo.generate(demo.SIZES["small"])


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    demo.write_raw(TINY, folder)
    return folder


def test_the_same_settings_make_the_same_dataset_in_every_process() -> None:
    checksums = [
        subprocess.run(
            [sys.executable, "-c", PRINT_CHECKSUM],
            env=os.environ | {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    ]
    assert checksums[0] == checksums[1]


def test_another_seed_makes_another_world() -> None:
    one, other = demo.generate(TINY), demo.generate(TINY.model_copy(update={"seed": 6}))
    assert one.world.title != other.world.title
    assert set(one.user_id).isdisjoint(other.user_id)


def test_small_has_about_three_thousand_users_and_books_and_dev_thousands_of_rows(small_demo: Dataset) -> None:
    counts = small_demo.counts()
    assert 2_800 <= counts["users"] <= 3_200
    assert 2_800 <= counts["items"] <= 3_200
    assert all(counts["splits"][split] > 5_000 for split in ("dev", "valid", "test"))
    assert 0.07 <= counts["reviews"] / counts["ratings"] <= 0.09
    assert counts["interactions"] > 1.5 * counts["ratings"]


def test_full_aims_at_the_scale_of_s1() -> None:
    assert (demo.SIZES["full"].users, demo.SIZES["full"].books) == (31_000, 31_000)
    settings = demo.build_settings("full")
    assert (settings.test_fraction, settings.dev_fraction, settings.valid_fraction) == (0.05, 0.01, 0.01)


def test_the_demo_says_that_it_is_synthetic(small_demo: Dataset) -> None:
    assert small_demo.about.synthetic
    assert small_demo.about.description.startswith("Readers, books, ratings and reviews made up by a program")


def test_the_filters_of_s1_have_something_to_leave_out(small_demo: Dataset) -> None:
    reasons = " ".join(small_demo.left_out)
    for reason in ("fewer than 100", "more than 15,000", "fewer than 25", "more than 200"):
        assert reason in reasons


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_published_function_lands_near_its_published_row_on_dev(small_demo: Dataset, name: str) -> None:
    published = functions.published()
    columns = Voter(small_demo).columns(published.enabled, small_demo.rows("dev"))
    found = patterns.count(columns, small_demo.gold("dev"))
    table = analysis.summary(found, [function.name for function in published.enabled]).set_index("name")
    coverage, accuracy = PUBLISHED[name]
    assert table.loc[name, "coverage"] == pytest.approx(coverage, rel=1 / 3)
    assert table.loc[name, "accuracy"] == pytest.approx(accuracy, abs=0.08)


def test_stars_are_spread_as_on_goodreads(small_demo: Dataset) -> None:
    share = np.bincount(small_demo.pairs.stars.astype(int), minlength=6)[1:] / len(small_demo.pairs)
    assert 0.6 < small_demo.pairs.gold.mean() < 0.7
    assert share[0] < share[1] < share[2] < min(share[3], share[4])


def test_similar_readers_tell_more_than_popularity(small_demo: Dataset) -> None:
    holdout = ranking.hold_out(small_demo)
    popular = ranking.evaluate(ranking.popularity(small_demo), holdout)["ndcg@10"]
    alike = ranking.evaluate(item_item(small_demo), holdout)["ndcg@10"]
    assert 2 * popular < alike < 0.5


def item_item(dataset: Dataset) -> ranking.Scorer:
    """Scores an item by the summed cosine, over train users, with the items of the history."""
    histories = dataset.histories
    shape = (dataset.users.height, dataset.items.height)
    touched = scipy.sparse.csr_matrix((np.ones(len(histories.items)), histories.items, histories.offsets), shape)
    touched = touched[dataset.users_in("train")]
    norms = np.sqrt(np.maximum(touched.sum(axis=0).A1, 1))
    cosine = (touched.T @ touched).toarray() / np.outer(norms, norms)

    def score(shelf: Shelf) -> Floats:
        return np.asarray(cosine[shelf.items].sum(axis=0), np.float32)

    return score


def test_reviews_are_many_and_differ(small_demo: Dataset) -> None:
    texts = small_demo.reviews.text
    assert texts.n_unique() > 4_000
    lengths = texts.str.split(" ").list.len().to_numpy()
    assert lengths.min() <= 2
    assert lengths.max() > 80


def test_reviews_set_the_traps_of_real_ones(reviewer: reviews.Reviewer) -> None:
    texts = reviewer.write_all(reviewer.reviewed)
    for trap in ("4.5 stars", "1.5 stars", "3 out of 5", "4 out of 5", "5/5", "five stars", "21 starships", "&amp;"):
        assert any(trap in text for text in texts), trap
    assert any("Not even close to 5 stars" in text for text in texts)
    assert any("❤" in text for text in texts)
    assert any("Me encantó" in text for text in texts)
    assert "" in texts


def test_a_review_does_not_depend_on_what_was_asked_before(reviewer: reviews.Reviewer) -> None:
    first, second, third = reviewer.reviewed[:3].tolist()
    assert reviewer.write_all(np.array([third, first])) == [reviewer.write(third), reviewer.write(first)]
    assert reviewer.write(second) == reviewer.write(second)


def test_no_pair_is_touched_twice_and_unread_books_have_no_stars(reviewer: reviews.Reviewer) -> None:
    touches = reviewer.touches
    assert len(set(zip(touches.reader.tolist(), touches.book.tolist(), strict=True))) == len(touches.book)
    assert not touches.stars[~touches.is_read].any()
    assert (~touches.is_read).sum() > len(touches.book) / 4


def test_raw_files_read_by_the_goodreads_reader_give_the_same_dataset(raw: Path) -> None:
    settings = demo.build_settings("small")
    direct = made(TINY)
    read = build.build(goodreads.read(raw, settings), settings, demo.about("tiny"))
    assert_frame_equal(direct.users, read.users)
    columns = [ITEM_ID, TITLE, AUTHOR_ID, AUTHOR, GENRES, AVERAGE_RATING, RATINGS_COUNT]
    assert_frame_equal(direct.items.select(columns), read.items.select(columns))
    assert sorted(direct.items.columns) == sorted(read.items.columns)
    for name in ("user", "item", "stars", "gold", "split"):
        assert np.array_equal(getattr(direct.pairs, name), getattr(read.pairs, name)), name
    assert np.array_equal(direct.histories.items, read.histories.items)
    assert np.array_equal(direct.reviews.row, read.reviews.row)
    assert direct.reviews.text.to_list() == read.reviews.text.to_list()
    assert direct.left_out["users with fewer than 25 items"] == read.left_out["users with fewer than 25 items"]


def test_raw_files_keep_the_time_of_every_touch(raw: Path) -> None:
    keys = ["user_id", "item_id"]
    direct = demo.source(TINY).interactions.sort(keys)
    read = (
        goodreads.read(raw, demo.build_settings("small")).interactions.cast(dict.fromkeys(keys, pl.String)).sort(keys)
    )
    assert read.height > 5_000
    assert_frame_equal(read, direct.join(read, on=keys, how="semi", maintain_order="left"))


def test_books_are_touched_over_years_after_they_came_out_and_series_in_their_order(reviewer: reviews.Reviewer) -> None:
    touches, world = reviewer.touches, reviewer.world
    when = pl.from_epoch(pl.Series(touches.time), "s").dt.year().to_numpy()
    assert (when >= world.year[touches.book]).all()
    assert (when.min(), when.max()) == (2009, 2017)
    spans = pl.DataFrame({"reader": touches.reader, "time": touches.time}).group_by("reader")
    days = spans.agg((pl.col("time").max() - pl.col("time").min()) / 86_400)["time"]
    assert days.min() >= 30
    assert days.quantile(0.9) < 9 * 365
    later = (np.diff(touches.reader) == 0) & (np.diff(world.series[touches.book]) == 0)
    assert (np.diff(touches.time)[later] >= 0).all()


def test_raw_files_have_the_form_of_the_book_graph(raw: Path) -> None:
    names = {path.name for path in raw.iterdir()}
    assert names == {
        "goodreads_books_young_adult.json.gz",
        "goodreads_interactions_young_adult.json.gz",
        "goodreads_reviews_young_adult.json.gz",
        "goodreads_book_authors.json.gz",
    }
    with gzip.open(raw / "goodreads_books_young_adult.json.gz", "rt", encoding="utf-8") as lines:
        book = json.loads(next(lines))
    assert {type(book[key]) for key in ("book_id", "average_rating", "ratings_count", "num_pages", "is_ebook")} == {str}
    assert set(book["authors"][0]) == {"author_id", "role"}
    assert set(book["popular_shelves"][0]) == {"count", "name"}
    with gzip.open(raw / "goodreads_reviews_young_adult.json.gz", "rt", encoding="utf-8") as lines:
        review = json.loads(next(lines))
    assert len(review["user_id"]) == 32
    assert int(review["user_id"], 16) >= 0
    assert 2008 <= datetime.strptime(review["date_added"], "%a %b %d %H:%M:%S %z %Y").year <= 2017
    assert {"review_text", "n_votes", "n_comments", "read_at", "started_at"} <= set(review)


def test_raw_files_are_the_same_bytes_each_time(raw: Path, tmp_path: Path) -> None:
    demo.write_raw(TINY, tmp_path)
    for path in raw.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_raw_writing_that_stops_halfway_leaves_nothing(tmp_path: Path) -> None:
    def stop(fraction: float, message: str) -> None:
        if "interactions" in message:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        demo.write_raw(TINY, tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_stars_of_the_source_are_0_to_5() -> None:
    stars = demo.source(TINY).interactions[STARS]
    assert stars.dtype == pl.Float32
    assert sorted(stars.unique().to_list()) == [0, 1, 2, 3, 4, 5]
