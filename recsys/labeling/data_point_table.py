"""A page of data points: what is known of each, every function's vote and the scores they go by.

Only the rows shown are looked up: of 800,000 data points no table is ever made.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.columns import AUTHOR, AUTHOR_ID, ITEM_ID, SPLITS, TITLE, TRAIN, USER_ID
from recsys.data.dataset import Bytes, Dataset
from recsys.labeling.functions import FunctionSet, ThresholdFunction
from recsys.labeling.votes import Voter

Rows = npt.NDArray[np.int64]


def page(voter: Voter, functions: FunctionSet, rows: Rows, start: int, count: int) -> pd.DataFrame:
    """`count` of the rows, from `start` on: a table of what is known of each.

    Columns: row, user_id, item_id, title, author_id and author (if known), review (missing without one), stars and gold
    (NaN and -1 on train, where they are withheld), “votes: NAME” for each function, and each feature that a function
    goes by.
    """
    dataset, chosen = voter.dataset, rows[start : start + count]
    user, item = dataset.pairs.user[chosen], dataset.pairs.item[chosen]
    told = [column for column in (TITLE, AUTHOR_ID, AUTHOR) if column in dataset.items.columns]
    known = {column: dataset.items[column].gather(item) for column in told}
    stars = np.where(dataset.pairs.split[chosen] == TRAIN, np.nan, dataset.pairs.stars[chosen])
    columns = {
        "row": chosen,
        USER_ID: dataset.users[USER_ID].gather(user).to_list(),
        ITEM_ID: dataset.items[ITEM_ID].gather(item).to_list(),
        **{column: values.to_list() for column, values in known.items()},
        "review": reviews(dataset, chosen),
        "stars": stars,
        "gold": gold(dataset, chosen),
        **{votes_column(f.name): voter.column(f)[chosen] for f in functions.functions},
    }
    features = [f.feature for f in functions.functions if isinstance(f, ThresholdFunction)]
    scores = {name: dataset.features[name][chosen] for name in dict.fromkeys(features) if name in dataset.features}
    return pd.DataFrame(columns | scores)


def votes_column(name: str) -> str:
    """What a page calls the column of a function's votes; features may bear the name itself."""
    return f"votes: {name}"


def reviews(dataset: Dataset, rows: Rows) -> list[str | None]:
    """The review of each of some data points; None without one."""
    if not len(dataset.reviews):
        return [None] * len(rows)
    place = np.minimum(np.searchsorted(dataset.reviews.row, rows), len(dataset.reviews) - 1)
    texts = dataset.reviews.text.gather(place).to_list()
    return [text if there else None for text, there in zip(texts, dataset.reviews.row[place] == rows, strict=True)]


def gold(dataset: Dataset, rows: Rows) -> Bytes:
    """The gold of some data points, as far as it may be seen: that of train is -1."""
    found, split = np.full(len(rows), -1, np.int8), dataset.pairs.split[rows]
    for code in np.unique(split):
        inside = split == code
        found[inside] = dataset.gold(SPLITS[code])[rows[inside] - dataset.rows(SPLITS[code]).start]
    return found
