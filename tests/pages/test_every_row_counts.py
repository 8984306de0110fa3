"""Nothing on a page is sampled: one vote that changes among 800,000 changes what the page says."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from recsys import working_sets
from recsys.columns import DEV, TRAIN
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset, Histories, Pairs
from recsys.labeling.functions import FunctionSet, ThresholdFunction
from tests.pages.opening import lf_table, opened, texts
from tests.worlds import Rated, world

USERS, ITEMS, USERS_OF_DEV = 8_000, 100, 80
ROWS = USERS * ITEMS


@pytest.fixture
def large(home: Path) -> Dataset:
    """800,000 rows, the last 8,000 of them dev and all liked; row n's score is n."""
    user, item = np.divmod(np.arange(ROWS, dtype=np.int32), np.int32(ITEMS))
    ones = np.ones(ROWS, np.int8)
    split = np.where(user >= USERS - USERS_OF_DEV, DEV, TRAIN).astype(np.int8)
    return datasets.save(
        replace(
            world([Rated(0, ITEMS - 1, 5)], name="demo", touched=[(0, i) for i in range(ITEMS - 1)]),
            users=pl.DataFrame({"user_id": [f"u{u}" for u in range(USERS)]}),
            histories=Histories(np.arange(USERS + 1, dtype=np.int64) * ITEMS, item),
            pairs=Pairs(user, item, np.full(ROWS, 5, np.float32), ones, split),
            features={"ratings_count": np.arange(ROWS, dtype=np.float64)},
        )
    )


def vote_above(dataset: Dataset, threshold: int) -> None:
    """One function, which votes 1 on all rows behind row number `threshold`."""
    function = ThresholdFunction(name="high", feature="ratings_count", comparison=">", threshold=threshold, label=1)
    working_sets.edit(dataset, FunctionSet(functions=(function,)))


def test_one_vote_more_on_dev_is_one_more_correct_vote_in_the_table(large: Dataset) -> None:
    vote_above(large, ROWS - 5_001)
    assert lf_table(opened("labeling_functions"))["high"]["correct"] == "5,000"
    vote_above(large, ROWS - 5_002)
    assert lf_table(opened("labeling_functions"))["high"]["correct"].split()[0] == "5,001"


def test_one_vote_more_on_train_is_one_more_row_behind_the_number(large: Dataset) -> None:
    rows = json.dumps({"split": "train", "function": "high", "vote": "cast"})
    vote_above(large, 399_999)
    assert "**392,000 rows**" in texts(opened("data_points", rows=rows))
    vote_above(large, 399_998)
    assert "**392,001 rows**" in texts(opened("data_points", rows=rows))
