"""What is held out changes nothing that is learned, tuned or counted, however the data are split."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys import training_labels
from recsys.data.build import build
from recsys.data.dataset import Dataset
from recsys.data.source import Source
from recsys.evaluation import ranking
from recsys.evaluation.classification import with_random_negatives
from recsys.labeling import starting_sets
from recsys.labeling.facts import features
from recsys.labeling.tuning import autotune
from recsys.labeling.votes import Voter
from recsys.models import item_starts
from recsys.models.feedback import Shelf
from recsys.runs import LabelSource
from recsys.settings import About, BuildSettings, SplitBy

ABOUT = About(name="small", source="table", synthetic=True, description="Made at random.", created="2024-01-01")
SPLITS: list[SplitBy] = ["user", "holdout", "time"]


def source(seed: int = 0) -> Source:
    """Sixty users of thirty items, each pair rated by chance, with a time; a tenth touched only."""
    rng = np.random.default_rng(seed)
    user, item = np.nonzero(rng.random((60, 30)) < 0.4)
    stars = rng.integers(1, 6, len(user)) * (rng.random(len(user)) < 0.9)
    return Source(
        items=pl.DataFrame({"item_id": [f"i{i:02d}" for i in range(30)], "genres": ["war", "love", "war|love"] * 10}),
        interactions=pl.DataFrame(
            {
                "user_id": [f"u{u:02d}" for u in user],
                "item_id": [f"i{i:02d}" for i in item],
                "stars": stars.astype(np.float32),
                "time": rng.permutation(len(user)).astype(np.float64),
            }
        ),
    )


def built(split: SplitBy, of: Source) -> Dataset:
    """The dataset with a fifth each as test and dev, and its features."""
    settings = BuildSettings(
        min_item_ratings=0, min_user_items=1, split=split, test_fraction=0.2, dev_fraction=0.25, valid_fraction=0.1
    )
    return features.add(build(of, settings, ABOUT))


def with_other_stars(dataset: Dataset, split: SplitBy) -> Dataset:
    """The dataset made of the same touches, had the held-out ratings been the opposite."""
    held = dataset.rows("valid").start
    names = pl.DataFrame(
        {
            "user_id": dataset.users["user_id"].gather(dataset.pairs.user[held:]),
            "item_id": dataset.items["item_id"].gather(dataset.pairs.item[held:]),
            "other": 6 - dataset.pairs.stars[held:],
        }
    )
    plain = source()
    changed = plain.interactions.join(names, on=["user_id", "item_id"], how="left", maintain_order="left")
    stars = pl.coalesce("other", "stars").cast(pl.Float32).alias("stars")
    return built(split, replace(plain, interactions=changed.with_columns(stars).drop("other")))


@pytest.mark.parametrize("split", SPLITS)
def test_held_out_stars_have_no_say(split: SplitBy) -> None:
    one = built(split, source())
    other = with_other_stars(one, split)
    known = slice(0, one.rows("valid").start)
    assert not np.array_equal(one.pairs.gold, other.pairs.gold)
    np.testing.assert_array_equal(one.histories.items, other.histories.items)
    assert one.items.equals(other.items)
    for name, values in one.features.items():
        np.testing.assert_array_equal(values[known], other.features[name][known])
    start = starting_sets.of(one)
    assert start.functions
    assert start == starting_sets.of(other)
    sources: list[LabelSource] = ["gold", "ratings"]
    for labels in sources:
        first, second = (training_labels.feedback(Voter(data), labels, None) for data in (one, other))
        assert len(first.examples) == len(second.examples) > 0
        np.testing.assert_array_equal(first.targets, second.targets)
        np.testing.assert_array_equal(first.examples.label, second.examples.label)
        learned = np.isin(first.shelves.owner, first.users)
        np.testing.assert_array_equal(first.shelves.items, second.shelves.items)
        np.testing.assert_array_equal(first.shelves.stars[learned], second.shelves.stars[learned])
        vectors = [item_starts.item_vectors(each, 4, 0) for each in (first, second)]
        np.testing.assert_array_equal(*vectors)
    nobody = Shelf.touched([])
    np.testing.assert_array_equal(ranking.popularity(one)(nobody), ranking.popularity(other)(nobody))
    tuned = [autotune.tune(Voter(data), start) for data in (one, other)]
    assert tuned[0].trial.after == tuned[1].trial.after


@pytest.mark.parametrize("split", ["holdout", "time"])
def test_a_held_out_item_is_in_no_history_and_counts_for_nobodys_popularity(split: SplitBy) -> None:
    dataset = built(split, source())
    held = slice(dataset.rows("valid").start, None)
    for user, item in zip(dataset.pairs.user[held], dataset.pairs.item[held], strict=True):
        assert item not in dataset.histories.of(int(user))
    counts = ranking.popularity(dataset)(Shelf.touched([]))
    np.testing.assert_array_equal(counts, np.bincount(dataset.histories.items, minlength=dataset.items.height))
    holdout = ranking.hold_out(dataset)
    liked = {
        (int(u), int(i))
        for u, i, g in zip(dataset.pairs.user, dataset.pairs.item, dataset.pairs.gold, strict=True)
        if g == 1
    }
    test = dataset.rows("test")
    asked = {(int(u), int(i)) for u, i in zip(dataset.pairs.user[test], dataset.pairs.item[test], strict=True)} & liked
    assert {(int(u), int(i)) for u, items in zip(holdout.user, holdout.relevant, strict=True) for i in items} == asked


@pytest.mark.parametrize("split", SPLITS)
def test_a_negative_to_judge_by_is_nothing_its_user_touched_held_out_or_not(split: SplitBy) -> None:
    dataset = built(split, source())
    known = training_labels.gold(dataset, "test")
    asked = with_random_negatives(known, dataset.touched(), dataset.items.height, seed=0)
    everything = set(source().interactions.select("user_id", "item_id").rows())
    for user, item in zip(asked.user[len(known) :], asked.item[len(known) :], strict=True):
        assert (dataset.users["user_id"][int(user)], dataset.items["item_id"][int(item)]) not in everything
