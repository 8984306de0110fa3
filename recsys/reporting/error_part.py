"""The errors of a model: where they come from, where they gather, and whether its probabilities are honest."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from recsys.data.dataset import Dataset
from recsys.evaluation import calibration
from recsys.inspection import curves, error_cells, error_functions, error_slices, worst_served
from recsys.inspection.error_cells import Judged
from recsys.inspection.worst_served import RankUsers
from recsys.labeling.votes import Voter
from recsys.models import families
from recsys.models.contract import Model
from recsys.reporting import svg
from recsys.reporting.html import Markup, element, note, section, table
from recsys.runs import LabelRun, ModelRun

MOST_SLICES = 10
Split = Literal["dev", "valid", "test"]
ORDER_ONLY = (
    "A model of this family puts items in an order and says of none whether it is liked, so no row can be called right "
    "or wrong. How well it orders stands under Model."
)
NOT_ASKED = (
    "A model of this family predicts stars, one held-out rating at a time, and that has not been done for this run. "
    "“Rank for everybody” on the page Error analysis does it; a report made after that has this part."
)
# As the page on errors calls them.
BLAME = {
    "against_gold": "against gold", "wrong_labels": "wrong labels", "mended": "mended without",
    "broken": "broken without",
}  # fmt: skip


def sections(voter: Voter, run: ModelRun, model: Model, labels: LabelRun | None) -> Iterator[Markup]:
    """Label × model, the functions to blame, the worst slices and the curves; or why nothing can be called wrong.

    labels: the label run that the model learned from, if there is one.
    """
    splits = _fair_splits(voter.dataset, run)
    if not splits:
        yield section("Errors", note("No row of dev, valid or test that is new to the model has gold to judge it by."))
        return
    predicts = families.named(run.model).predicts
    if predicts == "order":
        yield section("Errors", note(ORDER_ONLY))
        return
    split, judged = _judged(voter, run, model, splits, labels)
    if not judged.can_be_wrong:
        yield section("Errors", note(NOT_ASKED))
        return
    yield section("Errors", *_parts(voter, judged, split, labels))


def _fair_splits(dataset: Dataset, run: ModelRun) -> list[Split]:
    """The splits with gold that the model did not learn from."""
    splits: tuple[Split, ...] = ("dev", "valid", "test") if run.labels == "weak" else ("valid", "test")
    return [split for split in splits if (dataset.gold(split) >= 0).any()]


def _judged(
    voter: Voter, run: ModelRun, model: Model, splits: list[Split], labels: LabelRun | None
) -> tuple[Split, Judged]:
    """The first split on which the model says something, and its rows; predictions of stars come from a job's lists."""
    if families.named(run.model).predicts == "liked":
        return splits[0], error_cells.judge(voter, run, model, splits[0], labels)
    for split in splits:
        lists = worst_served.found(RankUsers(dataset=run.dataset, run=run.id, split=split))
        if lists is not None:
            judged = error_cells.judge(voter, run, model, split, labels)
            return split, error_cells.with_predictions(judged, lists.rows.astype(np.int64), lists.predicted)
    return splits[0], error_cells.judge(voter, run, model, splits[0], labels)


def _parts(voter: Voter, judged: Judged, split: str, labels: LabelRun | None) -> list[Markup]:
    cells = error_cells.cells(judged)
    parts = [note(_what_is_judged(judged, split))]
    if labels is None:
        cells = cells[cells["label"] == "none"].drop(columns="label")
    parts.append(table(cells.assign(share=[f"{share:.1%}" for share in cells["share"]])))
    if labels is not None and labels.functions.enabled:
        blamed = error_functions.table(labels.label_model, voter.patterns(labels.functions.enabled, split))
        parts += [
            element("h3", "Which functions misled the labels"), table(blamed.rename(columns=BLAME)),
            note("misled: over its votes against gold, how much nearer to gold the label would be without the vote."),
        ]  # fmt: skip
    return [*parts, *_slices(voter, judged), *_curves(judged)]


def _what_is_judged(judged: Judged, split: str) -> str:
    asked = int(judged.is_asked.sum())
    if judged.is_probability:
        return f"{asked:,} rows of {split} with gold, from which the model did not learn."
    return (
        f"{asked:,} of {len(judged):,} rows of {split} with gold: those held out, each predicted from the rest of its "
        f"user's shelf. A prediction of {judged.liked_from:g} or more counts as called liked."
    )


def _slices(voter: Voter, judged: Judged) -> list[Markup]:
    asked = judged.is_asked
    found = error_slices.worst(voter.slices, judged.rows[asked], judged.model_is("wrong")[asked])
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
    predicted, liked = judged.predicted[judged.is_asked], judged.liked[judged.is_asked]
    curve = curves.precision_recall(predicted, liked)
    drawn = []
    if not curve.empty:
        drawn.append(svg.square(curve["recall"].tolist(), curve["precision"].tolist(), ("recall", "precision")))
    if judged.is_probability:
        reliable = calibration.reliability(predicted, liked)
        points = reliable["predicted"].tolist(), reliable["liked"].tolist()
        drawn.append(svg.square(*points, ("P(liked) by the model", "share of liked"), diagonal=True))
        error = calibration.calibration_error(reliable) or 0.0
        drawn.append(note(f"Expected calibration error: {error:.1%}."))
    return [element("h3", "Curves"), *drawn] if drawn else []
