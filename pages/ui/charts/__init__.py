"""From a small tidy table to a chart; pure, and below 5,000 rows, which a test enforces."""

from pages.ui.charts.changes import label_changes
from pages.ui.charts.embeddings import item_map, norms
from pages.ui.charts.errors import calibration, error_rates, precision_recall
from pages.ui.charts.exploration import linked
from pages.ui.charts.figure import Figure, Table
from pages.ui.charts.functions import accuracy, coverage, matrix
from pages.ui.charts.labels import balance, probabilities, reliability, timeline, weights
from pages.ui.charts.models import COLORS, compared_curves, curves, pulls, ranking
from pages.ui.charts.ratings import by_gold, genres, over_time, stars
from pages.ui.charts.shelf import tastes
from pages.ui.charts.thresholds import histogram, sweep, sweep_votes

__all__ = [
    "COLORS",
    "Figure",
    "Table",
    "accuracy",
    "balance",
    "by_gold",
    "calibration",
    "compared_curves",
    "coverage",
    "curves",
    "error_rates",
    "genres",
    "histogram",
    "item_map",
    "label_changes",
    "linked",
    "matrix",
    "norms",
    "over_time",
    "precision_recall",
    "probabilities",
    "pulls",
    "ranking",
    "reliability",
    "stars",
    "sweep",
    "sweep_votes",
    "tastes",
    "timeline",
    "weights",
]
