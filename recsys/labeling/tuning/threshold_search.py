"""Look for better thresholds on rows with gold: by the votes' own precision, or by what a label model makes of them.

The label model is the calibrated vote: it is fitted in a moment, and gold tells it what each function is worth.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from recsys.data.dataset import Bytes, Doubles
from recsys.labeling import analysis, patterns
from recsys.labeling.combining import gold_fitting, pattern_metrics
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.functions import LabelingFunction, ThresholdFunction
from recsys.labeling.patterns import Patterns
from recsys.labeling.tuning import sweeps
from recsys.labeling.votes import ABSTAIN, COMPARE, Voter
from recsys.settings import Settings

POINTS = 40  # thresholds tried of a function, evenly by its votes; between them only a few rows change
LEAST_GAIN = 1e-9  # less is rounding

Rows = npt.NDArray[np.int64]


class PrecisionGoal(Settings):
    """At least this share of a function's votes right, and as many votes as possible."""

    precision: float = Field(0.9, gt=0, le=1, description="Share of the votes with gold that has to be right")
    judged_by: Literal["estimate", "lower bound"] = Field(
        "estimate", description="The share as counted, or the lower end of its 95 % interval, which is much stricter"
    )
    least_votes: int = Field(20, ge=1, description="Votes with gold below which a share says nothing")

    def reading(self, points: pd.DataFrame) -> pd.Series:
        """What of a curve has to reach the precision."""
        return points["accuracy" if self.judged_by == "estimate" else "low"]


class LabelModelGoal(Settings):
    """The best label model. On the rows it labels, a model looks better the fewer they are; so coverage has a floor."""

    metric: Literal["auc", "macro_f1"] = Field("auc", description="Which of the label model's numbers is to grow")
    rows: Literal["labeled", "all"] = Field(
        "labeled", description="On the rows it labels, or on all, taking the class balance for those without a vote"
    )
    least_coverage: float = Field(0.5, ge=0, le=1, description="Share of today's coverage that has to remain")
    least_votes: int = Field(20, ge=1, description="Votes with gold that a function has to keep")


class Choice(NamedTuple):
    """A threshold, and the precision it was chosen for. is_enough: whether that reaches the goal."""

    threshold: float
    precision: float
    is_enough: bool


def most_votes(points: pd.DataFrame, goal: PrecisionGoal) -> Choice | None:
    """The threshold of a curve that reaches the goal with the most votes, or else the most precise one.

    points: as `sweeps.curve` makes them. None where no threshold has `goal.least_votes` votes with gold.
    """
    judged = points[points["correct"] + points["incorrect"] >= goal.least_votes]
    if judged.empty:
        return None
    reading = goal.reading(judged).to_numpy()
    reaches = reading >= goal.precision
    best = np.argmax(np.where(reaches, judged["coverage_dev"], -1) if reaches.any() else reading)
    return Choice(float(judged["threshold"].to_numpy()[best]), float(reading[best]), bool(reaches.any()))


class Search:
    """Functions whose thresholds are tried out on some rows, one after another.

    goal: what for. functions: as good as found so far. best: what the goal measures of them on these rows, -inf where
    it can't be had.
    """

    def __init__(self, voter: Voter, functions: Sequence[LabelingFunction], rows: Rows, goal: LabelModelGoal) -> None:
        """rows: the data points to try on."""
        self.functions = list(functions)
        self.goal = goal
        self._features = voter.dataset.features
        self._rows = rows
        self._gold: Bytes = voter.dataset.pairs.gold[rows]
        self._columns: list[Bytes] = [voter.column(function)[rows] for function in functions]
        self._least_coverage = 0.0
        self.best, coverage = self._measure(self._columns)
        self._least_coverage = goal.least_coverage * coverage

    def improve(self, name: str) -> None:
        """Give a threshold function the threshold that serves the goal best, if one is better than its own."""
        place = [function.name for function in self.functions].index(name)
        function = self.functions[place]
        if not isinstance(function, ThresholdFunction) or function.feature not in self._features:
            return
        values = self._features[function.feature][self._rows]
        for threshold in self._thresholds(function, values):
            column = np.where(COMPARE[function.comparison](values, threshold), function.label, ABSTAIN).astype(np.int8)
            columns = [*self._columns[:place], column, *self._columns[place + 1 :]]
            score, _ = self._measure(columns)
            if score > self.best + LEAST_GAIN:
                self.best, self._columns = score, columns
                self.functions[place] = function.model_copy(update={"threshold": float(threshold)})

    def _thresholds(self, function: ThresholdFunction, values: Doubles) -> Doubles:
        on_rows = sweeps.sort(values, self._gold)
        points = sweeps.curve(function, on_rows, on_rows)
        judged = points[points["correct"] + points["incorrect"] >= self.goal.least_votes]
        return sweeps.thin(judged, function.threshold, POINTS)["threshold"].to_numpy()

    def _measure(self, columns: Sequence[Bytes]) -> tuple[float, float]:
        """What the goal measures, -inf where it can't be had or too few rows are covered, and the coverage."""
        found = patterns.count(columns, self._gold)
        coverage = analysis.coverage(found)
        model = fit(found, [function.name for function in self.functions])
        if model is None or coverage < self._least_coverage:
            return -np.inf, coverage
        probability = model.probabilities(found.votes)
        if self.goal.rows == "all":
            probability = np.where(np.isnan(probability), model.class_balance, probability)
        numbers = pattern_metrics.measure(probability, found.gold_counts, model.class_balance)
        score = numbers[self.goal.metric]
        return -np.inf if score is None else score, coverage


def fit(found: Patterns, names: Sequence[str]) -> LabelModel | None:
    """The calibrated vote by the gold of some rows; None unless they have gold of both classes."""
    if not found.gold_counts.sum(axis=0).all():
        return None
    balance = analysis.class_balance(found) or 0.5
    return gold_fitting.fit_calibrated(found, names, LabelModelSettings(model="calibrated"), balance)
