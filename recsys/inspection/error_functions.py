"""Which labeling functions caused the wrong labels: votes against gold, weighed by what each did to the label."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.evaluation.classification import POSITIVE_FROM
from recsys.labeling.combining.label_models import LabelModel
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import ABSTAIN

COLUMNS = ["name", "votes", "against_gold", "misled", "wrong_labels", "mended", "broken"]


def table(model: LabelModel, found: Patterns) -> pd.DataFrame:
    """One row a function, with the columns of COLUMNS, the one that misled most first; rows without gold don't count.

    votes: those cast on rows with gold; against_gold: those that gold contradicts. misled: over the latter, how much
    nearer to gold P(positive) would be without the vote, added up; no label counts as a half, and what would be no
    nearer as 0. wrong_labels: rows labeled wrong on which it voted against gold. mended: rows labeled wrong that would
    not be without it. broken: rows labeled right that would not be without it.
    """
    shape = m, p = len(model.functions), len(found.votes)
    probability = model.probabilities(found.votes)
    others = np.repeat(found.votes[None], m, axis=0)
    others[np.arange(m), :, np.arange(m)] = ABSTAIN
    without = model.probabilities(others.reshape(m * p, m)).reshape(shape)
    voted = (found.votes >= 0).T
    counts = {name: np.zeros(m) for name in COLUMNS[1:]}
    for label in (0, 1):
        rows = found.gold_counts[:, label]
        against = voted & (found.votes == 1 - label).T
        wrong, left_wrong = _is_wrong(probability, label), _is_wrong(without, label)
        right, left_right = _is_wrong(probability, 1 - label), _is_wrong(without, 1 - label)
        nearer = np.abs(_filled(probability) - label) - np.abs(_filled(without) - label)
        counts["votes"] += voted @ rows
        counts["against_gold"] += against @ rows
        counts["misled"] += (against * np.maximum(nearer, 0)) @ rows
        counts["wrong_labels"] += (against & np.broadcast_to(wrong, shape)) @ rows
        counts["mended"] += (wrong & ~left_wrong) @ rows
        counts["broken"] += (right & ~left_right) @ rows
    whole = {name: number if name == "misled" else number.astype(int) for name, number in counts.items()}
    made = pd.DataFrame({"name": list(model.functions)} | whole, columns=COLUMNS)
    return made.sort_values(["misled", "against_gold"], ascending=False, kind="stable", ignore_index=True)


def _filled(probability: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.nan_to_num(probability, nan=POSITIVE_FROM)


def _is_wrong(probability: npt.NDArray[np.float64], label: int) -> npt.NDArray[np.bool_]:
    """Whether a label says the opposite of `label`; no label, or one of a half, says nothing."""
    return probability > POSITIVE_FROM if label == 0 else probability < POSITIVE_FROM
