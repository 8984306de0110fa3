"""What the numbers of trained models are called, how they are written, and which of two is the better."""

from typing import NamedTuple


class Metric(NamedTuple):
    """What a number says. form: of `format`."""

    meaning: str
    form: str = ".3f"
    lower_is_better: bool = False

    def text(self, value: float | None) -> str:
        """The number as it is written; – where there is none."""
        return "–" if value is None or value != value else format(value, self.form)


CLASSIFICATION = {
    "accuracy": Metric("Share of rows told rightly, random negatives included."),
    "f1": Metric("Harmonic mean of precision and recall."),
    "precision": Metric("Share of the rows called liked that are liked."),
    "recall": Metric("Share of the liked rows that are called liked."),
    "auc": Metric("How often a liked row scores above another; one half is chance."),
    "brier": Metric(
        "Mean squared distance of P(liked) from what is true: how well calibrated it is. 0 is best.",
        lower_is_better=True,
    ),
}
RANKING = {
    "ndcg@10": Metric("How high the held-out liked items stand in the user's top 10, from 0 to 1.", ".4f"),
    "recall@10": Metric("Share of the user's held-out liked items that are in the top 10.", ".4f"),
    "recall@20": Metric("Share of the user's held-out liked items that are in the top 20.", ".4f"),
    "precision@10": Metric("Share of the top 10 that are held-out liked items.", ".4f"),
    "hit@10": Metric("Share of users with a held-out liked item in their top 10.", ".4f"),
}
LISTS = {
    "coverage@10": Metric("Share of all items that stand in anybody's top 10.", ".1%"),
    "difference@10": Metric("How different two users' top 10 are on average: 0 % when all get the same list.", ".1%"),
}
STARS = {
    "rmse": Metric("Root mean squared error of the predicted stars, clipped to the scale.", ".4f", True),
    "mse": Metric("Mean squared error of the predicted stars.", ".4f", True),
    "mae": Metric("Mean distance of the predicted stars from those that were given.", ".4f", True),
    "rounded_hits": Metric("Share of ratings that are met exactly once the prediction is rounded.", ".1%"),
}
ALL = RANKING | LISTS | CLASSIFICATION | STARS
LOWER_IS_BETTER = frozenset(name for name, metric in ALL.items() if metric.lower_is_better)
TITLES = {"ndcg@10": "NDCG@10", "auc": "AUC", "f1": "F1", "rmse": "RMSE", "mse": "MSE", "mae": "MAE",
          "rounded_hits": "rounded hits", "brier": "Brier score", "coverage@10": "catalog coverage@10"}  # fmt: skip


def title(name: str) -> str:
    """What a metric is called."""
    return TITLES.get(name, name)
