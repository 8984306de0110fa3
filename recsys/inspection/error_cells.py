"""Label right or wrong against model right or wrong: where an error comes from, and the rows in each cell."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys import training_labels
from recsys.data.dataset import Dataset, Doubles
from recsys.evaluation.classification import POSITIVE_FROM
from recsys.labeling.votes import Voter
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.rating import RatingModel
from recsys.runs import LabelRun, ModelRun

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LabelOutcome = Literal["right", "wrong", "none"]
ModelOutcome = Literal["right", "wrong"]
LABEL_OUTCOMES: tuple[LabelOutcome, ...] = ("right", "wrong", "none")
MODEL_OUTCOMES: tuple[ModelOutcome, ...] = ("right", "wrong")


@dataclass(frozen=True)
class Judged:
    """The rows of a split with gold, what each was labeled and what the model says of it; all of shape (n,).

    rows: row numbers of the whole dataset, ascending. label: P(positive) by the label run, NaN without a label.
    predicted: P(liked), or a prediction on the scale of the targets; NaN of all rows where the model can't say, and of
    those that it was not asked. liked_from: what a prediction has to reach to mean liked; of P(liked), to exceed.
    """

    rows: Rows
    liked: Mask
    label: Doubles
    predicted: Doubles
    liked_from: float = POSITIVE_FROM
    is_probability: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def says_liked(self) -> Mask:
        """Whether the model calls a row liked."""
        if self.is_probability:
            return np.asarray(self.predicted > self.liked_from)
        return np.asarray(self.predicted >= self.liked_from)

    @cached_property
    def is_asked(self) -> Mask:
        """Whether there is a prediction."""
        return ~np.isnan(self.predicted)

    @property
    def can_be_wrong(self) -> bool:
        """Whether the model's predictions can be right or wrong at all, and there are any."""
        return bool(self.is_asked.any())

    def model_is(self, outcome: ModelOutcome) -> Mask:
        """On which rows the model is right, or wrong; a row that it was not asked is neither."""
        agrees = self.says_liked == self.liked
        return self.is_asked & (agrees if outcome == "right" else ~agrees)

    def label_is(self, outcome: LabelOutcome) -> Mask:
        """Which rows' labels are right, wrong or none; one of exactly a half says nothing, so it is none."""
        says = np.sign(np.nan_to_num(self.label, nan=POSITIVE_FROM) - POSITIVE_FROM)
        truth = np.where(self.liked, 1, -1)
        return np.asarray(says == {"right": truth, "wrong": -truth, "none": 0}[outcome])

    def surest_first(self, held: Mask, by: Literal["model", "label"] = "model") -> Rows:
        """The places (not row numbers) that are held, the furthest from undecided first, of equals the first first."""
        value, middle = (self.predicted, self.liked_from) if by == "model" else (self.label, POSITIVE_FROM)
        places = np.flatnonzero(held)
        distance = np.nan_to_num(np.abs(value[places] - middle))
        return places[np.argsort(-distance, kind="stable")]


def judge(voter: Voter, run: ModelRun, model: Model, split: str, labels: LabelRun | None) -> Judged:
    """The rows of a split with gold under a trained model and the label run that it learned from, if there is one.

    Predictions are there for models that tell liked from not; those of stars come from `worst_served`, which asks for
    held-out ratings, through `with_predictions`.
    """
    dataset = voter.dataset
    rows, gold = dataset.rows(split), dataset.gold(split)
    known = np.flatnonzero(gold >= 0)
    asked = rows.start + known
    label = np.full(len(known), np.nan)
    if labels is not None:
        label = training_labels.probabilities(voter, labels, split)[known]
    predicted = np.full(len(known), np.nan)
    if isinstance(model, RatingModel) and len(known):
        pairs = dataset.pairs
        predicted = model.predict(pairs.user[asked], pairs.item[asked], dataset.histories).astype(float)
    is_probability = families.named(run.model).predicts == "liked"
    return Judged(asked, gold[known] == 1, label, predicted, liked_from(dataset, run), is_probability)


def liked_from(dataset: Dataset, run: ModelRun) -> float:
    """From which prediction on a row counts as called liked: the data's own stars for a model of stars."""
    return dataset.settings.positive_from if run.labels == "ratings" else POSITIVE_FROM


def with_predictions(judged: Judged, rows: Rows, predicted: Doubles) -> Judged:
    """The same with the model's predictions of some rows (ascending); rows without gold are left out."""
    place = np.minimum(np.searchsorted(judged.rows, rows), max(len(judged) - 1, 0))
    there = judged.rows[place] == rows if len(judged) else np.zeros(len(rows), bool)
    found = np.full(len(judged), np.nan)
    found[place[there]] = predicted[there]
    return Judged(judged.rows, judged.liked, judged.label, found, judged.liked_from, judged.is_probability)


def cells(judged: Judged) -> pd.DataFrame:
    """label, model, rows, share: one row a cell, of the rows that the model was asked."""
    asked = max(int(judged.is_asked.sum()), 1)
    counted = [
        (label, model, int(np.sum(judged.label_is(label) & judged.model_is(model))))
        for label in LABEL_OUTCOMES
        for model in MODEL_OUTCOMES
    ]
    table = pd.DataFrame(counted, columns=["label", "model", "rows"])
    return table.assign(share=table["rows"] / asked)
