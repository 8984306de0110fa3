"""Where a recommendation comes from: the training rows behind it, the votes on them, and the labels these gave."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys.data.dataset import Ints
from recsys.inspection.training_rows import TrainingRows
from recsys.labeling.votes import Voter
from recsys.models.feedback import Shelf
from recsys.runs import LabelRun

LIKED_FROM = 0.5
ITEM, ITEMS_OF_SHELF, USER = "item", "shelf", "user"


@dataclass(frozen=True)
class Lineage:
    """The training rows behind one item for one user, as numbers of data points.

    item: those of the item itself. shelf: those of the items on the user's shelf, whoever rated them: from these the
    model knows what the shelf says. user: the user's own. groups: a row each, with rows, labels (liked, not_liked) and
    their mean.
    """

    item: Ints
    shelf: Ints
    user: Ints
    groups: pd.DataFrame


def trace(learned: TrainingRows, shelf: Shelf, item: int, n_items: int) -> Lineage:
    """The rows behind a recommendation. learned: all that the model was trained on."""
    on_shelf = np.zeros(n_items, bool)
    on_shelf[shelf.items] = True
    user = -1 if shelf.user is None else shelf.user
    chosen = {ITEM: learned.item == item, ITEMS_OF_SHELF: on_shelf[learned.item], USER: learned.user == user}
    groups = [_described(name, learned.label[mask]) for name, mask in chosen.items()]
    rows = {name: learned.row[mask] for name, mask in chosen.items()}
    return Lineage(**rows, groups=pd.DataFrame(groups))


def _described(group: str, label: np.ndarray) -> dict[str, object]:
    liked = int(np.count_nonzero(label >= LIKED_FROM))
    mean = float(label.mean()) if len(label) else np.nan
    return {"group": group, "rows": len(label), "liked": liked, "not_liked": len(label) - liked, "mean": mean}


def by_function(voter: Voter, labels: LabelRun, lineage: Lineage) -> pd.DataFrame:
    """A row for each function that is on: its votes behind the recommendation.

    Columns: function; item_liked, item_not_liked (its votes on the item's rows), alone (of these rows, those on which
    no other votes: without it they have no label), shelf (its votes on the rows of the shelf's items), user (on the
    user's own).
    """
    enabled = labels.functions.enabled
    columns = [voter.column(function) for function in enabled]
    cast = np.zeros(len(lineage.item), np.int32)
    for column in columns:
        cast += column[lineage.item] >= 0
    rows = []
    for function, column in zip(enabled, columns, strict=True):
        votes = column[lineage.item]
        rows.append(
            {
                "function": function.name,
                "item_liked": int(np.count_nonzero(votes == 1)),
                "item_not_liked": int(np.count_nonzero(votes == 0)),
                "alone": int(np.count_nonzero((votes >= 0) & (cast == 1))),
                "shelf": int(np.count_nonzero(column[lineage.shelf] >= 0)),
                "user": int(np.count_nonzero(column[lineage.user] >= 0)),
            }
        )
    return pd.DataFrame(rows, columns=["function", "item_liked", "item_not_liked", "alone", "shelf", "user"])


def strongest(table: pd.DataFrame) -> str | None:
    """The function that votes most behind a recommendation: on the item's rows, or else on the shelf's; None if none
    does.
    """
    if table.empty:
        return None
    own = table["item_liked"] + table["item_not_liked"]
    votes = own if own.any() else table["shelf"]
    return str(table["function"][int(votes.to_numpy().argmax())]) if votes.any() else None
