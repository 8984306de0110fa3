"""Who is served worst: each user's list held against what they turn out to like; made by a job, kept with the run."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from recsys import files, model_runs, runs, workspace
from recsys.columns import USER_ID
from recsys.data.dataset import Dataset, Doubles, Ints
from recsys.errors import BadInput, DamagedFile
from recsys.evaluation import ranking
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf, Shelves
from recsys.models.rating import sigmoid
from recsys.models.top import top
from recsys.progress import Report, part
from recsys.runs import ModelRun
from recsys.settings import Settings

REMEDY = "Rank for everybody again."
REPORT_EVERY = 10  # users
COLUMNS = ["user", USER_ID, "ndcg", "hits", "liked", "shelf"]


class RankUsers(Settings):
    """Let a trained model, `run`, rank for every user of a split, each without what is held out of their shelf."""

    dataset: str
    run: str
    split: Literal["dev", "valid", "test"]

    @property
    def file(self) -> Path:
        """Where the lists are, or would be."""
        return runs.folder(self.run) / f"lists-{self.split}.npz"


@dataclass(frozen=True)
class Lists:
    """rows: those held out, ascending. predicted: of each what the model says, P(liked) if it tells liked from not.

    users: whose rows these are, ascending. tops: their best items (users, K), -1 where a list is shorter. sizes: of the
    shelves that were shown.
    """

    rows: Ints
    predicted: Doubles
    users: Ints
    tops: Ints
    sizes: Ints


def found(wanted: RankUsers) -> Lists | None:
    """The lists if they were made already; raises DamagedFile if they can't be read any more."""
    if not wanted.file.exists():
        return None
    try:
        with np.load(wanted.file, allow_pickle=False) as arrays:
            kept = Lists(**{name: arrays[name] for name in Lists.__annotations__})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DamagedFile(f"{wanted.file} is damaged. {REMEDY}") from error
    if len(kept.predicted) != len(kept.rows) or kept.tops.shape != (len(kept.users), ranking.K):
        raise DamagedFile(f"{wanted.file} holds no lists. {REMEDY}")
    return kept


def make(dataset: Dataset, wanted: RankUsers, report: Report) -> Lists:
    """The lists, kept beside their run; raises BadInput where the run is of other data or nothing is held out."""
    run = runs.load_model_run(wanted.run)
    _check(run, dataset)
    made = rank(dataset, run, model_runs.load_model(run), wanted.split, part(report, 0.05, 0.98))
    _check(runs.load_model_run(wanted.run), dataset)  # it may have been removed meanwhile
    with files.new_file(wanted.file) as temporary:
        np.savez(temporary, allow_pickle=False, **vars(made))
    return made


def rank(dataset: Dataset, run: ModelRun, model: Model, split: str, report: Report) -> Lists:
    """Every user's list and the predictions of what is held out, as `ranking.held_out` has it."""
    rows = np.sort(ranking.held_out(dataset, split, model_runs.EVALUATION_SEED))
    if not len(rows):
        raise BadInput(f"{split} has no rating to hold out. Choose another split.")
    pairs, shelves = dataset.pairs, Shelves.of_dataset(dataset, run.labels == "ratings")
    users, starts = np.unique(pairs.user[rows], return_index=True)
    bounds = np.append(starts, len(rows))
    tops, sizes = np.full((len(users), ranking.K), -1, np.int32), np.zeros(len(users), np.int32)
    predicted = np.empty(len(rows))
    for place, user in enumerate(users.tolist()):
        if place % REPORT_EVERY == 0:
            report(place / len(users), f"ranking for user {place + 1:,} of {len(users):,}")
        asked = pairs.item[rows[bounds[place] : bounds[place + 1]]]
        visible = _visible(shelves.of(user), asked)
        scores = model.scores(visible)
        best = top(scores, visible.items, ranking.K)
        tops[place, : len(best)], sizes[place] = best, len(visible)
        predicted[bounds[place] : bounds[place + 1]] = scores[asked]
    if families.named(run.model).predicts == "liked":
        predicted = sigmoid(predicted).astype(float)
    return Lists(rows, predicted, users, tops, sizes)


def by_user(dataset: Dataset, lists: Lists) -> pd.DataFrame:
    """One row a user with a liked item among those held out, the worst served first, with the columns of COLUMNS.

    ndcg: NDCG@10 as `ranking.judge` has it; hits: how many of the liked, held-out items stand in the list; liked: how
    many there are. Of users served equally badly, those with more to find come first.
    """
    pairs, n_items = dataset.pairs, dataset.items.height
    liked = lists.rows[pairs.gold[lists.rows] == 1]
    owner = np.searchsorted(lists.users, pairs.user[liked])
    n_liked = np.bincount(owner, minlength=len(lists.users))
    wanted = owner.astype(np.int64) * n_items + pairs.item[liked]
    listed = np.arange(len(lists.users), dtype=np.int64)[:, None] * n_items + lists.tops
    hits = np.isin(listed, wanted) & (lists.tops >= 0)
    discount = 1 / np.log2(np.arange(2, ranking.K + 2))
    asked = np.flatnonzero(n_liked)
    ideal = np.cumsum(discount)[np.minimum(n_liked[asked], ranking.K) - 1]
    table = pd.DataFrame(
        {
            "user": lists.users[asked],
            USER_ID: dataset.users[USER_ID].gather(lists.users[asked]).to_list(),
            "ndcg": hits[asked] @ discount / ideal,
            "hits": hits[asked].sum(axis=1),
            "liked": n_liked[asked],
            "shelf": lists.sizes[asked],
        },
        columns=COLUMNS,
    )
    return table.sort_values(["ndcg", "liked"], ascending=[True, False], kind="stable", ignore_index=True)


def _visible(shelf: Shelf, asked: Ints) -> Shelf:
    """A shelf less what is asked for; as it is, its owner known, where none of that is on it."""
    return shelf.without(asked) if np.isin(asked, shelf.items).any() else shelf


def _check(run: ModelRun, dataset: Dataset) -> None:
    if not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run.id} was trained on other data than {dataset.about.name} as it is now. Train it again.")
