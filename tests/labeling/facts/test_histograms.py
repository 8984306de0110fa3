"""How a score spreads, counted by hand."""

import dataclasses

import numpy as np

from recsys.columns import DEV
from recsys.data.dataset import Dataset
from recsys.labeling.facts import histograms
from tests.worlds import Rated, world

NAN = np.nan


def scored(feature: str, values: list[float], stars: list[float]) -> Dataset:
    """A dataset with a data point for each value; the user of all is on dev, but for the last two's."""
    on_dev = len(values) - 2
    dataset = world([Rated(0 if i < on_dev else 1, i, star) for i, star in enumerate(stars)], split={0: DEV})
    # A world is laid out by split, train first.
    return dataclasses.replace(dataset, features={feature: np.array(values[on_dev:] + values[:on_dev])})


def test_a_count_has_a_bin_for_each_whole_number() -> None:
    dataset = scored("shared_first_author", [0, 0, 1, 3, 0, 3], [5, 1, 5, 5, 5, 5])
    found = histograms.histogram(dataset, "shared_first_author")
    assert found["start"].to_list() == [-0.5, 0.5, 1.5, 2.5]
    assert found["rows"].to_list() == [3, 1, 0, 2]  # train's two, a 0 and a 3, are among them
    assert found["liked"].to_list() == [1, 1, 0, 1]  # of dev alone
    assert found["not_liked"].to_list() == [1, 0, 0, 0]


def test_the_highest_value_is_in_the_last_bin_and_an_unknown_one_in_none() -> None:
    found = histograms.histogram(scored("polarity", [-1, 1, NAN, 0.99, NAN, -1], [5, 5, 5, 1, 5, 5]), "polarity")
    assert len(found) == histograms.BINS
    assert (found["start"].iloc[0], found["end"].iloc[-1]) == (-1, 1)
    assert (found["rows"].iloc[0], found["rows"].iloc[-1], found["rows"].sum()) == (2, 2, 4)
    assert (found["liked"].iloc[-1], found["not_liked"].iloc[-1]) == (1, 1)


def test_a_score_that_is_known_of_no_row_has_no_bin() -> None:
    found = histograms.histogram(scored("polarity", [NAN] * 3, [5, 5, 5]), "polarity")
    assert found.empty
    assert found.columns.to_list() == histograms.COLUMNS
