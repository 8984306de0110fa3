"""From votes or gold to what a model is trained on."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.evaluation import ranking
from recsys.labeling import patterns
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelves, Validation
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


def feedback(voter: Voter, source: LabelSource, run: LabelRun | None) -> Feedback:
    """What a model learns from with a label source; raises BadInput where that is nothing.

    Rows without a vote are left out; weak labels stay probabilities. Whose rows are valid or test has no say.
    """
    dataset = voter.dataset
    rated = source == "ratings"
    found = _ratings(dataset) if rated else examples(voter, source, run)
    stars = dataset.pairs.stars
    learned = ("train",) if source == "weak" else ("train", "dev")
    return Feedback(
        examples=found,
        targets=stars[: len(found)] if rated else found.label,
        scale=(float(stars.min()), float(stars.max())) if rated else (0.0, 1.0),
        liked_from=dataset.settings.positive_from if rated else 0.5,
        shelves=Shelves.of_dataset(dataset, rated),
        users=np.unique(np.concatenate([dataset.users_in(split) for split in learned])),
        n_items=dataset.items.height,
    )


def validation(dataset: Dataset, source: LabelSource, seed: int) -> Validation | None:
    """The valid split as models stop by it; None where it has no gold."""
    rated = source == "ratings"
    found, rows = gold(dataset, "valid"), dataset.rows("valid")
    if not len(found):
        return None
    known = np.flatnonzero(dataset.gold("valid") >= 0)
    asked = np.flatnonzero(np.isin(known + rows.start, ranking.held_out(dataset, "valid", seed)))
    shelves = Shelves.of_dataset(dataset, rated)
    return Validation(
        examples=found,
        targets=dataset.pairs.stars[rows][known] if rated else found.label,
        asked=asked.astype(np.int32),
        visible=shelves.without(found.user[asked], found.item[asked]),
        shelves=shelves,
    )


def examples(voter: Voter, source: LabelSource, run: LabelRun | None) -> Examples:
    """The training examples of labels by votes, gold, or both."""
    dataset = voter.dataset
    parts = []
    if source != "gold":
        if run is None:
            raise BadInput(
                "There are no weak labels yet. Fit the label model first, or train on the gold of dev or the ratings."
            )
        by_hand = dataset.gold("train")  # -1 but for rows that a person labeled, who knows better than votes
        weak = probabilities(voter, run, "train")
        parts.append(_rows(dataset, "train", np.where(by_hand >= 0, by_hand, weak)))
    if source != "weak":
        parts.append(gold(dataset, "dev"))
    found = Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__annotations__))
    if not len(found):
        raise BadInput(f"There is no data point in {LABEL_SOURCES[source]}. Choose other labels to train on.")
    return found


def _ratings(dataset: Dataset) -> Examples:
    """Every rating of train and dev, which come first, as liked or not."""
    end = dataset.rows("dev").stop
    if not end:
        raise BadInput("There is no rating to train on. Choose other labels, or import data with ratings.")
    pairs, ones = dataset.pairs, np.ones(end, np.float32)
    liked = (pairs.stars[:end] >= dataset.settings.positive_from).astype(np.float32)
    return Examples(pairs.user[:end], pairs.item[:end], liked, ones)


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
