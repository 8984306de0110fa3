"""The errors of a model that tells liked from not: where they come from, and whether its probabilities are honest."""

from collections.abc import Iterator

import pandas as pd

from recsys.data.dataset import Dataset
from recsys.evaluation import calibration
from recsys.inspection import curves, error_cells, error_functions, error_slices
from recsys.inspection.error_cells import Judged
from recsys.labeling.votes import Voter
from recsys.reporting import svg
from recsys.reporting.html import Markup, element, note, section, table
from recsys.runs import LabelRun, ModelRun

MOST_SLICES = 10


def fair_split(dataset: Dataset, run: ModelRun) -> str | None:
    """The first split with gold that the model did not learn from; None if there is none."""
    splits = ("dev", "valid", "test") if run.labels == "weak" else ("valid", "test")
    return next((split for split in splits if (dataset.gold(split) >= 0).any()), None)


def sections(voter: Voter, judged: Judged, split: str, labels: LabelRun | None) -> Iterator[Markup]:
    """Label × model, the functions to blame, the worst slices, and two curves."""
    cells = error_cells.cells(judged)
    parts = [note(f"{len(judged):,} rows of {split} with gold, from which the model did not learn.")]
    parts.append(table(cells.assign(share=[f"{share:.1%}" for share in cells["share"]])))
    if labels is not None and labels.functions.enabled:
        blamed = error_functions.table(labels.label_model, voter.patterns(labels.functions.enabled, split))
        parts += [
            element("h3", "Which functions misled the labels"), table(blamed),
            note("misled: over its votes against gold, how much nearer to gold the label would be without the vote."),
        ]  # fmt: skip
    parts += _slices(voter, judged)
    parts += _curves(judged)
    yield section("Errors", *parts)


def _slices(voter: Voter, judged: Judged) -> list[Markup]:
    found = error_slices.worst(voter.slices, judged.rows, judged.model_is("wrong"))
    worst = found.table.head(MOST_SLICES)
    if worst.empty:
        return []
    shown = pd.DataFrame(
        {
            "slice": [
                " and ".join(f"{kind}: {name}" for kind, name in zip(kinds, names, strict=True))
                for kinds, names in zip(worst["kinds"], worst["names"], strict=True)
            ],
            "rows": worst["rows"], "errors": worst["errors"], "too many": worst["excess"],
            "share wrong": [f"{rate:.1%}" for rate in worst["rate"]],
            "surely": ["yes" if is_sure else "may be chance" for is_sure in worst["is_sure"]],
        }
    )  # fmt: skip
    told = f"{found.compared:,} slices and pairs were compared, and “surely” allows for that (Bonferroni)."
    return [element("h3", "Where the model errs most"), table(shown), note(told)]


def _curves(judged: Judged) -> list[Markup]:
    curve = curves.precision_recall(judged.predicted, judged.liked)
    reliable = calibration.reliability(judged.predicted, judged.liked)
    drawn = []
    if not curve.empty:
        drawn.append(svg.square(curve["recall"].tolist(), curve["precision"].tolist(), ("recall", "precision")))
    points = reliable["predicted"].tolist(), reliable["liked"].tolist()
    drawn.append(svg.square(*points, ("P(liked) by the model", "share of liked"), diagonal=True))
    error = calibration.calibration_error(reliable) or 0.0
    return [element("h3", "Curves"), *drawn, note(f"Expected calibration error: {error:.1%}.")]
