"""One import in a process of its own, WAY PATH, as `datasets` starts it; prints what it took as JSON."""

import dataclasses
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.csv

from benchmarks.timing import memory, say
from recsys import tasks
from recsys.data import build, goodreads
from recsys.data import table as tables
from recsys.data.dataset import Dataset
from recsys.progress import silent
from recsys.settings import BuildSettings

S1 = BuildSettings()
COLUMNS = tables.TableColumns(user="user", item="item", rating="rating", time="timestamp")


@dataclasses.dataclass(frozen=True)
class Reading:
    """What an import took, memory in MB.

    added: the most memory it needed beside the imports'; peak: with them; rows: data points, or rows read; size: of the
    table that a library read.
    """

    seconds: float
    added: float
    peak: float
    rows: int
    size: float = 0.0


def read_goodreads(folder: Path) -> int:
    """Ours: read, filtered, merged and split."""
    return len(_built_goodreads(folder).pairs)


def _built_goodreads(folder: Path) -> Dataset:
    return build.build(goodreads.read(folder, S1), S1, goodreads.about("goodreads", folder))


def read_goodreads_reference(folder: Path) -> int:
    """The way S1's own code does it: each file line by line into a list of dicts, then pandas."""
    files = goodreads.find(folder)
    books = pd.DataFrame(_objects(files.books, {}, None))
    books = books.astype({"average_rating": float, "book_id": int, "ratings_count": int, "text_reviews_count": int})
    books["first_author"] = books["authors"].map(lambda authors: int(authors[0]["author_id"]))
    books = books[books["ratings_count"].between(S1.min_item_ratings, S1.max_item_ratings)]
    number_of_book = {book: number for number, book in enumerate(books["book_id"])}
    kept_books = {str(book) for book in number_of_book}
    touched = _touched(files.interactions, kept_books, number_of_book)
    number_of_user = {user: number for number, user in enumerate(touched["user_id"].unique())}
    touched["user_idx"] = touched["user_id"].map(number_of_user)
    texts = pd.DataFrame(_objects(files.reviews, {"book_id": kept_books, "user_id": number_of_user}, None))
    texts["book_idx"] = texts["book_id"].astype(int).map(number_of_book)
    texts["user_idx"] = texts["user_id"].map(number_of_user)
    return sum(map(len, _split(_merged(touched, texts), len(number_of_user))))


def _objects(path: Path, among: Mapping[str, Collection[Any]], most: int | None) -> list[dict[str, Any]]:
    """The objects of a file, at most so many, whose fields have one of the values asked for."""
    found: list[dict[str, Any]] = []
    with gzip.open(path) as lines:
        for line in lines:
            if most is not None and len(found) == most:
                break
            read = json.loads(line)
            if all(read[field] in values for field, values in among.items()):
                found.append(read)
    return found


def _touched(path: Path, kept_books: Collection[str], number_of_book: Mapping[int, int]) -> pd.DataFrame:
    """The interactions with kept books, of users with 25 to 200 of them."""
    read = _objects(path, {"book_id": kept_books}, goodreads.S1_INTERACTIONS)
    touched = pd.DataFrame(read)[["book_id", "is_read", "rating", "review_id", "user_id"]]
    touched = touched.astype({"book_id": int, "is_read": bool, "rating": int})
    touched["book_idx"] = touched["book_id"].map(number_of_book)
    sizes = touched.groupby("user_id").size()
    kept_users = sizes.index[sizes.between(S1.min_user_items, S1.max_user_items)]
    return touched[touched["user_id"].isin(set(kept_users))].copy()


def _merged(touched: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """The rated pairs with the user's books and, where there is one, the review."""
    histories = touched.groupby("user_idx")["book_idx"].apply(tuple).rename("book_idxs").reset_index()
    rated = touched[touched["rating"] != 0].copy()
    rated["rating"] = (rated["rating"] >= S1.positive_from).astype(int)
    pairs = histories.merge(rated, on="user_idx")[["user_idx", "book_idxs", "book_idx", "rating"]]
    return pairs.merge(texts[["user_idx", "book_idx", "review_text"]], on=["user_idx", "book_idx"], how="left")


def _split(pairs: pd.DataFrame, n_users: int) -> list[pd.DataFrame]:
    """Test, dev, valid and train, by user."""
    left, parts = np.random.default_rng(S1.seed).permutation(n_users), []
    for share in (S1.test_fraction, S1.dev_fraction, S1.valid_fraction):
        size = int(np.ceil(share * len(left)))
        parts.append(pairs[pairs["user_idx"].isin(set(left[:size]))])
        left = left[size:]
    return [*parts, pairs[pairs["user_idx"].isin(set(left))].drop(columns="rating")]


def _built_table(path: Path) -> Dataset:
    return build.build(tables.read(path, COLUMNS), tables.build_settings(), tables.about("table", path), silent)


def read_table(path: Path) -> int:
    """Ours: checked, numbered and split."""
    return len(_built_table(path).pairs)


def store_table(path: Path) -> int:
    """Ours, with its features, on disk."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["VOTEBOOK_HOME"] = home
        return len(tasks.store(_built_table(path), silent).pairs)


def _arrow(path: Path) -> tuple[int, float]:
    read = pyarrow.csv.read_csv(path)
    return read.num_rows, read.nbytes / 2**20


def _polars(path: Path) -> tuple[int, float]:
    read = pl.read_csv(path)
    return read.height, read.estimated_size("mb")


def _pandas(path: Path) -> tuple[int, float]:
    read = pd.read_csv(path, engine="pyarrow")
    return len(read), read.memory_usage().sum() / 2**20


READERS: dict[str, Callable[[Path], tuple[int, float]]] = {
    "polars.read_csv": _polars,
    "pyarrow.csv.read_csv": _arrow,
    "pandas.read_csv (pyarrow)": _pandas,
}
OURS: dict[str, Callable[[Path], int]] = {
    "goodreads": read_goodreads,
    "goodreads_reference": read_goodreads_reference,
    "table": read_table,
    "table_stored": store_table,
}


def measured(way: str, path: Path) -> Reading:
    """One import in this process."""
    before, start = memory(most=False), time.perf_counter()
    rows, size = READERS[way](path) if way in READERS else (OURS[way](path), 0.0)
    took = time.perf_counter() - start
    return Reading(took, max(1.0, memory() - before), memory(), rows, size)


def in_a_process(way: str, path: Path, repeats: int) -> Reading:
    """The median run of some, each in a fresh process."""
    say(f"{way}, {repeats} times")
    command = [sys.executable, "-m", "benchmarks.datasets_read", way, str(path)]
    runs = [
        Reading(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout)) for _ in range(repeats)
    ]
    middle = {field.name: median(getattr(run, field.name) for run in runs) for field in dataclasses.fields(Reading)}
    return Reading(**middle | {"rows": runs[0].rows})


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(measured(sys.argv[1], Path(sys.argv[2])))))
