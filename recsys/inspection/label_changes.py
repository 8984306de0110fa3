"""What an edit of the functions does to the labels: rows that gained one, lost it, flipped or moved."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys.data.dataset import Bytes, Doubles
from recsys.errors import BadInput
from recsys.labeling import halves, patterns
from recsys.labeling.combining import label_models, live_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelName, LabelModelSettings
from recsys.labeling.combining.live_fitting import Judged
from recsys.labeling.functions import FunctionSet, LabelingFunction
from recsys.labeling.votes import Voter

KINDS = ("none", "same", "gained", "lost", "flipped", "moved")
NONE, SAME, GAINED, LOST, FLIPPED, MOVED = range(len(KINDS))
CHANGED = KINDS[GAINED:]
LIKED_FROM = 0.5
LEAST = 0.05  # by which a label has to move to count as moved


@dataclass(frozen=True)
class Labels:
    """What functions give: P(positive) of the rows of train and of dev (NaN: no label), by which label model.

    model: None where no function is on, so that no row has a label.
    """

    functions: FunctionSet
    model: LabelModel | None
    train: Doubles
    dev: Doubles


def of_both(voter: Voter, both: tuple[FunctionSet, FunctionSet], settings: LabelModelSettings) -> tuple[Labels, Labels]:
    """The labels of two function sets, by label models of one kind fitted at once: that of `settings` if it can be,
    else a calibrated vote, else a majority vote.
    """
    wanted: tuple[LabelModelName, ...] = (settings.model, "calibrated", "majority")
    for kind in dict.fromkeys(kind for kind in wanted if kind in live_fitting.LIVE):
        try:
            first, second = (_fitted(voter, one, settings.model_copy(update={"model": kind})) for one in both)
        except BadInput:
            continue  # too little gold for this one: the next needs less
        return labels(voter, both[0], first), labels(voter, both[1], second)
    return labels(voter, both[0], None), labels(voter, both[1], None)


def labels(voter: Voter, functions: FunctionSet, model: LabelModel | None) -> Labels:
    """The labels that functions give by a label model."""
    return Labels(functions, model, *(_probabilities(voter, functions, model, split) for split in ("train", "dev")))


def _fitted(voter: Voter, functions: FunctionSet, settings: LabelModelSettings) -> LabelModel | None:
    enabled = functions.enabled
    train, dev = (voter.patterns(enabled, split) for split in ("train", "dev"))
    if not enabled or not train.covered.any():
        return None
    return live_fitting.fit(train, dev, [function.name for function in enabled], settings)


def _probabilities(voter: Voter, functions: FunctionSet, model: LabelModel | None, split: str) -> Doubles:
    rows = voter.dataset.rows(split)
    n = rows.stop - rows.start
    if model is None:
        return np.full(n, np.nan)
    columns = voter.columns(functions.enabled, rows)
    codes = patterns.encode(columns, n)
    found = patterns.count_codes(codes, len(columns), voter.dataset.gold(split))
    return patterns.spread(model.probabilities(found.votes), found, codes)


def kinds(before: Doubles, after: Doubles) -> Bytes:
    """What became of each row's label, (n,): a place in KINDS."""
    had, has = ~np.isnan(before), ~np.isnan(after)
    with np.errstate(invalid="ignore"):
        turned = (before >= LIKED_FROM) != (after >= LIKED_FROM)
        far = np.abs(after - before) >= LEAST
    found = np.where(far, MOVED, SAME)
    found[turned] = FLIPPED
    found[~had & has] = GAINED
    found[had & ~has] = LOST
    found[~had & ~has] = NONE
    return found.astype(np.int8)


def counts(found: Bytes) -> dict[str, int]:
    """How many rows are of each of KINDS."""
    return dict(zip(KINDS, np.bincount(found, minlength=len(KINDS)).tolist(), strict=True))


def judged_by_gold(before: Doubles, after: Doubles, gold: Bytes) -> dict[str, int]:
    """Of rows with gold and a label both before and after: how many became right, and how many wrong."""
    known = (gold >= 0) & ~np.isnan(before) & ~np.isnan(after)
    was, is_ = ((side[known] >= LIKED_FROM) == (gold[known] == 1) for side in (before, after))
    return {"became right": int(np.count_nonzero(~was & is_)), "became wrong": int(np.count_nonzero(was & ~is_))}


def by_function(voter: Voter, both: tuple[FunctionSet, FunctionSet], found: Bytes) -> pd.DataFrame:
    """A row for each function whose votes on train differ: function, what, votes (rows on which its vote is another),
    and of these rows those of each kind of CHANGED. found: `kinds` on train.
    """
    old, new = ({function.name: function for function in one.enabled} for one in both)
    rows = []
    for name in dict.fromkeys([*old, *new]):
        first, second = old.get(name), new.get(name)
        if first == second:
            continue
        differs = _votes(voter, first) != _votes(voter, second)
        of_kind = np.bincount(found[differs], minlength=len(KINDS))
        what = "changed" if first and second else "new" if second else "gone"
        rows.append(
            {"function": name, "what": what, "votes": int(differs.sum())}
            | {kind: int(of_kind[KINDS.index(kind)]) for kind in CHANGED}
        )
    return pd.DataFrame(rows, columns=["function", "what", "votes", *CHANGED])


def _votes(voter: Voter, function: LabelingFunction | None) -> Bytes:
    """A function's votes on train; none if there is no function."""
    rows = voter.dataset.rows("train")
    return np.full(rows.stop - rows.start, -1, np.int8) if function is None else voter.column(function)[rows]


def judged_on_dev(voter: Voter, found: Labels) -> Judged | None:
    """`label_models.compare` on dev, no row judged by a model that saw its gold; None without a label model."""
    if found.model is None:
        return None
    enabled = found.functions.enabled
    if found.model.settings.model in live_fitting.FROM_GOLD:
        return live_fitting.cross_fitted(halves.patterns_of_halves(voter, enabled), found.model)
    return label_models.compare(found.model, voter.patterns(enabled, "dev"))
