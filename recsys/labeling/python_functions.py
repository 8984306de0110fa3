"""Functions that a person wrote in Python, in a file of the workspace folder; off unless the environment says so.

It is for people who run the product for themselves: the file's code runs in this process with all its rights, which is
why nothing typed into a page ever gets there. A function is called with a Polars frame of data points and gives a vote
for each:

    def early_fantasy(points: pl.DataFrame) -> pl.Series:
        return (points["genres"].str.contains("fantasy") & (points["year"] < 1990)).cast(pl.Int8) * 2 - 1

A vote is 1 (liked), 0 (not liked) or -1 (abstain); null abstains too. The frame has user_id, item_id, what the source
says of the item (title, author_id, author, genres, series, similar), the review as text, and every feature, null where
unknown. It never has stars or gold. It comes in parts of ROWS_AT_A_TIME rows, so each row is judged by itself.
"""

import os
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import polars as pl

from recsys import files
from recsys.columns import ITEM_ID, TEXT, USER_ID
from recsys.data.dataset import Bytes, Dataset
from recsys.errors import BadInput
from recsys.labeling import python_sources

VARIABLE = "VOTEBOOK_PYTHON_FUNCTIONS"
FILE = "python_functions.py"
ROWS_AT_A_TIME = 100_000

Rule = Callable[[pl.DataFrame], Any]


def are_on() -> bool:
    """Whether the person who started this process asked for Python functions."""
    return os.environ.get(VARIABLE) == "1"


def path() -> Path:
    """The file, which may not be there."""
    return files.home() / FILE


def version() -> str:
    """What votes of Python functions stand on: changes with the file, and with whether they are on."""
    return files.checksum(path()) if are_on() and path().is_file() else ""


def fingerprint(name: str) -> str:
    """What one function's votes stand on: changes with its code and with whatever of the file that has a part in it.

    Not with comments, layout or other functions. Empty where functions are off or the file can't be read as Python.
    """
    return python_sources.fingerprint(name, path().read_text(encoding="utf-8")) if are_on() and path().is_file() else ""


def names() -> list[str]:
    """The functions the file defines, in its order; none if they are off. Raises BadInput if the file can't be run."""
    return list(_rules()) if are_on() and path().is_file() else []


def definition(name: str) -> str | None:
    """A function as the file writes it; None where functions are off or the file doesn't define it by that name."""
    return (
        python_sources.definition(name, path().read_text(encoding="utf-8")) if are_on() and path().is_file() else None
    )


def why_not(name: str) -> str | None:
    """Why a function can't be called, as a sentence; None if it can."""
    if not are_on():
        return f"Python functions are off. If you run this for yourself, set {VARIABLE}=1 and start anew."
    if not path().is_file():
        return f"There is no file {path()}. Write it, with a function {name} in it."
    try:
        rules = _rules()
    except BadInput as error:
        return str(error)
    if name not in rules:
        return f"{path()} defines no function {name}; it defines {', '.join(rules) or 'none'}."
    return None


def votes(name: str, dataset: Dataset) -> Bytes:
    """A function's votes on all data points, int8 (n,); raises BadInput, naming the line, if it fails or gives others.

    Asked only where `why_not` says None.
    """
    rule, n = _rules()[name], len(dataset.pairs)
    parts = [np.empty(0, np.int8)]
    for start in range(0, n, ROWS_AT_A_TIME):
        points = frame(dataset, slice(start, min(start + ROWS_AT_A_TIME, n)))
        try:
            given = rule(points)
        except (Exception, SystemExit) as error:  # as in `_run`
            raise BadInput(f"{_place(error)}, in {name}: {_what(error)}. Mend the file.") from error
        parts.append(_checked(given, points.height, name))
    return np.concatenate(parts)


def frame(dataset: Dataset, rows: slice) -> pl.DataFrame:
    """Data points as a function sees them: what is known of each but for its stars and gold."""
    pairs = dataset.pairs
    # Numbers of items come as features; an average rating that is none was made from the stars that are withheld.
    texts = [column for column in dataset.items.columns if dataset.items[column].dtype == pl.String]
    first, end = np.searchsorted(dataset.reviews.row, np.array([rows.start, rows.stop], np.int32))
    reviews = pl.DataFrame(
        {"row": dataset.reviews.row[first:end].astype(np.int64), TEXT: dataset.reviews.text[int(first) : int(end)]}
    )
    numbers = pl.DataFrame({"row": np.arange(rows.start, rows.stop)})
    return pl.DataFrame(
        [
            dataset.users[USER_ID].gather(pairs.user[rows]),
            dataset.items[ITEM_ID].gather(pairs.item[rows]),
            *(dataset.items[column].gather(pairs.item[rows]) for column in texts if column != ITEM_ID),
            numbers.join(reviews, on="row", how="left", maintain_order="left")[TEXT],
            *(pl.Series(feature, values[rows]).fill_nan(None) for feature, values in dataset.features.items()),
        ]
    )


def _rules() -> dict[str, Rule]:
    return _run(path().read_text(encoding="utf-8"), str(path()))


@lru_cache(maxsize=1)
def _run(source: str, place: str) -> dict[str, Rule]:
    """The functions that a file's text defines, once it ran; not those it imports or keeps for itself (_name)."""
    defined: dict[str, Any] = {"__name__": Path(place).stem, "__file__": place}
    try:
        # The file's writer owns this process, who switched this on (`are_on`); no page can write it. Not imported: what
        # was read is what runs, whatever the file says by then.
        exec(compile(source, place, "exec"), defined)
    except SyntaxError as error:
        raise BadInput(f"{place}, line {error.lineno}: {error.msg}. Mend the file.") from error
    except (Exception, SystemExit) as error:  # anything: it is a person's own code that failed, not the program
        raise BadInput(f"{_place(error)}: {_what(error)}. Mend the file.") from error
    return {
        name: value
        for name, value in defined.items()
        if isinstance(value, FunctionType) and value.__code__.co_filename == place and not name.startswith("_")
    }


def _place(error: BaseException) -> str:
    """The last line of the file that had a part in an error."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path())]
    return f"{path()}, line {lines[-1]}" if lines else str(path())


def _what(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:500]}".rstrip(".: ")


def _checked(given: Any, n: int, name: str) -> Bytes:
    if isinstance(given, pl.Series) and given.dtype.is_numeric():
        given = given.fill_null(-1)
    found = np.asarray(given)
    if found.shape != (n,):
        shape = f"an array of shape {found.shape}" if found.ndim else f"one {type(given).__name__}"
        raise BadInput(f"{path()}: {name} gave {shape} for {n:,} data points. Give one vote for each.")
    strange = ~np.isin(found, (-1, 0, 1))
    if strange.any() or found.dtype == bool:
        example = found[strange][0] if strange.any() else found[0]
        raise BadInput(f"{path()}: {name} gave the vote {example}. Give -1 (abstain), 0 (not liked) or 1 (liked).")
    return found.astype(np.int8)
