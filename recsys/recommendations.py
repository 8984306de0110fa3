"""What a user is recommended, and why: each answer a table that a page or the command line shows."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from recsys.columns import AUTHOR, AVERAGE_RATING, GENRES, ITEM_ID, MEAN_STARS, SPLITS, TITLE, USER_ID
from recsys.data.dataset import Dataset, Floats, Ints
from recsys.errors import NotFound
from recsys.labeling import data_point_table
from recsys.labeling import votes as voting
from recsys.labeling.votes import Voter
from recsys.models import contract, families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf, Shelves
from recsys.models.rating import sigmoid
from recsys.runs import LabelRun, ModelRun

NAMED_USERS = 3
ADDS_UP = 1e-4  # of a score: what rounding in single precision may make of a sum
SHOWN = (ITEM_ID, TITLE, AUTHOR, GENRES, AVERAGE_RATING, MEAN_STARS)


def find_user(dataset: Dataset, user_id: str) -> int:
    """The internal number of a user, given the source's own id."""
    found = dataset.users[USER_ID].index_of(user_id.strip())
    if found is None:
        name, some = dataset.about.name, ", ".join(dataset.users[USER_ID].head(NAMED_USERS))
        raise NotFound(
            f"There is no user “{user_id[:80]}” in {name}. Its first users are {some}; "
            f"`python -m recsys datasets show {name} --users 20` lists more."
        )
    return int(found)


def list_users(dataset: Dataset, count: int) -> pd.DataFrame:
    """The first users of each split, test first: user_id, split, items (how many they touched); `count` at most."""
    splits = ("test", "valid", "dev", "train")
    users = {split: dataset.users_in(split) for split in splits}
    chosen = np.concatenate([users[split] for split in splits])[:count]
    named = np.repeat(splits, [len(users[split]) for split in splits])[:count]
    touched = np.diff(dataset.histories.offsets)[chosen]
    return pd.DataFrame({USER_ID: dataset.users[USER_ID].gather(chosen).to_list(), "split": named, "items": touched})


def draw_users(dataset: Dataset, split: str, count: int, seed: int) -> Ints:
    """Some users of a split at random, ascending."""
    users = dataset.users_in(split)
    return np.sort(np.random.default_rng(seed).choice(users, min(count, len(users)), replace=False))


def describe(dataset: Dataset, items: Sequence[int] | Ints) -> pd.DataFrame:
    """What the source knows of some items, one row each, in their order. The title is the id where there is none."""
    known = dataset.items.select([name for name in SHOWN if name in dataset.items.columns])[
        np.asarray(items).tolist()
    ].to_pandas()
    if TITLE not in known:
        known.insert(1, TITLE, known[ITEM_ID])
    known[TITLE] = known[TITLE].fillna(known[ITEM_ID])
    return known


def shelf(dataset: Dataset, user: int) -> pd.DataFrame:
    """Everything a user touched, the best rated first; stars is missing (NaN) where it was not rated."""
    items = dataset.histories.of(user)
    mine = np.flatnonzero(dataset.pairs.user == user)
    stars = pd.Series(dataset.pairs.stars[mine], index=dataset.pairs.item[mine], dtype=float)
    table = describe(dataset, items).assign(stars=stars.reindex(items).to_numpy())
    return table.sort_values("stars", ascending=False, na_position="last", kind="stable", ignore_index=True)


def shelf_for(dataset: Dataset, run: ModelRun, user: int) -> Shelf:
    """What a trained model sees of a user: with stars only if it learned from stars."""
    return Shelves.of_dataset(dataset, run.labels == "ratings").of(user)


def top(dataset: Dataset, model: Model, shelf: Shelf, k: int) -> pd.DataFrame:
    """The k best items that are not on a shelf: rank, item (internal), what is known of it, score.

    The score is P(liked) where the family tells liked from not, with what the model gives as log_odds; else what the
    model gives.
    """
    items, scores = contract.recommend(model, shelf, k)
    return listed(dataset, model, items, scores)


def listed(dataset: Dataset, model: Model, items: Ints, scores: Floats) -> pd.DataFrame:
    """The table of `top` for items that are ranked already, best first."""
    is_logit = families.named(model.family).predicts == "liked"
    table = describe(dataset, items).assign(score=sigmoid(scores) if is_logit else scores)
    if is_logit:
        table["log_odds"] = scores
    table.insert(0, "rank", np.arange(1, len(items) + 1))
    table.insert(1, "item", items)
    return table


def pulls(dataset: Dataset, model: Model, shelf: Shelf, item: int) -> pd.DataFrame:
    """A shelf's items by how far each pulls `item` up: the item's score less the score without that one."""
    pull = contract.contributions(model, shelf, item).astype(float)
    table = describe(dataset, shelf.items).assign(pull=pull)
    return table.sort_values("pull", ascending=False, kind="stable", ignore_index=True)


def share_of_shelf(model: Model, shelf: Shelf, item: int, pulls: pd.DataFrame) -> float | None:
    """The part of an item's score that its `pulls` add up to, exactly; None where they need not.

    They do for linear models: the rest is what an empty shelf is given, or nothing.
    """
    total = float(pulls["pull"].sum())
    rest = float(model.scores(shelf)[item]) - total
    bare = float(model.scores(Shelf.touched([]))[item])
    close = max(1.0, abs(total)) * ADDS_UP
    return total if abs(rest) <= close or abs(rest - bare) <= close else None


def votes_of_user(voter: Voter, run: LabelRun, user: int) -> pd.DataFrame:
    """The user's data points with every function's vote (-1, 0, 1), P(positive) (NaN: no vote), split and gold.

    These are what the user's own rows brought to the labels; gold is -1 where it is withheld (train).
    """
    dataset = voter.dataset
    return _votes(voter, run, np.flatnonzero(dataset.pairs.user == user)).drop(columns=USER_ID)


def votes_on_item(voter: Voter, run: LabelRun, item: int, limit: int = 200) -> pd.DataFrame:
    """The labeled train rows of an item, as `votes_of_user` gives them: what the model learned about it from votes."""
    dataset = voter.dataset
    rows = dataset.rows("train")
    train = np.flatnonzero(dataset.pairs.item[rows] == item) + rows.start
    return _votes(voter, run, train).dropna(subset="P(positive)").head(limit).drop(columns=[ITEM_ID, TITLE])


def _votes(voter: Voter, run: LabelRun, rows: np.ndarray) -> pd.DataFrame:
    dataset = voter.dataset
    pairs = dataset.pairs
    enabled = run.functions.enabled
    votes = voting.matrix([voter.column(function)[rows] for function in enabled], len(rows))
    table = describe(dataset, pairs.item[rows])[[ITEM_ID, TITLE]]
    table.insert(0, USER_ID, dataset.users[USER_ID].gather(pairs.user[rows]).to_numpy())
    for column, function in enumerate(enabled):
        table[function.name] = votes[:, column]
    table["P(positive)"] = run.label_model.probabilities(votes)
    return table.assign(split=[SPLITS[code] for code in pairs.split[rows]], gold=data_point_table.gold(dataset, rows))


def difference(lists: list[Ints]) -> float | None:
    """How different users' lists are: the mean of 1 - Jaccard over their pairs, 0 alike to 1 disjoint."""
    distances = [
        1 - len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in combinations([x.tolist() for x in lists], 2)
    ]
    return float(np.mean(distances)) if distances else None
