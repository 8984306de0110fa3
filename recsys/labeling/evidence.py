"""What gold says of each function: its accuracy with an interval, against a blind guess, and what changed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from recsys.evaluation import intervals
from recsys.labeling import analysis
from recsys.labeling.patterns import Patterns

COLUMNS = ["name", "votes_with_gold", "correct", "accuracy", "low", "high", "prior", "lift", "verdict"]
BETTER, WORSE, TOO_FEW = "better than chance", "worse than chance", "too few to say"
CHANGES = ["coverage", "overlaps", "conflicts", "correct", "incorrect", "accuracy"]


def table(found: Patterns, names: Sequence[str]) -> pd.DataFrame:
    """One row a function, with the columns of COLUMNS; NaN for all that needs gold where its votes met none.

    low, high: Wilson's 95 % interval of the accuracy. prior: the accuracy of somebody who casts as many votes of each
    label on rows drawn blindly, from the class balance of all rows with gold. lift: accuracy - prior. verdict: on which
    side of the prior the interval lies; TOO_FEW if it holds the prior.
    """
    not_liked, liked = found.gold_counts[:, 0], found.gold_counts[:, 1]
    positive, negative = found.votes == 1, found.votes == 0
    correct = liked @ positive + not_liked @ negative
    positive_votes, negative_votes = (liked + not_liked) @ positive, (liked + not_liked) @ negative
    n = positive_votes + negative_votes
    balance = analysis.class_balance(found)
    guessed = positive_votes * (balance or 0.0) + negative_votes * (1 - (balance or 0.0))
    accuracy, prior = (np.divide(hits, n, out=np.full(len(n), np.nan), where=n > 0) for hits in (correct, guessed))
    low, high = intervals.wilson(correct, n)
    return pd.DataFrame(
        {
            "name": list(names),
            "votes_with_gold": n,
            "correct": correct,
            "accuracy": accuracy,
            "low": low,
            "high": high,
            "prior": prior,
            "lift": accuracy - prior,
            "verdict": np.select([low > prior, high < prior], [BETTER, WORSE], TOO_FEW),
        },
        columns=COLUMNS,
    )


def changes(before: pd.DataFrame, after: pd.DataFrame, numbers: Sequence[str] = CHANGES) -> pd.DataFrame:
    """What became of each function's numbers: `after` - `before`, one row a function of `after`.

    Both are tables with a column name, by which they are joined, such as `analysis.summary` and `table` give them;
    columns: name and those of `numbers`, NaN where a function is new or a number is missing.
    """
    # By hand: pandas takes ten times as long to align two tables of some rows, and a page asks at every rerun.
    place = {name: row for row, name in enumerate(before["name"])}
    rows = np.array([place.get(name, -1) for name in after["name"]], np.int64)
    columns: dict[str, Any] = {"name": after["name"]}
    for number in numbers:
        old = np.append(before[number].to_numpy(float), np.nan)  # the last is that of who was not there
        columns[number] = after[number].to_numpy(float) - old[rows]
    return pd.DataFrame(columns)
