"""From votes or gold to what a model is trained on."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import patterns
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.models.examples import Examples
from recsys.runs import LABEL_SOURCES, LabelRun, LabelSource


def probabilities(voter: Voter, run: LabelRun, split: str) -> npt.NDArray[np.float64]:
    """P(positive) of a split's rows by a label run, shape (n,); NaN for rows without a vote: they have no label."""
    rows = voter.dataset.rows(split)
    columns = voter.columns(run.functions.enabled, rows)
    codes = patterns.encode(columns, rows.stop - rows.start)
    found = patterns.count_codes(codes, len(columns), voter.dataset.gold(split))
    return patterns.spread(run.label_model.probabilities(found.votes), found, codes)


def why_gold_alone(current: FunctionSet) -> str:
    """Why nothing but the gold of dev can be trained on, as the start of a sentence; empty where functions label."""
    if current.enabled:
        return ""
    what = "No function is on" if current.functions else "There is no labeling function"
    return f"{what}, so there are no weak labels"


def examples(voter: Voter, source: LabelSource, run: LabelRun | None) -> Examples:
    """The training examples of a label source. Rows without a vote are left out; weak labels stay probabilities."""
    dataset = voter.dataset
    parts = []
    if source != "gold":
        if run is None:
            raise BadInput("There are no weak labels yet. Fit the label model first, or train on the gold of dev.")
        by_hand = dataset.gold("train")  # -1 but for rows that a person labeled, who knows better than votes
        weak = probabilities(voter, run, "train")
        parts.append(_rows(dataset, "train", np.where(by_hand >= 0, by_hand, weak)))
    if source != "weak":
        parts.append(gold(dataset, "dev"))
    found = Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__annotations__))
    if not len(found):
        raise BadInput(f"There is no data point in {LABEL_SOURCES[source]}. Choose other labels to train on.")
    return found


def gold(dataset: Dataset, split: str) -> Examples:
    """A split's rows with gold, as examples."""
    known = dataset.gold(split).astype(float)
    return _rows(dataset, split, np.where(known >= 0, known, np.nan))


def _rows(dataset: Dataset, split: str, probability: npt.NDArray[np.float64]) -> Examples:
    labelled = ~np.isnan(probability)
    rows = dataset.rows(split)
    return Examples(
        user=dataset.pairs.user[rows][labelled],
        item=dataset.pairs.item[rows][labelled],
        label=probability[labelled].astype(np.float32),
        weight=np.ones(int(labelled.sum()), np.float32),
    )
