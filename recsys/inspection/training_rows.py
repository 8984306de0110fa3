"""The rows a model was trained on, each with the label it had there."""

from dataclasses import dataclass

import numpy as np

from recsys import training_labels
from recsys.data.dataset import Floats, Ints
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun, ModelRun


@dataclass(frozen=True)
class TrainingRows:
    """row: of the dataset's data points. user, item: whose and what. label: P(liked) as it was learned from.

    All arrays have shape (n,), in the order of the model's own examples.
    """

    row: Ints
    user: Ints
    item: Ints
    label: Floats

    def __len__(self) -> int:
        return len(self.row)


def of_run(voter: Voter, run: ModelRun, labels: LabelRun | None) -> TrainingRows:
    """What a run was trained on. labels: the label run that it stands on, None for one that stands on none, or on one
    that is gone: then its weak labels are not known any more.
    """
    dataset = voter.dataset
    train, dev = dataset.rows("train"), dataset.rows("dev")
    if run.labels == "ratings":
        label = (dataset.pairs.stars[: dev.stop] >= dataset.settings.positive_from).astype(np.float64)
        return _known(voter, label, 0)
    parts = [_known(voter, np.empty(0), 0)]
    if run.labels != "gold" and labels is not None:
        by_hand = dataset.gold("train")
        weak = training_labels.probabilities(voter, labels, "train")
        parts.append(_known(voter, np.where(by_hand >= 0, by_hand, weak), train.start))
    if run.labels != "weak":
        gold = dataset.gold("dev").astype(float)
        parts.append(_known(voter, np.where(gold >= 0, gold, np.nan), dev.start))
    names = ("row", "user", "item", "label")
    return TrainingRows(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _known(voter: Voter, label: np.ndarray, start: int) -> TrainingRows:
    """The rows from `start` on that have a label, NaN being none."""
    row = (np.flatnonzero(~np.isnan(label)) + start).astype(np.int32)
    pairs = voter.dataset.pairs
    return TrainingRows(row, pairs.user[row], pairs.item[row], label[row - start].astype(np.float32))
