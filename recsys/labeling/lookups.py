"""Lists of ids: which data points have one of them as their user, item, author, genre, series or tag."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import AUTHOR_ID, GENRES, ITEM_ID, SERIES, TAGS, USER_ID
from recsys.data.dataset import Dataset
from recsys.labeling.facts import item_features

MAX_VALUES = 1_000
MAX_VALUE_LENGTH = 1_000

Field = Literal["item", "author", "genre", "series", "tag", "user"]
COLUMNS: dict[Field, str] = {
    "item": ITEM_ID, "author": AUTHOR_ID, "genre": GENRES, "series": SERIES, "tag": TAGS, "user": USER_ID,
}  # fmt: skip
NEEDS: dict[Field, str] = {
    "item": "items", "author": "authors", "genre": "genres", "series": "series", "tag": "tags", "user": "users",
}  # fmt: skip
SEVERAL = (GENRES, SERIES, TAGS)  # "a|b": an item is in each of them


def kept(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values as they are looked up: the source's own ids, without space around.

    Raises ValueError with a sentence for what can't be meant.
    """
    found = tuple(value.strip() for value in values)
    if not found:
        raise ValueError("the list is empty; add a value, or switch the function off")
    if len(found) > MAX_VALUES:
        raise ValueError(f"the list has {len(found):,} values; {MAX_VALUES:,} are the limit")
    once: set[str] = set()
    for value in found:
        if not value:
            raise ValueError("a value is empty; remove the empty line")
        if len(value) > MAX_VALUE_LENGTH:
            raise ValueError(f"“{value[:40]}…” has {len(value):,} characters; {MAX_VALUE_LENGTH:,} are the limit")
        if value in once:
            raise ValueError(f"“{value}” stands twice; keep it once")
        once.add(value)
    return found


def is_possible(field: Field, dataset: Dataset) -> bool:
    """Whether the data say anything of that field."""
    return field == "user" or item_features.is_known(dataset, COLUMNS[field])


def possible(dataset: Dataset) -> list[Field]:
    """The fields the data say anything of."""
    return [field for field in COLUMNS if is_possible(field, dataset)]


def lack(field: Field, dataset: Dataset) -> str | None:
    """Why lists of that field do not apply to a dataset, in words that go on from its name; None if they do."""
    return None if is_possible(field, dataset) else f"has no {NEEDS[field]}."


def holds(field: Field, values: tuple[str, ...], dataset: Dataset) -> npt.NDArray[np.bool_]:
    """For each data point, whether its field is, or has, one of the values; shape (n,)."""
    column, having = COLUMNS[field], owners(field, dataset)
    listed = ids(having, column).filter(pl.col(column).is_in(values))
    among = np.zeros(having.height, bool)
    among[listed["owner"].to_numpy()] = True
    return among[owners_of_pairs(field, dataset)]


def unknown(field: Field, values: tuple[str, ...], dataset: Dataset) -> tuple[str, ...]:
    """The values that no user or item of the dataset has, in the order given."""
    column, having = COLUMNS[field], owners(field, dataset)
    if column not in having.columns:
        return values
    known = set(ids(having, column).filter(pl.col(column).is_in(values))[column])
    return tuple(value for value in values if value not in known)


def owners(field: Field, dataset: Dataset) -> pl.DataFrame:
    """The users or the items, whichever have the field."""
    return dataset.users if field == "user" else dataset.items


def owners_of_pairs(field: Field, dataset: Dataset) -> npt.NDArray[np.int32]:
    """Which of `owners` each data point is of; shape (n,)."""
    return dataset.pairs.user if field == "user" else dataset.pairs.item


def ids(having: pl.DataFrame, column: str) -> pl.DataFrame:
    """The ids of each of the users or items: owner (its number) and `column`, a row each, without space around."""
    found = having.select(pl.col(column)).with_row_index("owner")
    if column in SEVERAL:
        found = found.with_columns(pl.col(column).str.split("|")).explode(column)
    return found.with_columns(pl.col(column).str.strip_chars())
