"""What somebody whom no model has met is recommended, and which of their ratings pull each of it up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys import recommendations
from recsys.columns import TITLE
from recsys.data.dataset import Dataset, Floats, Ints
from recsys.models.contract import Explains, Model
from recsys.models.feedback import Shelf

STRONGEST = 3


@dataclass(frozen=True)
class FoldedIn:
    """The list of somebody folded in. table: as `recommendations.top` has it. pulls: (its rows, the shelf's items)."""

    table: pd.DataFrame
    pulls: Floats


def recommend(dataset: Dataset, model: Model, shelf: Shelf, k: int) -> FoldedIn:
    """The k best items for a shelf, each with the titles that pull it up most in the column “pulled up by”."""
    table = recommendations.top(dataset, model, shelf, k)
    found = pulls(model, shelf, table["item"].to_numpy(np.int32))
    titles = recommendations.describe(dataset, shelf.items)[TITLE].to_list()
    return FoldedIn(table.assign(**{"pulled up by": [_strongest(pull, titles) for pull in found]}), found)


def pulls(model: Model, shelf: Shelf, items: Ints) -> Floats:
    """How far each item of the shelf pulls each of `items` up, in the units of the scores: shape (items, shelf)."""
    if isinstance(model, Explains):
        own = [model.contributions(shelf, int(item)) for item in items]
        return np.array(own, np.float32).reshape(len(items), len(shelf))
    whole = model.scores(shelf.without([]))[items]
    without = [whole - model.scores(shelf.without([one]))[items] for one in shelf.items]  # of all items at one go
    return np.array(without, np.float32).reshape(len(shelf), len(items)).T


def of_item(dataset: Dataset, shelf: Shelf, pull: Floats) -> pd.DataFrame:
    """The shelf's items by how far each pulls up the item that `pull` is of: what `recommendations.pulls` gives."""
    table = recommendations.describe(dataset, shelf.items).assign(pull=pull.astype(float))
    return table.sort_values("pull", ascending=False, kind="stable", ignore_index=True)


def _strongest(pull: Floats, titles: list[str]) -> str:
    """The titles that pull up most, best first; empty if none does."""
    best = np.argsort(-pull, kind="stable")[:STRONGEST]
    return " · ".join(titles[place] for place in best if pull[place] > 0)
