"""What items have in common, as vectors whose products say how alike two items are."""

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from recsys.columns import AUTHOR_ID, GENRES, SERIES, TAGS, YEAR
from recsys.data.dataset import Floats
from recsys.models.feedback import Feedback
from recsys.progress import Report, silent

DECADE = 10
DECADE_COUNTS = 0.7  # beside genres, which count 1
LOOKING = "looking for items and users that are alike"
SPARE, TURNS = 10, 4  # further directions, and how often all are sharpened
USER_DAMPING, ITEM_DAMPING = 10.0, 3.0  # touches of nobody's; on MovieLens half or twice as many did alike
ATTRIBUTES = (GENRES, AUTHOR_ID, SERIES, TAGS)


def company(feedback: Feedback, width: int, seed: int, report: Report = silent) -> Floats:
    """(n_items, width at most): alike are items that the same users touched, of those who are learned from.

    A user counts the less the more they touched. A vector is the longer the more often its item was touched: of rare
    items nothing is claimed.
    """
    touched = feedback.shelves.matrix(feedback.n_items)[feedback.users]
    sizes, popularity = (np.asarray(touched.sum(axis)).ravel() for axis in (1, 0))
    weighted = (
        sparse.diags(1 / np.log(sizes + USER_DAMPING)) @ touched @ sparse.diags((popularity + ITEM_DAMPING) ** -0.5)
    )
    return strongest(weighted.T.tocsr(), width, seed, report)


def catalog(items: pl.DataFrame, width: int, seed: int, report: Report = silent) -> Floats:
    """(n_items, width at most): alike are items of the same genres, author, series, tags and decade."""
    return strongest(attributes(items), width, seed, report)


def attributes(items: pl.DataFrame) -> sparse.csr_matrix:
    """(n_items, distinct values): what the source says of items; of each kind, an item's values make a unit vector."""
    blocks = [_column_each(items[name], 1.0) for name in ATTRIBUTES if name in items.columns]
    if YEAR in items.columns:
        decades = items[YEAR].cast(pl.Float64).fill_nan(None) // DECADE
        blocks.append(_column_each(decades.cast(pl.Int64).cast(pl.String), DECADE_COUNTS))
    return sparse.hstack([sparse.csr_matrix((items.height, 0)), *blocks], format="csr", dtype=np.float64)


def _column_each(values: pl.Series, counts: float) -> sparse.csr_matrix:
    """A column for each value, of which an item has several between bars; rows of length `counts`, or of zeros."""
    table = pl.DataFrame({"value": values.cast(pl.String)}).with_row_index("item")
    each = table.with_columns(pl.col("value").str.split("|").list.unique()).explode("value")
    each = each.filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
    names = each["value"].unique().sort()
    column = each["value"].replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64)
    item = each["item"].to_numpy()
    size = counts / np.sqrt(np.bincount(item, minlength=len(values))[item])
    return sparse.csr_matrix((size, (item, column.to_numpy())), shape=(len(values), len(names)))


def strongest(matrix: sparse.csr_matrix, width: int, seed: int, report: Report = silent) -> Floats:
    """(rows, width at most): rows whose products are nearly those of the matrix's own rows."""
    return (matrix @ directions(matrix, width, seed, report)).astype(np.float32)


def directions(matrix: sparse.csr_matrix, width: int, seed: int, report: Report = silent) -> npt.NDArray[np.float64]:
    """(columns, width at most): the directions in which the rows of a matrix differ most, each of length 1.

    Source: Halko et al. 2009, algorithm 4.4; scikit-learn's own can't be cancelled, and takes 10 s at 800,000 ratings.
    """
    width = min(width, *matrix.shape)
    rows = min(width + SPARE, *matrix.shape)
    found = np.random.default_rng(seed).normal(size=(matrix.shape[1], rows))
    for turn in range(TURNS):
        report(turn / TURNS, LOOKING)
        product = matrix @ found
        report((turn + 0.5) / TURNS, LOOKING)
        found = np.linalg.qr(matrix.T @ product)[0]
    product = matrix @ found
    strength, turned = np.linalg.eigh(product.T @ product)
    return found @ turned[:, np.argsort(-strength, kind="stable")[:width]]
